"""Expressions whose value somebody else writes, in texts that become code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scanner.workflows.expressions import Embedded, ExpressionError, Flow, embedded, flows, spelled
from scanner.workflows.shapes import mapping, text
from scanner.workflows.untrusted import CALLED, untrusted
from scanner.workflows.workflow import Job, Workflow

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from scanner.workflows.step import Step


@dataclass(frozen=True, slots=True)
class Injection:
    """An expression that inserts untrusted text."""

    expression: Embedded
    contexts: tuple[str, ...]
    """The untrusted contexts in it, e.g. ``github.event.issue.title``."""
    set_by: str
    """For people: who sets the first of them."""


@dataclass(frozen=True, slots=True)
class Undecidable:
    """An expression that may insert untrusted text."""

    expression: Embedded
    reason: str


def injections(step: Step, code: str, events: Collection[str] | None = None) -> Iterator[Injection | Undecidable]:
    """Yield what is untrusted in ``code``, a text of ``step`` that is run.

    ``events``: those to consider; None takes the workflow's own, and every event for an action's step.
    """
    workflow = step.owner.workflow if isinstance(step.owner, Job) else None
    if events is None and workflow is not None:
        events = workflow.triggers
    for expression in embedded(code):
        try:
            carried = tuple(flows(expression.parse()))
        except ExpressionError:
            reason = f"The expression at character {expression.start + 1} of the script cannot be parsed."
            yield Undecidable(expression, reason)
            continue
        found = dict(_untrusted(carried, events, in_action=workflow is None))
        if found:
            yield Injection(expression, tuple(found), next(iter(found.values())))
        elif workflow is not None and (name := _called_input(workflow, carried)):
            reason = f"The text of '{name}' comes from the workflows that call this one, which are not followed."
            yield Undecidable(expression, reason)


def _untrusted(
    carried: Collection[Flow], events: Collection[str] | None, *, in_action: bool
) -> Iterator[tuple[str, str]]:
    for flow in carried:
        if in_action and _is_input(flow):
            yield spelled(flow.reference), "whoever calls the action"
        elif row := untrusted(flow, events):
            yield spelled(flow.reference), row.set_by


def _is_input(flow: Flow) -> bool:
    """Whether an input flows, or all of them; inserted as it is, ``inputs`` becomes the word ``Object``."""
    return flow.reference[0] == "inputs" and (len(flow.reference) > 1 or flow.whole)


def _called_input(workflow: Workflow, carried: Collection[Flow]) -> str:
    """Return the first input of free text that flows, where the workflow can be called; else empty text."""
    declared = {
        name.lower(): text(mapping(declaration).get("type"))
        for event in CALLED & workflow.triggers.keys()
        for name, declaration in mapping(workflow.triggers[event].config.get("inputs")).items()
    }
    for flow in carried:
        if _is_input(flow) and CALLED & workflow.triggers.keys():
            name = flow.reference[1] if len(flow.reference) > 1 else "*"
            if declared.get(name) not in {"boolean", "number"}:
                return spelled(flow.reference)
    return ""
