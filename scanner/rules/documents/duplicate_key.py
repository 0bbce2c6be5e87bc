"""Keys that are given more than once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.model import DocumentKind, Match, Related, Severity, WholeDocument
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

_REFUSED = frozenset({DocumentKind.WORKFLOW, DocumentKind.ACTION})
"""GitHub does not run a file with equal keys; Kubernetes takes the last value."""


@rule(
    id="duplicate-key",
    title="Key is given twice",
    severity=Severity.MEDIUM,
    judges=WholeDocument,
    remediation="Keep one of the two, with the value that is meant.",
    tags=("kubernetes", "workflows", "reliability"),
    references=("https://yaml.org/spec/1.2.2/#3213-node-comparison",),
    files_only=True,
)
def duplicate_key(subject: WholeDocument) -> Iterator[Match]:
    """A mapping has the same key more than once.

    ## Why it matters

    Kubernetes takes the last value and drops the first without a word, so that a reviewer reads one thing and another
    is applied; GitHub refuses the whole file. Usually it is a slip that changes little, which makes this medium.

    ## Avoid

    ```yaml
    securityContext:
      runAsNonRoot: true
      runAsNonRoot: false
    ```

    ## Prefer

    ```yaml
    securityContext:
      runAsNonRoot: true
    ```

    ## Notes

    The other rules judge the last value, which is the one that counts.

    ## References

    - https://yaml.org/spec/1.2.2/#3213-node-comparison
    """
    outcome = "GitHub refuses the file" if subject.document.kind in _REFUSED else "only the last value counts"
    for problem in subject.document.problems:
        if problem.code != "duplicate-key":
            continue
        key = problem.path[-1] if problem.path else ""
        related = (
            ()
            if problem.first is None
            else (Related("It is given here first.", problem.path, part="key", span=problem.first),)
        )
        yield Match(
            problem.path,
            f"The key '{key}' is given more than once; {outcome}.",
            part="key",
            related=related,
            span=problem.span,
        )
