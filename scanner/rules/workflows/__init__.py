"""The rules about workflow and action files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scanner.rules.workflows.action_input_mismatch import action_input_mismatch
from scanner.rules.workflows.dangerous_trigger import dangerous_trigger
from scanner.rules.workflows.invalid_call import invalid_call
from scanner.rules.workflows.invalid_expression import invalid_expression
from scanner.rules.workflows.invalid_trigger import invalid_trigger
from scanner.rules.workflows.invalid_workflow import invalid_workflow
from scanner.rules.workflows.merge_key import workflow_merge_key
from scanner.rules.workflows.permissions import permissions_missing, permissions_write_all
from scanner.rules.workflows.persist_credentials import persist_credentials
from scanner.rules.workflows.template_injection import template_injection_run
from scanner.rules.workflows.timeout import timeout_minutes
from scanner.rules.workflows.unknown_reference import unknown_reference
from scanner.rules.workflows.unpinned_action import unpinned_action
from scanner.rules.workflows.untrusted_checkout import untrusted_checkout

if TYPE_CHECKING:
    from scanner.rules.check import Check

CHECKS: tuple[Check[Any], ...] = (
    action_input_mismatch,
    dangerous_trigger,
    invalid_call,
    invalid_expression,
    invalid_trigger,
    invalid_workflow,
    permissions_missing,
    permissions_write_all,
    persist_credentials,
    template_injection_run,
    timeout_minutes,
    unknown_reference,
    unpinned_action,
    untrusted_checkout,
    workflow_merge_key,
)
"""Sorted by id."""
