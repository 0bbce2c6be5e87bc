"""The next page is asked for while the last one is dealt with."""

from __future__ import annotations

import threading

import pytest

from scanner.cluster.ahead import Ahead
from scanner.cluster.connection import Disconnected


def test_a_call_goes_on_before_its_value_is_asked_for() -> None:
    begun, go_on = threading.Event(), threading.Event()

    def call() -> int:
        begun.set()
        assert go_on.wait(10)
        return 7

    coming = Ahead(call)
    assert begun.wait(10)
    go_on.set()
    assert coming.result() == 7


def test_what_it_raises_is_raised_where_its_value_is_asked_for() -> None:
    def call() -> int:
        raise Disconnected("the connection failed")

    coming = Ahead(call)
    with pytest.raises(Disconnected):
        coming.result()
