from __future__ import annotations

import pytest

from scanner.workflows.expressions import ExpressionError, embedded, without_expressions


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("no expression, $x, ${x}, {{ x }}", []),
        ("${{ a }}", ["${{ a }}"]),
        ("${{}}", ["${{}}"]),
        ("x${{ a }}y${{b}}z", ["${{ a }}", "${{b}}"]),
        ("${{ '}}' }}!", ["${{ '}}' }}"]),
        ("${{ 'it''s }}' }}", ["${{ 'it''s }}' }}"]),
        ("${{ 'a' }} and '}}'", ["${{ 'a' }}"]),
        ("${{ a\n}}", ["${{ a\n}}"]),
        ("$${{ a }}}", ["${{ a }}"]),
    ],
)
def test_every_expression_is_found_with_its_place(text: str, expected: list[str]) -> None:
    assert [text[found.start : found.end] for found in embedded(text)] == expected
    assert all(found.closed for found in embedded(text))


@pytest.mark.parametrize("text", ["${{ a", "${{ a }", "${{ 'a }}", "${{"])
def test_an_expression_that_is_never_closed_is_named_and_refused(text: str) -> None:
    (found,) = embedded("echo " + text)
    assert not found.closed
    assert found.within == (5, 5 + len(text))
    with pytest.raises(ExpressionError):
        found.parse()


def test_offsets_of_nodes_count_from_the_inside() -> None:
    (found,) = embedded("echo ${{ github.sha }}")
    node = found.parse()
    assert found.inner[node.start : node.end] == "github.sha"


def test_expressions_can_be_left_out_for_people() -> None:
    assert without_expressions("make ${{ a }} and ${{ '}}' }}, ${{ open") == "make … and …, …"
