"""Fields that must be there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import KubernetesObject
from scanner.kubernetes.schema import ProblemKind
from scanner.model import Match, Severity
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    id="missing-required-field",
    title="Required field is missing",
    severity=Severity.MEDIUM,
    judges=KubernetesObject,
    remediation="Add the field.",
    tags=("kubernetes", "correctness"),
    references=(
        "https://kubernetes.io/docs/reference/kubernetes-api/",
        "https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#defaulting",
    ),
    files_only=True,
)
def missing_required_field(item: KubernetesObject) -> Iterator[Match]:
    """The object lacks a field that the schema of its kind requires.

    ## Why it matters

    Most of these fields have no default, and the API server refuses the object, so the change does not arrive; the
    others get an empty value that nobody chose. It fails at once and visibly for whoever applies it, which makes this
    medium.

    ## Avoid

    ```yaml
    ports:
      - name: http
        protocol: TCP
    ```

    ## Prefer

    ```yaml
    ports:
      - name: http
        containerPort: 8080
        protocol: TCP
    ```

    ## Notes

    A field that is null is missing, as the API server has it. What a custom kind's CustomResourceDefinition gives a
    default is not. `status` is exempt: the API server does not take it from manifests. Fields that only the API
    server's own code demands, such as `metadata.name`, are not in the schema.

    ## References

    - https://kubernetes.io/docs/reference/kubernetes-api/
    - https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#defaulting
    """
    for problem in item.schema_problems:
        if problem.kind is ProblemKind.MISSING_FIELD:
            yield Match(problem.path, f"{item.title} {problem.message}.")
