"""Asking for the next page while the last one is dealt with: the network and the server wait for nobody."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

ValueT = TypeVar("ValueT")


class Ahead(Generic[ValueT]):
    """A call that goes on in a thread of its own, which nobody has to end: a process that ends does not wait for it."""

    __slots__ = ("_call", "_error", "_thread", "_value")

    def __init__(self, call: Callable[[], ValueT]) -> None:
        """Begin."""
        self._call = call
        self._value: list[ValueT] = []
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="next page", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._value.append(self._call())
        except BaseException as error:  # noqa: BLE001 - it is raised where the value is asked for
            self._error = error

    def result(self) -> ValueT:
        """Wait for the value and hand it over, once; raise what the call raised."""
        self._thread.join()
        if self._error is not None:
            raise self._error
        return self._value.pop()
