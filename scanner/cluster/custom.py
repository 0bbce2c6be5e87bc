"""Custom kinds that have pods, by the schemas of their CustomResourceDefinitions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scanner.kubernetes.pods import has_pods_by_shape

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.kubernetes.unlisted import GroupKind

_MOST_NODES = 200_000
"""Of one schema. The largest of the field (of operators that embed whole pod specs many times) have some 60,000."""


def kinds_with_pods(definition: dict[str, Any]) -> Iterator[GroupKind]:
    """Yield the kind of a CustomResourceDefinition if its schema has a pod."""
    spec = definition.get("spec")
    if not isinstance(spec, dict) or not isinstance(spec.get("names"), dict):
        return
    versions = spec.get("versions")
    schemas = [
        version["schema"].get("openAPIV3Schema")
        for version in (versions if isinstance(versions, list) else ())
        if isinstance(version, dict) and isinstance(version.get("schema"), dict)
    ]
    if any(map(_has_pod, schemas)):
        yield str(spec.get("group") or ""), str(spec["names"].get("kind") or "")


def _has_pod(schema: Any) -> bool:
    """Return whether a schema has a property that is a pod by shape, as `scanner.kubernetes.pods` knows them."""
    stack = [("", schema)]
    for _ in range(_MOST_NODES):
        if not stack:
            return False
        name, node = stack.pop()
        if not isinstance(node, dict):
            continue
        if has_pods_by_shape(name, node):
            return True
        properties = node.get("properties")
        if isinstance(properties, dict):
            stack.extend((key, value) for key, value in properties.items() if key != "status")
        stack.extend((name, node[key]) for key in ("items", "additionalProperties") if key in node)
    return True
