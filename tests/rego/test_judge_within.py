"""``within``: a part of a text of several lines, such as a line of a file in a ConfigMap."""

from __future__ import annotations

from typing import Any

import pytest

from scanner.model import Document
from scanner.read import Limits, read_bytes
from scanner.rego.judging.elements import Element, read_elements
from scanner.rego.judging.locate import part_of

TEXT = """apiVersion: v1
kind: ConfigMap
metadata: {name: loki}
data:
  loki.yaml: |
    limits:
      keep: 7d
    other:
      keep: 30d
  count: 7
"""
(DOCUMENT,) = (item for item in read_bytes("a.yaml", TEXT.encode(), Limits(), named=True) if isinstance(item, Document))
FILE = ("data", "loki.yaml")


def element(**keys: Any) -> Element:
    (read,) = read_elements([{"msg": "It is kept too short.", **keys}])
    assert isinstance(read, Element)
    return read


def test_the_line_that_is_meant_is_shown() -> None:
    within = part_of(DOCUMENT, FILE, element(path=list(FILE), within="keep: 7d").within)
    span = DOCUMENT.locate(FILE, within=within)
    assert (span.line, span.column, span.end_line, span.end_column) == (7, 7, 7, 15)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (FILE, ""),
        (FILE, "keep: "),
        (FILE, "keep: 90d"),
        (("data", "absent"), "keep: 7d"),
        (("data", "loki.yaml", "limits"), "keep: 7d"),
        (("data", 0), "keep: 7d"),
        (("data", "count"), "7"),
        (("data",), "loki.yaml"),
        ((), "keep: 7d"),
    ],
)
def test_what_is_not_there_once_is_not_taken(path: tuple[str | int, ...], text: str) -> None:
    assert part_of(DOCUMENT, path, text) is None


def test_what_is_no_text_is_ignored() -> None:
    assert element(path=list(FILE), within=7).within == ""
    assert element().within == ""
