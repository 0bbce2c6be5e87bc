"""Asking, before an audit, whether all that it needs may be listed.

https://kubernetes.io/docs/reference/access-authn-authz/authorization/#checking-api-access: every authenticated user may
ask about themselves, by the default role ``system:basic-user``.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scanner.cluster.answers import read_json, refused
from scanner.cluster.audit import what_is_needed
from scanner.cluster.reading import names, skipped
from scanner.errors import ClusterError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scanner.cluster.connection import Connection
    from scanner.cluster.discovery import Resource
    from scanner.cluster.options import AuditOptions
    from scanner.evaluate import Judges

_REVIEWS = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"
_CREATED = 201


@dataclass(frozen=True, slots=True)
class Permission:
    """Whether one kind may be listed."""

    kind: str
    namespace: str
    """Empty for all namespaces."""
    allowed: bool | None
    """None where the server did not say."""
    reason: str
    needed: bool = True
    """False where the configuration leaves the kind out, or accepts that it is incomplete."""


def preflight(connection: Connection, judges: Judges, options: AuditOptions) -> tuple[str, bool]:
    """Return a table for people, and whether an audit can be complete."""
    try:
        found, needed = what_is_needed(connection, judges, options)
    except ClusterError as error:
        return f"What the cluster serves could not be had: {error}.", False
    permissions = [one for resource in needed.resources for one in _permissions(connection, resource, options)]
    stale = [f"The API group '{group}' does not answer." for group in found.stale]
    complete = all(one.allowed or not one.needed for one in permissions)
    verdict = "An audit can be complete." if complete and not stale else "An audit cannot be complete."
    return "\n".join((*_table(permissions), *stale, verdict)), complete and not stale


def _permissions(connection: Connection, resource: Resource, options: AuditOptions) -> Iterator[Permission]:
    reason = skipped(resource, options)
    if reason:
        yield Permission(resource.title, "", None, reason, needed=False)
        return
    for namespace in options.namespaces if resource.namespaced and options.namespaces else ("",):
        allowed, words = _may_list(connection, resource, namespace)
        needed = not names(options.allow_incomplete, resource)
        yield Permission(resource.title, namespace, allowed, words, needed)


def _may_list(connection: Connection, resource: Resource, namespace: str) -> tuple[bool | None, str]:
    attributes = {"verb": "list", "group": resource.group, "version": resource.version, "resource": resource.name}
    review = {
        "apiVersion": "authorization.k8s.io/v1",
        "kind": "SelfSubjectAccessReview",
        "spec": {"resourceAttributes": attributes | ({"namespace": namespace} if namespace else {})},
    }
    try:
        response = connection.post(_REVIEWS, json.dumps(review).encode())
        if response.status != _CREATED:
            return None, str(refused(response))
        status = read_json(response).get("status")
    except ClusterError as error:
        return None, str(error)
    if not isinstance(status, dict) or not isinstance(status.get("allowed"), bool):
        return None, "the answer says neither yes nor no"
    return status["allowed"], " ".join(str(status.get("reason") or "").split())[:200]


def _table(permissions: Sequence[Permission]) -> Iterator[str]:
    width = max((len(_name(one)) for one in permissions), default=0)
    for one in permissions:
        answer = {True: "yes", False: "no", None: "unknown" if one.needed else "skipped"}[one.allowed]
        if one.allowed is not True and one.needed is False and answer != "skipped":
            answer += " (accepted)"
        reason = "" if one.allowed else one.reason
        yield f"{_name(one):{width}}  {answer}{f'  {reason}' if reason else ''}"


def _name(permission: Permission) -> str:
    return f"{permission.kind} in {permission.namespace}" if permission.namespace else permission.kind
