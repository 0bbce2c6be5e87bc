from __future__ import annotations

import pytest

from scanner.workflows import Grant, Step, Uses, subjects
from tests.workflows.reading import action, document, workflow


@pytest.mark.parametrize(
    ("on", "events"),
    [
        ("on: push", ["push"]),
        ("on: [push, issues]", ["push", "issues"]),
        ("on:\n  push:\n  issues: {types: opened}", ["push", "issues"]),
        ('"on": push', ["push"]),
        ("on:", []),
        ("on: 7", []),
        ("on: [push, 7, [issues]]", ["push"]),
    ],
)
def test_triggers(on: str, events: list[str]) -> None:
    found = workflow(f"{on}\njobs: {{}}\n").triggers
    assert list(found) == events
    assert all(trigger.event == event for event, trigger in found.items())


def test_types_of_a_trigger() -> None:
    found = workflow(
        "on:\n  issues: {types: opened}\n  release: {types: [created, edited]}\n  push:\njobs: {}\n"
    ).triggers
    assert [trigger.types for trigger in found.values()] == [("opened",), ("created", "edited"), ()]


@pytest.mark.parametrize(
    ("on", "column"), [("on: push", 5), ("on: [issues, push]", 14), ("on: {issues: , push: }", 16)]
)
def test_the_place_of_a_trigger_is_its_name(on: str, column: int) -> None:
    view = workflow(f"{on}\njobs: {{}}\n")
    trigger = view.triggers["push"]
    span = view.document.locate(trigger.path, trigger.part)
    assert (span.line, span.column, span.end_column) == (1, column, column + 4)


@pytest.mark.parametrize(
    ("text", "grant", "writes", "may_write", "nothing"),
    [
        ("", Grant.UNSET, (), True, False),
        ("permissions:", Grant.UNSET, (), True, False),
        ("permissions: read-all", Grant.READ_ALL, (), False, False),
        ("permissions: write-all", Grant.WRITE_ALL, (), True, False),
        ("permissions: {}", Grant.SCOPES, (), False, True),
        ("permissions: {contents: none}", Grant.SCOPES, (), False, True),
        ("permissions: {contents: read}", Grant.SCOPES, (), False, False),
        ("permissions: {contents: write, id-token: write}", Grant.SCOPES, ("contents", "id-token"), True, False),
        ("permissions: all", Grant.MALFORMED, (), True, False),
        ("permissions: [write-all]", Grant.MALFORMED, (), True, False),
    ],
)
def test_permissions(text: str, grant: Grant, writes: tuple[str, ...], may_write: bool, nothing: bool) -> None:
    found = workflow(f"on: push\n{text}\njobs: {{}}\n").permissions
    assert (found.grant, found.writes, found.may_write, found.grants_nothing) == (grant, writes, may_write, nothing)


def test_a_jobs_own_permissions_replace_the_workflows() -> None:
    view = workflow(
        """
on: push
permissions: {contents: write, issues: write}
jobs:
  own: {permissions: {issues: read}}
  inherited: {}
  empty: {permissions: }
"""
    )
    own, inherited, empty = view.jobs
    assert own.permissions.scopes == {"issues": "read"}
    assert own.permissions.path == ("jobs", "own", "permissions")
    assert inherited.permissions == empty.permissions == view.permissions


def test_a_job() -> None:
    view = workflow(
        """
name: CI
on: push
jobs:
  build:
    name: Build it
    needs: [lint, test]
    runs-on: {group: large, labels: [self-hosted, linux]}
    environment: {name: production}
    timeout-minutes: 5
    if: true
    env: ${{ fromJSON(vars.ENV) }}
    steps: ${{ fromJSON(vars.STEPS) }}
"""
    )
    (job,) = view.jobs
    assert view.name == "CI"
    assert (job.id, job.name, job.needs) == ("build", "Build it", ("lint", "test"))
    assert job.runs_on == ("self-hosted", "linux")
    assert (job.environment, job.timeout_minutes, job.condition) == ("production", 5, True)
    assert job.env == {}
    assert list(job.steps) == []
    assert job.uses is None


