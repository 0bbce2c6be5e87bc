"""What kinds a cluster serves: two requests where the server can, one an API group where it cannot.

Aggregated discovery: https://kubernetes.io/docs/concepts/overview/kubernetes-api/#aggregated-discovery.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scanner.cluster.answers import Unintelligible, ask, read_json
from scanner.errors import ClusterError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.cluster.answers import Patience
    from scanner.cluster.connection import Connection

_JSON = "application/json"
_AGGREGATED = ",".join(
    (
        *(f"{_JSON};g=apidiscovery.k8s.io;v={version};as=APIGroupDiscoveryList" for version in ("v2", "v2beta1")),
        _JSON,
    )
)


@dataclass(frozen=True, slots=True)
class Resource:
    """A kind that can be listed."""

    group: str
    version: str
    kind: str
    name: str
    """In paths, e.g. ``deployments``."""
    namespaced: bool

    @property
    def api_version(self) -> str:
        """E.g. ``apps/v1``."""
        return f"{self.group}/{self.version}" if self.group else self.version

    @property
    def title(self) -> str:
        """E.g. ``Deployment.apps``; ``Service`` of the core group."""
        return f"{self.kind}.{self.group}" if self.group else self.kind

    def path(self, namespace: str = "") -> str:
        """Return the path of the list: of one namespace, or of all."""
        root = f"/apis/{self.group}/{self.version}" if self.group else f"/api/{self.version}"
        return f"{root}/namespaces/{namespace}/{self.name}" if namespace else f"{root}/{self.name}"


@dataclass(frozen=True, slots=True)
class Discovery:
    """The kinds of a cluster that can be listed, each once: in the version that the server prefers."""

    resources: tuple[Resource, ...]
    """By group and kind."""
    stale: tuple[str, ...] = ()
    """API groups whose server does not answer: what they have is not known, or was known before."""


def discover(connection: Connection, patience: Patience) -> Discovery:
    """Ask what the server serves. Raises `scanner.errors.ClusterError`."""
    found: dict[tuple[str, str], Resource] = {}
    stale: set[str] = set()
    for root in ("/api", "/apis"):
        answer = read_json(ask(connection, root, {}, _AGGREGATED, patience))
        if answer.get("kind") == "APIGroupDiscoveryList":
            each = _aggregated(answer, stale)
        elif answer.get("kind") in {"APIVersions", "APIGroupList"}:
            each = _one_by_one(connection, root, answer, patience, stale)
        else:
            raise Unintelligible(f"{root} answers with '{str(answer.get('kind'))[:80]}', not with what it serves")
        for resource in each:
            found.setdefault((resource.group, resource.kind), resource)
    return Discovery(tuple(found[key] for key in sorted(found)), tuple(sorted(stale)))


def server_version(connection: Connection, patience: Patience) -> str:
    """Return what the server calls itself, e.g. ``v1.37.2``; empty where it does not say."""
    try:
        return str(read_json(ask(connection, "/version", {}, _JSON, patience)).get("gitVersion") or "")[:40]
    except ClusterError:
        return ""  # only shown; whether the server answers is for the listing to find out


def _aggregated(answer: dict[str, Any], stale: set[str]) -> Iterator[Resource]:
    for group in _mappings(answer.get("items")):
        name = str(_mapping(group.get("metadata")).get("name") or "")
        for version in _mappings(group.get("versions")):
            if version.get("freshness", "Current") != "Current":
                stale.add(name)
            for resource in _mappings(version.get("resources")):
                kind = str(_mapping(resource.get("responseKind")).get("kind") or "")
                if kind and "list" in (resource.get("verbs") or ()):
                    yield Resource(
                        name,
                        str(version.get("version") or ""),
                        kind,
                        str(resource.get("resource") or ""),
                        resource.get("scope") == "Namespaced",
                    )


def _one_by_one(
    connection: Connection, root: str, answer: dict[str, Any], patience: Patience, stale: set[str]
) -> Iterator[Resource]:
    """Ask for each version of each group, the preferred one first, as servers before 1.26 want it."""
    if root == "/api":
        groups = [("", [str(version) for version in answer.get("versions") or ()])]
    else:
        groups = [(str(group.get("name") or ""), _versions(group)) for group in _mappings(answer.get("groups"))]
    for group, versions in groups:
        for version in versions:
            path = f"{root}/{group}/{version}" if group else f"{root}/{version}"
            try:
                listed = read_json(ask(connection, path, {}, _JSON, patience))
            except ClusterError:
                stale.add(group)
                continue
            for resource in _mappings(listed.get("resources")):
                name, kind = str(resource.get("name") or ""), str(resource.get("kind") or "")
                if "/" not in name and kind and "list" in (resource.get("verbs") or ()):
                    yield Resource(group, version, kind, name, resource.get("namespaced") is True)


def _versions(group: dict[str, Any]) -> list[str]:
    preferred = str(_mapping(group.get("preferredVersion")).get("version") or "")
    every = [str(version.get("version") or "") for version in _mappings(group.get("versions"))]
    return list(dict.fromkeys(version for version in (preferred, *every) if version))


def _mappings(value: Any) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
