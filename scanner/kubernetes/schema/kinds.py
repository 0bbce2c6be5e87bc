"""Kinds and API versions that do not exist.

What was removed, or is still to come, is another matter than what never was: this says nothing of a kind that the group
has or had in some other version, unless the version that is written claims to be stable, for a stable version never
loses a kind (https://kubernetes.io/docs/reference/using-api/deprecation-policy/, rule #1). Nor does it say anything of
groups it does not know, unless they are spelt like one that has this kind: anybody may define a group.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scanner.kubernetes.schema.problem import ProblemKind, SchemaProblem
from scanner.kubernetes.schema.suggest import similar

if TYPE_CHECKING:
    from scanner.kubernetes.schema.schemas import Schemas

_PREVIEW = re.compile(r"v[0-9]{1,3}(?:alpha|beta)[0-9]{1,3}", re.ASCII)
"""Versions that come and go, with kinds that the data may not know."""

_NO_OBJECTS = frozenset({"Config", "EncryptionConfig", "List", "Policy"})
"""What is written as ``v1`` and is not for the API server: a kubeconfig, old configuration files, kubectl's list."""


def unknown_kind(schemas: Schemas, api_version: str, kind: str) -> SchemaProblem | None:
    """Return what is wrong with an apiVersion and kind that have no schema; None where nothing is known to be."""
    group, _, version = api_version.rpartition("/")
    served = schemas.custom.get((group, kind))
    if served is not None:
        if version in served or not served:
            return None
        versions = ", ".join(f"'{group}/{one}'" for one in sorted(served))
        return _of_version(f"is of '{api_version}', which its CustomResourceDefinition does not serve, but {versions}")
    groups = {one for one, _ in schemas.release.versions_of}
    if group not in groups:
        return _other_group(schemas, api_version, kind)
    if (group, kind) in schemas.release.former:
        return _other_version(schemas, api_version, kind)
    if not group and kind in _NO_OBJECTS:
        return None
    return _no_kind(schemas, api_version, kind)


def _other_group(schemas: Schemas, api_version: str, kind: str) -> SchemaProblem | None:
    group = api_version.rpartition("/")[0]
    having = {one: versions for (one, name), versions in schemas.release.versions_of.items() if name == kind}
    meant = similar(group, having)
    if not meant:
        return None
    suggestion = having[meant][0]
    return _of_version(
        f"is of '{api_version}', a group that Kubernetes does not have; '{suggestion}' is probably meant", suggestion
    )


def _other_version(schemas: Schemas, api_version: str, kind: str) -> SchemaProblem | None:
    group, _, version = api_version.rpartition("/")
    if _PREVIEW.fullmatch(version):
        return None
    known = schemas.release.versions_of.get((group, kind), ())
    suggestion = known[0] if known else ""
    hint = f"; '{suggestion}' is probably meant" if suggestion else ""
    return _of_version(f"is of '{api_version}', which does not have its kind{hint}", suggestion)


def _no_kind(schemas: Schemas, api_version: str, kind: str) -> SchemaProblem | None:
    group, _, version = api_version.rpartition("/")
    having = {one: versions for (one, name), versions in schemas.release.versions_of.items() if name == kind}
    if having:
        suggestion = having[min(having)][0]
        return _of_version(
            f"is of '{api_version}', which does not have its kind; '{suggestion}' is probably meant", suggestion
        )
    suggestion = similar(kind, {name for one, name in schemas.release.versions_of if one == group})
    if not suggestion and _PREVIEW.fullmatch(version):
        return None
    hint = f"; '{suggestion}' is probably meant" if suggestion else ""
    message = f"is of a kind that '{api_version}' does not have{hint}"
    return SchemaProblem(ProblemKind.UNKNOWN_KIND, ("kind",), message, suggestion)


def _of_version(message: str, suggestion: str = "") -> SchemaProblem:
    return SchemaProblem(ProblemKind.UNKNOWN_KIND, ("apiVersion",), message, suggestion)
