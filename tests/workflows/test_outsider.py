from __future__ import annotations

import pytest

from scanner.workflows.outsider import PRIVILEGED, lookup, reaching
from tests.workflows.reading import action, workflow

_ALL = list(PRIVILEGED)


@pytest.mark.parametrize(
    ("condition", "reached"),
    [
        ("always()", _ALL),
        ("false", []),
        ("github.event_name == 'push'", []),
        ("github.event_name == 'issue_comment'", ["issue_comment"]),
        ('contains(fromJSON(\'["push", "workflow_run"]\'), github.event_name)', ["workflow_run"]),
        ("${{ github.event.pull_request.head.repo.fork == false }}", ["issue_comment", "workflow_run"]),
        ("${{ !github.event.pull_request.head.repo.fork }}", ["issue_comment", "workflow_run"]),
        ("github.event.pull_request.head.repo.full_name == github.repository", []),
        ("github.event.pull_request.user.login == 'octocat'", []),
        ("github.event.pull_request.merged == true", []),
        ("github.event.workflow_run.event == 'push'", []),
        ("github.event.workflow_run.head_repository.full_name == github.repository", []),
        ("github.event.label.name == 'safe to test'", []),
        ("github.event.comment.author_association == 'OWNER'", []),
        ("github.event.comment.author_association != 'NONE'", _ALL),
        ("contains(github.event.comment.body, '/test')", ["issue_comment"]),
        ("github.actor == 'dependabot[bot]'", _ALL),
        ("github.repository == 'example/app'", _ALL),
        ("${{ false }} or so", _ALL),
    ],
)
def test_where_outsiders_get_to(condition: str, reached: list[str]) -> None:
    view = workflow(f"on: [{', '.join(_ALL)}, push]\njobs:\n  a:\n    if: {condition}\n    steps:\n      - run: make\n")
    (job,) = view.jobs
    (step,) = job.steps
    assert [trigger.event for trigger in reaching(job)] == reached
    assert [trigger.event for trigger in reaching(step)] == reached


def test_needs_keep_outsiders_out_unless_the_condition_asks_for_the_outcome() -> None:
    view = workflow(
        """
on: issue_comment
jobs:
  gate: {if: false, steps: [{run: make}]}
  behind: {needs: gate, steps: [{run: make}]}
  further: {needs: [behind, missing], if: success(), steps: [{run: make}]}
  anyway: {needs: gate, if: always(), steps: [{run: make}]}
  circle: {needs: circle, steps: [{run: make}]}
"""
    )
    assert [job.id for job in view.jobs if list(reaching(job))] == ["anyway", "circle"]


def test_what_is_not_known_is_not_assumed() -> None:
    assert lookup("issue_comment")(("github", "event_name")) == "issue_comment"
    assert lookup("issue_comment")(("github", "actor")) is lookup("issue_comment")(("anything",))


def test_steps_of_actions_have_no_triggers_of_their_own() -> None:
    (step,) = action("name: A\nruns: {using: composite, steps: [{run: gh pr checkout 7, shell: bash}]}\n").steps
    assert list(reaching(step)) == []


def test_a_steps_own_condition_counts() -> None:
    (job,) = workflow("on: issue_comment\njobs: {a: {steps: [{run: make, if: false}, {run: make}]}}\n").jobs
    assert [bool(list(reaching(step))) for step in job.steps] == [False, True]
