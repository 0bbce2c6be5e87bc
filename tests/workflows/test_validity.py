from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from scanner.workflows.validity import Calls, problems
from scanner.workflows.validity.events import cron_refused
from tests.workflows.reading import document, found

if TYPE_CHECKING:
    from scanner.workflows.validity import Problem

_STEPS = "runs-on: x\n    steps:\n      - run: x"


def texts(source: str, path: str = ".github/workflows/ci.yml") -> list[str]:
    return [problem.text for problem in problems(document(source, path))]


def job(body: str) -> str:
    return f"on: push\njobs:\n  a:\n    {_STEPS}\n    {body}\n"


@pytest.mark.parametrize(
    "cron",
    ["* * * * *", "*/5 0-23/2 1,15 JAN-dec MON-FRI", "0 0 31 12 7", "59 23 * * sun,6", "5/15 * * * *", " 0  0 * * * "],
)
def test_schedules(cron: str) -> None:
    assert cron_refused(cron) == ""


@pytest.mark.parametrize(
    "cron",
    ["", "* * * *", "* * * * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * * 13 *", "* * * * 8", "*/0 * * * *",
     "5-1 * * * *", "a * * * *", "* * * foo *", "*-5 * * * *", "1,,2 * * * *", "@daily", "99999999999 * * * *"],
)  # fmt: skip
def test_what_is_no_schedule(cron: str) -> None:
    assert cron_refused(cron)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("timeout-minutes: 5", []),
        ("timeout-minutes: '5'", ["Unexpected value '5'"]),
        ("timeout-minutes: ${{ github.run_number }}", []),
        ("continue-on-error: 'true'", ["Unexpected value 'true'"]),
        ("env:", ["Unexpected value ''"]),
        ("env: ${{ fromJSON('{}') }}", []),
        ("env: [a]", ["A sequence was not expected"]),
        ("name: {a: b}", ["A mapping was not expected"]),
        ("name: 1.5", []),
        ("permissions: read", ["Unexpected value 'read'"]),
        ("permissions: {contents: admin}", ["Unexpected value 'admin'"]),
        ("permissions: {id-token: read}", ["Unexpected value 'read'"]),
        ("permissions: {}", []),
        ("concurrency: {group: a, queue: max}", []),
        ("concurrency: {group: a, queue: three}", ["Unexpected value 'three'"]),
        ("environment: {name: a, deployment: false}", []),
        ("snapshot: {image-name: a, version: 1.*}", []),
        ("snapshot: {version: 1.*}", ["Required property is missing: image-name"]),
        ("cache-mode: read", []),
        ("cache-mode: append", ["Unexpected value 'append'"]),
        ("container: ''", []),
        ("services: {db: {image: postgres, command: x}}", []),
        ("services: {db: {options: x}}", ["Container image cannot be empty"]),
        ("strategy: {matrix: {os: linux}}", ["Unexpected value 'linux'"]),
        ("strategy: {matrix: {}}", ["Matrix must define at least one vector"]),
        ("strategy: {matrix: {include: [{a: 1}]}}", []),
        (
            "strategy: {matrix: {os: [a], exclude: [{arch: b}]}}",
            ["Matrix exclude key 'arch' does not match any key within the matrix"],
        ),
        ("strategy: {matrix: {os: [a], x: ['${{ vars.x }}'], exclude: [{arch: b}]}}", []),
        ("needs: b", ["The workflow must contain at least one job with no dependencies."]),
        ("with: {a: b}", ["Unexpected value 'with'"]),
        ("Outputs: {a: b}", ["Unexpected value 'Outputs'"]),
        ("'': x", ["Unexpected value ''"]),
        ("<<: {a: b}", []),
    ],
)
def test_keys_of_a_job(body: str, expected: list[str]) -> None:
    assert texts(job(body)) == expected


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        ("{run: x, background: true}", []),
        ("{wait-all: }", []),
        ("{wait: nobody}", ["No step before has the identifier 'nobody'"]),
        ("{wait: first}", []),
        ("{cancel: [first]}", ["A sequence was not expected"]),
        ("{wait: first, if: always()}", ["Unexpected value 'if'"]),
        ("{parallel: [{run: x, id: first}, {uses: a/b@c}]}", None),
        ("{parallel: [{parallel: []}]}", None),
        ("{name: x}", None),
        ("{uses: $/here}", []),
        ("{uses: ./here}", []),
        ("{uses: a/b}", ["Expected format {org}/{repo}[/path]@ref. Actual 'a/b'"]),
        ("{uses: a@b}", ["Expected format {org}/{repo}[/path]@ref. Actual 'a@b'"]),
        ("{run: x, if: 'success(1)'}", None),
        ("{run: x, shell: '${{ matrix.x }}'}", None),
        ("{run: '${{ jobs.a }}'}", None),
        ("{run: x, if: ''}", []),
        ("{run: x, if: '!cancelled()'}", []),
    ],
)
def test_steps(step: str, expected: list[str] | None) -> None:
    text = f"on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - {{run: x, id: first}}\n      - {step}\n"
    refused = texts(text)
    assert refused if expected is None else refused == expected


