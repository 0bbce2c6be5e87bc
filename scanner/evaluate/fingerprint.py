"""The identity of a finding: what stays the same when a file is edited elsewhere.

A fingerprint is a hash over the rule's id, the identity of the subject and the path in it, in which list indexes are
replaced by what names the items. It contains no line, no message, no file order.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scanner.model import Path

_NAMING_KEYS = ("id", "name", "mountPath", "containerPort", "port", "host", "ip", "key", "uses", "run")
"""What names an item of a list, in order of preference: Kubernetes' merge keys
(https://kubernetes.io/docs/reference/using-api/server-side-apply/#merge-strategy) and a workflow's steps."""

_DIGEST_LENGTH = 32


def fingerprint(*parts: str) -> str:
    """Return the hexadecimal hash of the parts of an identity."""
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:_DIGEST_LENGTH]


def stable_path(path: Path, data: Any) -> list[str]:
    """Return the steps of ``path`` in ``data``, each list index replaced by the name of the item where it has one."""
    steps: list[str] = []
    for step in path:
        if isinstance(step, int) and isinstance(data, list) and 0 <= step < len(data):
            steps.append(_item_name(data, step))
            data = data[step]
        elif isinstance(step, int) and data is None:
            steps.append(f"#{step}")  # an item that a server fills in, where a rule knows which
        else:
            steps.append(str(step))
            data = data.get(step) if isinstance(data, dict) else None
    return steps


def _item_name(items: list[Any], index: int) -> str:
    item = items[index]
    if not isinstance(item, dict):
        return _numbered(f"={json.dumps(item, sort_keys=True, default=str)}", items[:index].count(item))
    for key in _NAMING_KEYS:
        name = item.get(key)
        if isinstance(name, str | int):
            earlier = sum(1 for other in items[:index] if isinstance(other, dict) and other.get(key) == name)
            return _numbered(f"{key}={name}", earlier)
    return f"#{index}"


def _numbered(name: str, earlier: int) -> str:
    return f"{name}#{earlier}" if earlier else name
