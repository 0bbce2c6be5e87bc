"""Exclusion patterns mean what they mean in .gitignore."""

from __future__ import annotations

import time

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

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
        ("**", ["a", "a/b"], []),
        ("**/", ["a/b", "a/b/c"], ["a"]),
        ("a/**/", ["a/b/c"], ["a/b", "a"]),
        ("a/**/**/b", ["a/b", "a/x/y/b"], ["a/xb", "x/a/b"]),
        ("a/**/b/**/c", ["a/b/c", "a/x/b/y/b/c", "a/b/b/c/d"], ["a/c", "a/x/c", "b/a/c"]),
        ("**/b/*c/**/d", ["b/xc/d", "a/b/b/yc/z/d", "b/x/b/c/d"], ["b/d", "b/x/d"]),
        ("a*b*c", ["abc", "aXbXc", "abbc", "x/abcc/y"], ["ab", "acb", "a/bc"]),
        ("a**c", ["ac", "abc"], ["a/c"]),
        ("*", ["a", "a/b"], []),
        ("/*", ["a", "a/b"], []),
    ],
)
def test_patterns(pattern: str, matching: list[str], others: list[str]) -> None:
    excluded = excluder([pattern])
    assert [path for path in matching if not excluded(path)] == []
    assert [path for path in others if excluded(path)] == []


@pytest.mark.parametrize("patterns", [[], [""], ["/"]])
def test_no_pattern_excludes_nothing(patterns: list[str]) -> None:
    assert not excluder(patterns)("a.yaml")


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        (40 * "a*" + "b", 240 * "a" + "/" + 240 * "a"),
        (20 * "**/a/" + "b", "/".join(400 * "a")),
        (20 * "**/a*a*/" + "b", "/".join(100 * ["aaaa"])),
    ],
)
def test_no_pattern_takes_long(pattern: str, path: str) -> None:
    before = time.process_time()
    assert not excluder([pattern])(path)
    assert time.process_time() - before < 1


@given(st.text("a*/?", min_size=1, max_size=8), st.text("ab/", min_size=1, max_size=8))
def test_what_a_path_matches_does_not_depend_on_the_search(pattern: str, path: str) -> None:
    assume(not path.startswith("/") and not path.endswith("/") and "//" not in pattern + path and pattern.strip("/"))
    directory = pattern.endswith("/")
    body = pattern.rstrip("/")
    steps = body.lstrip("/").split("/")
    if "/" not in body:
        steps.insert(0, "**")
    names = path.split("/")
    ways = range(1, len(names) + (not directory))
    inside = steps[-1] == "**"
    expected = any(_matches(steps, names[:count]) for count in ways) if not inside or directory else None
    if expected is not None:
        assert excluder([pattern])(path) == expected


def _matches(steps: list[str], names: list[str]) -> bool:
    if not steps:
        return not names
    if steps[0] == "**":
        rest = steps[1:]
        if not rest:
            return bool(names)
        return any(_matches(rest, names[index:]) for index in range(len(names) + 1))
    return bool(names) and _name_matches(steps[0], names[0]) and _matches(steps[1:], names[1:])


def _name_matches(step: str, name: str) -> bool:
    if not step:
        return not name
    if step[0] == "*":
        return any(_name_matches(step[1:], name[index:]) for index in range(len(name) + 1))
    return bool(name) and step[0] in {"?", name[0]} and _name_matches(step[1:], name[1:])
