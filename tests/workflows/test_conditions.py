from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from scanner.workflows.conditions import UNKNOWN, Named, OneOf, condition, evaluate, never_holds, truth
from scanner.workflows.expressions import parse

if TYPE_CHECKING:
    from collections.abc import Callable

    from scanner.workflows.conditions import Value
    from scanner.workflows.expressions import Reference

_VECTORS = Path(__file__).parents[2].parent / "shared" / "conformance" / "workflows" / "expressions"

_KNOWN: dict[str, Value] = {
    "event": "push",
    "yes": True,
    "no": False,
    "none": None,
    "us": Named("us"),
    "them": Named("them", literal=False),
    "role": OneOf(frozenset({"guest", "member"})),
}


def _lookup(reference: Reference) -> Value:
    return _KNOWN.get(".".join(reference), UNKNOWN)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("event == 'PUSH'", True),
        ("event != 'push'", False),
        ("other == 'push'", None),
        ("other && no", False),
        ("other && yes", None),
        ("other || yes", True),
        ("other || no", None),
        ("no || event", True),
        ("none", False),
        ("''", False),
        ("0", False),
        ("NaN", False),
        ("'0'", True),
        ("!other", None),
        ("!no", True),
        ("(no)", False),
        ("us == us", True),
        ("us == them", False),
        ("us == 'example/app'", None),
        ("them == 'example/app'", False),
        ("them != 'example/app'", True),
        ("role == 'owner'", False),
        ("role == 'guest'", None),
        ("role != 'owner'", True),
        ('contains(fromJSON(\'["owner", "admin"]\'), role)', False),
        ('contains(fromJSON(\'["owner", "guest"]\'), role)', None),
        ("contains('owner admin', role)", False),
        ("contains('owner member', role)", None),
        ("contains(event, 'US')", True),
        ("startsWith(event, 'pull')", False),
        ("endsWith(event, 'sh')", True),
        ("always()", True),
        ("success()", None),
        ("event < 'q'", None),
        ("event == 1", False),
        ("none == 0", True),
        ("yes == '1'", True),
        ("none == us", False),
        ("fromJSON('[')", None),
    ],
)
def test_only_what_is_certain_is_said(text: str, expected: bool | None) -> None:
    assert truth(evaluate(parse(text), _lookup)) is expected


@pytest.mark.parametrize(
    ("written", "holds_never"),
    [
        (None, False),
        (False, True),
        (True, False),
        (1, False),
        ([], False),
        ("no", True),
        ("${{ no }}", True),
        ("other", False),
        ("${{ no }} ", False),
        ("${{ no }}\n", False),
        ("${{ no }} && no", False),
        ("no &&", False),
        ("${{ no", False),
    ],
)
def test_conditions_as_they_are_written(written: Any, holds_never: bool) -> None:
    assert never_holds(condition(written), _lookup) is holds_never


def _values(contexts: dict[str, Any]) -> Callable[[Reference], Value]:
    def lookup(reference: Reference) -> Value:
        value: Any = contexts
        for name in reference:
            folded = {key.lower(): item for key, item in value.items()} if isinstance(value, dict) else {}
            if name == "*" or name not in folded:
                return UNKNOWN
            value = folded[name]
        return UNKNOWN if isinstance(value, dict | list) else value

    return lookup


@pytest.mark.skipif(not _VECTORS.is_dir(), reason="needs the conformance vectors beside the repository")
def test_what_is_known_agrees_with_githubs_own_vectors() -> None:
    known = 0
    for file in sorted(_VECTORS.glob("*.json")):
        for vector in json.loads(file.read_text("utf-8")):
            if "result" not in vector:
                continue
            value = evaluate(parse(vector["expr"]), _values(vector.get("contexts", {})))
            if value is UNKNOWN or isinstance(value, tuple):
                continue
            known += 1
            expected = vector["result"]["value"]
            if vector["result"]["kind"] == "Number" and expected is None:
                assert value != value or value in {float("inf"), float("-inf")}, vector["id"]  # noqa: PLR0124 - NaN
            else:
                assert value == expected, vector["id"]
                assert isinstance(value, bool) == isinstance(expected, bool), vector["id"]
    assert known > 100
