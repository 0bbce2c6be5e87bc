"""The official schemas as ``kubernetes-validate`` carries them, and what it finds with them, place by place."""

from __future__ import annotations

import functools
import json
import re
from pathlib import Path
from typing import Any

import kubernetes_validate
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from scanner.kubernetes.schema import ProblemKind

SCHEMAS = Path(str(kubernetes_validate.__file__)).parent / "kubernetes-json-schema"

Place = tuple[ProblemKind, tuple[str | int, ...]]


@functools.cache
def registry(minor: str) -> Any:
    definitions = SCHEMAS / f"v{minor}.0-local-strict" / "_definitions.json"
    return Resource.from_contents(json.loads(definitions.read_text(encoding="utf-8"))) @ Registry()


@functools.cache
def validator(minor: str, api_version: str, kind: str) -> Any:
    """Return the validator that ``kubernetes_validate.validate(…, strict=True)`` makes, but make it once."""
    version = re.sub(r"^([^./]*)(?:\.[^/]*)?/", r"\1-", api_version)
    path = SCHEMAS / f"v{minor}.0-local-strict" / f"{kind.lower()}-{version}.json"
    return Draft202012Validator(json.loads(path.read_text(encoding="utf-8")), registry=registry(minor))


def places(minor: str, data: dict[str, Any]) -> dict[Place, str]:
    """Return what is wrong with an object, and where, with the keyword of JSON Schema that says so."""
    found: dict[Place, str] = {}
    for error in validator(minor, data["apiVersion"], data["kind"]).iter_errors(data):
        path = tuple(error.absolute_path)
        if error.validator == "additionalProperties":
            unknown = error.instance.keys() - error.schema.get("properties", {}).keys()
            found |= {(ProblemKind.UNKNOWN_FIELD, (*path, key)): error.validator for key in unknown}
        elif error.validator == "required":
            missing = set(error.validator_value) - error.instance.keys()
            found |= {(ProblemKind.MISSING_FIELD, (*path, key)): error.validator for key in missing}
        else:
            assert error.validator in {"type", "oneOf"}, error.validator
            found[ProblemKind.WRONG_TYPE, path] = error.validator
    return found
