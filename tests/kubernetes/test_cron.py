"""Schedules, as Kubernetes reads them."""

from __future__ import annotations

import pytest

from scanner.kubernetes.cron import schedule_problem


@pytest.mark.parametrize(
    "schedule",
    [
        "* * * * *",
        "*/15 8-18 * * MON-FRI",
        "  0 4 1 jan,Dec ?  ",
        "0-30/10,45 0 * * 0,6",
        "5/15 * * * *",
        "*/61 * * * *",
        "0 0 , * *",
        "+5 0 * * *",
        "0 0 29 2 *",
        "0 0 31 4,5 *",
        "0 0 31 2 MON",
        "0 0 31 2 */2",
        "0 0 */31 2 *",
        "@daily",
        "@every 1h30m",
        "@every 1.5s",
        "0 0 31 2/1 *",  # a step without an end goes on to the last month
        "*-x * * * *",  # what follows a star is not looked at
        "0 0 * * *".ljust(1000),
    ],
)
def test_what_kubernetes_takes_is_sound(schedule: str) -> None:
    assert schedule_problem(schedule) is None


@pytest.mark.parametrize(
    ("schedule", "problem"),
    [
        ("", "it has 0 fields instead of 5"),
        ("daily", "it has 1 field instead of 5"),
        ("0 0 * * * *", "it has 6 fields instead of 5"),
        ("60 * * * *", "the minute 60 is above 59"),
        ("0 24 * * *", "the hour 24 is above 23"),
        ("0 0 0 * *", "the day of the month 0 is below 1"),
        ("0 0 * 13 *", "the month 13 is above 12"),
        ("0 0 * * 7", "the day of the week 7 is above 6"),
        ("0 0 * * 5-7", "the day of the week 7 is above 6"),
        ("0 0 31 2-2/1 *", "no month that it names has a day that it names"),
        ("0 0 31 2 *,1", "no month that it names has a day that it names"),
        ("30-10 * * * *", "the range '30-10' of the minute ends before it begins"),
        ("*/0 * * * *", "the step of '*/0' is 0"),
        ("*/x * * * *", "'x' is no step"),
        ("1-2-3 * * * *", "'2-3' is no minute"),
        ("-1 * * * *", "'' is no minute"),
        ("0 0 * * SUNDAY", "'SUNDAY' is no day of the week"),
        ("0 0 jan * *", "'jan' is no day of the month"),
        ("0 0 30 2 *", "no month that it names has a day that it names"),
        ("0 0 31 feb,4,6 ?", "no month that it names has a day that it names"),
        ("@reboot", "'@reboot' is no known descriptor"),
        ("@Daily", "'@Daily' is no known descriptor"),
        ("@daily 5", "'@daily 5' is no known descriptor"),
        ("@every", "'@every' is no known descriptor"),
        ("@every day", "'day' is no duration"),
        ("TZ=UTC 0 0 * * *", "it names a time zone, which belongs in 'timeZone'"),
        ("0 " * 1000, "it is longer than 1000 characters"),
    ],
)
def test_what_is_refused_or_never_comes_says_why(schedule: str, problem: str) -> None:
    assert schedule_problem(schedule) == problem
