from __future__ import annotations

import pytest

from scanner.workflows.expressions import flows, parse
from scanner.workflows.untrusted import TABLE, untrusted


def _is_untrusted(text: str, *events: str) -> bool:
    return any(untrusted(flow, events or None) for flow in flows(parse(text)))


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("github.event.issue.title", "issues"),
        ("github.event.issue.body", "issue_comment"),
        ("github.event.comment.body", "issue_comment"),
        ("github.event.comment.body", "discussion_comment"),
        ("github.event.comment.body", "pull_request_review_comment"),
        ("github.event.review.body", "pull_request_review"),
        ("github.event.discussion.title", "discussion"),
        ("github.event.pull_request.title", "pull_request"),
        ("github.event.pull_request.body", "pull_request_target"),
        ("github.event.pull_request.head.ref", "pull_request_review"),
        ("github.event.pull_request.head.label", "pull_request"),
        ("github.event.pull_request.head.repo.default_branch", "pull_request"),
        ("github.head_ref", "pull_request"),
        ("github.event.pages[0].page_name", "gollum"),
        ("github.event.commits[github.run_number].message", "push"),
        ("github.event.head_commit.author.email", "push"),
        ("github.event.workflow_run.head_branch", "workflow_run"),
        ("github.event.workflow_run.display_title", "workflow_run"),
        ("github[inputs.which]", "pull_request"),
        ("toJSON(github)", "issues"),
        ("toJSON(github.event.pull_request.head)", "pull_request"),
        ("github.event.issue.title", "workflow_call"),
    ],
)
def test_outsiders_write_it(text: str, event: str) -> None:
    assert _is_untrusted(text, event)
    assert _is_untrusted(text)


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("github.event.issue.title", "push"),
        ("github.head_ref", "push"),
        ("github.event.comment.body", "issues"),
        ("github.event.issue.number", "issues"),
        ("github.event.issue.user.login", "issues"),
        ("github.event.pull_request.head.sha", "pull_request"),
        ("github.event.pull_request.base.ref", "pull_request"),
        ("github.base_ref", "pull_request"),
        ("github.actor", "issues"),
        ("github.event.label.name", "issues"),
        ("github.event.inputs.x", "workflow_dispatch"),
        ("inputs.x", "workflow_dispatch"),
        ("github.event.client_payload.x", "repository_dispatch"),
        ("github.event.release.body", "release"),
        ("github.event.issue", "issues"),
        ("github.event.issue.title.more", "issues"),
        ("toJSON(github.event.release)", "release"),
        ("secrets.TOKEN", "issues"),
    ],
)
def test_outsiders_do_not_write_it(text: str, event: str) -> None:
    assert not _is_untrusted(text, event)


def test_rows_are_well_formed_and_unique() -> None:
    assert all(row.reference[0] == "github" and row.events and row.set_by for row in TABLE)
    pairs = [(row.reference, event) for row in TABLE for event in row.events]
    assert len(pairs) == len(set(pairs))
