"""Text of others that becomes code, a variable, a path or an argument."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scanner.rules.workflows.injection.template_injection import template_injection_run

if TYPE_CHECKING:
    from scanner.rules.check import Check

CHECKS: tuple[Check[Any], ...] = (template_injection_run,)
"""Sorted by id."""
