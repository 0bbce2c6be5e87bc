"""Which contexts and functions an expression may use, by where it stands.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/contexts#context-availability (2026-08).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from scanner.workflows.expressions import FUNCTIONS, Functions

_STATUS: Functions = {name: FUNCTIONS[name] for name in ("always", "cancelled", "failure", "success")}
"""In the condition of a job, where ``success`` and ``failure`` may name the jobs that are meant."""
_STEP_STATUS: Functions = dict.fromkeys(_STATUS, (0, 0))
_FILES: Functions = {"hashfiles": FUNCTIONS["hashfiles"]}
_ORDINARY: Functions = {name: bounds for name, bounds in FUNCTIONS.items() if name not in {*_STATUS, *_FILES}}


@dataclass(frozen=True, slots=True)
class Availability:
    """The contexts and functions that exist at a place, in lower case."""

    contexts: frozenset[str]
    functions: Functions


def _available(contexts: str, *functions: Functions) -> Availability:
    every = dict(_ORDINARY)
    for more in functions:
        every.update(more)
    return Availability(frozenset(contexts.split()), every)


WORKFLOW: Final = _available("github inputs vars")
WORKFLOW_ENV: Final = _available("github inputs vars secrets")
CALL_DEFAULT: Final = _available("github inputs vars")
CALL_OUTPUT: Final = _available("github inputs vars jobs")
JOB: Final = _available("github inputs vars needs strategy matrix")
JOB_IF: Final = _available("github inputs vars needs", _STATUS)
JOB_ENV: Final = _available("github inputs vars needs strategy matrix secrets")
JOB_DEFAULTS: Final = _available("github inputs vars needs strategy matrix env")
STRATEGY: Final = _available("github inputs vars needs")
CREDENTIALS: Final = _available("github inputs vars needs strategy matrix env secrets")
RUNNER_ENV: Final = _available("github inputs vars needs strategy matrix job runner env secrets steps")
ENVIRONMENT_URL: Final = _available("github inputs vars needs strategy matrix job runner env steps")
JOB_OUTPUTS: Final = _available("github inputs vars needs strategy matrix job runner env secrets steps")
STEP: Final = _available("github inputs vars needs strategy matrix job runner env secrets steps", _FILES)
STEP_IF: Final = _available("github inputs vars needs strategy matrix job runner env steps", _FILES, _STEP_STATUS)
