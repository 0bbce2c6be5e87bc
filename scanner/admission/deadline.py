"""How long the API server waits: the ``timeout`` it puts into the address of each call.

Source: ``callHook`` in k8s.io/apiserver/pkg/admission/plugin/webhook/validating/dispatcher.go, which sets it through
``Request.Timeout`` of client-go as a Go duration (https://pkg.go.dev/time#Duration.String).
"""

from __future__ import annotations

import re

DEFAULT_S = 10.0
"""``timeoutSeconds`` where a webhook says nothing."""
_MOST_S = 30.0
_LEAST_S = 0.05
_PARTS = re.compile(r"(?P<number>\d{1,9}(?:\.\d{1,9})?)(?P<unit>h|ms|m|s|us|µs|ns)")
_UNITS_S = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 1e-3, "us": 1e-6, "µs": 1e-6, "ns": 1e-9}


def time_to_answer(timeout: str) -> float:
    """Return the seconds within which to answer: the timeout less a margin for the way there and back.

    A timeout that is absent or cannot be read is taken for the default, and none for more than the API allows.
    """
    seconds = _seconds(timeout)
    seconds = DEFAULT_S if seconds is None else min(seconds, _MOST_S)
    return max(_LEAST_S, seconds - min(max(0.2, seconds / 10), seconds / 2))


def _seconds(text: str) -> float | None:
    """Read a Go duration such as ``10s`` or ``1m0.5s``; None where it is none, or is not positive."""
    total, offset = 0.0, 0
    while offset < len(text):
        part = _PARTS.match(text, offset)
        if part is None:
            return None
        total += float(part["number"]) * _UNITS_S[part["unit"]]
        offset = part.end()
    return total if total > 0 else None
