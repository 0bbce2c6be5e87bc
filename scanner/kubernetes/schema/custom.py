"""The types that a CustomResourceDefinition defines: its structural schema.

Source: https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/, sections
"Specifying a structural schema", "Controlling pruning", "IntOrString", "RawExtension" and "Defaulting and Nullable".
What stands below ``allOf``, ``anyOf``, ``oneOf`` and ``not`` defines no field and no type in a structural schema, and
is not judged; nor are patterns, lengths, bounds and CEL rules.
"""

from __future__ import annotations

from typing import Any

from scanner.kubernetes.schema.shape import ANY, Expression, Form, Shape

OBJECT_META = "meta.v1.ObjectMeta"

_SCALARS = {"boolean": "boolean", "integer": "integer", "number": "number", "string": "string"}
_IMPLIED: dict[str, Expression] = {"apiVersion": "string", "kind": "string", "metadata": OBJECT_META}
"""What every object has, whatever its schema says of it."""


def custom_shape(schema: dict[str, Any], *, root: bool = False) -> Shape:
    """Return the type that a JSON Schema of a CRD describes; ``root`` for that of the object itself."""
    nullable = schema.get("nullable") is True
    enum = _enum(schema)
    if schema.get("x-kubernetes-int-or-string") is True:
        return Shape(Form.SCALAR, "integer-or-string", enum=enum, nullable=nullable)
    match schema.get("type"):
        case "array":
            items = schema.get("items")
            return Shape(Form.LIST, inner=_expression(items), nullable=nullable)
        case "object":
            return _object(schema, root=root, nullable=nullable)
        case str() as stated if stated in _SCALARS:
            return Shape(Form.SCALAR, _SCALARS[stated], enum=enum, nullable=nullable)
        case _ if root and isinstance(schema.get("properties"), dict):
            return _object(schema, root=True, nullable=nullable)
        case _:
            return ANY


def _enum(schema: dict[str, Any]) -> frozenset[tuple[bool, Any]]:
    stated = schema.get("enum")
    values = stated if isinstance(stated, list) else []
    return frozenset((isinstance(value, bool), value) for value in values if not isinstance(value, list | dict))


def _object(schema: dict[str, Any], *, root: bool, nullable: bool) -> Shape:
    implied = root or schema.get("x-kubernetes-embedded-resource") is True
    properties = schema.get("properties")
    stated = {key: _expression(value) for key, value in properties.items()} if isinstance(properties, dict) else {}
    fields: dict[str, Expression] = {**stated, **(_IMPLIED if implied else {})}
    preserves = schema.get("x-kubernetes-preserve-unknown-fields") is True
    additional = schema.get("additionalProperties")
    if not fields and isinstance(additional, dict):
        return Shape(Form.MAP, inner=_expression(additional), nullable=nullable)
    is_open = preserves or (additional is not None and additional is not False)
    return Shape(Form.FIELDS, fields=fields, required=tuple(_required(schema, stated)), open=is_open, nullable=nullable)


def _required(schema: dict[str, Any], properties: dict[str, Expression]) -> list[str]:
    """Leave out what a default fills in before the object is validated."""
    stated = schema.get("required")
    names = [name for name in stated if isinstance(name, str)] if isinstance(stated, list) else []
    return [name for name in names if "default" not in properties.get(name, ())]


def _expression(schema: Any) -> Expression:
    return schema if isinstance(schema, dict) else "any"
