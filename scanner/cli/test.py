"""``plimsoll test``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scanner.cli.output import write_lines, write_stderr
from scanner.cli.settings import current_directory, engine_settings, find_root, policy_paths, read_config
from scanner.errors import EXIT_CLEAN, EXIT_INCOMPLETE, EXIT_VIOLATIONS, EngineError, UsageError
from scanner.rego import choose_engine, load_policies
from scanner.rego.testing.policy_tests import run_policy_tests

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.rego.testing.policy_tests import PolicyTests


@click.command("test")
@click.argument("directories", nargs=-1, metavar="[DIR]...")
@click.option("--examples", multiple=True, metavar="DIR", help="More examples: DIR/<policy id>/{pass,fail}*.yaml.")
@click.option("--threshold", type=click.FloatRange(0, 100), default=0, help="The least coverage in percent.")
@click.option("--config", "config_file", default="", metavar="FILE", help="Instead of the nearest plimsoll.yaml.")
def command(directories: tuple[str, ...], examples: tuple[str, ...], threshold: float, config_file: str) -> None:
    """Test policies: test_ rules with coverage, example files, and fields whose absence silences a policy.

    Exit codes: 0 all pass; 1 a test or example fails, there is none, or the coverage is too low; 3 something could not
    be evaluated.
    """
    root = find_root(current_directory())
    config = read_config(root, config_file)
    where = [Path(one) for one in directories] or policy_paths(root, config.policy_directories)
    for example in examples:
        if not Path(example).is_dir():
            raise UsageError(f"{example}: no such directory of examples")
    policies = load_policies(where, with_tests=True)
    try:
        with choose_engine(engine_settings(config, "", 1)) as engine:
            tests = run_policy_tests(
                policies,
                parameters=config.parameters,
                example_directories=[Path(one) for one in examples],
                engine=engine,
            )
    except EngineError as error:
        write_stderr(f"not evaluated: {error}")
        sys.exit(EXIT_INCOMPLETE)
    write_lines("".join(f"{line}\n" for line in _lines(tests)))
    if tests.not_evaluated:
        sys.exit(EXIT_INCOMPLETE)
    sys.exit(EXIT_CLEAN if tests.passed and tests.covered_percentage >= threshold else EXIT_VIOLATIONS)


def _lines(tests: PolicyTests) -> Iterator[str]:
    for failure in tests.not_evaluated:
        yield f"not evaluated: {failure.rule_id}: {failure.reason} {failure.remedy}".rstrip()
    for result in tests.results:
        if not (result.passed or result.skipped):
            yield f"{result.file}:{result.line}: FAIL {result.package}.{result.name} {result.message}".rstrip()
            yield from (f"    {line}" for line in result.prints)
    for example in tests.examples:
        yield from (f"{example.path}: FAIL {difference}" for difference in example.problems)
    for silence in tests.silences:
        yield f"warning: {silence.message}"
    for policy in tests.without_examples:
        yield f"warning: {policy} lacks a pass example or a fail example"
    for file in tests.coverage:
        if file.not_covered:
            gaps = ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in file.not_covered)
            yield f"{file.file}: not covered: lines {gaps}"
    passed = sum(result.passed for result in tests.results)
    kept = sum(example.passed for example in tests.examples)
    yield (
        f"{passed} of {len(tests.results)} tests passed, {kept} of {len(tests.examples)} examples met, "
        f"{tests.covered_percentage:.1f} % of lines covered, {len(tests.silences)} fields fall silent when absent."
    )
