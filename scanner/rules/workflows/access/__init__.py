"""What jobs hold: permissions, tokens, secrets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scanner.rules.workflows.access.permissions import permissions_missing, permissions_write_all
from scanner.rules.workflows.access.persist_credentials import persist_credentials

if TYPE_CHECKING:
    from scanner.rules.check import Check

CHECKS: tuple[Check[Any], ...] = (
    permissions_missing,
    permissions_write_all,
    persist_credentials,
)
"""Sorted by id."""
