"""Nothing in a text raises, whatever it is, and what is read has places."""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.model import Document
from scanner.read import Limits, events, read_bytes
from tests.read.reading import POD, outcomes
from tests.read.test_positions import BLOCK
from tests.read.test_round_trip import leaves

if TYPE_CHECKING:
    import pytest

    from scanner.model import Unread

_PIECES = st.sampled_from(
    [
        *(
            "apiVersion: v1\n",
            "kind: Pod\n",
            "kind: List\nitems:\n",
            "on: push\n",
            "jobs: {}\n",
            "y: z\n",
            "- ",
            "a: ",
            "b:\n",
        ),
        *(
            "---\n",
            "...\n",
            "--- ",
            "&x ",
            "*x",
            "!!int ",
            "!!str ",
            "! ",
            "!<",
            "%YAML 1.1\n",
            "<<: ",
            "<<",
            "? ",
            ": ",
        ),
        *(
            "{",
            "}",
            "[",
            "]",
            ",",
            "'",
            '"',
            "|\n",
            ">-\n",
            "|2+\n",
            "\\",
            "\\u0041",
            "{{ x }}",
            "${{ x }}",
            "#",
            " # c\n",
        ),
        *(
            "\n",
            "\r\n",
            "\r",
            "\x85",
            "\u2028",
            "\0",
            "\x1b",
            "\ufeff",
            "é",
            "🚀",
            "1",
            "yes",
            "~",
            "0x1",
            "-",
            "*",
            "@",
            "x",
        ),
        *(" ", "  ", "\t", '{"apiVersion": "v1", "kind": "Pod"}', '"a": 1', '"\\ud800"'),
    ]
)
_PATHS = st.sampled_from(
    ["a.yaml", "a.json", ".github/workflows/a.yml", "action.yml", ".github/dependabot.yml", "<stdin>"]
)


def _locate_everything(found: list[Document | Unread]) -> None:
    for read in found:
        if isinstance(read, Document):
            for path, value in leaves(read.data):
                for part in ("value", "key", "entry"):
                    span = read.locate(path, part)
                    assert (span.line, span.column) <= (span.end_line, span.end_column)
                    assert span.line == span.end_line
                if isinstance(value, str) and value:
                    read.locate(path, within=(0, len(value)))
                assert read.locate((*path, "missing")).line >= 1
            for problem in read.problems:
                assert problem.span.line >= 1
        elif read.span is not None:
            assert (read.span.line, read.span.column) <= (read.span.end_line, read.span.end_column)


@given(st.lists(_PIECES, max_size=25).map("".join), _PATHS)
@settings(max_examples=1000, deadline=None)
def test_any_text(text: str, path: str) -> None:
    _locate_everything(outcomes(text, path))


@given(st.lists(_PIECES, max_size=15).map("".join))
@settings(max_examples=500, deadline=None)
def test_any_text_in_a_manifest(text: str) -> None:
    _locate_everything(outcomes(f"{POD}x: {text}"))


@given(
    st.binary(max_size=60), st.sampled_from([b"", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"\xff\xfe\0\0"]), _PATHS
)
@settings(max_examples=500, deadline=None)
def test_any_bytes(content: bytes, mark: bytes, path: str) -> None:
    _locate_everything(list(read_bytes(path, mark + content, Limits(), named=False)))


def test_without_libyaml_the_same_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [BLOCK, "\ufeff" + BLOCK, f"{POD}a: \x1b\n", f"{POD}a: [\n", f"{POD}a: &x 1\nb: &x 2\n", f"{POD}\tb: c\n"]
    before = [_shape(text) for text in texts]
    monkeypatch.setattr(events, "_Parser", yaml.Loader)
    assert [_shape(text) for text in texts] == before


def _shape(text: str) -> list[object]:
    return [
        (item.data, [item.locate(path) for path, _ in leaves(item.data)])
        if isinstance(item, Document)
        else (item.reason, item.incomplete)
        for item in outcomes(text)
    ]