def test_cycles_are_named_without_what_waits_for_them() -> None:
    order = {"a": "[]", "b": "[c, a]", "c": "[d]", "d": "[B]", "e": "[b]", "f": "[a, g]"}
    text = "on: push\njobs:\n" + "".join(f"  {name}: {{runs-on: x, needs: {wants}}}\n" for name, wants in order.items())
    assert texts(text) == [
        "Job 'b' depends on job 'c' which creates a cycle in the dependency graph.",
        "Job 'c' depends on job 'd' which creates a cycle in the dependency graph.",
        "Job 'd' depends on job 'B' which creates a cycle in the dependency graph.",
        "Job 'f' depends on unknown job 'g'.",
    ]


def test_many_jobs_in_a_circle_are_quick() -> None:
    jobs = "".join(f"  j{n}: {{runs-on: x, needs: [j{(n + 1) % 4000}, a]}}\n" for n in range(4000))
    assert len(texts("on: push\njobs:\n  a: {runs-on: x}\n" + jobs)) == 4000


@pytest.mark.parametrize("place", ["workflow-templates/ci.yml", ".github/workflows/ci.yml"])
def test_placeholders_of_templates(place: str) -> None:
    text = f"on:\n  schedule:\n    - cron: $cron-daily\njobs:\n  a:\n    {_STEPS}\n"
    assert bool(texts(text, place)) == place.startswith(".github")


@pytest.mark.parametrize(
    ("uses", "fits"),
    [
        ("./.github/workflows/a.yml", True),
        ("$/.github/workflows/a.yaml", True),
        ("o/r/.github/workflows/a.yml@main", True),
        ("./.github/workflows/a.yml@main", False),
        ("./.github/workflows/deep/a.yml", False),
        ("./a.yml", False),
        ("o/r/.github/workflows/a.yml", False),
        ("o/r/.github/workflows/a.json@main", False),
        ("a.yml", False),
    ],
)
def test_references_of_workflows(uses: str, fits: bool) -> None:
    assert (texts(f"on: push\njobs:\n  a:\n    uses: {uses}\n") == []) is fits


def test_the_other_rules_judge_what_is_refused_too() -> None:
    text = job("run-on: x\n    permissions: write-all")
    assert found(text, "invalid-workflow")
    assert found(text, "permissions-write-all")


def calls(caller: dict[str, Any], **called: dict[str, Any]) -> list[Problem]:
    return list(Calls(called.get, max_nesting=3).problems(caller))


def test_workflows_that_call_one_another_in_a_circle_are_bounded() -> None:
    one = {"on": "workflow_call", "jobs": {"a": {"uses": "two"}}}
    two = {"on": "workflow_call", "jobs": {"b": {"uses": "one"}}}
    (problem,) = calls(one, one=one, two=two)
    assert problem.text.endswith("would exceed the limit on called workflow depth of 3")


@pytest.mark.parametrize("given", ["yes", 1, None, {}])
def test_an_input_of_another_type(given: object) -> None:
    called = {"on": {"workflow_call": {"inputs": {"flag": {"type": "boolean"}}}}, "jobs": {}}
    (problem,) = calls({"jobs": {"a": {"uses": "it", "with": {"FLAG": given}}}}, it=called)
    assert problem.path == ("jobs", "a", "with", "FLAG")


@pytest.mark.parametrize(
    "text", ["null", "[]", "x", "{on: [], jobs: []}", "{on: {push: 1}, jobs: {a: [], b: , c: {steps: 1}}}"]
)
def test_any_shape_is_refused_and_nothing_crashes(text: str) -> None:
    source = f"on: push\njobs: {text}\n"
    assert texts(source)
