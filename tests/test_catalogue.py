"""The catalogue is complete, sorted, and documented."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections import Counter
from typing import Any

import pytest

import scanner.rules
from scanner.rules.catalogue import CHECKS
from scanner.rules.check import Check

SECTIONS = ("## Why it matters", "## Avoid", "## Prefer")


def defined() -> set[str]:
    """Return the ids of all checks that any module of the rules defines."""
    modules = pkgutil.walk_packages(scanner.rules.__path__, "scanner.rules.")
    values = (value for module in modules for value in vars(importlib.import_module(module.name)).values())
    return {value.rule.id for value in values if isinstance(value, Check)}


def test_every_rule_is_listed_once() -> None:
    counted = Counter(check.rule.id for check in CHECKS)
    assert set(counted) == defined()
    assert {name: number for name, number in counted.items() if number > 1} == {}


def test_the_catalogue_is_sorted() -> None:
    ids = [check.rule.id for check in CHECKS]
    assert ids == sorted(ids)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.rule.id)
def test_a_rule_says_what_must_be_known_of_it(check: Check[Any]) -> None:
    rule = check.rule
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.id)
    assert rule.title
    assert not rule.title.endswith(".")
    assert rule.remediation.endswith(".")
    assert set(rule.tags) & {"kubernetes", "workflows"}
    positions = [rule.documentation.find(section) for section in SECTIONS]
    assert -1 not in positions
    assert positions == sorted(positions)
    assert positions[0] > 20
    assert all(re.fullmatch(r"[a-z0-9-]+/[\w.-]+", control) for control in rule.frameworks)
