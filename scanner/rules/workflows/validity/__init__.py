"""Whether GitHub takes the file: structure, triggers, expressions, references, calls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scanner.rules.workflows.validity.action_input_mismatch import action_input_mismatch
from scanner.rules.workflows.validity.invalid_call import invalid_call
from scanner.rules.workflows.validity.invalid_expression import invalid_expression
from scanner.rules.workflows.validity.invalid_trigger import invalid_trigger
from scanner.rules.workflows.validity.invalid_workflow import invalid_workflow
from scanner.rules.workflows.validity.merge_key import workflow_merge_key
from scanner.rules.workflows.validity.unknown_reference import unknown_reference

if TYPE_CHECKING:
    from scanner.rules.check import Check

CHECKS: tuple[Check[Any], ...] = (
    action_input_mismatch,
    invalid_call,
    invalid_expression,
    invalid_trigger,
    invalid_workflow,
    unknown_reference,
    workflow_merge_key,
)
"""Sorted by id."""
