"""No rule may crash, whatever stands in a workflow; and what GitHub itself publishes is judged whole."""

from __future__ import annotations

import copy
import dataclasses
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from scanner.evaluate.findings import Violation, findings
from scanner.model import Document, NotEvaluated, Unread, UnreadReason
from scanner.read import Limits, read_bytes
from scanner.rules.workflows import CHECKS
from tests.workflows.reading import document, verdicts

if TYPE_CHECKING:
    from collections.abc import Iterator

_ROOT = Path(__file__).parents[2]
_SHARED = _ROOT.parent / "shared"
_STARTERS = _SHARED / "corpora" / "starter-workflows"
_READER_CASES = _SHARED / "conformance" / "workflows" / "reader"

_EXAMPLES = sorted(path for check in CHECKS for path in (_ROOT / "tests" / "examples" / check.rule.id).glob("*.yaml"))

_REPLACEMENTS: tuple[Any, ...] = (
    None,
    True,
    0,
    1.5,
    "",
    "text",
    "${{ github.event.issue.title }}",
    "${{ broken",
    [],
    [None, 1, "a", [], {}],
    {},
    {"a": {"b": ["c"]}, "steps": "x", "run": ["y"], "uses": {"z": 1}, "labels": None, "name": []},
)

_ACTION = """
name: Build
inputs: {title: {default: x}}
runs:
  using: composite
  steps:
    - {id: a, name: b, run: "make ${{ inputs.title }}", shell: bash, env: {A: b}}
    - {uses: actions/checkout@v6, with: {ref: main}}
"""


def _paths(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in items:
        yield (*path, key)
        yield from _paths(value, (*path, key))


def _replaced(data: Any, path: tuple[Any, ...], value: Any) -> Any:
    # Through JSON, so that what aliases share is shared no longer.
    changed = copy.deepcopy(json.loads(json.dumps(data)))
    place = changed
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return changed


def _crashes(found: Document) -> list[NotEvaluated]:
    return [verdict for verdict in verdicts([found]) if isinstance(verdict, NotEvaluated)]


def _named(paths: list[Path]) -> list[Any]:
    return [pytest.param(path, id=f"{path.parent.name}/{path.name}") for path in paths]


@pytest.mark.parametrize("path", _named(_EXAMPLES))
def test_no_rule_crashes_when_any_node_is_replaced(path: Path) -> None:
    original = document(path.read_text("utf-8"))
    for place in _paths(original.data):
        for value in _REPLACEMENTS:
            changed = dataclasses.replace(original, data=_replaced(original.data, place, value))
            assert _crashes(changed) == [], (place, value)


def test_no_rule_crashes_when_any_node_of_an_action_is_replaced() -> None:
    original = document(_ACTION, "action.yml")
    for place in _paths(original.data):
        for value in _REPLACEMENTS:
            changed = dataclasses.replace(original, data=_replaced(original.data, place, value))
            assert _crashes(changed) == [], (place, value)


def _judged(path: str, text: bytes) -> list[Unread]:
    read = list(read_bytes(path, text, Limits(), named=True))
    judged = verdicts(item for item in read if isinstance(item, Document))
    assert [verdict for verdict in judged if isinstance(verdict, NotEvaluated)] == []
    for finding in findings(verdict for verdict in judged if isinstance(verdict, Violation)):
        assert finding.span.line >= 1
        assert finding.message.endswith(".")
        assert "${{" not in finding.message
        assert "${{" not in finding.subject
        assert "`" not in finding.message
    return [item for item in read if isinstance(item, Unread)]


@pytest.mark.skipif(not _STARTERS.is_dir(), reason="needs the starter workflows beside the repository")
def test_githubs_starter_workflows_are_judged() -> None:
    files = sorted(path for path in _STARTERS.rglob("*.y*ml"))
    assert len(files) > 100
    unread = [item for path in files for item in _judged(f".github/workflows/{path.name}", path.read_bytes())]
    # Two hold a placeholder without quotes ({{ … }}), which YAML reads as a mapping that is a key.
    assert [item.reason for item in unread] == [UnreadReason.MALFORMED] * 2
    assert all(item.span is not None for item in unread)


@pytest.mark.skipif(not _READER_CASES.is_dir(), reason="needs the reader cases beside the repository")
def test_githubs_reader_cases_are_judged_or_named() -> None:
    files = sorted(_READER_CASES.glob("*.json"))
    assert len(files) > 50
    for path in files:
        case = json.loads(path.read_text("utf-8"))
        unread = _judged(case["path"], case["input"].encode())
        assert case["kind"] == "error" or unread == [], path.name
