"""Replicas, probes, autoscaling, disruption."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scanner.rules.kubernetes.reliability.hpa_target_exists import hpa_target_exists
from scanner.rules.kubernetes.reliability.min_replicas import min_replicas
from scanner.rules.kubernetes.reliability.probes import liveness_probe, readiness_probe

if TYPE_CHECKING:
    from scanner.rules.check import Check

CHECKS: tuple[Check[Any], ...] = (
    hpa_target_exists,
    liveness_probe,
    min_replicas,
    readiness_probe,
)
"""Sorted by id."""
