"""Ending in good order when a signal asks for it: child processes and temporary files go with the command."""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from collections.abc import Iterator

_NAMES = ("SIGINT", "SIGTERM", "SIGHUP")
"""Ctrl-C, a cancelled job of a pipeline, a terminal that was closed."""


class Interrupted(BaseException):
    """A signal asked to end. No `Exception`: nothing on the way may take it for a failure of its own."""

    def __init__(self, number: int) -> None:
        """Keep the signal's number."""
        super().__init__(number)
        self.name = signal.Signals(number).name
        self.exit_code = 128 + number
        """As shells report a process that a signal ended
        (https://pubs.opengroup.org/onlinepubs/9699919799/utilities/V3_chap02.html#tag_18_08_02)."""


@contextmanager
def ending_on_signals() -> Iterator[None]:
    """Raise `Interrupted` where a signal that would end the process arrives. One that is ignored stays ignored."""
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread may say what becomes of signals
        return
    numbers = [getattr(signal, name) for name in _NAMES if hasattr(signal, name)]
    before = {number: signal.getsignal(number) for number in numbers}
    taken = {number: handler for number, handler in before.items() if handler not in {signal.SIG_IGN, None}}

    def end(number: int, _frame: Any) -> NoReturn:
        for other in taken:
            signal.signal(other, signal.SIG_IGN)  # once is enough: what tidies up is not to be interrupted
        raise Interrupted(number)

    for number in taken:
        signal.signal(number, end)
    try:
        yield
    finally:
        for number, handler in taken.items():
            signal.signal(number, handler)
