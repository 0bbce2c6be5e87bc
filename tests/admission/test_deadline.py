"""How long an answer may take."""

from __future__ import annotations

import pytest

from scanner.admission.deadline import time_to_answer


@pytest.mark.parametrize(
    ("timeout", "seconds"),
    [("10s", 9.0), ("1s", 0.8), ("3s", 2.7), ("30s", 27.0), ("1m0s", 27.0), ("500ms", 0.3), ("0.2s", 0.1)],
)
def test_leaves_a_margin(timeout: str, seconds: float) -> None:
    assert time_to_answer(timeout) == pytest.approx(seconds)


@pytest.mark.parametrize("timeout", ["", "10", "s", "-1s", "0s", "ten seconds", "1s1", "nan", "9" * 50 + "s"])
def test_what_cannot_be_read_is_the_default(timeout: str) -> None:
    assert time_to_answer(timeout) == 9.0


def test_never_waits_for_ever_nor_not_at_all() -> None:
    assert time_to_answer("999999999h") == 27.0
    assert time_to_answer("1ns") == 0.05
