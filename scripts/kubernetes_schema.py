"""Makes the data of ``scanner.kubernetes.schema`` from the official OpenAPI documents of Kubernetes.

``python -m scripts.kubernetes_schema`` writes it; needs the development dependency ``kubernetes-validate``, which
carries those documents as JSON Schemas, one directory a minor. To take in a new minor: raise that dependency, change
``MINORS`` and ``DATE``, and run this.

Only what judging needs is kept. A type is written as Go would: ``string``, ``[]core.v1.Container``, ``{}quantity``.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import json
from pathlib import Path
from typing import Any

MINORS = ("1.37", "1.36", "1.35")
"""Newest first: those that are supported upstream, https://kubernetes.io/releases/version-skew-policy/."""
DATE = "2026-11-23"
"""The day on which the data was made."""
TARGET = Path(__file__).parents[1] / "scanner" / "kubernetes" / "schema" / "kubernetes.json"

_REFERENCE = "#/$defs/"
_FIRST_FORMER = "1.25"
"""The oldest minor that the dependency carries."""

_LEAVES = {
    "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSON": "any",
    "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrArray": "any",
    "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrBool": "any",
    "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrStringArray": "any",
    "io.k8s.apimachinery.pkg.api.resource.Quantity": "quantity",
    "io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1": "object",
    "io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime": "time",
    "io.k8s.apimachinery.pkg.apis.meta.v1.Patch": "object",
    "io.k8s.apimachinery.pkg.apis.meta.v1.Time": "time",
    "io.k8s.apimachinery.pkg.runtime.RawExtension": "object",
    "io.k8s.apimachinery.pkg.util.intstr.IntOrString": "int-or-string",
}
"""Definitions with a reader of their own in Go, or without any shape, and what they are called in the data."""

_SCALARS = {
    ("boolean", None): "boolean",
    ("integer", "int32"): "int32",
    ("integer", "int64"): "int64",
    ("number", "double"): "double",
    ("string", None): "string",
    ("string", "byte"): "bytes",
}


def make() -> str:
    """Return the text of the data file."""
    newest, *older = [_minor(minor) for minor in MINORS]
    changes = {
        minor: {part: _difference(newest[part], made[part]) for part in ("kinds", "definitions")}
        for minor, made in zip(MINORS[1:], older, strict=True)
    }
    return _text(
        {
            "source": "OpenAPI documents of Kubernetes (api/openapi-spec/swagger.json, .0 of each minor) as carried by "
            f"kubernetes-validate {importlib.metadata.version('kubernetes-validate')}",
            "date": DATE,
            "versions": MINORS,
            "former": _former({kind for made in (newest, *older) for kind in made["kinds"]}),
            "changes": changes,
            **newest,
        }
    )


def _minor(minor: str) -> dict[str, dict[str, Any]]:
    """Return the kinds of a minor (``"apps/v1 Deployment"`` to the name of its definition) and its definitions."""
    schemas = _schemas(minor)
    names = {_short(name) for name in schemas}
    if len(names) != len(schemas):
        raise ValueError("Two definitions have the same short name.")
    definitions = {_short(name): _definition(schema) for name, schema in schemas.items() if name not in _LEAVES}
    return {"kinds": _kinds(schemas), "definitions": dict(sorted(definitions.items()))}


def _schemas(minor: str) -> dict[str, Any]:
    spec = importlib.util.find_spec("kubernetes_validate")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("kubernetes-validate is not installed: see the dev group of pyproject.toml.")
    directory = Path(spec.origin).parent / "kubernetes-json-schema" / f"v{minor}.0-local"
    schemas: dict[str, Any] = json.loads((directory / "_definitions.json").read_text(encoding="utf-8"))["$defs"]
    return schemas


def _short(name: str) -> str:
    """``io.k8s.api.core.v1.Pod`` to ``core.v1.Pod``."""
    return ".".join(name.split(".")[-3:])


def _kinds(schemas: dict[str, Any]) -> dict[str, str]:
    kinds = {}
    for name, schema in schemas.items():
        stated = schema.get("x-kubernetes-group-version-kind", ())
        if len(stated) == 1:  # DeleteOptions and WatchEvent belong to every version, and are no objects
            (one,) = stated
            version = f"{one['group']}/{one['version']}".removeprefix("/")
            kinds[f"{version} {one['kind']}"] = _short(name)
    return dict(sorted(kinds.items()))


def _definition(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the fields with their types, and the names of those that must be there."""
    _expect(schema, {"type", "properties", "required", "description"}, "object")
    fields = {name: _type(field) for name, field in schema.get("properties", {}).items()}
    made: dict[str, Any] = {"fields": dict(sorted(fields.items()))}
    if schema.get("required"):
        made["required"] = sorted(schema["required"])
    return made


def _type(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        name = schema["$ref"].removeprefix(_REFERENCE)
        return _LEAVES.get(name) or _short(name)
    match _plain(schema["type"]):
        case "array":
            return "[]" + _type(schema["items"])
        case "object" if isinstance(schema.get("additionalProperties"), dict):
            return "{}" + _type(schema["additionalProperties"])
        case "object":
            return "object"
        case plain:
            _expect(schema, {"type", "format", "enum", "description", "default"}, plain)
            return _SCALARS[plain, schema.get("format")]


def _plain(stated: str | list[str]) -> str:
    """Leave null away: the dependency adds it where the API server takes null for absent."""
    if isinstance(stated, str):
        return stated
    (plain,) = set(stated) - {"null"}
    return plain


def _expect(schema: dict[str, Any], known: set[str], plain: str) -> None:
    """Refuse what the data could not say, rather than lose it."""
    unknown = {key for key in schema if not key.startswith("x-kubernetes-")} - known
    if unknown or _plain(schema["type"]) != plain:
        raise ValueError(f"Not understood: {sorted(unknown)} in {json.dumps(schema)[:200]}.")


def _difference(newest: dict[str, Any], older: dict[str, Any]) -> dict[str, Any]:
    """Return what an older minor has otherwise; None for what it lacks."""
    names = sorted({*newest, *older})
    return {name: older.get(name) for name in names if newest.get(name) != older.get(name)}


def _former(kinds: set[str]) -> list[str]:
    """Return the kinds of minors before, so that what was removed can be told from what never was."""
    minors = [f"1.{number}" for number in range(int(_FIRST_FORMER.split(".")[1]), int(MINORS[-1].split(".")[1]))]
    return sorted({kind for minor in minors for kind in _kinds(_schemas(minor))} - kinds)


def _text(data: dict[str, Any]) -> str:
    """Write one definition a line, so that a change shows as such."""
    parts = []
    for key, value in data.items():
        if key in {"kinds", "definitions"}:
            lines = ",\n".join(f"{json.dumps(name)}:{_compact(entry)}" for name, entry in value.items())
            parts.append(f"{json.dumps(key)}:{{\n{lines}\n}}")
        else:
            parts.append(f"{json.dumps(key)}:{_compact(value)}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _compact(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))


if __name__ == "__main__":
    TARGET.write_text(make(), encoding="utf-8")
