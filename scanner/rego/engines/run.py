"""One batch of evaluations on one or several worker processes, in order, whatever happens to the processes."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from scanner.errors import EngineError
from scanner.rego.engine import Failure, Value
from scanner.rego.engines import failures
from scanner.rego.engines.reference import parse_reference
from scanner.rego.engines.worker import check_id, decode, encode, wait

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scanner.rego.engine import Evaluation, Result
    from scanner.rego.engines.strikes import Strikes
    from scanner.rego.engines.worker import Worker

_AHEAD = 256
"""How many results are kept at most while the one that is due next is waited for."""
_DEATHS = 12
"""After so many deaths the engine is not started again: something other than single policies is wrong with it."""


@dataclass(slots=True)
class _Task:
    """One evaluation on its way."""

    index: int
    evaluation: Evaluation
    text: bytes
    """The input as JSON."""
    results: list[Result | None]
    asked: deque[int] = field(default_factory=deque)
    """The indexes of the queries that are not answered yet, in the order in which they were sent."""
    request: int = 0
    since: float = 0.0
    """When the query that is under way began, as far as we know."""


class Run:
    """A batch under way. `end` must be called, whether or not all results were taken."""

    def __init__(
        self,
        workers: list[Worker],
        batch: Sequence[Evaluation],
        strikes: Strikes,
        deadline_s: float,
        outer_s: float,
    ) -> None:
        """Send nothing yet. After ``outer_s`` without an answer a process is taken for hung."""
        self._workers = workers
        self._batch = batch
        self._strikes = strikes
        self._deadline_s = deadline_s
        self._outer_s = outer_s
        self._tasks: dict[int, _Task] = {}
        self._done: dict[int, tuple[Result, ...]] = {}
        self._next = 0
        self._deaths = 0
        self._hopeless = ""
        self._ended = False

    def results(self) -> Iterator[tuple[Result, ...]]:
        """Yield one tuple of results per evaluation, in order."""
        for due in range(len(self._batch)):
            while due not in self._done:
                if self._ended:
                    raise EngineError("This evaluation was ended by another use of the engine.")
                self._assign(due)
                if due not in self._done:
                    self._advance()
            yield self._done.pop(due)
            now = time.monotonic()
            for task in self._tasks.values():
                task.since = now  # whoever reads the results may have taken long: that is not the engine's time

    def end(self) -> None:
        """End the processes that are busy with this batch: nobody waits for their answers."""
        self._ended = True
        for position in self._tasks:
            self._workers[position].end()
        self._tasks.clear()

    def _assign(self, due: int) -> None:
        """Give each idle worker something to do."""
        for position in range(len(self._workers)):
            while position not in self._tasks and self._next < min(len(self._batch), due + _AHEAD):
                index, self._next = self._next, self._next + 1
                self._begin(position, index)

    def _begin(self, position: int, index: int) -> None:
        evaluation = self._batch[index]
        results: list[Result | None] = [None] * len(evaluation.queries)
        try:
            text = encode(evaluation.input)
        except (ValueError, TypeError, RecursionError) as error:
            self._done[index] = tuple(failures.not_json(query, error) for query in evaluation.queries)
            return
        self._send(position, _Task(index, evaluation, text, results))

    def _send(self, position: int, task: _Task) -> None:
        """Ask the queries that have no result yet; where there are none, or no engine, the task is done."""
        queries = task.evaluation.queries
        task.asked.clear()
        for index, result in enumerate(task.results):
            if result is not None:
                continue
            if self._hopeless:
                task.results[index] = failures.abandoned(queries[index], self._hopeless)
            elif self._strikes.out(queries[index]):
                task.results[index] = failures.given_up(queries[index])
            else:
                task.results[index] = _no_reference(queries[index])
                if task.results[index] is None:
                    task.asked.append(index)
        if not task.asked:
            self._finish(position, task)
            return
        request: dict[str, Any] = {
            "queries": [queries[index] for index in task.asked],
            "deadline_ms": round(self._deadline_s * 1000),
        }
        try:
            fields = encode(request)[1:-1] + b',"input":' + task.text
            task.request = self._workers[position].send("evaluate", fields)
        except EngineError as error:
            self._hopeless = str(error)
            self._send(position, task)
            return
        task.since = time.monotonic()
        self._tasks[position] = task

    def _advance(self) -> None:
        """Wait for something to happen, and act on it."""
        if not self._tasks:
            return
        busy = [self._workers[position] for position in self._tasks]
        wait(busy, min(task.since for task in self._tasks.values()) + self._outer_s)
        now = time.monotonic()
        for position, task in list(self._tasks.items()):
            self._take_answers(position, task, now)
            if self._tasks.get(position) is not task:
                continue
            child = self._workers[position].running
            if child is None or child.ended:
                self._bury(position, task)
            elif now - task.since > self._outer_s:
                self._workers[position].end()
                self._blame(position, task, failures.timed_out(self._current(task), self._deadline_s))

    def _take_answers(self, position: int, task: _Task, now: float) -> None:
        child = self._workers[position].running
        while child is not None and task.asked and (line := child.next_line()) is not None:
            try:
                result = self._result(self._current(task), _answer_to(task.request, line))
            except (EngineError, KeyError) as error:
                self._workers[position].end()
                self._blame(position, task, failures.died(self._current(task), "answered nonsense", str(error)))
                return
            task.results[task.asked.popleft()] = result
            task.since = now
        if not task.asked:
            self._finish(position, task)

    def _finish(self, position: int, task: _Task) -> None:
        self._tasks.pop(position, None)
        self._done[task.index] = tuple(result for result in task.results if result is not None)

    def _current(self, task: _Task) -> str:
        return task.evaluation.queries[task.asked[0]]

    def _result(self, query: str, answer: dict[str, Any]) -> Result:
        if "failure" not in answer:
            return Value(answer["value"], tuple(answer.get("prints", ())))
        kind, message = answer["failure"]["kind"], answer["failure"]["message"]
        if kind == "undefined":
            return failures.undefined(query)
        if kind == "timeout":
            self._strikes.add(query)
            return failures.timed_out(query, self._deadline_s, message)
        if kind == "size":
            return failures.too_large(query, message)
        return failures.failed(query, message)

    def _bury(self, position: int, task: _Task) -> None:
        cause, detail = self._workers[position].bury()
        self._blame(position, task, failures.died(self._current(task), cause, detail))

    def _blame(self, position: int, task: _Task, failure: Failure) -> None:
        """Let the query that was under way fail, and ask the rest of the task again, of a new process."""
        self._tasks.pop(position, None)
        self._strikes.add(self._current(task))
        task.results[task.asked[0]] = failure
        self._deaths += 1
        if self._deaths >= _DEATHS:
            self._hopeless = f"the engine ended {self._deaths} times"
        self._send(position, task)


def _no_reference(query: str) -> Failure | None:
    try:
        parse_reference(query)
    except ValueError as error:
        return failures.failed(query, str(error))
    return None


def _answer_to(request: int, line: bytes) -> dict[str, Any]:
    answer = decode(line)
    check_id(answer, request)
    return answer
