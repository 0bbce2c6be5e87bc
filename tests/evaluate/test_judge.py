"""The central loop: what a rule says, what it cannot say, and what happens when it crashes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scanner.evaluate.findings import Violation, findings
from scanner.evaluate.judge import idle, judge
from scanner.model import (
    Document,
    DocumentKind,
    Match,
    NotEvaluated,
    Part,
    Path,
    Severity,
    Source,
    Span,
    Undecided,
    Unknown,
)
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator


class Lines:
    """A locator that puts each path on the line of its length."""

    def locate(self, index: int, path: Path, part: Part, within: tuple[int, int] | None) -> Span:
        del index, part
        start, end = within or (0, 1)
        return Span(len(path) + 1, start + 1, len(path) + 1, end + 1)


@dataclass(frozen=True)
class Thing:
    """A view for these tests."""

    document: Document
    label: str = "Thing shop/cart"
    identity: tuple[str, ...] = ("", "Thing", "shop", "cart")
    kind: str = "Thing"


def thing(data: dict[str, Any] | None = None, path: str = "a.yaml") -> Thing:
    return Thing(Document(Source(path, "", ""), 0, (), DocumentKind.KUBERNETES, data or {}, Lines()))


@rule(id="wrong", title="Wrong", severity=Severity.LOW, judges=Thing, remediation="Mend it.")
def wrong(subject: Thing) -> Iterator[Match]:
    """Say that everything is wrong."""
    del subject
    yield Match(("spec",), "It is wrong.")


@rule(id="unknown", title="Unknown", severity=Severity.LOW, judges=Thing, remediation="")
def unknown(subject: Thing) -> Iterator[Unknown]:
    """Know nothing."""
    yield Unknown(f"{subject.label} may lie elsewhere.")


@rule(id="crash", title="Crash", severity=Severity.LOW, judges=Thing, remediation="")
def crash(subject: Thing) -> Iterator[Match]:
    """Say something, then crash."""
    yield Match((), "It is wrong.")
    yield subject.document.data["absent"]


@rule(id="others", title="Others", severity=Severity.LOW, judges=Thing, remediation="", kinds=("Other",))
def others(subject: Thing) -> Iterator[Match]:
    """Judges another kind."""
    del subject
    yield Match((), "Never said.")


def test_what_a_rule_says_becomes_a_violation() -> None:
    subject = thing()
    assert list(judge([subject], [wrong])) == [Violation(wrong.rule, subject, Match(("spec",), "It is wrong."))]


def test_what_a_rule_cannot_decide_is_listed() -> None:
    expected = Undecided("unknown", "Thing shop/cart may lie elsewhere.", "a.yaml", "Thing shop/cart")
    assert list(judge([thing()], [unknown])) == [expected]


def test_a_rule_judges_only_its_kinds() -> None:
    assert list(judge([thing()], [others])) == []


def test_a_rule_without_subjects_is_idle() -> None:
    assert idle([thing()], [wrong, others]) == {"others"}
    assert idle([], [wrong]) == {"wrong"}


def test_a_crash_is_not_evaluated_and_keeps_what_was_said_before() -> None:
    said, failed = judge([thing()], [crash])
    assert isinstance(said, Violation)
    assert isinstance(failed, NotEvaluated)
    assert (failed.rule_id, failed.path, failed.subject) == ("crash", "a.yaml", "Thing shop/cart")
    assert failed.reason == "The rule crashed: KeyError: 'absent'."
    assert "Traceback" in failed.detail


def violation(path: Path, data: dict[str, Any], message: str = "m", within: tuple[int, int] | None = None) -> Violation:
    return Violation(wrong.rule, thing(data), Match(path, message, within=within))


def fingerprints(*violations: Violation) -> list[str]:
    return [finding.fingerprint for finding in findings(violations)]


def test_a_fingerprint_does_not_depend_on_the_order_of_items() -> None:
    web, job = {"name": "web", "image": "x"}, {"name": "job", "image": "x"}
    one = fingerprints(violation(("containers", 0, "image"), {"containers": [web, job]}))
    two = fingerprints(violation(("containers", 1, "image"), {"containers": [job, web]}))
    assert one == two
    other = fingerprints(violation(("containers", 1, "image"), {"containers": [web, job]}))
    assert one != other


def test_a_fingerprint_does_not_depend_on_the_message_or_the_file() -> None:
    one = Violation(wrong.rule, thing(), Match(("a",), "One."))
    two = Violation(wrong.rule, thing(path="b.yaml"), Match(("a",), "Two."))
    assert fingerprints(one) == fingerprints(two)


def test_two_expressions_in_one_script_are_two_findings() -> None:
    data = {"run": "echo aa bb"}
    one, two = violation(("run",), data, within=(5, 7)), violation(("run",), data, within=(8, 10))
    assert len(set(fingerprints(one, two))) == 2
    moved = violation(("run",), {"run": "echo -n aa"}, within=(8, 10))
    assert fingerprints(moved) == fingerprints(one)


def test_what_nothing_tells_apart_is_counted() -> None:
    data = {"steps": [{"run": "make"}, {"run": "make"}]}
    assert len(set(fingerprints(*(violation(("steps", index), data, str(index)) for index in (0, 1))))) == 2
    same_place = [violation(("spec",), {}, "One."), violation(("spec",), {}, "Two.")]
    assert len(set(fingerprints(*same_place))) == 2


def test_what_an_alias_repeats_is_one_finding() -> None:
    same = violation(("spec",), {}), violation(("spec",), {})
    assert len(findings(same)) == 1


def test_findings_are_in_order_of_file_line_and_rule() -> None:
    later = Violation(wrong.rule, thing(path="b.yaml"), Match((), "m"))
    deep = violation(("a", "b"), {})
    top = violation((), {})
    listed = findings([later, deep, top])
    assert [(finding.source.path, finding.span.line) for finding in listed] == [
        ("a.yaml", 1),
        ("a.yaml", 3),
        ("b.yaml", 1),
    ]
