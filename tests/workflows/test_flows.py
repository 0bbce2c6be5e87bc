from __future__ import annotations

import pytest

from scanner.workflows.expressions import Flow, flows, parse, references, spelled
from scanner.workflows.expressions.nodes import Comparison


def _flowing(text: str) -> list[str]:
    return [spelled(flow.reference) + ("!" if flow.whole else "") for flow in flows(parse(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("'text'", []),
        ("1.5", []),
        ("github.sha", ["github.sha"]),
        ("GitHub.SHA", ["github.sha"]),
        ("github['sha']", ["github.sha"]),
        ("(github)['event'].Issue", ["github.event.issue"]),
        ("a[0].b", ["a.*.b"]),
        ("a.*.b", ["a.*.b"]),
        ("a[*].b", ["a.*.b"]),
        ("a[b.c]", ["a.*"]),
        ("a && b", ["b"]),
        ("a && b && c", ["c"]),
        ("a || b", ["a", "b"]),
        ("a && b || c", ["b", "c"]),
        ("a == b", []),
        ("a < b", []),
        ("!a", []),
        ("contains(a, b)", []),
        ("startsWith(a, 'b') && c", ["c"]),
        ("hashFiles(a)", []),
        ("format('{0} {1}', a, b)", ["a", "b"]),
        ("join(a.*.b, c)", ["a.*.b", "c"]),
        ("fromJSON(a)", ["a"]),
        ("fromJSON(a).b", ["a!"]),
        ("toJSON(a)", ["a!"]),
        ("toJSON(a || b)", ["a!", "b!"]),
        ("format('{0}', toJSON(a))", ["a!"]),
        ("(a || b).c", ["a!", "b!"]),
        ("case(a, b, c, d, e)", ["b", "d", "e"]),
        ("success()", []),
    ],
)
def test_what_flows_into_the_value(text: str, expected: list[str]) -> None:
    assert _flowing(text) == expected


def test_what_a_false_condition_guards_does_not_flow() -> None:
    node = parse("a == 'x' && b || case(a == 'x', c, a == 'y', d, e)")
    carried = flows(node, lambda part: isinstance(part, Comparison) and part.end <= 8)
    assert [flow.reference for flow in carried] == [("c",), ("d",), ("e",)]
    assert list(flows(parse("a && b"), lambda _: True)) == []


def test_every_reference_is_read() -> None:
    read = {spelled(found) for found in references(parse("a.b && contains(c[d.e], 'x') || !f == toJSON(g)"))}
    assert read == {"a.b", "c.*", "d.e", "f", "g"}


def test_a_flow_is_plain_data() -> None:
    assert Flow(("a",), whole=False) == Flow(("a",), whole=False)
