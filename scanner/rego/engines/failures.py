"""How an engine's failures are worded: the same cause reads the same, whichever engine met it."""

from __future__ import annotations

from scanner.rego.engine import Failure

_SLOW = "Make the policy cheaper, or raise 'deadline-seconds' of 'engine' in plimsoll.yaml."
OUT_OF_MEMORY = "ran out of memory"
_LARGE = "Make the policy build less at once, or raise 'memory-mib' of 'engine' in plimsoll.yaml."
_LOST = "Scan again; where it stays so, leave the policy out with --ignore and look at what it does."


def undefined(query: str) -> Failure:
    """Say that nothing by this name exists, or that its rule decided nothing: never the same as "no violation"."""
    return Failure(f"'{query}' is undefined.")


def failed(query: str, message: str) -> Failure:
    """Say that OPA refused to evaluate; ``message`` is its own text, with the place where it gave one."""
    first, *rest = (line.strip() for line in message.strip().splitlines() or [""])
    return Failure(f"'{query}' could not be evaluated: {' '.join((first, ', '.join(rest))).strip().rstrip('.')}.")


def timed_out(query: str, deadline_s: float, detail: str = "") -> Failure:
    """Say that the deadline passed."""
    return Failure(f"'{query}' did not finish within {seconds(deadline_s)}.", detail, _SLOW)


def too_large(query: str, detail: str) -> Failure:
    """Say that the result exceeds what an engine may answer."""
    return Failure(f"The result of '{query}' is too large to be read.", detail)


def died(query: str, cause: str, detail: str) -> Failure:
    """Say that the engine ended while it evaluated this query."""
    remedy = _LARGE if cause == OUT_OF_MEMORY else _LOST
    return Failure(f"The engine {cause} while evaluating '{query}'.", detail, remedy)


def given_up(query: str) -> Failure:
    """Say that the query has cost too much already (see `scanner.rego.engines.strikes`)."""
    return Failure(f"'{query}' was not tried any more: it timed out or ended the engine on other inputs.", remedy=_SLOW)


def abandoned(query: str, cause: str, detail: str = "") -> Failure:
    """Say that there is no engine left to ask."""
    return Failure(f"'{query}' was not evaluated: {cause.rstrip('.')}.", detail, _LOST)


def not_json(query: str, error: Exception) -> Failure:
    """Say that the input holds something that JSON cannot express, e.g. infinity, or is nested too deep."""
    return Failure(f"'{query}' was not evaluated: the input cannot be written as JSON: {error}.")


def seconds(value: float) -> str:
    """Write a duration: ``10 s``, ``0.5 s``."""
    return f"{value:g} s"
