"""The examples are the specification: pass and fail files for every rule and policy, through the real scanner.

A trailing comment ``# finding: <source text of the span>`` stands on each line on which a finding must start; where a
comment cannot stand on the line, ``# finding +2: <text>`` means two lines below the comment's own. Several files that
belong together are a directory.
"""

from __future__ import annotations

import contextlib
import dataclasses
import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest

from scanner.cli.settings import all_rules, read_config
from scanner.evaluate import Judges, evaluate
from scanner.read import Limits, read_bytes
from scanner.rego import load_policies
from scanner.rules.catalogue import CHECKS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.model import Finding, Report
    from scanner.rego.engine import Engine

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "tests" / "examples"
CONFIG = dataclasses.replace(read_config(ROOT, ""), scope_complete=False)
"""An example is scanned alone: unlike this repository, it is not all there is."""
POLICIES = load_policies([ROOT / "policies"])
EXPECTATION = re.compile(r"# finding(?: ([+-]\d+))?: (.*?)(?=\s+# finding|\s*$)")

CASES = sorted(EXAMPLES.glob("*/*"))


def files(case: Path) -> list[Path]:
    """Return the files of an example."""
    return sorted(case.rglob("*.yaml")) if case.is_dir() else [case]


def expectations(file: Path) -> list[tuple[str, int, str]]:
    """Return the file, the line and the source text of each finding that a file asks for."""
    text = file.read_text(encoding="utf-8")
    return sorted(
        (file.name, number + int(match[1] or 0), match[2].strip())
        for number, line in enumerate(text.splitlines(), 1)
        for match in EXPECTATION.finditer(line)
    )


def covered(finding: Finding) -> tuple[str, int, str]:
    """Return the file and line of a finding and the first line of the source text that its span covers."""
    line = finding.source.text.splitlines()[finding.span.line - 1]
    end = finding.span.end_column - 1 if finding.span.end_line == finding.span.line else None
    return finding.source.path.rpartition("/")[2], finding.span.line, line[finding.span.column - 1 : end].strip()


def kept_open(engine: Engine) -> Engine:
    """Return the engine so that leaving its context does not close it."""
    return cast("Engine", contextlib.nullcontext(engine))


def scan(case: Path, rule_id: str, engine: Engine) -> Report:
    checks = [check for check in CHECKS if check.rule.id == rule_id]
    policies = POLICIES.select({rule_id})
    read = (
        item
        for file in files(case)
        for item in read_bytes(file.relative_to(ROOT).as_posix(), file.read_bytes(), Limits(), named=True)
    )
    return evaluate(read, Judges(checks, policies, lambda: kept_open(engine)), CONFIG, date(2026, 1, 1))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_findings_are_met_exactly(case: Path, shared_engine: Engine) -> None:
    report = scan(case, case.parent.name, shared_engine)
    assert not report.not_evaluated
    assert not [item for item in report.unread if item.incomplete]
    assert not report.not_configured
    expected = sorted(one for file in files(case) for one in expectations(file))
    assert sorted(covered(finding) for finding in report.findings) == expected
    assert bool(expected) == case.name.startswith("fail")


def rules_without_examples() -> Iterator[str]:
    for rule in all_rules(ROOT, CONFIG):
        for verdict in ("pass", "fail"):
            if not list(EXAMPLES.glob(f"{rule.id}/{verdict}*")):
                yield f"{rule.id}: {verdict}"


def test_every_rule_and_policy_has_both_kinds_of_examples() -> None:
    assert list(rules_without_examples()) == []


def test_every_example_belongs_to_a_rule() -> None:
    known = {rule.id for rule in all_rules(ROOT, CONFIG)}
    assert {path.name for path in EXAMPLES.iterdir()} - known == set()
    assert all(path.name.startswith(("pass", "fail")) for path in CASES)
