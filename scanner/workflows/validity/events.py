"""``on`` as a whole: schedules, and filters that exclude one another.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#schedule.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from scanner.workflows.shapes import mapping, sequence
from scanner.workflows.validity.problem import Problem, Topic
from scanner.workflows.validity.texts import has_expression

if TYPE_CHECKING:
    from collections.abc import Iterator

_MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
_DAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]
_FIELDS: tuple[tuple[str, int, int, dict[str, int]], ...] = (
    ("minute", 0, 59, {}),
    ("hour", 0, 23, {}),
    ("day of the month", 1, 31, {}),
    ("month", 1, 12, {name: number for number, name in enumerate(_MONTHS, 1)}),
    ("day of the week", 0, 7, {name: number for number, name in enumerate(_DAYS)}),
)
_ENTRY = re.compile(r"(?P<first>\*|\w+)(?:-(?P<last>\w+))?(?:/(?P<step>[0-9]{1,4}))?")
_PAIRS = (("branches", "branches-ignore"), ("tags", "tags-ignore"), ("paths", "paths-ignore"))


def events(data: dict[str, Any]) -> Iterator[Problem]:
    """Yield what is wrong with schedules and filters, each as far as its shape is right."""
    for name, event in mapping(data.get("on")).items():
        if name == "schedule":
            for index, item in enumerate(sequence(event)):
                cron = mapping(item).get("cron")
                reason = cron_refused(cron) if isinstance(cron, str) and not has_expression(cron) else ""
                if reason:
                    yield Problem(("on", name, index, "cron"), "value", reason, Topic.EVENT)
            continue
        for one, other in _PAIRS:
            if one in mapping(event) and other in mapping(event):
                text = f"you may only define one of '{one}' and '{other}' for a single event"
                yield Problem(("on", name, other), "key", text, Topic.EVENT)


def cron_refused(cron: str) -> str:
    """Return why a schedule is refused; empty where it is not."""
    fields = cron.split()
    if len(fields) != len(_FIELDS):
        return f"Invalid cron expression '{cron}': it has {len(fields)} fields and not 5"
    for written, (name, least, most, words) in zip(fields, _FIELDS, strict=True):
        for entry in written.split(","):
            if not _is_entry(entry, least, most, words):
                return f"Invalid cron expression '{cron}': '{entry}' is no {name}"
    return ""


def _is_entry(entry: str, least: int, most: int, words: dict[str, int]) -> bool:
    found = _ENTRY.fullmatch(entry)
    if found is None:
        return False
    if found["step"] is not None and int(found["step"]) == 0:
        return False
    if found["first"] == "*":
        return found["last"] is None
    ends = [_number(part, words) for part in (found["first"], found["last"]) if part is not None]
    return all(least <= end <= most for end in ends) and ends == sorted(ends)


def _number(written: str, words: dict[str, int]) -> int:
    if written.isascii() and written.isdigit() and len(written) <= 4:  # noqa: PLR2004 - longer ones are out of range
        return int(written)
    return words.get(written.upper(), -1)
