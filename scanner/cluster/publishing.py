"""Writing reports into the cluster, only where the user asks for it, and taking away those that are out of date.

A report is taken away only if it is ours by its label, and about a kind that was listed in full and judged in its
namespace: what was not seen is not known to be mended.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scanner.cluster.answers import Refused, Unintelligible, ask, read_json, repeat
from scanner.errors import ClusterError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from scanner.cluster.answers import Patience
    from scanner.cluster.connection import Connection

MANAGER = "plimsoll"
_METADATA = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1"
_APPLY = "application/apply-patch+yaml"
_JSON = "application/json"
_NOT_FOUND = 404
_MOST_PAGES = 10_000
_MOST_PROBLEMS = 5
"""After which nothing more is tried."""


@dataclass(frozen=True, slots=True)
class Api:
    """Where reports are."""

    api_version: str
    kinds: tuple[str, str]
    """In namespaces, and in none."""

    def path(self, kind: str, namespace: str = "", name: str = "") -> str:
        """Return the path of a report or of all."""
        within = f"/namespaces/{namespace}" if namespace else ""
        return f"/apis/{self.api_version}{within}/{kind.lower()}s{f'/{name}' if name else ''}"


@dataclass(frozen=True, slots=True)
class Prune:
    """Which reports may be out of date."""

    selector: str
    """Of labels: those that are ours."""
    kind_label: str
    kinds: Collection[str]
    """Values of that label: the kinds that were listed in full."""
    namespaces: Collection[str]
    """The only ones that were looked at; empty for all."""
    excluded: Collection[str]

    def concerns(self, metadata: dict[str, Any]) -> bool:
        """Return whether the object of a report was looked for."""
        labels = metadata.get("labels")
        namespace = metadata.get("namespace") or ""
        if not isinstance(labels, dict) or labels.get(self.kind_label) not in self.kinds:
            return False
        return namespace not in self.excluded and (not self.namespaces or namespace in self.namespaces)


def publish(
    connection: Connection, api: Api, documents: Sequence[dict[str, Any]], prune: Prune | None, patience: Patience
) -> list[str]:
    """Write reports, then take away those out of date unless something failed. Return the problems, a sentence each."""
    problems: list[str] = []
    for document in documents:
        try:
            _apply(connection, api, document, patience)
        except ClusterError as error:
            metadata = document["metadata"]
            name = "/".join(filter(None, (metadata.get("namespace", ""), metadata["name"])))
            problems.append(f"The {document['kind']} {name} could not be written: {error}.".replace("..", "."))
            if len(problems) >= _MOST_PROBLEMS:
                problems.append("No more reports were written.")
                break
    if problems or prune is None:
        return problems
    current = {(one["kind"], one["metadata"].get("namespace", ""), one["metadata"]["name"]) for one in documents}
    try:
        for kind in api.kinds:
            _take_away(connection, api, kind, prune, current, patience)
    except ClusterError as error:
        problems.append(f"Reports that are out of date could not be taken away: {error}.".replace("..", "."))
    return problems


def _apply(connection: Connection, api: Api, document: dict[str, Any], patience: Patience) -> None:
    metadata = document["metadata"]
    path = api.path(document["kind"], metadata.get("namespace", ""), metadata["name"])
    body = json.dumps(document).encode()
    query = {"fieldManager": MANAGER, "force": "true"}
    repeat(lambda: connection.change("PATCH", path, query, _APPLY, body), patience)


def _take_away(  # noqa: PLR0913, PLR0917 - what is there, what is to stay, and how to ask
    connection: Connection,
    api: Api,
    kind: str,
    prune: Prune,
    current: Collection[tuple[str, str, str]],
    patience: Patience,
) -> None:
    for metadata in list(_ours(connection, api.path(kind), prune.selector, patience)):
        namespace, name = str(metadata.get("namespace") or ""), str(metadata.get("name") or "")
        if (kind, namespace, name) in current or not prune.concerns(metadata):
            continue
        path = api.path(kind, namespace, name)
        # Only the one that was listed: another may have its name by now.
        only = {"preconditions": {"uid": metadata.get("uid"), "resourceVersion": metadata.get("resourceVersion")}}
        body = json.dumps({"apiVersion": "v1", "kind": "DeleteOptions", **only}).encode()
        try:
            repeat(lambda path=path, body=body: connection.change("DELETE", path, {}, _JSON, body), patience)  # type: ignore[misc]
        except Refused as error:
            if error.status != _NOT_FOUND:
                raise


def _ours(connection: Connection, path: str, selector: str, patience: Patience) -> Iterator[dict[str, Any]]:
    """Yield the metadata of reports."""
    query = {"labelSelector": selector, "limit": "500"}
    token = ""
    for _ in range(_MOST_PAGES):
        answer = read_json(ask(connection, path, query | ({"continue": token} if token else {}), _METADATA, patience))
        items, metadata = answer.get("items"), answer.get("metadata")
        if not isinstance(metadata, dict):
            raise Unintelligible("the list of reports has no metadata")
        for item in items if isinstance(items, list) else ():
            if isinstance(item, dict) and isinstance(item.get("metadata"), dict):
                yield item["metadata"]
        token = str(metadata.get("continue") or "")
        if not token:
            return
    raise Unintelligible("the list of reports has no end")
