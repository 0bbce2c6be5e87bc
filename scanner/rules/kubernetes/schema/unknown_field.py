"""Fields that do not exist."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import KubernetesObject
from scanner.kubernetes.schema import Lack, ProblemKind
from scanner.model import Match, Severity, Unknown
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.rules.check import Judgement


@rule(
    id="unknown-field",
    title="Field does not exist",
    severity=Severity.HIGH,
    judges=KubernetesObject,
    remediation="Correct the spelling or the indentation of the field, or remove it.",
    tags=("kubernetes", "correctness"),
    references=(
        "https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation",
        "https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#field-pruning",
    ),
    files_only=True,
)
def unknown_field(item: KubernetesObject) -> Iterator[Judgement]:
    """The object has a field that its type does not have: misspelt, indented wrongly, or of another version.

    ## Why it matters

    kubectl refuses the object, but Helm, operators and other clients that do not ask for strict validation apply it
    without the field: a `securityContext` or a limit that everybody reads in the file is not in force, and nothing
    says so. That makes this high.

    ## Avoid

    ```yaml
    containers:
      - name: web
        securitycontext:
          runAsNonRoot: true
    ```

    ## Prefer

    ```yaml
    containers:
      - name: web
        securityContext:
          runAsNonRoot: true
    ```

    ## Notes

    Names are compared as the API server does it, upper and lower case told apart. Kubernetes' own kinds are judged by
    the official schemas of the newest minor release that Plimsoll knows. Custom kinds are judged by their
    CustomResourceDefinition where it is part of the scan; where it is not, that is said once for each kind, here and
    not by the rules `wrong-type` and `missing-required-field`, which judge nothing of it either. Objects of a removed
    API version have no schema any more. Directives of a strategic merge patch (`$patch: delete`) and the `sops` of an
    encrypted object are for tools, and exempt. In a CustomResourceDefinition, what stands in `items`,
    `additionalProperties` and `dependencies` of the schema is free for the API server's own schema, too.

    ## References

    - https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation
    - https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#field-pruning
    """
    lack = item.inventory.schemas.root(item.api_version, item.kind)
    is_first = item.inventory.first_of_kind[item.api_version, item.kind] == item
    if isinstance(lack, Lack) and is_first and not item.schema_problems:
        yield Unknown(lack.reason)
    for problem in item.schema_problems:
        if problem.kind is ProblemKind.UNKNOWN_FIELD:
            remediation = f"Write '{problem.suggestion}' instead." if problem.suggestion else ""
            yield Match(problem.path, f"{item.title} {problem.message}.", part="key", remediation=remediation)
