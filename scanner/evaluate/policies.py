"""Carrying out the policies: one engine, started only when there is something to judge."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scanner import rego
from scanner.errors import ConfigError, EngineError, EngineMissing
from scanner.evaluate.findings import Violation
from scanner.model import NotEvaluated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from scanner.config import Config
    from scanner.model import Document, Rule, Subject
    from scanner.rego import PolicySet
    from scanner.rego.engine import Engine

_NO_ANSWER = "See that the engine runs, or name an OPA server that does with --opa-url."


@dataclass(frozen=True, slots=True)
class PolicyOutcome:
    """What the policies said, and which of them said anything."""

    verdicts: tuple[Violation | NotEvaluated, ...] = ()
    rules: tuple[Rule, ...] = ()
    """Those of the policies that are configured; one that denies and warns has two."""
    carried_out: int = 0
    """How many policies were carried out, at least on some documents or with nothing to judge."""
    engine: str = ""
    """The engine's name; empty where none was needed or had."""
    not_configured: tuple[str, ...] = ()
    needs_request: tuple[str, ...] = ()
    idle: frozenset[str] = frozenset()
    """Ids of the rules whose policies had no document to judge."""


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
    without_request, needs_request = policies.without_request()
    configured, not_configured = without_request.configured(config.parameters)
    active = [one for one in configured.policies if any(one.selector.selects(document) for document in documents)]
    nothing = PolicyOutcome(
        policies.failures,
        rules=tuple(rule for policy in configured.policies for rule in policy.rules),
        carried_out=len(configured.policies),
        not_configured=not_configured,
        needs_request=needs_request,
        idle=frozenset(rule.id for policy in configured.policies if policy not in active for rule in policy.rules),
    )
    if not active:
        return nothing
    verdicts: tuple[Violation | NotEvaluated, ...] | None = None
    name = ""
    try:
        with start_engine() as engine:
            name = engine.name  # first: an engine that is lost on the way cannot be asked
            verdicts = tuple(_verdicts(policies, documents, subjects, engine, config))
    except EngineError as error:
        if verdicts is None:
            verdicts, name = (*policies.failures, *_without_engine(configured, error)), ""
        else:
            verdicts = (*verdicts, _untidy(error))
    broken = {one.rule_id for one in verdicts if isinstance(one, NotEvaluated) and not one.path}
    carried_out = sum(policy.rule.id not in broken for policy in configured.policies)
    return dataclasses.replace(nothing, verdicts=verdicts, carried_out=carried_out, engine=name)


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


def _untidy(error: EngineError) -> NotEvaluated:
    """Say that the engine could not be closed. What it judged before stands."""
    return NotEvaluated(
        "engine",
        f"The policies were evaluated, but the engine could not be left as it was: {error}",
        "See that nothing of this scan is left on the OPA server: its next scan may be refused.",
    )


def _without_engine(policies: PolicySet, error: EngineError) -> Iterator[NotEvaluated]:
    missing = isinstance(error, EngineMissing)
    reason, remedy = ("There is no Rego engine.", str(error)) if missing else (str(error), _NO_ANSWER)
    for policy in policies.policies:
        yield NotEvaluated(policy.rule.id, reason, remedy)
