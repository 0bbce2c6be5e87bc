"""Code of others that runs with rights, and the conditions that should prevent it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scanner.rules.workflows.execution.dangerous_trigger import dangerous_trigger
from scanner.rules.workflows.execution.untrusted_checkout import untrusted_checkout

if TYPE_CHECKING:
    from scanner.rules.check import Check

CHECKS: tuple[Check[Any], ...] = (
    dangerous_trigger,
    untrusted_checkout,
)
"""Sorted by id."""
