"""GitHub's own expression vectors: what is valid parses, what is refused is refused at the same place."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from scanner.workflows.expressions import ExpressionError, parse

_VECTORS = Path(__file__).parents[2].parent / "shared" / "conformance" / "workflows" / "expressions"

pytestmark = pytest.mark.skipif(not _VECTORS.is_dir(), reason="needs the conformance vectors beside the repository")


def _vectors() -> list[dict[str, Any]]:
    return [vector for file in sorted(_VECTORS.glob("*.json")) for vector in json.loads(file.read_text("utf-8"))]


def _names(vector: dict[str, Any]) -> set[str]:
    return {name.lower() for name in vector.get("contexts", {})}


def _refused_while_parsing(vector: dict[str, Any]) -> bool:
    return vector.get("error", {}).get("phase") in {"lexing", "parsing"}


def test_every_vector_that_is_evaluated_parses() -> None:
    valid = [vector for vector in _vectors() if not _refused_while_parsing(vector)]
    assert len(valid) > 300
    for vector in valid:
        parse(vector["expr"], _names(vector))


def test_every_vector_that_is_refused_is_refused_in_the_same_phase_and_place() -> None:
    refused = [vector for vector in _vectors() if _refused_while_parsing(vector)]
    assert len(refused) > 30
    for vector in refused:
        with pytest.raises(ExpressionError) as caught:
            parse(vector["expr"], _names(vector))
        assert caught.value.phase == vector["error"]["phase"], vector["id"]
        position = re.search(r"Located at position (\d+) within", vector["error"]["message"])
        if position is not None:
            assert caught.value.offset + 1 == int(position[1]), vector["id"]
