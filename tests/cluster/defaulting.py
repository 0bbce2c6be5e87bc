"""What an API server makes of an example: each object by a dry run, with the defaults filled in."""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scanner.model import Document, DocumentKind
from scanner.read import Limits, read_bytes
from tests.cluster.server import APPLY, CONFLICT, CREATED, WORKERS
from tests.test_examples import ROOT, files

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from scanner.model import Unread
    from tests.cluster.server import Server

ACCEPTED = {CREATED, 200}
ACCOUNT = re.compile(r'"serviceAccount(?:Name)?": "([^"]+)"')


@dataclass(frozen=True, slots=True)
class Answered:
    """An example as the server has it, or why it does not have it."""

    objects: tuple[tuple[str, Any], ...] = ()
    """The path of the file and the object, for each object of the example."""
    not_served: str = ""
    """The API version and kind that the server does not know."""
    refused: str = ""
    """The server's message."""

    def read(self) -> Iterator[Document | Unread]:
        """Read the objects as documents of the example's own files."""
        for path in dict.fromkeys(path for path, _ in self.objects):
            objects = [one for where, one in self.objects if where == path]
            text = "\n---\n".join(json.dumps(one, indent=2) for one in objects)
            yield from read_bytes(path, text.encode(), Limits(), named=True)


def documents(case: Path) -> list[Document | Unread]:
    """Read an example."""
    read = ((file.relative_to(ROOT).as_posix(), file.read_bytes()) for file in files(case))
    return [item for path, content in read for item in read_bytes(path, content, Limits(), named=True)]


def is_kubernetes(read: Iterable[Document | Unread]) -> bool:
    """Say whether an example is of objects, and only of them."""
    kinds = {item.kind for item in read if isinstance(item, Document)}
    return kinds == {DocumentKind.KUBERNETES}


def objects(read: Iterable[Document | Unread]) -> list[Any]:
    """Return the data of the documents."""
    return [item.data for item in read if isinstance(item, Document)]


def prepare(server: Server, examples: Iterable[Any]) -> None:
    """Make the namespaces and service accounts that objects name, and define the kinds that Kubernetes has not."""
    examples = list(examples)
    namespaces = {"default"}
    accounts = {"default", *ACCOUNT.findall(json.dumps(examples))}
    custom: dict[tuple[str, str], list[Any]] = {}
    server.discover()
    served = {version.rpartition("/")[0] for version, _ in server.resources}
    for one in examples:
        metadata = one.get("metadata")
        if not isinstance(metadata, dict):
            continue  # a configuration file is no object
        if isinstance(metadata.get("namespace"), str):
            namespaces.add(metadata["namespace"])
        group = str(one["apiVersion"]).rpartition("/")[0]
        if "." in group and group not in served:
            custom.setdefault((group, one["kind"]), []).append(one)
    server.apply(definition(group, kind, of_kind) for (group, kind), of_kind in custom.items())
    for name in namespaces:
        server.post("/api/v1/namespaces", {"metadata": {"name": name}})  # some are refused: their names are the example
        for account in accounts:
            server.post(f"/api/v1/namespaces/{name}/serviceaccounts", {"metadata": {"name": account}})


def definition(group: str, kind: str, examples: list[Any]) -> Any:
    """Define a custom kind that may have any field."""
    plural = f"{kind.lower()}s"
    versions = sorted({one["apiVersion"].rpartition("/")[2] for one in examples})
    schema = {"openAPIV3Schema": {"type": "object", "x-kubernetes-preserve-unknown-fields": True}}
    return {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {
            "name": f"{plural}.{group}",
            "annotations": {"api-approved.kubernetes.io": "unapproved, for tests"},  # asked for below k8s.io
        },
        "spec": {
            "group": group,
            "scope": "Namespaced" if any("namespace" in one["metadata"] for one in examples) else "Cluster",
            "names": {"kind": kind, "plural": plural, "singular": kind.lower()},
            "versions": [
                {"name": name, "served": True, "storage": name == versions[0], "schema": schema} for name in versions
            ],
        },
    }


def submit(server: Server, read: Iterable[Document | Unread]) -> Answered:
    """Have the server fill in the defaults of each object, keeping none."""
    answered = []
    for document in (item for item in read if isinstance(item, Document)):
        data = document.data
        try:
            server.resource(data["apiVersion"], data["kind"])
        except KeyError:
            return Answered(not_served=f"{data['apiVersion']} {data['kind']}")
        answer = server.post(f"{server.address(data, named=False)}?dryRun=All", data)
        if answer.status == CONFLICT:  # one that every cluster has, or a namespace of other examples
            query = "?dryRun=All&fieldManager=tests&force=true"
            answer = server.request("PATCH", server.address(data) + query, data, headers=APPLY)
        if answer.status not in ACCEPTED:
            return Answered(refused=answer.message)
        answered.append((document.source.path, as_written(data, answer.json)))
    return Answered(tuple(answered))


def as_written(data: Any, answer: Any) -> Any:
    """Return the server's object without who wrote which field, which an audit drops, and without a generated name."""
    answer["metadata"].pop("managedFields", None)
    if "name" not in data["metadata"]:
        answer["metadata"].pop("name", None)
    return answer


def submit_all(server: Server, cases: Iterable[Path]) -> dict[Path, Answered]:
    """Submit the examples, several at once."""
    examples = {case: documents(case) for case in cases}
    prepare(server, (one for read in examples.values() for one in objects(read)))
    server.discover()
    with ThreadPoolExecutor(WORKERS) as pool:
        return dict(zip(examples, pool.map(lambda read: submit(server, read), examples.values()), strict=True))
