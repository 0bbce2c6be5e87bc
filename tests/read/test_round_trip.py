"""What is written in any style is read as the same data, and every leaf is found where it stands."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.read.reading import covered, document

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.model import Path

_TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Co"]), max_size=8)
_LEAVES = (
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(-1e6, 1e6).map(lambda f: f + 0.5) | _TEXT
)
_DATA = st.recursive(
    _LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXT, inner, max_size=4), max_leaves=15
)
_EXAMPLES = settings(max_examples=50, deadline=None)


class _Dumper(yaml.SafeDumper):
    """A writer of YAML that puts every text in quotes which some YAML could take for a number or a boolean."""

    def ignore_aliases(self, data: Any) -> bool:
        return not isinstance(data, (list, dict)) or not data


def _text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    ambiguous = text in {"y", "Y", "n", "N"} or text[:1] in set("0123456789+-.")
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="'" if ambiguous else None)


_Dumper.add_representer(str, _text)


def leaves(data: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Yield each scalar with its path."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield from leaves(value, (*path, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from leaves(value, (*path, index))
    else:
        yield path, data


def _check(text: str, expected: Any, *, as_json: bool = False) -> None:
    read = document(text, "a.json" if as_json else "a.yaml")
    assert read.data["x"] == expected
    for path, value in leaves(read.data):
        span = read.locate(path)
        source = covered(text.removeprefix("\ufeff"), span)
        if isinstance(value, str) and value:
            inner = read.locate(path, within=(0, len(value)))
            assert (span.line, span.column) <= (inner.line, inner.column) or span.line < inner.line
        again = json.loads(source) if as_json else _reread(source)
        # What does not fit on one line is located at its key, and an empty value as well.
        assert again == value or span == read.locate(path, "key")


def _reread(source: str) -> Any:
    try:
        return document(f"apiVersion: v1\nkind: Pod\nx: {source}\n").data["x"]
    except AssertionError:
        return ...


@pytest.mark.parametrize("flow", [True, False, None])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@given(data=_DATA)
@_EXAMPLES
def test_yaml(flow: bool | None, ending: str, mark: str, data: Any) -> None:
    holder = {"apiVersion": "v1", "kind": "Pod", "x": data}
    dumped = yaml.dump(holder, Dumper=_Dumper, default_flow_style=flow, allow_unicode=True, width=30, sort_keys=False)
    _check(mark + dumped.replace("\n", ending), data)


@pytest.mark.parametrize("indent", [None, 2, "\t"])
@pytest.mark.parametrize("ascii_only", [True, False])
@given(data=_DATA)
@_EXAMPLES
def test_json(indent: int | str | None, ascii_only: bool, data: Any) -> None:
    text = json.dumps({"apiVersion": "v1", "kind": "Pod", "x": data}, indent=indent, ensure_ascii=ascii_only)
    _check(text, data, as_json=True)


@given(data=_DATA)
@_EXAMPLES
def test_anchors(data: Any) -> None:
    shared = [data, {"k": data}]
    holder = {"apiVersion": "v1", "kind": "Pod", "x": [shared, shared, {"again": shared}]}
    text = yaml.dump(holder, Dumper=_Dumper, allow_unicode=True, sort_keys=False)
    assert "&id001" in text
    read = document(text)
    assert read.data == holder
    for path, _value in leaves(read.data["x"]):
        assert read.locate(("x", *path)).line >= 1
    assert re.fullmatch(r"\*id\d+", covered(text, read.locate(("x", 1))))
    assert re.fullmatch(r"again: \*id\d+", covered(text, read.locate(("x", 2, "again"), "entry")))
    assert read.locate(("x", 1, 0)) == read.locate(("x", 0, 0))