def test_steps_are_named_by_what_stays_when_others_are_added() -> None:
    (job,) = workflow(
        """
on: push
jobs:
  build:
    steps:
      - id: one
        run: make one
      - name: Two ${{ github.sha }}
        run: make two
      - uses: actions/checkout@v6
      - uses: actions/checkout@v7
      - |
        no step
      - run: |
          make ${{ github.ref }}
          make more
      - parallel:
          - run: make six
          - id: seven
      - {}
"""
    ).jobs
    steps = list(job.steps)
    assert [step.index for step in steps] == list(range(8))
    assert [step.key for step in steps] == [
        "id=one",
        "name=Two ${{ github.sha }}",
        "uses=actions/checkout",
        "uses=actions/checkout#1",
        "run=make ${{ github.ref }}\nmake more\n",
        "run=make six",
        "id=seven",
        "run=",
    ]
    assert [step.label.rpartition("step ")[2] for step in steps] == [
        "'one'",
        "'Two …'",
        "'actions/checkout@v6'",
        "'actions/checkout@v7'",
        "'make …'",
        "'make six'",
        "'seven'",
        "'8'",
    ]
    assert steps[5].path == ("jobs", "build", "steps", 6, "parallel", 0)
    assert steps[0].identity == (".github/workflows/ci.yml", "jobs", "build", "steps", "id=one")
    assert steps[0].label == "workflow .github/workflows/ci.yml, job build, step 'one'"


def test_inputs_are_compared_as_the_runner_passes_them() -> None:
    (job,) = workflow(
        """
on: push
jobs:
  build:
    steps:
      - uses: actions/checkout@v6
        with: {Fetch-Depth: 0, REF: " main ", clean: false, empty: , odd: [1]}
      - uses: actions/checkout@v6
        with: ${{ fromJSON(vars.WITH) }}
"""
    ).jobs
    first, second = job.steps
    place = ("jobs", "build", "steps", 0, "with")
    assert first.input("fetch-depth") == ((*place, "Fetch-Depth"), "0")
    assert first.input("ref") == ((*place, "REF"), "main")
    assert first.input("clean") == ((*place, "clean"), "false")
    assert first.input("empty") == ((*place, "empty"), "")
    assert first.input("odd") == ((*place, "odd"), "")
    assert first.input("token") is None
    assert second.input("ref") is None


def test_subjects_in_order() -> None:
    text = """
on: push
jobs:
  one: {steps: [{run: make}, {uses: ./here}]}
  two: {uses: ./.github/workflows/other.yml}
"""
    found = list(subjects([document(text)]))
    kinds = ["Workflow", "Job", "Step", "Step", "Uses", "Job", "Uses", "Caller"]
    assert [type(subject).__name__ for subject in found] == kinds
    called = found[-2]
    assert isinstance(called, Uses)
    assert called.path == ("jobs", "two", "uses")
    assert called.identity == (".github/workflows/ci.yml", "jobs", "two")
    assert called.label == "workflow .github/workflows/ci.yml, job two"


def test_a_composite_action() -> None:
    view = action(
        """
name: Build
inputs: {target: {required: true}}
runs:
  using: composite
  steps:
    - run: make
      shell: bash
    - uses: actions/checkout@v6
"""
    )
    assert list(view.inputs) == ["target"]
    first, second = view.steps
    assert isinstance(first, Step)
    assert (first.run, first.shell, first.run_path) == ("make", "bash", ("runs", "steps", 0, "run"))
    assert first.label == "action action.yml, step 'make'"
    assert second.runs_action("actions/checkout")
    assert [type(subject).__name__ for subject in subjects([view.document])] == ["Action", "Step", "Step", "Uses"]
