"""The built-in rules about the spelling of a document, whatever its kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scanner.rules.documents.duplicate_key import duplicate_key

if TYPE_CHECKING:
    from scanner.rules.check import Check

CHECKS: tuple[Check[Any], ...] = (duplicate_key,)
"""Sorted by id."""
