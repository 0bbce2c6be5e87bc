"""From findings to the answer: what denies, what warns, what is said, within which bounds."""

from __future__ import annotations

from typing import Any

import pytest

from scanner.admission.decision import Decision, Judged, OnError, Thresholds, Verdict, decide, failure, path_text
from scanner.model import (
    FailOn,
    Finding,
    FindingStatus,
    Located,
    NotEvaluated,
    Rule,
    RuleOrigin,
    Severity,
    Source,
    Span,
)


def finding(severity: Severity, name: str = "", message: str = "Something is wrong.", **changes: Any) -> Finding:
    rule = Rule(name or severity.value, "Wrong", severity, "", "Mend it.", changes.pop("origin", RuleOrigin.BUILTIN))
    values: dict[str, Any] = {
        "rule": rule,
        "severity": severity,
        "message": message,
        "subject": "Pod shop/cart",
        "source": Source("cluster/Pod/shop/cart", "", ""),
        "span": Span(1, 1, 1, 1),
        "path": ("spec", "containers", 0),
        "located": Located.EXACT,
        "fingerprint": f"{rule.id}{message}",
        "remediation": "Mend it.",
    }
    return Finding(**{**values, **changes})


CRITICAL, HIGH, MEDIUM, LOW = (finding(one) for one in reversed(list(Severity)) if one is not Severity.INFO)


def judged(*findings: Finding, **changes: Any) -> Decision:
    thresholds = changes.pop("thresholds", Thresholds())
    before = changes.pop("before", ())
    return decide(Judged("Pod shop/cart", findings, **changes), thresholds, before)


def test_clean_is_allowed_and_says_nothing() -> None:
    assert judged().response == {"allowed": True}


def test_denies_and_warns_by_severity() -> None:
    decision = judged(LOW, MEDIUM, HIGH, CRITICAL)
    assert decision.verdict is Verdict.DENIED
    assert decision.denied_by == ("critical",)
    assert decision.warned_by == ("high", "medium")
    assert decision.response["status"]["code"] == 403
    assert decision.response["allowed"] is False
    assert "patch" not in decision.response
    assert decision.message == (
        "Plimsoll denies Pod shop/cart: 1 violation.\n"
        "critical[critical]: Something is wrong. At spec.containers[0]. Mend it."
    )


def test_thresholds_move() -> None:
    strict = Thresholds(deny_on=FailOn.MEDIUM, warn_on=FailOn.LOW)
    assert judged(LOW, MEDIUM, HIGH, thresholds=strict).denied_by == ("high", "medium")
    assert judged(LOW, MEDIUM, HIGH, thresholds=strict).warned_by == ("low",)
    never = Thresholds(deny_on=FailOn.NEVER, warn_on=FailOn.NEVER)
    assert judged(CRITICAL, thresholds=never).response == {"allowed": True}


def test_what_a_policy_warns_of_is_a_warning() -> None:
    said = finding(Severity.INFO, origin=RuleOrigin.POLICY)
    assert judged(said).verdict is Verdict.WARNED
    assert judged(finding(Severity.INFO)).verdict is Verdict.ALLOWED
    assert judged(said, thresholds=Thresholds(warn_on=FailOn.NEVER)).verdict is Verdict.ALLOWED


def test_a_suppressed_finding_neither_denies_nor_warns() -> None:
    accepted = finding(Severity.CRITICAL, status=FindingStatus.SUPPRESSED)
    assert judged(accepted).response == {"allowed": True, "auditAnnotations": {"suppressed": "critical"}}


def test_what_was_wrong_before_an_update_only_warns() -> None:
    other = finding(Severity.CRITICAL, message="Something else is wrong.")
    decision = judged(CRITICAL, other, before={CRITICAL.fingerprint})
    assert decision.denied_by == ("critical",)
    assert "Something else" in decision.message
    assert "1 violation" in decision.message
    assert judged(CRITICAL, before={CRITICAL.fingerprint}).verdict is Verdict.WARNED
    only_deny = Thresholds(warn_on=FailOn.NEVER)
    assert judged(CRITICAL, before={CRITICAL.fingerprint}, thresholds=only_deny).warned_by == ("critical",)


