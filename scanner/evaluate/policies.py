"""Carrying out the policies: one engine, started only when there is something to judge."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scanner import rego
from scanner.errors import ConfigError, EngineError
from scanner.evaluate.findings import Violation
from scanner.model import NotEvaluated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from scanner.config import Config
    from scanner.model import Document, Rule, Subject
    from scanner.rego import PolicySet
    from scanner.rego.engine import Engine


@dataclass(frozen=True, slots=True)
class PolicyOutcome:
    """What the policies said, and which of them were carried out."""

    verdicts: tuple[Violation | NotEvaluated, ...] = ()
    carried_out: tuple[Rule, ...] = ()
    policies: int = 0
    """How many policies were carried out; one that denies and warns has two rules."""
    engine: str = ""
    """The engine's name; empty where none was needed or had."""
    not_configured: tuple[str, ...] = ()


def judge_policies(
    policies: PolicySet,
    documents: Sequence[Document],
    subjects: Mapping[Document, Sequence[Subject]],
    start_engine: Callable[[], Engine],
    config: Config,
) -> PolicyOutcome:
    """Judge every document by every policy that is about it. Without an engine each policy is not evaluated.

    Raises `ConfigError` for a parameter that cannot be right.
    """
    configured, not_configured = policies.configured(config.parameters)
    if not configured.policies or not documents:
        return PolicyOutcome(policies.failures, not_configured=not_configured)
    try:
        with start_engine() as engine:
            verdicts = tuple(_verdicts(policies, documents, subjects, engine, config))
            name = engine.name
    except EngineError as error:
        return PolicyOutcome((*policies.failures, *_without_engine(configured, error)), not_configured=not_configured)
    broken = {one.rule_id for one in verdicts if isinstance(one, NotEvaluated) and not one.path}
    carried_out = [policy for policy in configured.policies if policy.rule.id not in broken]
    rules = tuple(rule for policy in carried_out for rule in policy.rules)
    return PolicyOutcome(verdicts, rules, len(carried_out), name, not_configured)


def _verdicts(
    policies: PolicySet,
    documents: Sequence[Document],
    subjects: Mapping[Document, Sequence[Subject]],
    engine: Engine,
    config: Config,
) -> Iterator[Violation | NotEvaluated]:
    for problem in rego.check_parameters(policies, config.parameters, engine):
        if isinstance(problem, NotEvaluated):
            yield problem
        else:
            place = config.locate_parameter(problem.path)
            name = ".".join(map(str, ("policies", "parameters", *problem.path)))
            raise ConfigError(config.file, *place, f"{name}: {problem.message}")
    for verdict in rego.judge(policies, documents, parameters=config.parameters, engine=engine):
        if isinstance(verdict, NotEvaluated):
            yield verdict
        else:
            yield Violation(verdict.rule, subjects[verdict.document][0], verdict.match, verdict.located)


def _without_engine(policies: PolicySet, error: EngineError) -> Iterator[NotEvaluated]:
    problem, _, remedy = str(error).partition("\n")
    for policy in policies.policies:
        yield NotEvaluated(policy.rule.id, problem, remedy)
