"""Values of the wrong type."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from scanner.kubernetes import KubernetesObject
from scanner.kubernetes.schema import ProblemKind
from scanner.model import Match, Severity, Unknown
from scanner.rules.check import rule
from scanner.rules.kubernetes.resources.invalid_quantity import invalid_quantity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.model import Path
    from scanner.rules.check import Judgement

_FILLED_IN = re.compile(r"\$\{|\{\{|^ENC\[")
"""Placeholders of envsubst, Flux and templates, and the values that SOPS writes (https://getsops.io/docs/)."""


@rule(
    id="wrong-type",
    title="Value is not of the field's type",
    severity=Severity.MEDIUM,
    judges=KubernetesObject,
    remediation="Write a value of the type that the field has.",
    tags=("kubernetes", "correctness"),
    references=(
        "https://kubernetes.io/docs/reference/kubernetes-api/",
        "https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation",
    ),
    files_only=True,
)
def wrong_type(item: KubernetesObject) -> Iterator[Judgement]:
    """The value of a field is not of the type that the field has: a number for a string, a mapping for a list.

    ## Why it matters

    The API server refuses the object, so the change does not arrive. It fails at once and visibly for whoever applies
    it, which makes this medium.

    ## Avoid

    ```yaml
    env:
      - name: FEATURE_ENABLED
        value: true
    ```

    ## Prefer

    ```yaml
    env:
      - name: FEATURE_ENABLED
        value: "true"
    ```

    ## Notes

    Values are read as the API server's YAML reader does it, where `yes`, `on` and `0x10` without quotes are no strings.
    Integers have the width of their field; quantities, times and base64 must be readable. Null is the same as absent.
    For custom kinds whose CustomResourceDefinition is part of the scan, scalar values that it enumerates are judged as
    well; patterns, lengths, bounds and CEL rules are not. A placeholder such as `${REPLICAS}`, and what SOPS encrypted,
    is filled in elsewhere, so that its type is not known. What the rule `invalid-quantity` reports is not repeated.

    ## References

    - https://kubernetes.io/docs/reference/kubernetes-api/
    - https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation
    """
    problems = [problem for problem in item.schema_problems if problem.kind is ProblemKind.WRONG_TYPE]
    amounts = invalid_quantity(item) if problems else ()
    reported = {amount.path for amount in amounts if isinstance(amount, Match)}
    for problem in problems:
        value = _value_at(item.document.data, problem.path)
        if isinstance(value, str) and _FILLED_IN.search(value):
            yield Unknown(f"{item.title} has a placeholder where a value of another type belongs.")
        elif problem.path not in reported:
            yield Match(problem.path, f"{item.title} {problem.message}.", remediation=problem.suggestion)


def _value_at(data: Any, path: Path) -> Any:
    for step in path:
        data = data[step]
    return data
