from __future__ import annotations

import pytest

from scanner.model import Undecided
from tests.workflows.reading import document, found, verdicts


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
