"""What of a template's lines is known without rendering it."""

from __future__ import annotations

from typing import Any

import pytest

from scanner.read.rendered import template_place
from scanner.read.rendered.actions import MASK, actions_of, masked, may_write
from scanner.read.rendered.template import parse


def place(text: str, data: dict[str, Any], *path: str | int) -> tuple[int, bool] | None:
    """Return line and certainty of a place."""
    found = template_place.find(parse(text), data, path)
    return None if found.node is None else (text.count("\n", 0, found.node.at[0]) + 1, found.exact)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a {{ b }} c", ["{{ b }}"]),
        ('{{ "}}" }} {{ `\\` }}', ['{{ "}}" }}', "{{ `\\` }}"]),
        (r'{{ "\"}}" }}', [r'{{ "\"}}" }}']),
        ("{{- /* }} */ -}} {{ a }}", ["{{- /* }} */ -}}", "{{ a }}"]),
        ("{{ a", ["{{ a"]),
        ('{{ "a', ['{{ "a']),
        ("{{\n  a\n}}", ["{{\n  a\n}}"]),
    ],
)
def test_actions(text: str, found: list[str]) -> None:
    assert [text[one.start : one.end] for one in actions_of(text)] == found


def test_what_a_define_holds_is_masked() -> None:
    text = '{{ define "x" }}\na: b\n{{ if c }}d: e{{ end }}\n{{ end }}\nf: g\n'
    assert masked(text, actions_of(text)).replace(MASK, "") == "\n\n\n\nf: g\n"


@pytest.mark.parametrize(
    ("raw", "value", "may"),
    [
        ("_", "anything", True),
        ("_", 3, True),
        ("_", {"a": "b"}, True),
        ("x_", {"a": "b"}, False),
        ("a:_", "a:1", True),
        ("a:_", "b:1", False),
        ('"a:_:c"', "a:b:c", True),
        ('"a:_:c"', "a:c", False),
        ("_/_:x", "r/i:x", True),
        ("_/_:x", "r:i:x", False),
        ("ab_ba", "aba", False),
        ("_true", True, True),
    ],
)
def test_what_may_come_out(raw: str, value: Any, may: bool) -> None:
    assert may_write(raw.replace("_", MASK * 5), value) is may


LIST = """\
kind: Pod
spec:
  containers:
    - name: a
      image: x
{{- if .Values.b }}
    - name: b
      image: x
{{- end }}
{{- with .Values.more }}
{{ toYaml . | indent 4 }}
{{- end }}
"""


def containers(*names: str) -> dict[str, Any]:
    return {"kind": "Pod", "spec": {"containers": [{"name": name, "image": "x"} for name in names]}}


def test_items_are_told_by_what_stands_in_them() -> None:
    path = ("spec", "containers")
    assert place(LIST, containers("a", "b"), *path, 1, "image") == (8, True)
    assert place(LIST, containers("b"), *path, 0, "image") == (8, True)
    # What came out of the last action has no line, and must not be taken for one that has.
    assert place(LIST, containers("a", "c"), *path, 1, "image") == (3, False)
    # Two that the line may have written.
    assert place(LIST, containers("a", "a"), *path, 1, "image") == (3, False)


def test_a_value_that_the_line_cannot_have_written() -> None:
    text = "kind: Pod\nspec:\n  a: 1\n  {{- .Values.x | nindent 2 }}\n"
    assert place(text, {"kind": "Pod", "spec": {"a": 1, "b": 2}}, "spec", "b") == (2, False)
    assert place(text, {"kind": "Pod", "spec": {"a": 2}}, "spec", "a") is None


def test_documents_are_told_by_what_stands_in_them() -> None:
    text = "kind: A\nname: {{ x }}\n---\nkind: B\nname: {{ x }}\n"
    assert place(text, {"kind": "B", "name": "n"}, "name") == (5, True)
    assert place(text.replace("kind: B", "kind: A"), {"kind": "A", "name": "n"}, "name") is None


def test_whole_objects_may_come_out_of_an_action() -> None:
    text = '{{ include "objects" . }}\n---\nkind: {{ .k }}\n'
    assert place(text, {"kind": "A"}, "kind") == (3, False)


def test_two_lines_for_one_key() -> None:
    text = "kind: A\n{{ if a }}\nname: {{ x }}\n{{ else }}\nname: {{ y }}\n{{ end }}\n"
    assert place(text, {"kind": "A", "name": "n"}, "name") == (1, False)


def test_text_in_a_block_scalar_is_no_key() -> None:
    text = "kind: A\ndata: |\n  name: inner\nname: {{ x }}\n"
    assert place(text, {"kind": "A", "data": "name: inner\n", "name": "n"}, "name") == (4, True)
    assert place(text, {"kind": "A", "data": "name: inner\n", "name": "n"}, "data") == (2, True)


HOSTILE = (
    *("", "{{", "- - -", "a:\n\t- b", "{{ end }}{{ end }}", "---\n---\n", '"', "a: {{ b }}: c", "? a\n: b", ": a"),
    *("{{" * 50_000, "- " * 50_000, "a:\n" * 50_000, "{{ if }}" * 20_000, '"' * 50_000, f"a: {MASK * 50_000}"),
)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_templates_end(text: str) -> None:
    found = place(text, {"kind": "A", "a": {"a": "x" * 50_000}}, "a", "a")
    assert found is None or found[0] > 0
