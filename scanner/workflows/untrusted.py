"""Contexts whose text somebody outside the project writes, and the events that deliver them.

Sources, read 2026-11: https://docs.github.com/en/webhooks/webhook-events-and-payloads (what each payload holds),
https://docs.github.com/en/actions/reference/workflows-and-actions/contexts (``github.head_ref``) and
https://docs.github.com/en/actions/concepts/security/script-injections (which of it is dangerous).

Left out because an outsider cannot choose the text freely: numbers, hashes, logins and repository names (letters,
digits and a few marks), addresses built from them, dates; and because only people with write or triage access choose
it: labels, milestones, releases, ``inputs`` of workflow_dispatch, ``client_payload`` of repository_dispatch, branch
names of the repository itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from scanner.workflows.expressions import Flow, Reference


class Controller(StrEnum):
    """Who chooses a value."""

    OUTSIDER = "outsider"
    """Anybody with an account, at any time."""
    MERGED_AUTHOR = "merged-author"
    """The author of a contribution, once somebody with write access lets it in."""
    CALLER = "caller"
    """Whoever calls the action or workflow."""


class Capability(StrEnum):
    """How freely the value can be chosen."""

    ARBITRARY = "arbitrary"
    """Any text, several lines included."""
    REF_NAME = "ref-name"
    """What git allows as the name of a branch: no blanks, but quotes, ``$``, ``;``, ``|``, braces and back-ticks."""


@dataclass(frozen=True, slots=True)
class UntrustedContext:
    """A family of contexts, the events that deliver it and who writes it."""

    reference: Reference
    """``*`` stands for any one name or index."""
    events: frozenset[str]
    """Those that deliver it."""
    capability: Capability
    controller: Controller
    set_by: str
    """For people: who sets it."""


_PULL_REQUEST = frozenset({"pull_request", "pull_request_target"})
_REVIEWED = _PULL_REQUEST | {"pull_request_review", "pull_request_review_comment"}
_COMMENTED = frozenset({"issue_comment", "pull_request_review_comment", "discussion_comment"})
_EDITABLE = _REVIEWED | _COMMENTED | {"issues", "discussion"}

CALLED = frozenset({"workflow_call"})
"""A called workflow sees the event of its caller: any."""


def _rows(
    events: Collection[str],
    set_by: str,
    contexts: str,
    capability: Capability = Capability.ARBITRARY,
    controller: Controller = Controller.OUTSIDER,
) -> Iterator[UntrustedContext]:
    for context in contexts.split():
        reference = tuple(context.split("."))
        yield UntrustedContext(reference, frozenset(events), capability, controller, set_by)


_PERSON = "{0}.name {0}.email"
_COMMIT = " ".join(
    ("{0}.message", _PERSON.format("{0}.author"), _PERSON.format("{0}.committer")),
)

TABLE: tuple[UntrustedContext, ...] = (
    *_rows(_PULL_REQUEST, "whoever opens the pull request", "github.head_ref", Capability.REF_NAME),
    *_rows(
        _REVIEWED,
        "whoever opens the pull request",
        "github.event.pull_request.head.ref github.event.pull_request.head.label"
        " github.event.pull_request.head.repo.default_branch",
        Capability.REF_NAME,
    ),
    *_rows(
        _REVIEWED,
        "whoever opens the pull request",
        "github.event.pull_request.title github.event.pull_request.body"
        " github.event.pull_request.head.repo.description github.event.pull_request.head.repo.homepage",
    ),
    *_rows({"pull_request_review"}, "whoever reviews the pull request", "github.event.review.body"),
    *_rows({"pull_request_review_comment"}, "whoever comments", "github.event.review_comment.body"),
    *_rows(_COMMENTED, "whoever comments", "github.event.comment.body"),
    *_rows({"issues", "issue_comment"}, "whoever opens the issue", "github.event.issue.title github.event.issue.body"),
    *_rows(
        {"discussion", "discussion_comment"},
        "whoever opens the discussion",
        "github.event.discussion.title github.event.discussion.body",
    ),
    *_rows({"discussion"}, "whoever answers the discussion", "github.event.answer.body"),
    *_rows(
        _EDITABLE,
        "whoever wrote the text that was edited",
        "github.event.changes.title.from github.event.changes.body.from",
    ),
    *_rows(
        {"gollum"},
        "whoever edits the wiki",
        "github.event.pages.*.page_name github.event.pages.*.title github.event.pages.*.summary",
    ),
    *_rows({"fork"}, "whoever forks the repository", "github.event.forkee.description github.event.forkee.homepage"),
    *_rows({"fork"}, "whoever forks the repository", "github.event.forkee.default_branch", Capability.REF_NAME),
    *_rows(
        {"workflow_run"},
        "whoever causes the other workflow's run, for example by a pull request",
        f"{_COMMIT.format('github.event.workflow_run.head_commit')} github.event.workflow_run.display_title"
        " github.event.workflow_run.head_repository.description",
    ),
    *_rows(
        {"workflow_run"},
        "whoever causes the other workflow's run, for example by a pull request",
        "github.event.workflow_run.head_branch github.event.workflow_run.pull_requests.*.head.ref",
        Capability.REF_NAME,
    ),
    *_rows({"status"}, "the author of the commit", _COMMIT.format("github.event.commit.commit")),
    *_rows(
        {"push"},
        "the author of a commit, also of one that is merged from a fork",
        f"{_COMMIT.format('github.event.head_commit')} {_COMMIT.format('github.event.commits.*')}"
        " github.event.commits.*.added.* github.event.commits.*.modified.* github.event.commits.*.removed.*",
        controller=Controller.MERGED_AUTHOR,
    ),
    *_rows(
        {"merge_group"},
        "the author of a commit in the merge queue",
        _COMMIT.format("github.event.merge_group.head_commit"),
        controller=Controller.MERGED_AUTHOR,
    ),
)


def untrusted(flow: Flow, events: Collection[str] | None) -> UntrustedContext | None:
    """Return the row of the table that ``flow`` carries into a value, or None.

    ``events``: those that start the workflow; None where they are not known, as in an action. What none of them
    delivers is empty text, and harmless.
    """
    for row in TABLE:
        if _delivered(row, events) and _covers(flow, row.reference):
            return row
    return None


def _delivered(row: UntrustedContext, events: Collection[str] | None) -> bool:
    return events is None or not CALLED.isdisjoint(events) or not row.events.isdisjoint(events)


def _covers(flow: Flow, pattern: Reference) -> bool:
    """Say whether the flow carries what ``pattern`` names: that very value or, as a whole, something around it.

    ``github.event.commits.*.message`` counts although GitHub inserts the word ``Array`` for it: what repairs it, a
    ``join()``, makes it exploitable.
    """
    found = flow.reference
    if len(found) != len(pattern) and not (flow.whole and len(found) < len(pattern)):
        return False
    return all("*" in pair or pair[0] == pair[1] for pair in zip(found, pattern, strict=False))