BROKEN = NotEvaluated("broken", "The rule crashed.")


def test_a_rule_that_was_not_evaluated_is_never_a_pass_by_itself() -> None:
    allowed = judged(not_evaluated=(BROKEN,))
    assert (allowed.verdict, allowed.allowed, allowed.reason) == (Verdict.ERROR_ALLOWED, True, "not-evaluated")
    assert allowed.warnings == ("Plimsoll could not judge Pod shop/cart: broken could not be evaluated.",)
    denied = judged(not_evaluated=(BROKEN,), thresholds=Thresholds(on_error=OnError.DENY))
    assert (denied.verdict, denied.allowed, denied.code) == (Verdict.ERROR_DENIED, False, 503)
    assert denied.annotations == {"not-evaluated": "broken", "error": "not-evaluated"}


def test_a_violation_denies_whatever_else_failed() -> None:
    assert judged(CRITICAL, not_evaluated=(BROKEN,)).code == 403


def test_a_failure_goes_by_the_fail_mode() -> None:
    assert failure("Pod shop/cart", "it is late", "deadline", OnError.ALLOW).response == {
        "allowed": True,
        "warnings": ["Plimsoll could not judge Pod shop/cart: it is late."],
        "auditAnnotations": {"error": "deadline"},
    }
    denied = failure("Pod shop/cart", "it is late", "deadline", OnError.DENY).response
    assert denied["allowed"] is False
    assert denied["status"]["message"] == "Plimsoll could not judge Pod shop/cart: it is late."


def test_warnings_are_bounded_and_the_worst_comes_first() -> None:
    many = [finding(Severity.MEDIUM, message=f"Number {number:03} is wrong{'!' * 300}") for number in range(100)]
    decision = judged(*reversed(many), HIGH)
    assert decision.warnings[0].startswith("high[high]")
    assert all(len(text) <= 256 for text in decision.warnings)
    assert sum(len(text.encode()) for text in decision.warnings) < 3200
    assert decision.warnings[-1] == f"Plimsoll: and {101 - len(decision.warnings) + 1} more."
    assert decision == judged(HIGH, *many)


def test_the_denial_is_bounded_and_counts_what_it_leaves_out() -> None:
    many = [finding(Severity.CRITICAL, message=f"Number {number:03} is wrong{'!' * 300}") for number in range(100)]
    *lines, last = judged(*many).message.split("\n")
    assert lines[0].endswith("100 violations.")
    assert last == f"And {100 - len(lines) + 1} more."
    assert len("\n".join(lines)) <= 8192


def test_annotations_are_bounded() -> None:
    many = [finding(Severity.MEDIUM, f"rule-{number:04}") for number in range(1000)]
    text = judged(*many).annotations["warned"]
    assert len(text) < 4200
    assert text.endswith("-more")
    kept, _, more = text.rpartition(",and-")
    assert kept.count(",") + 1 + int(more.removesuffix("-more")) == 1000


def test_what_is_said_is_one_harmless_line_each() -> None:
    hostile = finding(Severity.HIGH, message="Container 'a\x1b[2J\r\nWarning: \u202eb' is wrong.")
    (text,) = judged(hostile).warnings
    assert text.isprintable()
    denied = judged(finding(Severity.CRITICAL, message=hostile.message)).message
    assert all(line.isprintable() for line in denied.split("\n"))
    assert len(denied.split("\n")) == 2


def test_paths_read_as_people_write_them() -> None:
    path = ("metadata", "labels", "app.kubernetes.io/name")
    assert path_text(path) == "metadata.labels['app.kubernetes.io/name']"
    assert path_text(("spec", "containers", 0, "image")) == "spec.containers[0].image"
    assert path_text(()) == "the object"


@pytest.mark.parametrize("location", [Located.DOCUMENT])
def test_a_place_that_is_not_known_is_not_said(location: Located) -> None:
    assert "At " not in judged(finding(Severity.CRITICAL, located=location)).message
