"""The rules about workflow and action files."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

from scanner.rules.workflows import access, execution, hygiene, injection, supply_chain, validity

if TYPE_CHECKING:
    from scanner.rules.check import Check

FAMILIES = (access, execution, hygiene, injection, supply_chain, validity)
CHECKS: tuple[Check[Any], ...] = tuple(
    sorted(chain.from_iterable(family.CHECKS for family in FAMILIES), key=lambda check: check.rule.id)
)
"""Sorted by id."""
