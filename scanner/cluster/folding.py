"""Showing once what an object and those that it owns have in common.

Every object is judged. A finding of an owned object is folded into its owner's only where the owner exists with the UID
that the object names, and has the same finding: skipping what merely names an owner has been a way round every auditor
that did it (https://github.com/kyverno/kyverno/issues/1784).
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from typing import TYPE_CHECKING

from scanner.evaluate.fingerprint import stable_path
from scanner.kubernetes import IncompleteInventory
from scanner.kubernetes.owners import owner_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from scanner.kubernetes import KubernetesObject
    from scanner.model import Finding, FindingStatus, Path

Place = tuple[str, ...]
"""Where a finding is within a pod, or within an object: the same for a Pod and the template it was made of."""

_MOST_OWNERS = 10
"""From an object upwards. CronJob, Job, Pod are three; more than ten is a loop."""


def place_in(item: KubernetesObject, path: Path) -> Place:
    """Return where a finding is, independent of whether its object is a Pod or has a template of one."""
    steps = stable_path(path, item.document.data)
    for pod in item.pods:
        depth = len(pod.root.path)
        if path[:depth] == pod.root.path:
            return ("pod", *steps[depth:])
    return ("object", *steps)


def owner_address(item: KubernetesObject) -> str:
    """Return the address of the object that controls ``item``; empty where that is not known to exist."""
    try:
        owner = owner_of(item)
    except IncompleteInventory:
        return ""
    return owner.document.source.path if owner is not None else ""


def remember(
    findings: Iterable[Finding],
    items: Mapping[str, KubernetesObject],
    owners: dict[str, str],
    places: dict[str, Place],
) -> None:
    """Add to what `fold` needs: where findings are within their objects, and who owns these. ``items``: by address."""
    for finding in findings:
        address = finding.source.path
        places[finding.fingerprint] = place_in(items[address], finding.path)
        if address not in owners:
            owners[address] = owner_address(items[address])


def fold(findings: Sequence[Finding], owners: Mapping[str, str], places: Mapping[str, Place]) -> list[Finding]:
    """Mark what is folded, and count it where it is shown.

    ``owners``: the address of an object to that of its owner. ``places``: by fingerprint.
    """
    known = {(one.object_address, one.rule.id, places.get(one.fingerprint), one.status): one for one in findings}
    into: dict[str, str] = {}
    copies: dict[str, Counter[str]] = {}
    for finding in findings:
        root = _root(finding, owners, places, known)
        if root is not finding:
            into[finding.fingerprint] = root.fingerprint
            kind = finding.object_address.split("/")[1]
            copies.setdefault(root.fingerprint, Counter())[kind] += 1
    return [
        dataclasses.replace(
            finding,
            folded_into=into.get(finding.fingerprint, ""),
            copies=tuple(sorted(copies.get(finding.fingerprint, Counter()).items())),
        )
        for finding in findings
    ]


def _root(
    finding: Finding,
    owners: Mapping[str, str],
    places: Mapping[str, Place],
    known: Mapping[tuple[str, str, Place | None, FindingStatus], Finding],
) -> Finding:
    root = finding
    place = places.get(finding.fingerprint)
    for _ in range(_MOST_OWNERS if place is not None else 0):
        above = known.get((owners.get(root.object_address, ""), finding.rule.id, place, finding.status))
        if above is None:
            return root
        root = above
    return root
