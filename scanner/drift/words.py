"""What drift is called, for people. What may be a secret is not shown unless it is asked for."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from scanner.drift.compare import ABSENT
from scanner.report.neutralise import one_line
from scanner.report.place import field_path

if TYPE_CHECKING:
    from scanner.drift.managers import Manager
    from scanner.drift.model import Added, Changed, DriftReport, Extra, Missing
    from scanner.model import Path

_MAY_BE_SECRET = frozenset({"annotations", "args", "binaryData", "command", "data", "stringData", "value"})
"""Below these keys a text may be anything."""
_LONGEST = 120


def changed_words(one: Changed, *, show_values: bool) -> str:
    """Return e.g. ``spec.replicas: git states 2, the cluster has 3 (set by kubectl-edit at …)``."""
    difference = one.difference
    stated = shown(difference.stated, difference.path, show_values=show_values)
    if difference.live is ABSENT:
        says = f"git states {stated}, the cluster has nothing"
    else:
        live = shown(difference.live, difference.path, show_values=show_values)
        if live == stated:
            says = f"git states {stated}, the cluster has another"
        else:
            says = f"git states {stated}, the cluster has {live}"
    return f"{field_path(difference.path)}: {says}{_by(one.setters)}"


def added_words(one: Added, *, show_values: bool) -> str:
    """Return e.g. ``spec.replicas: not stated in git, the cluster has 5 (set by kubectl through /scale at …)``."""
    live = shown(one.outside.live, one.outside.path, show_values=show_values)
    return f"{field_path(one.outside.path)}: not stated in git, the cluster has {live}{_by((one.outside.manager,))}"


def missing_words(one: Missing) -> str:
    """Return that an object is missing, and why."""
    return one.reason or "git states it, the cluster does not have it."


def extra_words(one: Extra) -> str:
    """Return that an object is too much, and who made it."""
    return f"the cluster has it, git does not state it; {one.reason.rstrip('.')}{_by(one.setters)}"


def summary(report: DriftReport) -> str:
    """Return what was found, in one sentence."""
    if not report.has_drift:
        found = "No drift" + (" in what could be compared" if report.incomplete else "")
    else:
        parts = (
            (len(report.drifted), "object differs", "objects differ"),
            (len(report.missing), "is missing", "are missing"),
            (len(report.extra), "is not in git", "are not in git"),
        )
        found = ", ".join(f"{number} {one if number == 1 else many}" for number, one, many in parts if number)
    unknown = " Incomplete: something could not be compared." if report.incomplete else ""
    return f"{found}; {report.compared} compared.{unknown}"


def shown(value: Any, path: Path, *, show_values: bool) -> str:
    """Return a value as it may be shown."""
    if isinstance(value, str):
        if not show_values and _MAY_BE_SECRET.intersection(path):
            return f"a text of {len(value)} characters"
        return f"'{one_line(value, _LONGEST)}'"
    if isinstance(value, list):
        return f"{len(value)} item{'' if len(value) == 1 else 's'}"
    if isinstance(value, dict):
        return f"a mapping of {one_line(', '.join(value), _LONGEST)}" if value else "an empty mapping"
    return one_line(json.dumps(value), _LONGEST)


def _by(setters: tuple[Manager, ...]) -> str:
    return f" (set by {one_line(setters[0].title)})" if setters else ""
