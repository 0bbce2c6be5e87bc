"""The built-in rules for Kubernetes.

Control ids follow the Pod Security Standards (``pss``), the CIS Kubernetes Benchmark 1.12 (``cis-kubernetes``), the
Kubernetes Hardening Guide 1.2 of NSA and CISA by its headings (``nsa-cisa``) and the OWASP Kubernetes Top Ten of 2025
(``owasp-k8s``).
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

from scanner.rules.kubernetes import (
    access,
    control_plane,
    images,
    network,
    objects,
    pod_security,
    pods,
    references,
    reliability,
    resources,
    schema,
    secrets,
)

if TYPE_CHECKING:
    from scanner.rules.check import Check

FAMILIES = (
    access,
    control_plane,
    images,
    network,
    objects,
    pod_security,
    pods,
    references,
    reliability,
    resources,
    schema,
    secrets,
)
CHECKS: tuple[Check[Any], ...] = tuple(
    sorted(chain.from_iterable(family.CHECKS for family in FAMILIES), key=lambda check: check.rule.id)
)
"""Sorted by id."""
