"""GitHub's own expression vectors: the value, or the refusal in the same phase, place and words."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path
from typing import Any

import pytest

from scanner.workflows.expressions import EvaluationError, ExpressionError, Filtered, evaluate, kind, parse

_VECTORS = Path(__file__).parents[2].parent / "shared" / "conformance" / "workflows" / "expressions"

pytestmark = pytest.mark.skipif(not _VECTORS.is_dir(), reason="needs the conformance vectors beside the repository")


def _vectors() -> list[dict[str, Any]]:
    return [vector for file in sorted(_VECTORS.glob("*.json")) for vector in json.loads(file.read_text("utf-8"))]


def _contexts(vector: dict[str, Any]) -> dict[str, Any]:
    return {name.lower(): value for name, value in vector.get("contexts", {}).items()}


def _phase(vector: dict[str, Any]) -> str:
    return str(vector.get("error", {}).get("phase", ""))


def _plain(value: Any) -> Any:
    """Return a value as JSON has it: whole numbers without a point, what is no number as null."""
    if isinstance(value, Filtered):
        return _plain(value.items)
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, float):
        if math.isnan(value) or math.isinf(value):
            return None
        return int(value) if value.is_integer() else value
    return value


def test_every_value() -> None:
    valued = [vector for vector in _vectors() if "result" in vector]
    assert len(valued) > 300
    for vector in valued:
        contexts = _contexts(vector)
        found = evaluate(parse(vector["expr"], contexts), contexts)
        expected = vector["result"]
        assert kind(found) == expected["kind"], vector["id"]
        assert json.dumps(_plain(found)) == json.dumps(_plain(expected["value"])), vector["id"]


def test_every_error_while_evaluating_in_the_services_words() -> None:
    refused = [vector for vector in _vectors() if _phase(vector) == "evaluation"]
    assert refused
    for vector in refused:
        contexts = _contexts(vector)
        node = parse(vector["expr"], contexts)
        with pytest.raises(EvaluationError) as caught:
            evaluate(node, contexts)
        assert vector["error"]["message"] in str(caught.value), vector["id"]


def test_every_error_before_that_in_the_same_phase_at_the_same_place_in_the_services_words() -> None:
    refused = [vector for vector in _vectors() if _phase(vector) in {"lexing", "parsing"}]
    assert len(refused) > 30
    for vector in refused:
        with pytest.raises(ExpressionError) as caught:
            parse(vector["expr"], _contexts(vector))
        assert caught.value.phase == vector["error"]["phase"], vector["id"]
        message = vector["error"]["message"]
        assert message in caught.value.within(vector["expr"]), vector["id"]
        position = re.search(r"Located at position (\d+) within", message)
        if position is not None:
            assert caught.value.offset + 1 == int(position[1]), vector["id"]
