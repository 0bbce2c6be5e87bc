"""The children of a process that is to be ended with them."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_TRIES = 20
_PAUSE_S = 0.02


def children(pid: int) -> tuple[int, ...]:
    """Return the ids of a process's children; none where the system does not tell.

    Source: proc_pid_task(5) of Linux, ``/proc/pid/task/tid/children``. Elsewhere an engine ends itself when its input
    has ended, at the latest after its deadline.
    """
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    except OSError:
        return ()
    return tuple(int(child) for child in text.split())


async def reap(pids: Sequence[int]) -> None:
    """Take note that orphans have ended, where they became ours: they do in a container, whose first process we are."""
    for pid in pids:
        for _ in range(_TRIES):
            try:
                if os.waitpid(pid, os.WNOHANG)[0]:  # noqa: ASYNC222 - it does not wait
                    break
            except ChildProcessError:  # another is their parent now
                break
            await asyncio.sleep(_PAUSE_S)
