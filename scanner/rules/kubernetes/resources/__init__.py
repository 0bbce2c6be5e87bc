"""Requests and limits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scanner.rules.kubernetes.resources.compute import cpu_limit, cpu_request, memory_limit, memory_request

if TYPE_CHECKING:
    from scanner.rules.check import Check

CHECKS: tuple[Check[Any], ...] = (
    cpu_limit,
    cpu_request,
    memory_limit,
    memory_request,
)
"""Sorted by id."""
