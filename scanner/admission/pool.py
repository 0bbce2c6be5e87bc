"""The processes that judge. A judgement that takes too long, or ends its process, costs that process and nothing else.

Processes and not threads: a regular expression or a loop over a hostile object holds Python's lock, cannot be ended
from outside, and would keep even /healthz from answering.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
from collections import deque
from typing import TYPE_CHECKING, Any

from scanner.admission.children import children, reap
from scanner.admission.settings import pickled
from scanner.admission.worker import COMMAND, LENGTH, decision_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from scanner.admission.decision import Decision
    from scanner.admission.settings import JudgeSettings, ServerSettings

_START_S = 60.0
_MOST_ANSWER = 1 << 20
_LONGEST_PAUSE_S = 5.0
_FINISH_S = 3.0


class NotJudgedError(Exception):
    """There is no judgement. ``reason`` is a word for metrics, the text is for people."""

    def __init__(self, reason: str, text: str) -> None:
        """Keep both."""
        super().__init__(text)
        self.reason = reason


class _Worker:
    """One process."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        if process.stdin is None or process.stdout is None:
            raise AssertionError("the process was asked for pipes")
        self.process = process
        self.stdin = process.stdin
        self.stdout = process.stdout

    async def ask(self, content: bytes) -> bytes:
        """Send a frame and return the one that answers it. Raises OSError or EOFError where the process has ended."""
        self.stdin.write(LENGTH.pack(len(content)) + content)
        await self.stdin.drain()
        (length,) = LENGTH.unpack(await self.stdout.readexactly(LENGTH.size))
        if length > _MOST_ANSWER:
            raise OSError("an answer is too long")
        return await self.stdout.readexactly(length)

    async def finish(self) -> None:
        """Let it end by itself, with its engine; where it does not, end it."""
        self.stdin.close()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_FINISH_S):
                await self.process.wait()
        await self.end()

    async def end(self) -> None:
        """End it and its engine at once. May be called twice."""
        if self.process.returncode is None:
            engines = children(self.process.pid)  # a busy one does not see that its input has ended
            for pid in (self.process.pid, *engines):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            await self.process.wait()
            await reap(engines)
        self.stdin.close()


class Pool:
    """A fixed number of processes, and a bounded number of requests that wait for one."""

    def __init__(self, judging: JudgeSettings, settings: ServerSettings, log: Callable[..., None]) -> None:
        """Start nothing yet."""
        self._settings = pickled(judging)
        self._size = settings.workers
        self._queue = settings.queue
        self._debug = settings.debug
        self._log = log
        self._idle: deque[_Worker] = deque()
        self._waiting: deque[asyncio.Future[_Worker]] = deque()
        self._all: set[_Worker] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._closed = False
        self.startup: dict[str, Any] = {}
        """What the first process said of itself; see `scanner.admission.judge.Startup`."""
        self.restarts = 0

    @property
    def alive(self) -> int:
        """How many processes can judge, or do."""
        return len(self._all)

    @property
    def waiting(self) -> int:
        """How many requests wait."""
        return len(self._waiting)

    async def start(self) -> dict[str, Any]:
        """Start the processes; return what the first said. Where it has problems, the others are not started."""
        first = await self._begin()
        self._give(first)
        if not self.startup["problems"]:
            others = await asyncio.gather(*(self._begin() for _ in range(self._size - 1)))
            for worker in others:
                self._give(worker)
        return self.startup

    async def judge(self, review: bytes, until: float) -> Decision:
        """Return the decision on a review; ``until`` is a time of the loop's clock. Raises `NotJudgedError`."""
        worker = await self._take(until)
        try:
            async with asyncio.timeout_at(until):
                answer = decision_of(await worker.ask(review))
        except TimeoutError as error:
            self._replace(worker, "deadline")
            raise NotJudgedError("deadline", "it takes longer than the API server waits") from error
        except (OSError, EOFError, ValueError, TypeError, KeyError) as error:
            self._replace(worker, "crash")
            raise NotJudgedError("crash", "the process that judged it ended") from error
        except BaseException:
            self._replace(worker, "cancelled")
            raise
        self._give(worker)
        return answer

    async def close(self) -> None:
        """End every process. May be called twice."""
        self._closed = True
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.gather(*(worker.finish() for worker in self._all))
        self._all.clear()

    async def _take(self, until: float) -> _Worker:
        while self._idle:
            worker = self._idle.popleft()
            if worker.process.returncode is None:
                return worker
            self._replace(worker, "crash")
        if len(self._waiting) >= self._queue:
            raise NotJudgedError("busy", "too many requests wait already")
        turn: asyncio.Future[_Worker] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            async with asyncio.timeout_at(until):
                return await turn
        except BaseException as error:
            if turn in self._waiting:
                self._waiting.remove(turn)
            if turn.done() and not turn.cancelled():  # it was handed one at the last moment
                self._give(turn.result())
            if isinstance(error, TimeoutError):
                raise NotJudgedError("busy", "no process was free in time") from error
            raise

    def _give(self, worker: _Worker) -> None:
        """Hand a process to whoever waits longest, or keep it."""
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(worker)
                return
        self._idle.append(worker)

    def _replace(self, worker: _Worker, why: str) -> None:
        """End a process and start another, in the background."""
        self._all.discard(worker)
        self.restarts += 1
        self._log("warning", "process-replaced", reason=why)
        task = asyncio.get_running_loop().create_task(self._restart(worker))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _restart(self, worker: _Worker) -> None:
        await worker.end()
        pause = 0.1
        while not self._closed:
            try:
                self._give(await self._begin())
            except (OSError, EOFError, TimeoutError, ValueError) as error:
                self._log("error", "process-not-started", reason=type(error).__name__)
                await asyncio.sleep(pause)
                pause = min(2 * pause, _LONGEST_PAUSE_S)
            else:
                return

    async def _begin(self) -> _Worker:
        """Start a process and tell it what to judge with. Away from the terminal, whose Ctrl-C is for us."""
        process = await asyncio.create_subprocess_exec(
            *COMMAND,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=None if self._debug else asyncio.subprocess.DEVNULL,  # a traceback may quote an object
            start_new_session=True,
        )
        worker = _Worker(process)
        try:
            async with asyncio.timeout(_START_S):
                startup = json.loads(await worker.ask(self._settings))
        except BaseException:
            await worker.end()
            raise
        self.startup = self.startup or startup
        self._all.add(worker)
        return worker
