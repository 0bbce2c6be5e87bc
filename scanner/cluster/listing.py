"""Listing a kind page by page, so that no more than one page is in memory, and saying what was not had.

What the API promises: https://kubernetes.io/docs/reference/using-api/api-concepts/#retrieving-large-results-sets-in-chunks.
A page may be short or empty; only the absence of a ``continue`` token ends a listing. A token lives a few minutes; the
410 that tells of its end holds another by which the listing goes on, from a newer snapshot.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from scanner.cluster.ahead import Ahead
from scanner.cluster.answers import Patience, Refused, Unintelligible, ask, read_json
from scanner.errors import ClusterError
from scanner.model import KindStatus

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.cluster.connection import Connection, Response
    from scanner.cluster.discovery import Resource

_JSON = "application/json"
_METADATA = f"{_JSON};as=PartialObjectMetadataList;g=meta.k8s.io;v=v1"
_GONE = 410
_MOST_RENEWALS = 5
"""Expired tokens in a row, without a page between them."""
_REFUSED = frozenset({401, 403})
_NOT_FOUND = 404
_LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"
SECRET = ("", "Secret")


@dataclass(frozen=True, slots=True)
class ListOptions:
    """How to list."""

    chunk_size: int = 500
    patience: Patience = field(default_factory=Patience)
    most_pages: int = 100_000
    """A server that never ends a listing is broken."""
    managed_fields: bool = False
    """Whether to keep who set which field."""


@dataclass(slots=True)
class Outcome:
    """What became of listing one kind; filled while its pages are taken."""

    status: KindStatus = KindStatus.LISTED
    listed: int = 0
    reason: str = ""
    notes: list[str] = field(default_factory=list)
    seen: set[int | str] = field(default_factory=set)
    """The UIDs that came, so that nothing comes twice after a fresh start."""

    def fail(self, error: ClusterError) -> None:
        """Say why not all of it was had."""
        if isinstance(error, Refused) and error.status == _NOT_FOUND and not self.listed:
            self.status, self.reason = KindStatus.NOT_SERVED, ""
            return
        if self.listed:
            self.status = KindStatus.PARTIAL
        elif isinstance(error, Refused) and error.status in _REFUSED:
            self.status = KindStatus.REFUSED
        else:
            self.status = KindStatus.FAILED
        self.reason = str(error)


def pages(  # noqa: PLR0913 - what to list, how, and where to say what became of it
    connection: Connection,
    resource: Resource,
    options: ListOptions,
    outcome: Outcome,
    *,
    namespace: str = "",
    name: str = "",
) -> Iterator[list[dict[str, Any]]]:
    """Yield the objects of a kind, a page at a time, with apiVersion and kind. Never raises: see ``outcome``.

    The next page is asked for while the last one is dealt with, so that two are in memory, one of them as bytes.
    Only those of ``namespace``, or the one called ``name``, where these are given.
    """
    path = resource.path(namespace)
    query = {"limit": str(options.chunk_size)} | ({"fieldSelector": f"metadata.name={name}"} if name else {})
    accept = _METADATA if (resource.group, resource.kind) == SECRET else _JSON

    def ask_for(token: str) -> Ahead[Response]:
        asked = query | ({"continue": token} if token else {})
        return Ahead(lambda: ask(connection, path, asked, accept, options.patience))

    restarted, renewed = False, 0
    token = ""
    coming = ask_for(token)
    for number in range(1, options.most_pages + 1):
        try:
            items, token = _page(coming.result(), resource, options)
        except ClusterError as error:
            expired = bool(token) and isinstance(error, Refused) and error.status == _GONE
            following = error.continuation if isinstance(error, Refused) else ""
            renewed += 1
            if expired and following and renewed <= _MOST_RENEWALS:
                token = following
                outcome.notes.append(f"One snapshot up to page {number - 1}, a newer one from there on.")
            elif expired and not restarted:
                restarted, token = True, ""
                outcome.notes.append(f"Listed anew after page {number - 1}: the token had expired.")
            else:
                outcome.fail(error)
                return
            coming = ask_for(token)
            continue
        renewed = 0
        if token and number < options.most_pages:
            coming = ask_for(token)
        fresh = [item for item in items if _is_new(item, outcome.seen)]
        outcome.listed += len(fresh)
        del items
        yield fresh
        fresh.clear()  # whoever took it is done: the next page is read in its place
        if not token:
            return
    outcome.fail(Unintelligible(f"the listing has no end: {options.most_pages} pages"))


def _page(response: Response, resource: Resource, options: ListOptions) -> tuple[list[dict[str, Any]], str]:
    secret = (resource.group, resource.kind) == SECRET
    answer = read_json(response)
    expected = (
        ("meta.k8s.io/v1", "PartialObjectMetadataList") if secret else (resource.api_version, f"{resource.kind}List")
    )
    if (answer.get("apiVersion"), answer.get("kind")) != expected:
        raise Unintelligible(f"the answer is a '{str(answer.get('kind'))[:80]}', not a '{expected[1]}'")
    items, metadata = answer.get("items"), answer.get("metadata")
    if items is None:
        items = []  # how Go writes an empty list in some aggregated servers
    if not isinstance(items, list) or not isinstance(metadata, dict):
        raise Unintelligible("the list has no items or no metadata")
    return [_arrived(item, resource, options) for item in items], str(metadata.get("continue") or "")


def _arrived(item: Any, resource: Resource, options: ListOptions) -> dict[str, Any]:
    """Return an object without what the server and clients keep in it for themselves, copies of Secrets among it."""
    if not isinstance(item, dict) or not isinstance(item.get("metadata"), dict):
        raise Unintelligible("an item of the list is no object")
    metadata: dict[str, Any] = item["metadata"]
    if not options.managed_fields:
        metadata.pop("managedFields", None)
    annotations = metadata.get("annotations")
    if isinstance(annotations, dict):
        annotations.pop(_LAST_APPLIED, None)
    kept = {"metadata": metadata} if (resource.group, resource.kind) == SECRET else item
    return {**kept, "apiVersion": resource.api_version, "kind": resource.kind}


def _is_new(item: dict[str, Any], seen: set[int | str]) -> bool:
    uid = item["metadata"].get("uid")
    if not isinstance(uid, str):
        return True
    try:
        key: int | str = int(uid.replace("-", ""), 16)  # a third of the memory
    except ValueError:
        key = uid
    if key in seen:
        return False
    seen.add(key)
    return True
