"""A control passes only where its rules ran on everything and found nothing."""

from __future__ import annotations

import pytest

from scanner.model import Framework, FrameworkControl, NotEvaluated, Report
from scanner.report.controls import controls
from tests.report.reports import (
    CLEAN,
    FOUND,
    NOT_EVALUATED,
    NOTHING,
    PRIVILEGED,
    RUN_AS_ROOT,
    SUPPRESSED,
    UNREAD,
    report,
)


def statuses(what: Report) -> dict[str, str]:
    return {f"{control.framework}/{control.name}": control.status.value for control in controls(what)}


def test_order_is_that_of_numbers() -> None:
    assert list(statuses(CLEAN)) == [
        "cis-kubernetes/5.2.2",
        "cis-kubernetes/5.2.7",
        "cis-kubernetes/5.2.10",
        "pss/baseline",
        "pss/restricted",
    ]


@pytest.mark.parametrize(
    ("what", "control", "status"),
    [
        (CLEAN, "pss/baseline", "passed"),
        (FOUND, "pss/baseline", "failed"),
        (SUPPRESSED, "pss/baseline", "accepted"),
        (SUPPRESSED, "pss/restricted", "failed"),
        (UNREAD, "pss/baseline", "incomplete"),
        (NOTHING, "pss/baseline", "incomplete"),
        (NOT_EVALUATED, "cis-kubernetes/5.2.10", "undecided"),
        (NOT_EVALUATED, "pss/baseline", "passed"),
    ],
)
def test_status(what: Report, control: str, status: str) -> None:
    assert statuses(what)[control] == status


def test_a_rule_that_could_not_be_carried_out_is_no_pass() -> None:
    failed = report(not_evaluated=(NotEvaluated("privileged", "It crashed."),))
    assert statuses(failed)["pss/baseline"] == "not evaluated"
    assert statuses(failed)["pss/restricted"] == "passed"


def test_a_rule_that_had_nothing_to_judge_is_no_pass() -> None:
    idle = report(idle=frozenset({"privileged"}))
    assert statuses(idle)["pss/baseline"] == "nothing to judge"
    assert statuses(idle)["pss/restricted"] == "passed"


def test_a_control_names_its_rules_and_counts_their_findings() -> None:
    both = report(*FOUND.findings, rules=(PRIVILEGED, RUN_AS_ROOT))
    found = {control.name: (control.rules, control.findings) for control in controls(both)}
    assert found["baseline"] == (("privileged",), 1)
    assert found["5.2.7"] == (("run-as-root",), 1)
    assert controls(report(rules=())) == []


def test_controls_of_a_framework_are_all_shown() -> None:
    framework = Framework(
        "pss",
        "Standards",
        "1",
        "https://example.com",
        (
            FrameworkControl("baseline", "Nothing dangerous"),
            FrameworkControl("audit", "Logs", "Not in files."),
            FrameworkControl("other", "Something"),
        ),
    )
    shown = {control.name: control for control in controls(report(frameworks=(framework,)))}
    assert (shown["baseline"].status.value, shown["baseline"].title) == ("passed", "Nothing dangerous")
    assert (shown["audit"].status.value, shown["audit"].reason) == ("not assessable", "Not in files.")
    assert shown["other"].status.value == "not covered"
