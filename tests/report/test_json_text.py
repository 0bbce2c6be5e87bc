"""What is made when it is written reads as if it had been there before."""

from __future__ import annotations

from typing import Any

import pytest

from scanner.report.json_text import Listed, dump


def row(text: str) -> dict[str, Any]:
    return {"text": text, "length": len(text)}


@pytest.mark.parametrize(
    "texts",
    [(), ("one",), ("one", "two"), ("\ud800 alone", "two"), ("##[error]", "\x1b[31m"), ("\ud800 only",)],
    ids=["none", "one", "two", "surrogate", "commands", "one-surrogate"],
)
def test_a_list_made_item_by_item_reads_as_a_list(texts: tuple[str, ...]) -> None:
    assert dump({"rows": Listed(row, texts), "n": 1}) == dump({"rows": [row(text) for text in texts], "n": 1})


def test_one_item_is_made_at_a_time() -> None:
    made: list[int] = []

    def make(item: int) -> int:
        made.append(item)
        return item

    listed = Listed(make, range(3))
    assert made == []
    assert dump(listed) == "[\n  0,\n  1,\n  2\n]\n"
    assert made == [0, 1, 2]
