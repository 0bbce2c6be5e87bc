"""How the API server keeps the fields of its own types: which lists are merged by which keys, and what it drops.

The data is made by ``scripts/kubernetes_fields.py``. What the Go types write as a value and not as a pointer, the
server cannot tell from an absent one where it is zero: ``hostNetwork: false`` is not kept, ``runAsNonRoot: false`` is.
Source: https://kubernetes.io/docs/reference/using-api/server-side-apply/#merge-strategy, and
https://github.com/kubernetes/community/blob/master/contributors/devel/sig-architecture/api-conventions.md#optional-vs-required.
"""

from __future__ import annotations

import functools
import json
from enum import Enum, auto
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scanner.kubernetes.schema.shape import Expression

_DATA = Path(__file__).with_name("fields.json")


class Merge(Enum):
    """How a list is merged."""

    ATOMIC = auto()
    """As one value: its items are compared in their order."""
    SET = auto()
    """Order says nothing, and others may add items."""
    KEYED = auto()
    """Items have a name, and others may add items."""


KEY_DEFAULTS = {"protocol": "TCP"}
"""What the API server fills in where an item does not state a key."""

_KEYED_IN_EFFECT: dict[tuple[str, str], tuple[str, ...]] = {
    ("admissionregistration.v1.MutatingWebhookConfiguration", "webhooks"): ("name",),
    ("admissionregistration.v1.ValidatingWebhookConfiguration", "webhooks"): ("name",),
    # An admission plugin adds two to every Pod (DefaultTolerationSeconds).
    ("core.v1.PodSpec", "tolerations"): ("key", "operator", "value", "effect", "tolerationSeconds"),
}
"""Lists that the documents call atomic, or nothing, and whose order says nothing."""


def merge(owner: str, field: str, stated: Expression) -> tuple[Merge, tuple[str, ...]]:
    """Return how the list in a field of a type is merged, and by which keys.

    ``owner`` is the name of a definition of Kubernetes, ``stated`` the type of the list: of a custom kind, its schema.
    """
    if isinstance(stated, dict):
        return _custom(stated)
    keys = _KEYED_IN_EFFECT.get((owner, field)) or _data()["lists"].get(owner, {}).get(field)
    if keys is None:
        return Merge.ATOMIC, ()
    return (Merge.KEYED, tuple(keys)) if keys else (Merge.SET, ())


def is_dropped_when_empty(owner: str, field: str) -> bool:
    """Return whether the server has nothing where zero, false or an empty collection is stated."""
    return field not in _data()["kept"].get(owner, ())


def _custom(schema: Mapping[str, Any]) -> tuple[Merge, tuple[str, ...]]:
    match schema.get("x-kubernetes-list-type"):
        case "map":
            keys = schema.get("x-kubernetes-list-map-keys")
            return (Merge.KEYED, tuple(map(str, keys))) if isinstance(keys, list) and keys else (Merge.ATOMIC, ())
        case "set":
            return Merge.SET, ()
    return Merge.ATOMIC, ()


@functools.cache
def _data() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(_DATA.read_text(encoding="utf-8"))
    return data
