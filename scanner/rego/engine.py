"""The one protocol behind which Rego is evaluated. Every engine evaluates with OPA itself; none may differ.

An engine raises `scanner.errors.EngineError` and nothing else. It is a context manager: leaving it ends its processes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, Self

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


@dataclass(frozen=True, slots=True)
class ModuleError:
    """Why a module cannot be used: it, and every module that depends on it, is left out; the others still load."""

    file: str
    line: int
    column: int
    message: str


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One input and the entry points to evaluate on it."""

    input: Any
    queries: tuple[str, ...]
    """References to rules, e.g. ``data.replica_floor.deny``."""


@dataclass(frozen=True, slots=True)
class Value:
    """What a query evaluated to, as JSON data: sets come as sorted lists."""

    value: Any
    prints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Failure:
    """The query could not be evaluated: an error, an undefined entry point, a time-out, a death. Never a pass."""

    reason: str
    detail: str = ""
    remedy: str = ""
    """What to do, where the cause is known."""


Result = Value | Failure


@dataclass(frozen=True, slots=True)
class TestResult:
    """One ``test_`` rule."""

    __test__ = False  # pytest collects classes by this prefix

    package: str
    name: str
    file: str
    line: int
    passed: bool
    skipped: bool = False
    message: str = ""
    """The error, where it did not merely evaluate to something other than true."""
    prints: tuple[str, ...] = ()


class Engine(Protocol):
    """Loads modules and data once, then evaluates batches."""

    @property
    def name(self) -> str:
        """For the summary, e.g. ``embedded engine (OPA 1.22.2)``."""

    def load(self, modules: Mapping[str, str], data: Mapping[str, Any]) -> tuple[ModuleError, ...]:
        """Compile ``modules`` (file name to text) with ``data``; replaces what was loaded before."""

    def evaluate(self, batch: Sequence[Evaluation]) -> Iterator[tuple[Result, ...]]:
        """Yield, for each evaluation in order, one result per query in order."""

    def close(self) -> None:
        """End every process and connection. May be called twice."""

    def __enter__(self) -> Self:
        """Return the engine itself."""

    def __exit__(self, *_: object) -> None:
        """Close."""
