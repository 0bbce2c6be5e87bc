"""Re-spelling a document changes neither verdict nor fingerprint, and moves the span to the same thing."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.config import Config
from scanner.evaluate import Judges, evaluate
from scanner.model import Document, Severity
from scanner.read import Limits, read_bytes
from scanner.rego import PolicySet
from scanner.rules.catalogue import CHECKS

if TYPE_CHECKING:
    from collections.abc import Callable

    from scanner.model import Finding, Report

EXAMPLES = Path(__file__).parent / "examples"
KUBERNETES = sorted(
    path
    for path in EXAMPLES.glob("*/*.yaml")
    if "apiVersion:" in path.read_text(encoding="utf-8") and path.parent.name != "duplicate-key"
)

WITHIN_SCALARS = {"configmap-secrets", "secret-in-args"}
"""Rules that may name a part of a scalar."""


class Spelling(yaml.SafeDumper):
    """A dumper whose scalar style can be chosen, and that uses no anchors."""

    style: str | None = None

    def ignore_aliases(self, data: Any) -> bool:
        """Write everything out."""
        del data
        return True

    def represent_scalar(self, tag: str, value: str, style: str | None = None) -> yaml.ScalarNode:
        """Choose the style for strings only: a quoted number is another value."""
        return super().represent_scalar(tag, value, self.style if tag.endswith(":str") else style)


class SingleQuoted(Spelling):
    style = "'"


class DoubleQuoted(Spelling):
    style = '"'


class Literal(Spelling):
    style = "|"


class Folded(Spelling):
    style = ">"


class Anchored(yaml.SafeDumper):
    """A dumper that writes equal collections once, with anchors."""


def block(documents: list[Any], dumper: type[yaml.SafeDumper] = Spelling, **options: Any) -> str:
    return str(yaml.dump_all(documents, Dumper=dumper, sort_keys=False, allow_unicode=True, **options))


def shared(value: Any, seen: dict[str, Any]) -> Any:
    """Return the value with equal collections made the same object, which the dumper then anchors."""
    if isinstance(value, dict):
        value = {key: shared(item, seen) for key, item in value.items()}
    elif isinstance(value, list):
        value = [shared(item, seen) for item in value]
    else:
        return value
    return seen.setdefault(json.dumps(value), value)


def listed(documents: list[Any]) -> dict[str, Any]:
    """Return the objects as one List, as ``kubectl get -o yaml`` prints them; those of Lists among them, too."""
    items = [item for one in documents for item in (one["items"] if one.get("kind") == "List" else [one])]
    return {"apiVersion": "v1", "kind": "List", "items": items}


WORKFLOWS = sorted(
    path
    for path in EXAMPLES.glob("*/*.yaml")
    if path not in KUBERNETES and path.parent.name not in {"duplicate-key", "workflow-merge-key"}
    if "anchor" not in path.stem  # written out, what an alias repeats is several findings
)

SPELLINGS: dict[str, Callable[[list[Any]], bytes]] = {
    "block": lambda documents: block(documents).encode(),
    "flow": lambda documents: block(documents, default_flow_style=True, width=100_000).encode(),
    "wide indent": lambda documents: block(documents, indent=8, explicit_start=True).encode(),
    "single quoted": lambda documents: block(documents, SingleQuoted).encode(),
    "double quoted": lambda documents: block(documents, DoubleQuoted, width=40).encode(),
    "literal": lambda documents: block(documents, Literal).encode(),
    "folded": lambda documents: block(documents, Folded).encode(),
    "anchors": lambda documents: block([shared(one, {}) for one in documents], Anchored).encode(),
    "CRLF": lambda documents: block(documents).replace("\n", "\r\n").encode(),
    "byte order mark": lambda documents: b"\xef\xbb\xbf" + block(documents).encode(),
    "UTF-16": lambda documents: block(documents).encode("utf-16"),
    "JSON": lambda documents: "\n---\n".join(json.dumps(one, indent=2) for one in documents).encode(),
    "one line of JSON": lambda documents: "\n---\n".join(json.dumps(one) for one in documents).encode(),
}
LISTS: dict[str, Callable[[list[Any]], bytes]] = {
    "List": lambda documents: block([listed(documents)]).encode(),
    "List in JSON": lambda documents: json.dumps(listed(documents), indent=2).encode(),
}


def scan(content: bytes) -> Report:
    read = read_bytes("example.yaml", content, Limits(), named=True)
    return evaluate(read, Judges(CHECKS, PolicySet(), lambda: pytest.fail("no policies")), Config(), date(2026, 1, 1))


def identities(report: Report) -> list[tuple[str, str, str]]:
    return sorted((finding.rule.id, finding.fingerprint, finding.message) for finding in report.findings)


def value_at(report_data: list[Any], finding: Finding) -> Any:
    """Return the value that a finding names, in the one document that has it; None where it is missing."""
    values = []
    for data in report_data:
        value = data
        for step in finding.path:
            try:
                value = value[step]
            except (KeyError, IndexError, TypeError):
                break
        else:
            values.append(value)
    return values[0] if len(report_data) == 1 and values else None


def covered(finding: Finding) -> str:
    """Return the source text that a finding's span covers, its lines cut where YAML cuts them."""
    lines = finding.source.text.replace("\r\n", "\n").split("\n")
    span = finding.span
    if span.line == span.end_line:
        return lines[span.line - 1][span.column - 1 : span.end_column - 1]
    return "\n".join(
        [
            lines[span.line - 1][span.column - 1 :],
            *lines[span.line : span.end_line - 1],
            lines[span.end_line - 1][: span.end_column - 1],
        ]
    )


