"""Testing policies: ``test_`` rules with coverage, example files, and the fields whose absence silences a policy."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from scanner.errors import EngineError
from scanner.model import NotEvaluated
from scanner.rego.testing.absence import Silence, find_silences
from scanner.rego.testing.examples import Example, ExampleResult, find_examples, judge_example

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from scanner.rego.engine import Engine, TestResult
    from scanner.rego.engines.inspection import FileCoverage, TestRun
    from scanner.rego.policies.policy import PolicySet


@runtime_checkable
class RunsTests(Protocol):
    """An engine that can run ``test_`` rules: the embedded one."""

    def test(self, *, pattern: str = "", coverage: bool = False) -> TestRun:
        """Run the tests of what is loaded. Raises `EngineError`."""


@dataclass(frozen=True, slots=True)
class PolicyTests:
    """What testing a directory of policies showed."""

    results: tuple[TestResult, ...]
    """The ``test_`` rules."""
    coverage: tuple[FileCoverage, ...]
    """Of the policies and libraries, not of the tests."""
    examples: tuple[ExampleResult, ...]
    without_examples: tuple[str, ...]
    """Ids of policies that lack a pass example or a fail example."""
    silences: tuple[Silence, ...]
    not_evaluated: tuple[NotEvaluated, ...]

    @property
    def passed(self) -> bool:
        """Whether there is a test or an example, and each is as it must be. Silence is a warning, not a failure."""
        return (
            bool(self.results or self.examples)
            and not self.not_evaluated
            and all(result.passed or result.skipped for result in self.results)
            and all(example.passed for example in self.examples)
        )

    @property
    def covered_percentage(self) -> float:
        """Of the lines that can be covered, in all files; 100 where there are none."""
        covered = sum(_lines(file.covered) for file in self.coverage)
        missed = sum(_lines(file.not_covered) for file in self.coverage)
        return 100 * covered / (covered + missed) if covered + missed else 100.0


def run_policy_tests(
    policies: PolicySet,
    *,
    parameters: Mapping[str, Any],
    example_directories: Sequence[Path],
    engine: Engine,
) -> PolicyTests:
    """Test policies. ``test_`` rules run without data, as under ``opa test``; examples with the parameters.

    Examples of a policy lie beside it, and in a directory of its id in each of ``example_directories``. Raises nothing:
    what cannot be carried out is not evaluated.
    """
    not_evaluated = list(policies.failures)
    results, coverage, problems = _run_tests(policies, engine)
    not_evaluated.extend(problems)
    examples: dict[str, list[Example]] = defaultdict(list)
    for example in find_examples(policies, example_directories):
        examples[example.policy.rule.id].append(example)
    silences: list[Silence] = []
    for policy in policies.policies:
        silences.extend(find_silences(policy, examples[policy.rule.id], policies, parameters, engine))
    return PolicyTests(
        results=results,
        coverage=coverage,
        examples=tuple(
            judge_example(example, policies, parameters, engine) for found in examples.values() for example in found
        ),
        without_examples=tuple(id_ for id_, found in sorted(examples.items()) if not _both_kinds(found)),
        silences=tuple(silences),
        not_evaluated=tuple(not_evaluated),
    )


def _run_tests(
    policies: PolicySet,
    engine: Engine,
) -> tuple[tuple[TestResult, ...], tuple[FileCoverage, ...], tuple[NotEvaluated, ...]]:
    if not isinstance(engine, RunsTests):
        reason = f"The {engine.name} cannot run tests; the embedded engine can."
        return (), (), (NotEvaluated("test", reason),)
    modules = {**policies.modules, **policies.tests}
    try:
        errors = engine.load({name: module.text for name, module in modules.items()}, {})
        run = engine.test(coverage=True)
    except EngineError as error:
        return (), (), (NotEvaluated("test", f"The tests could not be run: {error}"),)
    coverage = tuple(file for file in run.coverage if file.file not in policies.tests)
    return run.results, coverage, tuple(_unusable(errors))


def _unusable(errors: Sequence[Any]) -> Iterator[NotEvaluated]:
    for error in errors:
        yield NotEvaluated(error.file, f"{error.file}:{error.line}:{error.column}: {error.message.rstrip('.')}.")


def _both_kinds(examples: Sequence[Example]) -> bool:
    return {example.must_fail for example in examples} == {True, False}


def _lines(ranges: Sequence[tuple[int, int]]) -> int:
    return sum(last - first + 1 for first, last in ranges)
