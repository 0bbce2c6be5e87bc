"""Where a finding is, for people: a line of a file, or a path in an object of a cluster."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scanner.report.neutralise import visible

if TYPE_CHECKING:
    from scanner.model import Finding, Path

_PLAIN = re.compile(r"[A-Za-z0-9_-]+")


def place(finding: Finding) -> str:
    """Return ``shop/cart.yaml:3:5``, or ``cluster/Deployment/shop/cart spec.replicas``."""
    if finding.source.live:
        return f"{visible(finding.source.path)} {field_path(finding.path)}".rstrip()
    return f"{visible(finding.source.path)}:{finding.span.line}:{finding.span.column}"


def within(finding: Finding) -> str:
    """Return the place without the file or object."""
    return field_path(finding.path) if finding.source.live else f"{finding.span.line}:{finding.span.column}"


def field_path(path: Path) -> str:
    """Return a path as people write it: ``spec.containers[0].image``, ``metadata.labels['app.kubernetes.io/name']``."""
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        elif _PLAIN.fullmatch(step):
            text += f".{step}" if text else step
        else:
            text += f"['{visible(step)}']"
    return text


def copies(finding: Finding) -> str:
    """Return how often owned objects have the same, e.g. ``and 1 ReplicaSet, 3 Pods``; empty where none has."""
    each = ", ".join(f"{number} {visible(kind)}{'s' if number > 1 else ''}" for kind, number in finding.copies)
    return f"and {each}" if each else ""
