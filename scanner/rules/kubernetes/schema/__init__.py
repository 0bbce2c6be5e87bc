"""Fields, types and kinds that the API server does not know."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scanner.rules.kubernetes.schema.missing_required_field import missing_required_field
from scanner.rules.kubernetes.schema.unknown_field import unknown_field
from scanner.rules.kubernetes.schema.unknown_kind import unknown_kind
from scanner.rules.kubernetes.schema.wrong_type import wrong_type

if TYPE_CHECKING:
    from scanner.rules.check import Check

CHECKS: tuple[Check[Any], ...] = (
    missing_required_field,
    unknown_field,
    unknown_kind,
    wrong_type,
)
"""Sorted by id."""
