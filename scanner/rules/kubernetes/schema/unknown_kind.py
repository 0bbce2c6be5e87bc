"""Kinds and API versions that do not exist."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import KubernetesObject
from scanner.kubernetes.schema import ProblemKind
from scanner.model import Match, Severity
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    id="unknown-kind",
    title="Kind does not exist in this API version",
    severity=Severity.MEDIUM,
    judges=KubernetesObject,
    remediation="Correct the apiVersion or the kind; kubectl api-resources lists them.",
    tags=("kubernetes", "correctness"),
    references=(
        "https://kubernetes.io/docs/reference/using-api/#api-groups",
        "https://kubernetes.io/docs/reference/using-api/deprecation-policy/",
    ),
    files_only=True,
)
def unknown_kind(item: KubernetesObject) -> Iterator[Match]:
    """The API version does not have the kind: either is misspelt, or they do not belong together.

    ## Why it matters

    The API server refuses the object, so the change does not arrive, and no other rule knows what to make of it: it is
    hardly judged. It fails at once and visibly for whoever applies it, which makes this medium.

    ## Avoid

    ```yaml
    apiVersion: v1
    kind: Deployment
    ```

    ## Prefer

    ```yaml
    apiVersion: apps/v1
    kind: Deployment
    ```

    ## Notes

    Judged are the API groups of Kubernetes itself, names of groups that are spelt like one of them, and kinds whose
    CustomResourceDefinition is part of the scan but does not serve the version. Anybody may define other groups, so
    nothing is said of them. API versions that were removed are the matter of the rule `deprecated-api`.

    ## References

    - https://kubernetes.io/docs/reference/using-api/#api-groups
    - https://kubernetes.io/docs/reference/using-api/deprecation-policy/
    """
    for problem in item.schema_problems:
        if problem.kind is ProblemKind.UNKNOWN_KIND:
            remediation = f"Write '{problem.suggestion}' instead." if problem.suggestion else ""
            yield Match(problem.path, f"{item.title} {problem.message}.", remediation=remediation)
