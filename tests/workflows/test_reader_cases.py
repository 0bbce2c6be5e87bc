"""GitHub's own cases of its workflow reader: the verdict, the places of errors, and what the service says."""

from __future__ import annotations

import pytest

from tests.workflows.reader_cases import CASES, Case, Place, cases, outcome

pytestmark = pytest.mark.skipif(not CASES.is_dir(), reason="needs the conformance cases beside the repository")

_OTHER_WORDS = {
    "errors-parse-float": "a value that its tag forbids is named by our reader of YAML, in our words",
    "errors-yaml-invalid-style": "a tag on a quoted value is named by our reader of YAML, in our words",
    "errors-reusable-workflow-job-nested-permissions-not-allowed-workflow-level-from-caller-workflow-level": (
        "the service puts the called file before the message; here it is a field of the problem"
    ),
    "errors-reusable-workflow-max-result-size": "the path and place of the file stand before the message",
}
"""Cases whose error is told in other words, and why. Verdict and places are those of the service even so."""

_LONGEST = 500
"""Characters of a message."""

_CASES = cases() if CASES.is_dir() else []


def _name(case: Case) -> str:
    return case.name


def test_there_are_cases_of_both_kinds() -> None:
    assert sum(case.data["kind"] == "valid" for case in _CASES) > 40
    assert sum(case.data["kind"] == "error" for case in _CASES) > 30


@pytest.mark.parametrize("case", _CASES, ids=_name)
def test_the_verdict_and_the_places(case: Case) -> None:
    found = outcome(case)
    assert bool(found.refusals) == (case.data["kind"] == "error"), found.refusals
    assert found.places == case.places


def _said(case: Case, place: Place, text: str) -> str:
    """Return what the service prints, which it cuts."""
    line, column = place
    if line is None:
        return f"{case.data['path']}: {text}"
    whole = f"{case.data['path']} (Line: {line}, Col: {column}): {text}"
    return whole if len(whole) <= _LONGEST else f"{whole[:_LONGEST]}[...]"


@pytest.mark.parametrize("case", [case for case in _CASES if case.name not in _OTHER_WORDS], ids=_name)
def test_the_words(case: Case) -> None:
    said = {_said(case, place, text) for place, text in outcome(case).refusals}
    assert said == {error["raw"] for error in case.data.get("errors", [])}
