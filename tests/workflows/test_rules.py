"""What the example files cannot show: actions, versions of actions/checkout, undecided verdicts, identities."""

from __future__ import annotations

import pytest

from scanner.model import Undecided
from scanner.rules.workflows import CHECKS
from scanner.workflows.outsider import PRIVILEGED, lookup, reaching
from tests.workflows.reading import document, found, verdicts, workflow


def test_the_list_of_rules_is_sorted_and_documented() -> None:
    ids = [check.rule.id for check in CHECKS]
    assert ids == sorted(set(ids))
    for check in CHECKS:
        assert check.rule.remediation.endswith(".")
        assert check.rule.frameworks
        assert check.rule.references
        sections = ("## Why it matters\n", "## Avoid\n\n```yaml\n", "## Prefer\n\n```yaml\n", "## References\n")
        assert all(section in check.rule.documentation for section in sections), check.rule.id
        assert "everity is" in check.rule.documentation, check.rule.id


def test_inputs_in_the_scripts_of_a_composite_action() -> None:
    text = """
name: Build
inputs: {title: {}}
runs:
  using: composite
  steps:
    - run: make ${{ inputs.title }} ${{ github.sha }}
      shell: bash
    - run: make "$TITLE"
      shell: bash
      env: {TITLE: "${{ inputs.title }}"}
    - run: echo '${{ toJSON(inputs) }}' ${{ inputs.title == 'x' }} ${{ github.event.issue.title }}
      shell: bash
"""
    spans = [
        (finding.span.line, finding.span.column) for finding in found(text, "template-injection-run", "action.yml")
    ]
    assert spans == [(7, 17), (12, 18), (12, 68)]


def _checkout(uses: str, event: str = "pull_request_target", more: str = "") -> str:
    return f"""
on:
  {event}:
permissions: {{}}
jobs:
  test:
    steps:
      - uses: {uses}
        with:
          ref: refs/pull/${{{{ github.event.number }}}}/merge
          {more}
"""


@pytest.mark.parametrize(
    ("ref", "refuses"),
    [
        ("v7", True),
        ("v7.0.0", True),
        ("v12.3", True),
        ("v6.1.0", True),
        ("v6.1", True),
        ("v6.0.3", False),
        ("v6", False),
        ("v5.1.0", True),
        ("v4.4.0", True),
        ("v4.3.1", False),
        ("v4", False),
        ("v3.7.0", True),
        ("v2.8.0", True),
        ("v2.7.0", False),
        ("v1.9.9", False),
        ("main", False),
        ("0" * 40, False),
        ("9c091bb21b7c1c1d1991bb908d89e4e9dddfe3e0", True),
    ],
)
def test_releases_of_checkout_that_refuse_the_code_of_forks(ref: str, refuses: bool) -> None:
    text = _checkout(f"actions/checkout@{ref}")
    assert bool(found(text, "untrusted-checkout")) is not refuses
    assert found(_checkout(f"actions/checkout@{ref}", "issue_comment"), "untrusted-checkout")


@pytest.mark.parametrize(
    ("value", "allowed"),
    [("true", True), ("'TRUE'", True), ("${{ vars.ALLOW }}", True), ("false", False), ("''", False), ("yes", False)],
)
def test_the_code_of_forks_can_be_allowed(value: str, allowed: bool) -> None:
    text = _checkout("actions/checkout@v7", more=f"allow-unsafe-pr-checkout: {value}")
    assert bool(found(text, "untrusted-checkout")) is allowed


def test_a_called_workflow_leaves_the_checkout_undecided() -> None:
    (verdict,) = verdicts([document(_checkout("actions/checkout@v4", "workflow_call"))], "untrusted-checkout")
    assert isinstance(verdict, Undecided)


def test_an_unreadable_expression_leaves_the_script_undecided() -> None:
    text = "on: issues\njobs: {a: {steps: [{run: 'echo ${{ github.event.issue.title + }}'}]}}\n"
    (verdict,) = verdicts([document(text)], "template-injection-run")
    assert isinstance(verdict, Undecided)
    assert "${{" not in verdict.reason


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


def test_fingerprints_survive_other_steps() -> None:
    step = "{uses: actions/checkout@v6}"
    one = found(f"on: push\njobs: {{a: {{steps: [{step}]}}}}\n", "unpinned-action")
    two = found(f"on: push\njobs: {{b: {{}}, a: {{steps: [{{run: make}}, {step}]}}}}\n", "unpinned-action")
    assert [finding.fingerprint for finding in one] == [finding.fingerprint for finding in two]


def test_merge_keys_in_kubernetes_documents_are_none_of_ours() -> None:
    text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {<<: {b: c}}\n"
    assert found(text, "workflow-merge-key", "manifest.yaml") == ()


def test_permissions_that_are_null_limit_nothing() -> None:
    text = "on: push\npermissions:\njobs: {a: {steps: [{run: make}]}}\n"
    (finding,) = found(text, "permissions-missing")
    assert (finding.span.line, finding.span.column, finding.span.end_column) == (2, 1, 12)


@pytest.mark.parametrize(
    ("script", "brings_code"),
    [
        ("gh pr checkout 7", True),
        ("GH_TOKEN=x gh pr checkout 7", True),
        ("if true; then gh pr checkout 7; fi", True),
        ("gh co 7", True),
        ("gh pr diff 7", False),
        ("echo gh pr checkout 7", False),
        ("git fetch origin pull/7/head", True),
        ("git -C app --no-pager fetch origin +refs/pull/7/merge:refs/remotes/pr", True),
        ("git fetch origin refs/pull/$NUMBER/head && git checkout FETCH_HEAD", True),
        ("git fetch origin main", False),
        ("git checkout ${{ github.head_ref }}", True),
        ("git checkout origin/${{ github.base_ref }}", False),
        ("git switch --detach ${{ github.event.pull_request.head.sha }}", True),
        ("git log ${{ github.event.pull_request.head.sha }}", False),
        ("git merge-base main ${{ github.event.pull_request.head.sha }}", False),
        ("git clone https://example.com/${{ github.event.pull_request.head.repo.full_name }}", True),
        ('git reset --hard "$HEAD"', True),
        ('git reset --hard "${HEAD}"', True),
        ("git reset --hard $env:HEAD", True),
        ("git reset --hard %HEAD%", True),
        ("git reset --hard HEAD", False),
        ("git reset --hard $HEADER", False),
        ("git reset --hard $BASE", False),
    ],
)
def test_scripts_that_bring_in_the_code_of_a_pull_request(script: str, brings_code: bool) -> None:
    text = f"""
on: pull_request_target
permissions: {{}}
env:
  HEAD: ${{{{ github.event.pull_request.head.sha }}}}
  BASE: ${{{{ github.event.pull_request.base.sha }}}}
jobs:
  test:
    runs-on: ubuntu-24.04
    steps:
      - run: |
          {script}
"""
    assert bool(found(text, "untrusted-checkout")) is brings_code
