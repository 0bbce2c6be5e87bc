"""The embedded engine: OPA's own library in a child process (``engine/``), bounded in time and memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from scanner.errors import EngineFailed
from scanner.rego.engine import ModuleError, TestResult
from scanner.rego.engines.inspection import FileCoverage, Inspection, ModuleInfo, RuleInfo, TestRun
from scanner.rego.engines.run import Run
from scanner.rego.engines.strikes import Strikes
from scanner.rego.engines.worker import Worker, encode

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from scanner.rego.engine import Evaluation, Result

GRACE_S = 2.0
"""How much longer than its deadline a query may take before its process is ended: OPA itself stops most in time, but
not within a single call of a builtin."""

_SHARE = 32
"""How many evaluations make another process worth its start, which takes about as long as they do."""


class EmbeddedEngine:
    """Evaluates with the embedded OPA. To be used from one thread; starts no threads of its own."""

    def __init__(self, binary: Path, *, deadline_s: float, memory_mib: int, workers: int = 1) -> None:
        """Start nothing yet. ``deadline_s`` is for one query on one input, ``memory_mib`` for one process."""
        self._deadline_s = deadline_s
        self._memory_mib = memory_mib
        self._workers = [Worker(binary, memory_mib=memory_mib) for _ in range(max(1, workers))]
        self._strikes = Strikes()
        self._run: Run | None = None

    @property
    def name(self) -> str:
        """``embedded engine (OPA 1.22.2)``; starts the process if need be. Raises `EngineError`."""
        first = self._workers[0]
        if not first.opa_version:
            first.ask("version", b"", self._deadline_s + GRACE_S)
        return f"embedded engine (OPA {first.opa_version})"

    def load(self, modules: Mapping[str, str], data: Mapping[str, Any]) -> tuple[ModuleError, ...]:
        """Compile ``modules`` with ``data``. Raises `EngineError` where nothing at all can be said."""
        fields = _members(modules=dict(modules), data=dict(data))
        self._end_run()
        self._strikes.clear()
        for worker in self._workers[1:]:
            worker.end()
            worker.loaded = fields
        return tuple(ModuleError(**error) for error in self._workers[0].load(fields))

    def evaluate(self, batch: Sequence[Evaluation]) -> Iterator[tuple[Result, ...]]:
        """Yield, for each evaluation in order, one result per query in order. Ends another evaluation under way."""
        self._end_run()
        wanted = max(1, min(len(self._workers), len(batch) // _SHARE))
        run = Run(self._workers[:wanted], batch, self._strikes, self._deadline_s, self._deadline_s + GRACE_S)
        self._run = run
        try:
            yield from run.results()
        finally:
            run.end()

    def test(self, *, pattern: str = "", coverage: bool = False) -> TestRun:
        """Run the ``test_`` rules of the loaded modules whose full name (``data.shop_test.test_x``) matches.

        Errors of builtins fail a test, as they fail an evaluation. Raises `EngineError`.
        """
        self._end_run()
        fields = _members(deadline_ms=round(self._deadline_s * 1000), coverage=coverage, filter=pattern)
        results: list[TestResult] = []
        for answer in self._workers[0].stream("test", fields, self._deadline_s + GRACE_S):
            if answer.get("done"):
                ordered = sorted(results, key=lambda result: (result.file, result.line, result.name))
                return TestRun(tuple(ordered), tuple(_file_coverage(file) for file in answer["coverage"]))
            found = answer["test"]
            results.append(TestResult(**{**found, "prints": tuple(found["prints"])}))
        raise EngineFailed("The engine stopped answering.")

    def inspect(self, modules: Mapping[str, str]) -> Inspection:
        """Describe modules as OPA's parser reads them, without loading them. Raises `EngineError`."""
        self._end_run()
        answer = self._workers[0].ask("inspect", _members(modules=dict(modules)), self._deadline_s + GRACE_S)
        return Inspection(
            modules=tuple(_module_info(module) for module in answer["modules"]),
            errors=tuple(ModuleError(**error) for error in answer["errors"]),
        )

    def close(self) -> None:
        """End every process. May be called twice."""
        self._end_run()
        for worker in self._workers:
            worker.end()

    def __enter__(self) -> Self:
        """Return the engine itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self.close()

    def _end_run(self) -> None:
        run, self._run = self._run, None
        if run is not None:
            run.end()


def _members(**fields: Any) -> bytes:
    """Write the members of a JSON object, without its braces."""
    try:
        return encode(fields)[1:-1]
    except (ValueError, TypeError, RecursionError) as error:
        raise EngineFailed(f"The data for the engine cannot be written as JSON: {error}.") from error


def _module_info(module: dict[str, Any]) -> ModuleInfo:
    return ModuleInfo(
        file=module["file"],
        package=module["package"],
        rego_version=module["rego_version"],
        rules=tuple(RuleInfo(**rule) for rule in module["rules"]),
        metadata=module["metadata"],
        fields=tuple(module["fields"]),
        uses=tuple(module["uses"]),
    )


def _file_coverage(file: dict[str, Any]) -> FileCoverage:
    return FileCoverage(
        file=file["file"],
        covered=tuple((first, last) for first, last in file["covered"]),
        not_covered=tuple((first, last) for first, last in file["not_covered"]),
        percentage=file["percentage"],
    )
