"""Which part of a request is judged, and by what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scanner.admission.review import Operation

if TYPE_CHECKING:
    from scanner.admission.review import Review

_POD_SUBRESOURCES = frozenset({"ephemeralcontainers", "resize"})
"""Those of a Pod that carry the whole Pod and change its spec."""
_NOT_ASKED_FOR = frozenset({"metadata", "status"})


@dataclass(frozen=True, slots=True)
class Scope:
    """What to judge."""

    object: dict[str, Any] | None
    """None where nothing is judged."""
    only_request: bool = False
    """Whether only the policies that need the request judge it: no rule has a say on what leaves."""
    reason: str = ""
    """Why nothing is judged: a word for metrics."""


def scope_of(review: Review) -> Scope:
    """Return what is judged of a request.

    - CREATE and UPDATE of an object: the object, by everything.
    - ``pods/ephemeralcontainers`` and ``pods/resize``: they carry the Pod as it would be.
    - DELETE: the object that goes, by policies that need the request; there is no object that a rule could be about.
    - CONNECT (``exec``, ``proxy``): its options, by the same.
    - Any other subresource: nothing. ``status`` and ``scale`` are not what the rules are about.
    - An UPDATE of an object that is being deleted and that changes its metadata only: nothing. It removes finalizers,
      and refusing that would keep the object for ever.
    """
    if review.operation is Operation.CONNECT:
        return Scope(review.object, only_request=True, reason="" if review.object else "no-object")
    is_pod = (review.group, review.resource) == ("", "pods")
    if review.subresource and not (is_pod and review.subresource in _POD_SUBRESOURCES):
        return Scope(None, reason="subresource")
    if review.operation is Operation.DELETE:
        return Scope(review.old_object, only_request=True, reason="" if review.old_object else "no-object")
    if _only_leaves(review):
        return Scope(None, reason="being-deleted")
    return Scope(review.object)


def _only_leaves(review: Review) -> bool:
    metadata = (review.old_object or {}).get("metadata")
    if not isinstance(metadata, dict) or not metadata.get("deletionTimestamp") or review.object is None:
        return False
    return _asked_for(review.object) == _asked_for(review.old_object or {})


def _asked_for(data: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if key not in _NOT_ASKED_FOR}
