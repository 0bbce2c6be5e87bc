"""Expressions that name what is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.model import Match, Severity
from scanner.rules.check import rule
from scanner.workflows import Job
from scanner.workflows.validity import absent

if TYPE_CHECKING:
    from collections.abc import Iterator

_MISSING = {
    "matrix": "the job's matrix has no '{}'",
    "needs": "the job does not need a job '{}'",
    "steps": "the job has no step with the id '{}'",
}


@rule(
    id="unknown-reference",
    title="Expression names a step, job or matrix key that is not there",
    severity=Severity.MEDIUM,
    judges=Job,
    remediation="Name what the job has: the id of one of its steps, a job in its 'needs', a key of its matrix.",
    frameworks=("owasp-cicd/CICD-SEC-7",),
    tags=("workflows", "correctness"),
    references=("https://docs.github.com/en/actions/reference/workflows-and-actions/contexts",),
)
def unknown_reference(job: Job) -> Iterator[Match]:
    """An expression reads `steps.x`, `needs.x` or `matrix.x`, and the job has no such step, needed job or matrix key.

    ## Why it matters

    GitHub does not refuse it: the expression is empty, or a condition false. A version that was meant to be tested is
    not, a step that should run after a failure never does, a name of an image lacks its tag. Usually it is what was
    renamed in one place only. The severity is medium: the run is green and does something else.

    ## Avoid

    ```yaml
    jobs:
      test:
        strategy:
          matrix:
            go-version: ["1.25", "1.26"]
        steps:
          - uses: actions/setup-go@v6
            with:
              go-version: ${{ matrix.go }}
    ```

    ## Prefer

    ```yaml
    jobs:
      test:
        strategy:
          matrix:
            go-version: ["1.25", "1.26"]
        steps:
          - uses: actions/setup-go@v6
            with:
              go-version: ${{ matrix.go-version }}
    ```

    ## Notes

    A key that only some entries of `include` have is there. Where an expression gives the matrix, its keys are not
    known, and nothing is said about them.

    ## References

    - https://docs.github.com/en/actions/reference/workflows-and-actions/contexts
    """
    for found in absent(job.data, job.path):
        missing = _MISSING[found.context].format(found.name)
        message = f"'{found.context}.{found.name}' is always empty, for {missing}."
        yield Match(found.path, message, within=found.within)
