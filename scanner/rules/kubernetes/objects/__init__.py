"""What holds for any object: metadata, API versions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scanner.rules.kubernetes.objects.default_namespace import default_namespace

if TYPE_CHECKING:
    from scanner.rules.check import Check

CHECKS: tuple[Check[Any], ...] = (default_namespace,)
"""Sorted by id."""
