"""Which address of the API an object of a kind has, by aggregated discovery.

Source: https://kubernetes.io/docs/concepts/overview/kubernetes-api/#aggregated-discovery
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ACCEPT = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"


@dataclass(frozen=True, slots=True)
class Resource:
    """Where objects of a kind are."""

    version: str
    """Group and version, as apiVersion spells them."""
    kind: str
    plural: str
    namespaced: bool

    def path(self, namespace: str | None = None, name: str | None = None) -> str:
        """Return the address of the collection, or of one object in it; ``namespace`` counts where there is one."""
        root = f"/apis/{self.version}" if "/" in self.version else f"/api/{self.version}"
        scope = f"/namespaces/{namespace}" if self.namespaced and namespace is not None else ""
        return f"{root}{scope}/{self.plural}" + (f"/{name}" if name else "")


def resources(*discovered: Mapping[str, Any]) -> Iterator[Resource]:
    """Read APIGroupDiscoveryLists: every resource of every version, without subresources."""
    for group in (item for document in discovered for item in document["items"]):
        name = group["metadata"].get("name", "")
        for version in group["versions"]:
            for resource in version.get("resources", ()):
                yield Resource(
                    f"{name}/{version['version']}" if name else version["version"],
                    resource["responseKind"]["kind"],
                    resource["resource"],
                    resource["scope"] == "Namespaced",
                )
