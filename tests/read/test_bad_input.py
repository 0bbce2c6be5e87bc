"""Bad input is named, bounded, and never takes its neighbours or the scan with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scanner.model import Document, Span, Unread, UnreadReason
from scanner.read import Limits, ReadOptions, read_targets
from tests.read.reading import POD, document, outcomes, unread

if TYPE_CHECKING:
    import pathlib


def test_a_broken_document_between_two_good_ones() -> None:
    first, broken, last = outcomes(f"{POD}---\napiVersion: v1\nkind: [\n---\n{POD}")
    assert isinstance(first, Document)
    assert isinstance(last, Document)
    assert isinstance(broken, Unread)
    assert (first.index, broken.index, last.index) == (0, 1, 2)
    assert broken.reason is UnreadReason.SYNTAX
    assert broken.incomplete
    assert broken.span is not None
    assert broken.span.line in {7, 8}
    assert last.locate(("kind",)) == Span(10, 7, 10, 10)


def test_a_document_broken_by_a_missing_end_does_not_swallow_the_next() -> None:
    found = outcomes(f'{POD}a: "never closed\n---\n{POD}')
    assert [type(item) for item in found] == [Unread, Document]


def test_a_tab_as_indentation() -> None:
    found = unread(f"{POD}spec:\n\thostNetwork: true\n")
    assert found.reason is UnreadReason.SYNTAX
    assert "cannot start any token" in found.detail
    assert "tabs" in found.remedy
    assert found.span == Span(6, 1, 6, 2)


@pytest.mark.parametrize("text", ["", "\n\n", "---\n", "# a comment\n", "---\n# a comment\n", "%YAML 1.1\n---\n"])
def test_an_empty_file(text: str) -> None:
    found = unread(text)
    assert found.reason is UnreadReason.NO_CONTENT
    assert not found.incomplete


def test_a_document_of_comments_among_others() -> None:
    first, comments, last = outcomes(f"{POD}---\n# nothing\n---\n{POD}")
    assert isinstance(first, Document)
    assert isinstance(last, Document)
    assert isinstance(comments, Unread)
    assert comments.reason is UnreadReason.NO_CONTENT
    assert not comments.incomplete
    assert comments.span == Span(5, 1, 6, 10)


def test_a_leading_and_a_trailing_marker_are_not_documents() -> None:
    assert [item.index for item in outcomes(f"---\n---\n{POD}---\n")] == [0]


def test_nul() -> None:
    found = unread(f"{POD}a: b\0c\n")
    assert found.reason is UnreadReason.ENCODING
    assert found.incomplete
    assert found.span == Span(5, 5, 5, 6)
    assert "NUL" in found.detail


def test_a_control_character_harms_its_own_document_only() -> None:
    broken, good = outcomes(f"{POD}a: \x1b[31m\n---\n{POD}")
    assert isinstance(good, Document)
    assert isinstance(broken, Unread)
    assert broken.reason is UnreadReason.ENCODING
    assert "U+001B" in broken.detail


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark(encoding: str) -> None:
    read = document(POD.encode(encoding))
    assert read.source.text == POD
    assert read.source.byte_order_mark
    assert read.locate(("apiVersion",)) == Span(1, 13, 1, 15)


def test_utf_16_big_endian() -> None:
    assert document(b"\xfe\xff" + POD.encode("utf-16-be")).data["kind"] == "Pod"


def test_bytes_that_are_not_utf_8() -> None:
    found = unread(POD.encode() + b"a: caf\xe9\n")
    assert found.reason is UnreadReason.ENCODING
    assert found.incomplete
    assert "0xe9 at offset 53" in found.detail
    assert found.span == Span(5, 7, 5, 7)


def test_a_binary_file() -> None:
    content = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff"
    found = unread(content, named=False)
    assert found.reason is UnreadReason.BINARY
    assert not found.incomplete
    assert unread(content, named=True).incomplete


@pytest.mark.parametrize("ending", ["\r\n", "\r", "\n"])
def test_line_endings(ending: str) -> None:
    read = document(f"{POD}spec:\n  hostNetwork: true\n".replace("\n", ending))
    assert read.locate(("spec", "hostNetwork")) == Span(6, 16, 6, 20)
    assert read.data["spec"] == {"hostNetwork": True}


def test_duplicate_keys() -> None:
    read = document(f"{POD}spec:\n  a: 1\n  b: 2\n  a: 3\n")
    (problem,) = read.problems
    assert read.data["spec"] == {"a": 3, "b": 2}
    assert problem.code == "duplicate-key"
    assert problem.path == ("spec", "a")
    assert (problem.first, problem.span) == (Span(6, 3, 6, 4), Span(8, 3, 8, 4))
    assert read.locate(("spec", "a")) == Span(8, 6, 8, 7)


def test_duplicate_anchors_are_legal() -> None:
    assert document(f"{POD}a: &x 1\nb: *x\nc: &x 2\nd: *x\n").data["d"] == 2


def _bomb(levels: int, width: int) -> str:
    lines = [f"l{level}: &l{level} [{', '.join([f'*l{level - 1}'] * width)}]" for level in range(1, levels)]
    return "\n".join([f"{POD}l0: &l0 [x, x]", *lines, ""])


def test_an_alias_bomb() -> None:
    found = unread(_bomb(9, 9))
    assert found.reason is UnreadReason.TOO_MANY_ALIASES
    assert found.incomplete
    assert found.span is not None


def test_a_few_aliases_are_no_bomb() -> None:
    assert document(_bomb(4, 3)).data["l3"]


def test_aliases_to_long_text_are_bounded() -> None:
    text = f"{POD}long: &long {'x' * 1_000_000}\nmany: [{', '.join(['*long'] * 20)}]\n"
    assert unread(text).reason is UnreadReason.TOO_MANY_ALIASES


@pytest.mark.parametrize("text", ["a: &a [*a]", "a: &a {b: *a}", "a: &a\n  <<: *a", "a: &a {b: [{c: *a}]}"])
def test_an_alias_that_contains_itself(text: str) -> None:
    assert unread(f"{POD}{text}\n").reason is UnreadReason.TOO_MANY_ALIASES


def test_an_alias_to_nothing() -> None:
    found = unread("on: push\njobs: {}\nbranches: *main\n", ".github/workflows/ci.yml")
    assert found.reason is UnreadReason.SYNTAX
    assert found.span == Span(3, 11, 3, 16)
    assert "quotes" in found.remedy


@pytest.mark.parametrize(
    "text",
    [
        "[" * 20_000,
        "[" * 20_000 + "]" * 20_000,
        "- " * 20_000 + "x",
        '{"a":' * 20_000 + "1" + "}" * 20_000,
        "\n".join(" " * level + "a:" for level in range(300)),
        "{ apiVersion: v1, a: " + "[" * 20_000,
    ],
    ids=["open", "flow", "block", "json", "mappings", "flow-mapping"],
)
def test_twenty_thousand_levels(text: str) -> None:
    found = unread(text)
    assert found.reason is UnreadReason.TOO_DEEP
    assert found.incomplete
    assert found.span is not None


def test_json_just_too_deep_for_the_limit_but_not_for_python() -> None:
    text = '{"apiVersion": "v1", "kind": "Pod", "a": ' + "[" * 300 + "]" * 300 + "}"
    assert unread(text, "a.json").reason is UnreadReason.TOO_DEEP


def test_depth_is_counted_through_aliases() -> None:
    lines = ["a0: &a0 [1]", *(f"a{level}: &a{level} [*a{level - 1}]" for level in range(1, 300))]
    assert unread(POD + "\n".join(lines)).reason is UnreadReason.TOO_DEEP


def test_a_file_of_20_mib_is_not_read(tmp_path: pathlib.Path) -> None:
    big = tmp_path / "big.yaml"
    with big.open("wb") as opened:
        opened.write(POD.encode())
        opened.truncate(20 * 1024 * 1024)
    found = list(read_targets([str(tmp_path)], ReadOptions(tmp_path)))
    assert found == [
        Unread("big.yaml", UnreadReason.TOO_LARGE, "Larger than 16,777,216 bytes.", "Split the file.", incomplete=True)
    ]


def test_too_much_on_standard_input_is_said_with_what_to_do(tmp_path: pathlib.Path) -> None:
    content = b" " * (Limits().max_bytes + 1)
    (found,) = read_targets(["-"], ReadOptions(tmp_path, stdin=lambda: content))
    assert isinstance(found, Unread)
    assert found.reason is UnreadReason.TOO_LARGE
    assert "plimsoll audit" in found.remedy


def test_a_large_file_that_mentions_no_apiversion_is_not_missed(tmp_path: pathlib.Path) -> None:
    with (tmp_path / "lock.json").open("wb") as opened:
        opened.truncate(20 * 1024 * 1024)
    (found,) = read_targets([str(tmp_path)], ReadOptions(tmp_path))
    assert isinstance(found, Unread)
    assert found.reason is UnreadReason.TOO_LARGE
    assert not found.incomplete


def test_standard_input_is_bounded(tmp_path: pathlib.Path) -> None:
    options = ReadOptions(tmp_path, limits=Limits(max_bytes=10), stdin=lambda: b"x" * 11)
    (found,) = read_targets(["-"], options)
    assert isinstance(found, Unread)
    assert (found.path, found.reason) == ("<stdin>", UnreadReason.TOO_LARGE)


def test_documents_are_bounded() -> None:
    found = outcomes("---\na: 1\n" * 10, limits=Limits(max_documents=3))
    assert [item.reason for item in found if isinstance(item, Unread)] == [UnreadReason.NOT_RELEVANT] * 3 + [
        UnreadReason.TOO_LARGE
    ]


def test_problems_are_bounded() -> None:
    (found,) = outcomes(POD + "a: 1\n" * 50, limits=Limits(max_problems=5))
    assert isinstance(found, Document)
    assert len(found.problems) == 5
    assert found.problems[-1].message == "There are more keys like this one."


@pytest.mark.parametrize(
    "text",
    [
        "metadata:\n  name: {{ .Values.name }}\n",
        "{{- if .Values.enabled }}\nspec: {}\n{{- end }}\n",
        "spec:\n  {{- toYaml .Values.spec | nindent 2 }}\n",
        "{% if enabled %}\nspec: {}\n{% endif %}\n",
    ],
)
def test_templating_braces(text: str) -> None:
    found = unread(f"apiVersion: v1\nkind: Pod\n{text}")
    assert found.reason is UnreadReason.TEMPLATE
    assert found.incomplete
    assert found.remedy == "Render it first, e.g. helm template | plimsoll scan -."
    assert found.span is not None


def test_braces_in_quotes_are_text() -> None:
    read = document(f'{POD}spec:\n  summary: "{{{{ $labels.pod }}}} is down"\n')
    assert read.data["spec"]["summary"] == "{{ $labels.pod }} is down"


def test_unquoted_expression_in_a_flow_mapping_of_a_workflow() -> None:
    found = unread("on: push\njobs: {}\nenv: {A: ${{ github.ref }}}\n", ".github/workflows/ci.yml")
    assert found.reason is UnreadReason.SYNTAX
    assert "quotes" in found.remedy


@pytest.mark.parametrize(
    ("value", "hint"), [("@x", "'@'"), ("`x`", "'`'"), ("%x", "'%'"), ("*", "'*'"), ("a: b: c", "")]
)
def test_a_value_that_needs_quotes(value: str, hint: str) -> None:
    found = unread(f"{POD}x: {value}\n")
    assert found.reason is UnreadReason.SYNTAX
    assert hint in found.remedy
    assert "quotes" in found.remedy


def test_something_that_is_not_kubernetes_at_all() -> None:
    found = unread("version: '3'\nservices: {}\n", "docker-compose.yaml", named=False)
    assert found.reason is UnreadReason.NOT_RELEVANT
    assert not found.incomplete
    assert unread("version: '3'\n", named=True).incomplete


def test_a_broken_file_that_is_not_kubernetes_is_named_but_not_missed() -> None:
    found = unread("a: [\n", named=False)
    assert found.reason is UnreadReason.SYNTAX
    assert not found.incomplete


def test_a_broken_workflow_is_missed() -> None:
    assert unread("on: [\n", ".github/workflows/ci.yml", named=False).incomplete


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        ("apiVersion: v1\nmetadata: {}\n", "The object has an apiVersion and no kind."),
        ("kind: Pod\nmetadata: {}\n", "The object has a kind and no apiVersion."),
        ("apiVersion: 1\nkind: Pod\n", "The object's apiVersion is not a string."),
        ("apiVersion: v1\nkind: yes\n", "The object's kind is not a string."),
        ("apiVersion: v1\nkind: Pod\nmetadata: web\n", "The object's metadata is not a mapping."),
    ],
)
def test_a_malformed_object(text: str, detail: str) -> None:
    found = unread(text, named=False)
    assert (found.reason, found.detail, found.incomplete) == (UnreadReason.MALFORMED, detail, True)
    assert found.span is not None


def test_a_helm_chart_is_no_malformed_object() -> None:
    chart = "apiVersion: v2\nname: web\nversion: 1.0.0\n"
    assert unread(chart, "web/Chart.yaml", named=False).reason is UnreadReason.NOT_RELEVANT
