"""Exclusion patterns mean what they mean in .gitignore."""

from __future__ import annotations

import pytest

from scanner.read.globs import excluder


@pytest.mark.parametrize(
    ("pattern", "matching", "others"),
    [
        ("vendor", ["vendor", "vendor/a.yaml", "x/vendor/a.yaml"], ["vendors/a.yaml", "a.vendor"]),
        ("vendor/", ["vendor/a.yaml", "x/vendor/b/a.yaml"], ["vendor", "x/vendor"]),
        ("/vendor", ["vendor/a.yaml"], ["x/vendor/a.yaml"]),
        ("./vendor", ["vendor/a.yaml"], ["x/vendor/a.yaml"]),
        ("x/vendor", ["x/vendor/a.yaml"], ["y/x/vendor/a.yaml"]),
        ("**/x/y", ["x/y", "a/b/x/y/c"], ["ax/y"]),
        ("a/**", ["a/b", "a/b/c"], ["a", "b/a/c"]),
        ("a/**/b", ["a/b", "a/x/y/b"], ["a/xb"]),
        ("*.yaml", ["a.yaml", "x/a.yaml"], ["a.yml"]),
        ("x/*.yaml", ["x/a.yaml"], ["x/y/a.yaml"]),
        ("a?c", ["abc"], ["ac", "a/c"]),
        ("[a-c].yaml", ["b.yaml"], ["d.yaml", "-.yaml"]),
        ("[!a].yaml", ["b.yaml"], ["a.yaml"]),
        ("[z-a]", ["[z-a]"], ["z", "a"]),
        ("[[a].x", ["[.x", "a.x"], ["b.x"]),
        ("a.b", ["a.b"], ["axb"]),
    ],
)
def test_patterns(pattern: str, matching: list[str], others: list[str]) -> None:
    excluded = excluder([pattern])
    assert [path for path in matching if not excluded(path)] == []
    assert [path for path in others if excluded(path)] == []


@pytest.mark.parametrize("patterns", [[], [""], ["/"]])
def test_no_pattern_excludes_nothing(patterns: list[str]) -> None:
    assert not excluder(patterns)("a.yaml")
