"""Who set what: the ``managedFields`` of an object.

Format: https://kubernetes.io/docs/reference/using-api/server-side-apply/#field-management and ``FieldsV1`` in
https://pkg.go.dev/k8s.io/apimachinery/pkg/apis/meta/v1#FieldsV1.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from scanner.drift.compare import ABSENT, LAST_APPLIED
from scanner.drift.fields import KEY_DEFAULTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scanner.model import Path

DEPLOYERS = (
    "argocd-*",
    "before-first-apply",
    "flux",
    "fluxcd",
    "helm",
    "helm-controller",
    "kapp*",
    "kubectl",
    "kubectl-client-side-apply",
    "kubectl-create",
    "kubectl-last-applied",
    "kustomize-controller",
    "pulumi*",
    "terraform*",
    "Terraform*",
    "HashiCorp",
)
"""The field managers of what deploys, where plimsoll.yaml names none."""

CONTROLLERS = ("cloud-controller-manager", "kube-apiserver", "kube-controller-manager", "kube-scheduler", "kubelet")
"""Field managers of Kubernetes itself: what they fill in is not set by anybody."""

_STATUS = "status"
_NAME_LABEL = "kubernetes.io/metadata.name"
_MOST_LEVELS = 100


@dataclass(frozen=True, slots=True)
class Manager:
    """Who set a field, and when."""

    name: str
    time: str
    """RFC 3339, as the server writes it; empty where it does not say."""
    operation: str
    """``Apply`` or ``Update``."""
    subresource: str = ""
    """E.g. ``scale``; empty for the object itself."""

    @property
    def title(self) -> str:
        """E.g. ``kubectl-edit at 2026-11-24T02:00:00Z``."""
        through = f" through /{self.subresource}" if self.subresource else ""
        return f"{self.name}{through}{f' at {self.time}' if self.time else ''}"


@dataclass(frozen=True, slots=True)
class Owned:
    """The fields of one manager."""

    manager: Manager
    fields: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Outside:
    """A field of a live object that the manifest does not state, and that somebody else set."""

    path: Path
    """In the live object."""
    near: Path
    """In the manifest: the nearest place that it states."""
    live: Any
    manager: Manager


def owned(live: dict[str, Any]) -> list[Owned]:
    """Return the fields of each manager of an object, without those of its status."""
    found = []
    entries = live["metadata"].get("managedFields")
    for entry in entries if isinstance(entries, list) else ():
        if not isinstance(entry, dict) or not isinstance(entry.get("fieldsV1"), dict):
            continue
        manager = Manager(
            str(entry.get("manager") or ""),
            str(entry.get("time") or ""),
            str(entry.get("operation") or ""),
            str(entry.get("subresource") or ""),
        )
        if manager.subresource != _STATUS:
            found.append(Owned(manager, entry["fieldsV1"]))
    return found


def is_deployer(manager: Manager, deployers: Sequence[str]) -> bool:
    """Return whether a manager is one that deploys; nobody deploys through a subresource."""
    return not manager.subresource and any(fnmatchcase(manager.name, name) for name in deployers)


def setters(path: Path, live: dict[str, Any], owners: Sequence[Owned], deployers: Sequence[str]) -> list[Manager]:
    """Return who set what is at a path of a live object: those who do not deploy first, the latest in front."""
    found = [one.manager for one in owners if _owns(one.fields, path, live)]
    newest_first = sorted(found, key=lambda manager: manager.time, reverse=True)
    return sorted(newest_first, key=lambda manager: is_deployer(manager, deployers))


def outside(
    stated: dict[str, Any], live: dict[str, Any], owners: Sequence[Owned], deployers: Sequence[str]
) -> Iterator[Outside]:
    """Yield what managers that do not deploy set and the manifest does not state; each place once."""
    seen: set[Path] = set()
    for one in owners:
        manager = one.manager
        if is_deployer(manager, deployers) or manager.name in CONTROLLERS:
            continue
        for path, near, value in _unstated(one.fields, stated, live, (), ()):
            if path not in seen and path[:1] != ("status",) and not _is_name_label(path, value):
                seen.add(path)
                yield Outside(path, near, value, manager)


def _is_name_label(path: Path, live: Any) -> bool:
    """Return whether it is the label that the API server gives every Namespace, in the name of who made it."""
    return path == ("metadata", "labels", _NAME_LABEL) or (
        path == ("metadata", "labels") and isinstance(live, dict) and live.keys() == {_NAME_LABEL}
    )


def _unstated(
    fields: dict[str, Any], stated: Any, live: Any, path: Path, near: Path
) -> Iterator[tuple[Path, Path, Any]]:
    for key, inner in fields.items():
        step = _find(key, live)
        if step is None or len(path) > _MOST_LEVELS or (path == ("metadata", "annotations") and step == LAST_APPLIED):
            continue
        own = _find(key, stated)
        if own is None:
            yield _narrowest(inner, live[step], (*path, step), near)
        elif isinstance(inner, dict) and inner:
            yield from _unstated(inner, stated[own], live[step], (*path, step), (*near, own))


def _narrowest(fields: Any, live: Any, path: Path, near: Path) -> tuple[Path, Path, Any]:
    """Go on to the only field that is owned, where it is one: ``resources.limits.cpu``, not ``resources``."""
    for _ in range(_MOST_LEVELS):
        if not isinstance(fields, dict) or len(fields) != 1:
            break
        ((key, inner),) = fields.items()
        step = _find(key, live)
        if step is None:
            break
        fields, live, path = inner, live[step], (*path, step)
    return path, near, live


def _owns(fields: dict[str, Any], path: Path, live: Any) -> bool:
    """Return whether a manager owns the value at a path: itself, or something that it is part of or that is in it."""
    for step in path:
        inner = next((value for key, value in fields.items() if key != "." and _find(key, live) == step), None)
        if inner is None:
            return False
        if not isinstance(inner, dict) or not inner:
            return True
        fields = inner
        live = live[step] if _has(live, step) else None
    return True


def _has(value: Any, step: str | int) -> bool:
    if isinstance(value, dict):
        return step in value
    return isinstance(value, list) and isinstance(step, int) and step < len(value)


def _find(key: str, value: Any) -> str | int | None:
    """Return the step that a key of FieldsV1 names in a value; None where it has no such."""
    if key.startswith("f:"):
        return key[2:] if isinstance(value, dict) and value.get(key[2:], ABSENT) is not ABSENT else None
    if not isinstance(value, list):
        return None
    if key.startswith("i:"):
        return int(key[2:]) if key[2:].isdigit() and int(key[2:]) < len(value) else None
    if key.startswith(("k:", "v:")):
        try:
            named = json.loads(key[2:])
        except ValueError:
            return None
        for index, item in enumerate(value):
            if item == named if key.startswith("v:") else _is_named(item, named):
                return index
    return None


def _is_named(item: Any, named: Any) -> bool:
    if not isinstance(item, dict) or not isinstance(named, dict):
        return False
    return all(str(item.get(key, KEY_DEFAULTS.get(key))) == str(wanted) for key, wanted in named.items())
