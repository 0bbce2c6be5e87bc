"""Every schema that a scan can judge by: those of a release of Kubernetes, and those of the CRDs that it holds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

from scanner.kubernetes.schema.custom import custom_shape
from scanner.kubernetes.schema.release import Release, release

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scanner.kubernetes.schema.shape import Expression, Shape

_LEGACY = "apiextensions.k8s.io/v1beta1"


@dataclass(frozen=True, slots=True)
class Lack:
    """Why there is nothing to judge an object by."""

    reason: str
    """One sentence."""


CustomSchema = dict[str, Any] | Lack
"""The ``openAPIV3Schema`` of one version of a custom kind."""


@dataclass(frozen=True, slots=True)
class Schemas:
    """What there is to judge by."""

    release: Release
    custom: Mapping[tuple[str, str], Mapping[str, CustomSchema]]
    """Group and kind to the versions that are served, each with its schema."""
    read: dict[int, Shape] = field(default_factory=dict)
    """The types of the CRDs that were read so far, by the identity of the schema, which the CRD keeps alive."""

    @classmethod
    def of(cls, definitions: Iterable[Mapping[str, Any]], minor: str = "") -> Self:
        """Read the CustomResourceDefinitions among ``definitions``; ``minor`` as `release` takes it."""
        custom: dict[tuple[str, str], dict[str, CustomSchema]] = {}
        for definition in definitions:
            spec = _mapping(definition, "spec")
            key = str(spec.get("group")), str(_mapping(spec, "names").get("kind"))
            known = custom.setdefault(key, {})
            for version, schema in _versions(definition, spec):
                before = known.setdefault(version, schema)
                if before != schema:
                    known[version] = Lack(
                        f"Several CustomResourceDefinitions of {key[1]} were scanned, and they differ in '{version}'."
                    )
        return cls(release(minor), custom)

    def root(self, api_version: str, kind: str) -> Shape | Lack:
        """Return the type of the objects of a kind."""
        name = self.release.kinds.get(f"{api_version} {kind}")
        if name is not None:
            return self.release.shape(name)
        group, _, version = api_version.rpartition("/")
        found = self.custom.get((group, kind), {}).get(version)
        if isinstance(found, dict):
            return custom_shape(found, root=True)
        return found or Lack(f"No schema of {kind} in '{api_version}' is known.")

    def shape(self, expression: Expression) -> Shape:
        """Return the type that an expression names."""
        if isinstance(expression, str):
            return self.release.shape(expression)
        found = self.read.get(id(expression))
        if found is None:
            found = self.read[id(expression)] = custom_shape(expression)
        return found


def _versions(definition: Mapping[str, Any], spec: Mapping[str, Any]) -> Iterable[tuple[str, CustomSchema]]:
    """Yield the versions that are served. The old form of a CRD may have one version and one schema for all."""
    shared = _mapping(spec, "validation").get("openAPIV3Schema")
    legacy = definition.get("apiVersion") == _LEGACY
    # Until apiextensions.k8s.io/v1, fields that the schema does not know were kept unless this was set to false.
    preserves = spec.get("preserveUnknownFields", legacy) is not False
    stated = spec.get("versions")
    versions = stated if isinstance(stated, list) else [{"name": spec.get("version"), "served": True}]
    for version in versions:
        if isinstance(version, dict) and version.get("served") is not False:
            schema = _mapping(version, "schema").get("openAPIV3Schema", shared)
            usable = isinstance(schema, dict) and not preserves
            name = str(version.get("name"))
            yield (
                name,
                schema if usable else Lack(f"The CustomResourceDefinition has no structural schema of '{name}'."),
            )


def _mapping(data: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = data.get(key)
    return value if isinstance(value, dict) else {}
