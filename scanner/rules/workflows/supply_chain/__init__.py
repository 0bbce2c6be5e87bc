"""Code and tools that jobs take from elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scanner.rules.workflows.supply_chain.unpinned_action import unpinned_action

if TYPE_CHECKING:
    from scanner.rules.check import Check

CHECKS: tuple[Check[Any], ...] = (unpinned_action,)
"""Sorted by id."""
