"""Every built-in rule, by id."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scanner.rules import documents, kubernetes, workflows

if TYPE_CHECKING:
    from scanner.rules.check import Check

CHECKS: tuple[Check[Any], ...] = tuple(
    sorted((*documents.CHECKS, *kubernetes.CHECKS, *workflows.CHECKS), key=lambda check: check.rule.id)
)
