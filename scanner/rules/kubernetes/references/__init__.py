"""Selectors and references between objects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scanner.rules.kubernetes.references.selector_matches_template import selector_matches_template
from scanner.rules.kubernetes.references.service_targets_pod import service_targets_pod

if TYPE_CHECKING:
    from scanner.rules.check import Check

CHECKS: tuple[Check[Any], ...] = (
    selector_matches_template,
    service_targets_pod,
)
"""Sorted by id."""
