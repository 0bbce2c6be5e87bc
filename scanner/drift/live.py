"""The live objects that git is compared with, and those beside them that git does not state."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from scanner.cluster.listing import ListOptions, Outcome, pages
from scanner.cluster.live import address, document
from scanner.cluster.reading import Seen, names
from scanner.cluster.server_made import is_server_made
from scanner.drift.managers import CONTROLLERS, Manager, owned
from scanner.drift.model import Extra
from scanner.kubernetes import Inventory, KubernetesObject
from scanner.model import KindStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from scanner.cluster.connection import Connection
    from scanner.cluster.discovery import Resource
    from scanner.drift.stated import Identity, Stated

PART_OF = "app.kubernetes.io/part-of"
_MADE_FOR_OTHERS = frozenset(
    {
        ("", "Endpoints"),
        ("", "Event"),
        ("", "Secret"),
        ("coordination.k8s.io", "Lease"),
        ("discovery.k8s.io", "EndpointSlice"),
        ("events.k8s.io", "Event"),
    }
)
"""Kinds that controllers write without an owner, or that are not read."""


@dataclass(slots=True)
class Live:
    """What was read of a cluster."""

    objects: dict[tuple[str, Identity], dict[str, Any]] = field(default_factory=dict)
    """By API version and identity: the objects that git states."""
    extra: list[Extra] = field(default_factory=list)
    outcomes: dict[tuple[Resource, str], Outcome] = field(default_factory=dict)
    """By resource and namespace."""
    seen: list[Seen] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Around:
    """What tells that an object belongs to what git states."""

    namespaces: frozenset[str]
    """Those that git states itself: all in them is its own."""
    parts: frozenset[str]
    """The values of ``app.kubernetes.io/part-of``."""
    identities: frozenset[Identity]
    claims: frozenset[tuple[str, str]]
    """Namespace, and beginning of the name, of the claims that StatefulSets of git have made for their pods."""

    def reason(self, item: KubernetesObject) -> str:
        """Return why an object that git does not state belongs to it; empty where it does not."""
        metadata = item.document.data["metadata"]
        if metadata.get("ownerReferences") or (item.group, item.kind) in _MADE_FOR_OTHERS or is_server_made(item):
            return ""
        if item.kind == "PersistentVolumeClaim" and (item.namespace, item.name.rstrip("0123456789")) in self.claims:
            return ""
        if item.namespace and item.namespace in self.namespaces:
            return f"git states its namespace '{item.namespace}'."
        part = item.labels.get(PART_OF, "")
        return f"it is part of '{part}', as objects of git are." if part in self.parts else ""


def read_live(connection: Connection, stated: Sequence[Stated], listing: ListOptions) -> Live:
    """List the kinds that are stated, in the namespaces that are stated. Never raises: see `Live.seen`."""
    live = Live()
    around = _Around(
        frozenset(name for group, kind, _, name in (one.identity for one in stated) if (group, kind) == _NAMESPACE),
        frozenset(part for one in stated if (part := _part_of(one))),
        frozenset(one.identity for one in stated),
        frozenset(claim for one in stated for claim in _claims(one)),
    )
    wanted = _wanted(stated, around)
    keeping = dataclasses.replace(listing, managed_fields=True)
    for resource in sorted(wanted, key=lambda one: (one.group, one.kind, one.version)):
        seen = Seen(resource)
        for namespace in sorted(wanted[resource]):
            outcome = live.outcomes[resource, namespace] = Outcome()
            for page in pages(connection, resource, keeping, outcome, namespace=namespace):
                _keep(page, resource, around, live)
            _add(seen.outcome, outcome, namespace)
        live.seen.append(seen)
    live.extra = list({one.address: one for one in live.extra}.values())
    return live


_NAMESPACE = ("", "Namespace")


def _wanted(stated: Sequence[Stated], around: _Around) -> dict[Resource, set[str]]:
    """Return where to list each kind: where it is stated, and where something beside it may belong to git."""
    every = {one.identity[2] for one in stated if one.identity[2]}
    whole = every if around.parts else every & around.namespaces
    wanted: dict[Resource, set[str]] = defaultdict(set)
    for one in stated:
        wanted[one.resource] |= {one.identity[2], *whole} if one.resource.namespaced else {""}
    return wanted


def _part_of(one: Stated) -> str:
    labels = one.document.data["metadata"].get("labels")
    return str(labels.get(PART_OF) or "") if isinstance(labels, dict) else ""


def _claims(one: Stated) -> Iterator[tuple[str, str]]:
    """Yield the claims of a StatefulSet: ``<template>-<StatefulSet>-<ordinal>``.

    Source: https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#stable-storage.
    """
    _, kind, namespace, name = one.identity
    spec = one.document.data.get("spec")
    templates = spec.get("volumeClaimTemplates") if kind == "StatefulSet" and isinstance(spec, dict) else None
    for template in templates if isinstance(templates, list) else ():
        if isinstance(template, dict) and isinstance(template.get("metadata"), dict):
            yield namespace, f"{template['metadata'].get('name')}-{name}-"


def _keep(page: Iterable[dict[str, Any]], resource: Resource, around: _Around, live: Live) -> None:
    nothing = Inventory.of(())
    for data in page:
        metadata = data["metadata"]
        namespace = str(metadata.get("namespace") or "") if resource.namespaced else ""
        identity = (resource.group, resource.kind, namespace, str(metadata.get("name") or ""))
        if identity in around.identities:
            live.objects[resource.api_version, identity] = data
            continue
        item = KubernetesObject(document(data), nothing)
        reason = around.reason(item)
        if reason:
            setters = tuple(one.manager for one in owned(data) if one.manager.name not in CONTROLLERS)
            newest = sorted(setters, key=_time, reverse=True)
            live.extra.append(Extra(_label(identity), address(*identity), reason, tuple(newest)))


def _label(identity: Identity) -> str:
    _, kind, namespace, name = identity
    return f"{kind} {namespace}/{name}" if namespace else f"{kind} {name}"


def _time(manager: Manager) -> str:
    return manager.time


def _add(total: Outcome, one: Outcome, namespace: str) -> None:
    """Say of a kind what was worst in its namespaces."""
    total.listed += one.listed
    total.notes.extend(one.notes)
    if one.status is not KindStatus.LISTED and total.status is KindStatus.LISTED:
        total.status = one.status
        total.reason = f"in namespace {namespace}: {one.reason}" if namespace and one.reason else one.reason


def accepted(seen: Seen, allowed: tuple[str, ...]) -> bool:
    """Return whether the user accepts that a kind is incomplete."""
    return names(allowed, seen.resource)
