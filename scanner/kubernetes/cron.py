"""Schedules of CronJobs, as the API server and the controller read them.

Source: ``validateScheduleFormat`` in kubernetes, ``pkg/apis/batch/validation/validation.go``, and ``ParseStandard`` in
https://github.com/robfig/cron/blob/v3.0.1/parser.go. Unlike cron, 7 is no Sunday, and ``@reboot`` does not exist.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_DESCRIPTORS = frozenset({"@annually", "@daily", "@hourly", "@midnight", "@monthly", "@weekly", "@yearly"})
_DURATION = re.compile(r"[+-]?(?:0|(?:(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:ns|us|µs|μs|ms|s|m|h))+)")
_NUMBER = re.compile(r"\+?[0-9]{1,9}")
_LONGEST = 1_000
"""A longer text is no schedule that anybody means."""

_LONGEST_MONTHS = {1: 31, 2: 29, 3: 31, 4: 30, 5: 31, 6: 30, 7: 31, 8: 31, 9: 30, 10: 31, 11: 30, 12: 31}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")


@dataclass(frozen=True, slots=True)
class _Field:
    name: str
    least: int
    greatest: int
    names: tuple[str, ...] = ()


_FIELDS = (
    _Field("minute", 0, 59),
    _Field("hour", 0, 23),
    _Field("day of the month", 1, 31),
    _Field("month", 1, 12, _MONTHS),
    _Field("day of the week", 0, 6, _DAYS),
)
_STEP = _Field("step", 0, 0)


class _Refused(Exception):
    """What is wrong with a schedule, to follow "because"."""


def schedule_problem(schedule: str) -> str | None:
    """Return why a schedule is refused or never comes, to follow "because"; None where it is sound."""
    try:
        return _problem(schedule)
    except _Refused as refused:
        return str(refused)


def _problem(schedule: str) -> str | None:
    if len(schedule) > _LONGEST:
        return f"it is longer than {_LONGEST} characters"
    if "TZ" in schedule:
        return "it names a time zone, which belongs in 'timeZone'"
    return _descriptor_problem(schedule) if schedule.startswith("@") else _fields_problem(schedule.split())


def _fields_problem(fields: list[str]) -> str | None:
    if len(fields) != len(_FIELDS):
        return f"it has {len(fields)} {'field' if len(fields) == 1 else 'fields'} instead of 5"
    _, _, days, months, weekdays = (_values(text, kind) for text, kind in zip(fields, _FIELDS, strict=True))
    # Where both are restricted, a day of the week is enough.
    if weekdays is None and not any(day <= _LONGEST_MONTHS[month] for day in days or {1} for month in months or {1}):
        return "no month that it names has a day that it names"
    return None


def _descriptor_problem(schedule: str) -> str | None:
    every, space, duration = schedule.partition(" ")
    if every == "@every" and space:
        return None if _DURATION.fullmatch(duration) else f"'{duration}' is no duration"
    return None if schedule in _DESCRIPTORS else f"'{schedule}' is no known descriptor"


def _values(text: str, field: _Field) -> set[int] | None:
    """Return the values of a field; None where it is open to all."""
    values: set[int] = set()
    starred = False
    for expression in filter(None, text.split(",")):
        bounds, slash, step_text = expression.partition("/")
        low, dash, high = bounds.partition("-")
        star = low in {"*", "?"}
        start = field.least if star else _number(low, field)
        end = field.greatest if star or (slash and not dash) else _number(high, field) if dash else start
        step = _number(step_text, _STEP) if slash else 1
        starred = starred or (star and step == 1)
        if step == 0:
            raise _Refused(f"the step of '{expression}' is 0")
        if start < field.least:
            raise _Refused(f"the {field.name} {start} is below {field.least}")
        if end > field.greatest:
            raise _Refused(f"the {field.name} {end} is above {field.greatest}")
        if start > end:
            raise _Refused(f"the range '{bounds}' of the {field.name} ends before it begins")
        values.update(range(start, end + 1, step))
    return None if starred else values


def _number(text: str, field: _Field) -> int:
    if text.lower() in field.names:
        return field.names.index(text.lower()) + field.least
    if not _NUMBER.fullmatch(text):
        raise _Refused(f"'{text}' is no {field.name}")
    return int(text)
