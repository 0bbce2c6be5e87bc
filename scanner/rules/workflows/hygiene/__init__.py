"""How jobs are set up: time, concurrency, names, deprecated features."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scanner.rules.workflows.hygiene.timeout import timeout_minutes

if TYPE_CHECKING:
    from scanner.rules.check import Check

CHECKS: tuple[Check[Any], ...] = (timeout_minutes,)
"""Sorted by id."""
