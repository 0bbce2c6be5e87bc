"""Where a step brings in the code of a pull request (or of the run that a workflow_run follows)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scanner.workflows.checkout import opted_out, refuses_forks
from scanner.workflows.conditions import never_holds
from scanner.workflows.expressions import ExpressionError, embedded, flows, masked, spelled
from scanner.workflows.outsider import lookup
from scanner.workflows.scripts import GIT, Command, commands
from scanner.workflows.shapes import scalar_text
from scanner.workflows.workflow import Job

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from scanner.model import Path
    from scanner.workflows.expressions import Reference
    from scanner.workflows.step import Step


@dataclass(frozen=True, slots=True)
class ForeignCode:
    """A place at which the code of a pull request comes in."""

    path: Path
    within: tuple[int, int] | None
    """The range of the command in a script."""
    source: str
    """For people: what names the code, e.g. ``github.event.pull_request.head.sha`` or ``gh pr checkout``."""


_PULL_REF = re.compile(r"(?:^|[\s/:+'\"]|refs/)pull/[^\s/]+/(?:head|merge)")
"""https://docs.github.com/en/pull-requests/collaborating-with-pull-requests/reviewing-changes-in-pull-requests/checking-out-pull-requests-locally"""

_HEAD_OUTPUT = re.compile(r"(?:steps|needs)\..*\boutputs\..*head", re.IGNORECASE)
"""An output that is named for the head, e.g. ``steps.pr.outputs.head_sha``: an issue_comment event does not carry it,
so workflows ask the API for it."""

_HEADS: Mapping[str, tuple[str, ...]] = {
    "pull_request_target": (
        "github.head_ref",
        "github.event.pull_request.head.",
        "github.event.pull_request.merge_commit_sha",
    ),
    "workflow_run": (
        "github.event.workflow_run.head_sha",
        "github.event.workflow_run.head_branch",
        "github.event.workflow_run.head_commit.id",
        "github.event.workflow_run.head_repository.",
        "github.event.workflow_run.pull_requests.*.head.",
    ),
    "issue_comment": (),
}
"""What names the pull request's head, by event. One that ends in a full stop stands for everything below."""

_TREE_COMMANDS = re.compile(rf"{GIT}(?:checkout|cherry-pick|clone|merge|pull|rebase|reset|switch|worktree)\s")
_FETCH_COMMANDS = re.compile(rf"{GIT}(?:fetch|pull)\s")
_GH_CHECKOUT = re.compile(r"gh\s+(?:pr\s+checkout|pr\s+co|co)\b")


def foreign_code(step: Step, event: str) -> Iterator[ForeignCode]:
    """Yield the places at which ``step`` brings in foreign code when an outsider causes ``event``.

    A release of actions/checkout that refuses the code of forks, and was not told to allow it, brings in none.
    """
    if step.uses is not None and step.runs_action("actions/checkout"):
        guarded = event != "issue_comment" and refuses_forks(step.uses.reference) and not opted_out(step)
        if not guarded:
            yield from _checked_out(step, event)
    if step.run is not None:
        yield from _fetched(step, step.run, event)


def _checked_out(step: Step, event: str) -> Iterator[ForeignCode]:
    for name in ("ref", "repository"):
        given = step.input(name)
        if given is not None and (source := _head_in(given[1], event)):
            yield ForeignCode(given[0], None, source)
            return


def _head_in(value: str, event: str) -> str:
    """Return what in ``value`` names the head of the pull request; empty where nothing does."""
    for expression in embedded(value):
        try:
            node = expression.parse()
        except ExpressionError:
            continue  # GitHub refuses the workflow; the rule about expressions says so
        for flow in flows(node, lambda part: never_holds(part, lookup(event))):
            if _is_head(flow.reference, event):
                return spelled(flow.reference)
    return "refs/pull" if _PULL_REF.search(masked(value, "x")) or "refs/pull/{" in value else ""


def _is_head(found: Reference, event: str) -> bool:
    spelling = spelled(found)
    if _HEAD_OUTPUT.match(spelling):
        return True
    return any(spelling.startswith(head) if head.endswith(".") else spelling == head for head in _HEADS.get(event, ()))


def _fetched(step: Step, script: str, event: str) -> Iterator[ForeignCode]:
    variables = _head_variables(step, event)
    for command in commands(script):
        source = _source_of(command, script, event, variables)
        if source:
            yield ForeignCode(step.run_path, (command.start, command.end), source)


def _source_of(command: Command, script: str, event: str, variables: Mapping[str, str]) -> str:
    if _GH_CHECKOUT.match(command.text):
        return "gh pr checkout"
    if _FETCH_COMMANDS.match(command.text) and _PULL_REF.search(command.text):
        return "refs/pull"
    if _TREE_COMMANDS.match(command.text):
        written = script[command.start : command.end]
        return _head_in(written, event) or _variable_in(written, variables)
    return ""


def _variable_in(written: str, variables: Mapping[str, str]) -> str:
    for name, source in variables.items():
        if re.search(rf"\$(?:\{{?(?:env:)?|env:){re.escape(name)}\b|%{re.escape(name)}%", written, re.IGNORECASE):
            return source
    return ""


def _head_variables(step: Step, event: str) -> dict[str, str]:
    """Return the environment variables of a step that hold the head of the pull request, and what they hold."""
    owner = step.owner
    outer = {**owner.workflow.env, **owner.env} if isinstance(owner, Job) else {}
    held = {name: _head_in(scalar_text(value), event) for name, value in {**outer, **step.env}.items()}
    return {name: source for name, source in held.items() if source}
