"""Roles and bindings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scanner.rules.kubernetes.access.wildcard_rules import wildcard_rules

if TYPE_CHECKING:
    from scanner.rules.check import Check

CHECKS: tuple[Check[Any], ...] = (wildcard_rules,)
"""Sorted by id."""
