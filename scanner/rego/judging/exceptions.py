"""conftest's ``exception`` rules (https://conftest.dev/exceptions/)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scanner.rego.policies.module import Entry


def excepted_entries(entries: Sequence[Entry], value: Any) -> tuple[frozenset[str], str]:
    """Return the names of the entry rules that ``exception`` excepts for an input, and what is wrong with its value.

    The value is a set of lists of names: ``run_as_root`` excepts ``deny_run_as_root`` and ``violation_run_as_root``,
    the empty name ``deny`` and ``violation`` themselves. A rule's full name excepts it, too.
    """
    if not isinstance(value, list) or not all(isinstance(names, list) for names in value):
        return frozenset(), "it is no set of lists of names"
    named = {name for names in value for name in names if isinstance(name, str)}
    return frozenset(entry.name for entry in entries if named & {entry.name, _short_name(entry)}), ""


def _short_name(entry: Entry) -> str:
    """Return what is left without ``deny_`` or ``violation_``. Warnings have no short name in conftest."""
    if entry.warns:
        return entry.name
    return entry.name.removeprefix("deny").removeprefix("violation").removeprefix("_")
