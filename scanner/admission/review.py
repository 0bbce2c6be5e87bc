"""AdmissionReview ``admission.k8s.io/v1``, as the API server sends it and demands it back.

Source: https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#webhook-request-and-response
and ``VerifyAdmissionResponse`` in k8s.io/apiserver/pkg/admission/plugin/webhook/request.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

API_VERSION = "admission.k8s.io/v1"
KIND = "AdmissionReview"
_MOST_UID = 256
"""The API server's are UUIDs of 36 characters."""


class BadReviewError(Exception):
    """What was sent is no review that can be answered. Its text says why and holds nothing of the content."""


class Operation(StrEnum):
    """What is to be done with the object."""

    CREATE = "CREATE"
    UPDATE = "UPDATE"
    DELETE = "DELETE"
    CONNECT = "CONNECT"


@dataclass(frozen=True, slots=True)
class Review:
    """A request, as far as it matters."""

    uid: str
    operation: Operation
    group: str
    """Of the resource that was asked for; empty for the core group."""
    version: str
    resource: str
    """Plural, e.g. ``deployments``."""
    subresource: str
    """E.g. ``status``; empty for the object itself."""
    kind: str
    """Of `object`: for a subresource, or a CONNECT, another than that of the resource."""
    namespace: str
    """Empty for what lies in none."""
    name: str
    """Empty where the API server is still to generate it."""
    object: dict[str, Any] | None
    """None for a DELETE."""
    old_object: dict[str, Any] | None
    """None for a CREATE or CONNECT."""
    dry_run: bool
    username: str
    groups: tuple[str, ...]

    @property
    def label(self) -> str:
        """For people, e.g. ``Pod shop/cart``; of a name that is still to be generated, its beginning."""
        metadata = (self.object or {}).get("metadata")
        generated = metadata.get("generateName") if isinstance(metadata, dict) else ""
        name = "/".join(part for part in (self.namespace, self.name or _string(generated)) if part)
        return f"{self.kind} {name}".strip()

    @property
    def context(self) -> dict[str, Any]:
        """What a policy sees as ``data.plimsoll.request``."""
        return {
            "operation": self.operation.value,
            "userInfo": {"username": self.username, "groups": list(self.groups)},
            "dryRun": self.dry_run,
            "oldObject": self.old_object,
            "namespace": self.namespace,
            "name": self.name,
            "resource": {"group": self.group, "version": self.version, "resource": self.resource},
            "subResource": self.subresource,
        }


def read_review(body: bytes) -> Review:
    """Read a review. Raises `BadReviewError`."""
    try:
        data = json.loads(body, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise BadReviewError(f"the body is not JSON: {type(error).__name__}") from error
    if not isinstance(data, dict) or data.get("kind") != KIND:
        raise BadReviewError(f"the body is no {KIND}")
    if data.get("apiVersion") != API_VERSION:
        raise BadReviewError(f"the {KIND} is not of {API_VERSION}; set admissionReviewVersions to [v1]")
    return _review(_mapping(data, "request"))


def respond(uid: str, response: Mapping[str, Any]) -> bytes:
    """Write the answer to a review."""
    answer = {"apiVersion": API_VERSION, "kind": KIND, "response": {"uid": uid, **response}}
    return json.dumps(answer, separators=(",", ":")).encode()


def _review(request: Mapping[str, Any]) -> Review:
    uid = _string(request.get("uid"))
    if not uid or len(uid) > _MOST_UID:
        raise BadReviewError("the request has no uid that can be answered")
    try:
        operation = Operation(_string(request.get("operation")))
    except ValueError as error:
        raise BadReviewError("the request's operation is none of CREATE, UPDATE, DELETE and CONNECT") from error
    resource, user = _mapping(request, "resource"), request.get("userInfo")
    groups = user.get("groups") if isinstance(user, dict) else ()
    given = _object(request, "object")
    if given is None and operation in {Operation.CREATE, Operation.UPDATE}:
        raise BadReviewError(f"the request has no object, which a {operation} must have")
    return Review(
        uid=uid,
        operation=operation,
        group=_string(resource.get("group")),
        version=_string(resource.get("version")),
        resource=_string(resource.get("resource")),
        subresource=_string(request.get("subResource")),
        kind=_string(_mapping(request, "kind").get("kind")),
        namespace=_string(request.get("namespace")),
        name=_string(request.get("name")),
        object=given,
        old_object=_object(request, "oldObject"),
        dry_run=request.get("dryRun") is True,
        username=_string(user.get("username")) if isinstance(user, dict) else "",
        groups=tuple(group for group in groups if isinstance(group, str)) if isinstance(groups, list) else (),
    )


def _mapping(data: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = data.get(key)
    if not isinstance(value, dict):
        raise BadReviewError(f"'{key}' is missing or no object")
    return value


def _object(request: Mapping[str, Any], key: str) -> dict[str, Any] | None:
    value = request.get(key)
    if value is not None and not isinstance(value, dict):
        raise BadReviewError(f"'{key}' is neither an object nor null")
    return value


def _string(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _refuse(name: str) -> Any:
    raise ValueError(name)
