"""A real API server for tests: kube-apiserver and etcd, without controllers and nodes.

Nothing acts on what is created: a Deployment has no Pods, a namespace is never finalised, nothing is collected.
The flags are those that controller-runtime's envtest and kwok start theirs with.
"""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.cluster import discovery, etcd
from tests.cluster.authentication import User
from tests.cluster.programs import program

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from tests.cluster.authentication import Users
    from tests.cluster.client import Answer, Client

FIRST = ("CustomResourceDefinition", "Namespace")
"""Kinds that others wait for, in their order."""
WORKERS = 8
DEFINED_S = 30
APPLY = {"Content-Type": "application/apply-patch+yaml"}
CREATED, CONFLICT = 201, 409


@dataclass(frozen=True, slots=True)
class Server:
    """The running server, as its administrator sees it unless another user is named."""

    client: Client
    admin: User
    users: Users
    etcd: str
    """Its address."""
    directory: Path
    """For what tests write; removed by pytest."""
    resources: dict[tuple[str, str], discovery.Resource] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    @property
    def url(self) -> str:
        return f"https://{self.client.host}:{self.client.port}"

    @property
    def authority(self) -> Path:
        """The certificate to trust."""
        return self.client.certificate

    def user(self, name: str, groups: tuple[str, ...] = ()) -> User:
        """Return a new user, who may do what everybody may until a role is bound."""
        return self.users.add(name, groups)

    def service_account(self, namespace: str, name: str) -> User:
        """Return a service account's user with a token that the server issued; make the account where it is missing."""
        path = f"/api/v1/namespaces/{namespace}/serviceaccounts"
        made = self.post(path, {"metadata": {"name": name}})
        assert made.status in {CREATED, CONFLICT}, made
        issued = self.post(f"{path}/{name}/token", {"spec": {"expirationSeconds": 3600}})
        assert issued.status == CREATED, issued
        return User(f"system:serviceaccount:{namespace}:{name}", token=issued.json["status"]["token"])

    def kubeconfig(self, user: User | None = None, *, url: str | None = None) -> Path:
        """Write a kubeconfig file; ``url`` is that of a proxy with the server's own certificate."""
        path = self.directory / f"kubeconfig-{next(self._numbers)}.json"
        config = {
            "apiVersion": "v1",
            "kind": "Config",
            "clusters": [
                {"name": "test", "cluster": {"server": url or self.url, "certificate-authority": str(self.authority)}}
            ],
            "users": [{"name": "test", "user": {"token": (user or self.admin).token}}],
            "contexts": [{"name": "test", "context": {"cluster": "test", "user": "test"}}],
            "current-context": "test",
        }
        path.touch(mode=0o600)
        path.write_text(json.dumps(config), encoding="utf-8")
        return path

    def request(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        user: User | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send a request; a refusal is an answer like any other."""
        return self.client.request(method, path, body, user=user or self.admin, headers=headers)

    def get(self, path: str, *, user: User | None = None, accept: str = "application/json") -> Answer:
        return self.request("GET", path, user=user, headers={"Accept": accept})

    def post(self, path: str, body: Any, *, user: User | None = None) -> Answer:
        return self.request("POST", path, body, user=user)

    def put(self, path: str, body: Any, *, user: User | None = None) -> Answer:
        return self.request("PUT", path, body, user=user)

    def patch(
        self, path: str, body: Any, *, user: User | None = None, content_type: str = "application/merge-patch+json"
    ) -> Answer:
        return self.request("PATCH", path, body, user=user, headers={"Content-Type": content_type})

    def delete(self, path: str, *, user: User | None = None) -> Answer:
        return self.request("DELETE", path, user=user)

    def namespace(self, prefix: str = "test", labels: Mapping[str, str] | None = None) -> str:
        """Make a namespace whose name no test has used."""
        name = f"{prefix}-{next(self._numbers)}"
        made = self.post("/api/v1/namespaces", {"metadata": {"name": name, "labels": dict(labels or {})}})
        assert made.status == CREATED, made
        return name

    def discover(self) -> None:
        """Ask again which kinds there are."""
        found = (self.get(path, accept=discovery.ACCEPT).json for path in ("/api", "/apis"))
        self.resources.clear()
        self.resources.update({(one.version, one.kind): one for one in discovery.resources(*found)})

    def resource(self, version: str, kind: str) -> discovery.Resource:
        """Return where a kind's objects are; raise KeyError for a kind that is not served."""
        if (version, kind) not in self.resources:
            self.discover()
        return self.resources[version, kind]

    def address(self, document: Mapping[str, Any], *, named: bool = True) -> str:
        """Return the address of an object, or of its collection; its namespace is ``default`` where it says none."""
        metadata = document["metadata"]
        where = self.resource(document["apiVersion"], document["kind"])
        return where.path(metadata.get("namespace", "default"), metadata["name"] if named else None)

    def apply(self, documents: Iterable[Mapping[str, Any]], *, manager: str = "tests") -> list[Any]:
        """Create or change objects by server-side apply, namespaces and definitions first, the rest in parallel.

        Return them as the server answers; fail the test at one that is refused.
        """

        def one(document: Mapping[str, Any]) -> Any:
            query = f"?fieldManager={manager}&force=true&fieldValidation=Strict"
            answer = self.request("PATCH", self.address(document) + query, document, headers=APPLY)
            assert answer.status < 300, answer
            return answer.json

        return self._each(one, documents)

    def create(self, documents: Iterable[Mapping[str, Any]]) -> list[Any]:
        """Create objects: as ``apply``, faster, but each must be new."""

        def one(document: Mapping[str, Any]) -> Any:
            answer = self.post(self.address(document, named=False), document)
            assert answer.status == CREATED, answer
            return answer.json

        return self._each(one, documents)

    def _each(self, act: Any, documents: Iterable[Mapping[str, Any]]) -> list[Any]:
        waiting = list(documents)
        done: list[Any] = []
        for kind in FIRST:
            done += [act(document) for document in waiting if document["kind"] == kind]
        for document in waiting:
            if document["kind"] == "CustomResourceDefinition":
                self._await_kind(document)
        with ThreadPoolExecutor(WORKERS) as pool:
            done += pool.map(act, [document for document in waiting if document["kind"] not in FIRST])
        return done

    def _await_kind(self, definition: Mapping[str, Any]) -> None:
        spec = definition["spec"]
        wanted = {
            (f"{spec['group']}/{one['name']}", spec["names"]["kind"]) for one in spec["versions"] if one["served"]
        }
        end = time.monotonic() + DEFINED_S
        while not wanted <= self.resources.keys():
            assert time.monotonic() < end, f"not served after {DEFINED_S} s: {wanted - self.resources.keys()}"
            time.sleep(0.1)
            self.discover()

    def compact(self) -> None:
        """Forget all but the newest revision: what continues an older list is answered with 410."""
        etcd.compact(self.etcd)

    def kubectl(
        self, *arguments: str, user: User | None = None, stdin: str = "", url: str | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run kubectl; its exit code is for the caller to look at."""
        environment = {
            "KUBECONFIG": str(self.kubeconfig(user, url=url)),
            "HOME": str(self.directory),
            "PATH": os.environ["PATH"],
        }
        return subprocess.run(
            [program("kubectl"), *arguments],
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
            env=environment,
            timeout=120,
        )