@pytest.mark.parametrize("path", KUBERNETES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_spelling_has_the_same_verdict(path: Path) -> None:
    documents = [one for one in yaml.load_all(path.read_text(encoding="utf-8"), yaml.SafeLoader) if one is not None]
    expected = identities(scan(path.read_bytes()))
    for name, spell in (SPELLINGS | LISTS).items():
        report = scan(spell(documents))
        if name == "anchors":  # what an alias repeats has one place, and is one finding
            assert {one[0] for one in identities(report)} == {one[0] for one in expected}, name
            assert {one[1] for one in identities(report)} <= {one[1] for one in expected}, name
        else:
            assert identities(report) == expected, name
        for finding in report.findings:
            value = value_at(documents, finding)
            if isinstance(value, str | int | bool) and name not in {"literal", "folded"}:
                named = yaml.safe_load(covered(finding))
                part = finding.rule.id in WITHIN_SCALARS and isinstance(value, str) and covered(finding) in value
                assert part or named in (value, finding.path[-1]), (name, finding.rule.id, finding.path)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_spelling_of_a_workflow_has_the_same_verdict(path: Path) -> None:
    name, content = path.name, path.read_bytes()
    documents = [one.data for one in read_bytes(name, content, Limits(), named=True) if isinstance(one, Document)]
    expected = identities(scan(content))
    for spelling in sorted(SPELLINGS.keys() - {"anchors"}):  # what GitHub says of anchors is for its own examples
        report = scan(SPELLINGS[spelling](documents))
        assert identities(report) == expected, spelling


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_edits_elsewhere_change_no_fingerprint(data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(KUBERNETES))
    lines = path.read_text(encoding="utf-8").split("\n")
    before = identities(scan("\n".join(lines).encode()))
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, len(lines)))
        if not any(line.rstrip().endswith(("|", ">", "|-", ">-")) for line in lines[:at]):
            lines.insert(at, data.draw(st.sampled_from(["# a comment", "", "# another: comment"])))
    assert identities(scan("\n".join(lines).encode())) == before


def test_severity_orders_findings_as_people_do() -> None:
    assert Severity.CRITICAL > Severity.HIGH > Severity.MEDIUM > Severity.LOW > Severity.INFO
    assert max(Severity) is Severity.CRITICAL
