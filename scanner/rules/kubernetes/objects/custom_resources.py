"""CustomResourceDefinitions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import KubernetesObject
from scanner.model import Match, Profile, Severity
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.kubernetes import Setting


@rule(
    id="crd-without-schema",
    title="CustomResourceDefinition accepts anything",
    severity=Severity.LOW,
    judges=KubernetesObject,
    kinds=("CustomResourceDefinition",),
    remediation="Describe the fields of spec in schema.openAPIV3Schema.",
    tags=("kubernetes", "correctness"),
    profile=Profile.STRICT,
    references=("https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/",),
)
def crd_without_schema(definition: KubernetesObject) -> Iterator[Match]:
    """A version of a CustomResourceDefinition has no schema, or one that names no field and keeps all.

    ## Why it matters

    The API server then stores whatever is written, misspelt fields included, and only the controller notices, or
    nobody. It concerns those who write the resources, which makes this low.

    ## Avoid

    ```yaml
    versions:
      - name: v1
        schema:
          openAPIV3Schema:
            type: object
            x-kubernetes-preserve-unknown-fields: true
    ```

    ## Prefer

    ```yaml
    versions:
      - name: v1
        schema:
          openAPIV3Schema:
            type: object
            properties:
              spec:
                type: object
                properties:
                  size:
                    type: integer
    ```

    ## References

    - https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/
    """
    if definition.api_version != "apiextensions.k8s.io/v1":
        return
    for version in definition.read("spec", "versions").items():
        schema = version.read("schema", "openAPIV3Schema")
        if not _names_fields(schema):
            name = version.read("name").text
            yield Match(schema.path, f"The version '{name}' of {definition.title} has a schema that names no field.")


def _names_fields(schema: Setting) -> bool:
    """Whether there are fields beside those that every object has, or fields below ``spec``."""
    fields = schema.read("properties").mapping
    own = fields.keys() - {"apiVersion", "kind", "metadata", "spec", "status"}
    return bool(own) or bool(schema.read("properties", "spec", "properties").mapping)
