"""What the embedded engine tells about modules and their tests, beyond what every engine does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scanner.rego.engine import ModuleError, TestResult


@dataclass(frozen=True, slots=True)
class RuleInfo:
    """One rule of a module."""

    name: str
    """Its reference as far as it is constant, e.g. ``deny``."""
    line: int
    function: bool


@dataclass(frozen=True, slots=True)
class ModuleInfo:
    """One module, as OPA's parser reads it."""

    file: str
    package: str
    """As written in a query: ``data.shop["replica-floor"]``."""
    rego_version: int
    """0 or 1."""
    rules: tuple[RuleInfo, ...]
    """In the order of the text; a rule with several definitions is named several times."""
    metadata: dict[str, Any] | None
    """The METADATA of the package as OPA reads it."""
    fields: tuple[str, ...]
    """The keys that it looks up in documents, constant ones only, sorted."""
    uses: tuple[str, ...]
    """The constant beginnings of its references below ``data``, e.g. ``data.lib.pods``; sorted."""


@dataclass(frozen=True, slots=True)
class Inspection:
    """Modules described without loading them."""

    modules: tuple[ModuleInfo, ...]
    errors: tuple[ModuleError, ...]
    """Those that do not parse or use a refused builtin."""


@dataclass(frozen=True, slots=True)
class FileCoverage:
    """Which lines of one module the tests evaluated. A line of which a part was not evaluated is not covered."""

    file: str
    covered: tuple[tuple[int, int], ...]
    """Ranges of lines, first and last included."""
    not_covered: tuple[tuple[int, int], ...]
    percentage: float
    """Of the lines that can be covered; 100 where there are none."""


@dataclass(frozen=True, slots=True)
class TestRun:
    """The tests of all loaded modules, by file, line and name."""

    __test__ = False  # pytest collects classes by this prefix

    results: tuple[TestResult, ...]
    coverage: tuple[FileCoverage, ...] = ()
    """By file; empty where it was not asked for."""
