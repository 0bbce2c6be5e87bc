"""What Ingresses claim: hosts and paths, by the controller that serves them.

Source: https://kubernetes.io/docs/concepts/services-networking/ingress/#path-types.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scanner.kubernetes.object import KubernetesObject
    from scanner.model import Path

_CLASS_ANNOTATION = "kubernetes.io/ingress.class"
_CANARY = "nginx.ingress.kubernetes.io/canary"

Key = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class IngressPath:
    """A path that an Ingress claims."""

    ingress: KubernetesObject
    host: str
    """In lower case; never empty."""
    path: str
    """``/`` where none is written."""
    path_type: str
    place: Path

    @property
    def key(self) -> Key:
        """What two claims share that are the same: class, host, path and its type."""
        return ingress_class(self.ingress), self.host, self.path, self.path_type


def ingress_class(ingress: KubernetesObject) -> str:
    """Return the class that says which controller serves an Ingress; empty for the default one."""
    return ingress.read("spec", "ingressClassName").text or ingress.annotations.get(_CLASS_ANNOTATION, "")


def claims_of(ingress: KubernetesObject) -> Iterator[IngressPath]:
    """Yield the paths of an Ingress in rules that have a host. A canary claims none: it shares another's."""
    if ingress.annotations.get(_CANARY) == "true":
        return
    for item in ingress.read("spec", "rules").items():
        host = item.read("host").text.lower()
        for path in item.read("http", "paths").items() if host else ():
            written = path.read("path")
            path_type = path.read("pathType").text
            text = written.text or "/"
            if path_type == "Prefix":
                text = text.rstrip("/") or "/"
            place = written.path if written.text else item.read("host").path
            yield IngressPath(ingress, host, text, path_type, place)


def claims_by_key(ingresses: Iterable[KubernetesObject]) -> dict[Key, list[IngressPath]]:
    """Return all claims, by what two of the same share."""
    index: dict[Key, list[IngressPath]] = defaultdict(list)
    for ingress in ingresses:
        for claim in claims_of(ingress):
            index[claim.key].append(claim)
    return dict(index)
