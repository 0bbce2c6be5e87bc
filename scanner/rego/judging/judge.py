"""Judging documents by policies: inputs to the engine, elements back, each with a place. Nothing goes missing.

Whatever fails (a module that does not compile, a query that fails, an element that is none) is *not evaluated*, named
by policy and document. conftest's ``exception`` rules are honoured: what they except is not reported
(https://conftest.dev/exceptions/).
"""

from __future__ import annotations

import traceback
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scanner.errors import EngineError
from scanner.model import Match, NotEvaluated
from scanner.rego.engine import Evaluation, Failure, Value
from scanner.rego.judging.elements import Element, read_elements
from scanner.rego.judging.exceptions import excepted_entries
from scanner.rego.judging.inventory import describe, pruned
from scanner.rego.judging.locate import locate, part_of
from scanner.rego.judging.preparation import prepare

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from scanner.model import Document, Located, Rule
    from scanner.rego.engine import Engine, Result
    from scanner.rego.judging.inventory import Inventory
    from scanner.rego.policies.module import Entry
    from scanner.rego.policies.policy import Policy, PolicySet


@dataclass(frozen=True, slots=True)
class PolicyMatch:
    """What a policy found, and where."""

    rule: Rule
    document: Document
    match: Match
    located: Located


Verdict = PolicyMatch | NotEvaluated


@dataclass(frozen=True, slots=True)
class Task:
    """One input and the policies that judge it."""

    policies: tuple[Policy, ...]
    document: Document
    """For policies over the inventory: the document that stands for the scan where they name none."""
    whole_scan: bool = False

    @property
    def evaluation(self) -> Evaluation:
        """What the engine is asked."""
        queries = tuple(query for policy in self.policies for query in policy.queries)
        return Evaluation({} if self.whole_scan else pruned(self.document), queries)

    def not_evaluated(self, policy: Policy, reason: str, remedy: str = "", detail: str = "") -> NotEvaluated:
        """Say that a policy could not judge this input."""
        path, subject = ("", "") if self.whole_scan else (self.document.source.path, describe(self.document))
        return NotEvaluated(policy.rule.id, reason, remedy, path, subject, detail)


def judge(
    policies: PolicySet,
    documents: Sequence[Document],
    *,
    parameters: Mapping[str, Any],
    engine: Engine,
) -> Iterator[Verdict]:
    """Judge each document by each policy that selects it, in order; the policies over the whole inventory come last.

    ``parameters`` becomes ``data.plimsoll.config``. Policies whose required parameters are missing judge nothing
    (`PolicySet.configured` lists them), and those that need a request (`PolicySet.without_request`). Raises nothing.
    """
    yield from policies.failures
    ready, _ = policies.configured(parameters)[0].without_request()
    if not ready.policies or not documents:
        return
    inventory, usable, broken = prepare(ready, documents, parameters, engine)
    yield from broken
    tasks = list(_tasks(usable, documents))
    done = 0
    try:
        for task, results in zip(tasks, engine.evaluate([task.evaluation for task in tasks]), strict=True):
            yield from verdicts(task, results, inventory)
            done += 1
    except Exception as error:  # noqa: BLE001 - an engine that breaks its contract must not take the scan down
        yield from not_finished(tasks[done:], error)


def _tasks(policies: Sequence[Policy], documents: Sequence[Document]) -> Iterator[Task]:
    single = [policy for policy in policies if not policy.selector.inventory]
    for document in documents:
        selected = tuple(policy for policy in single if policy.selector.selects(document))
        if selected:
            yield Task(selected, document)
    for policy in policies:
        if policy.selector.inventory:
            first = next((document for document in documents if policy.selector.selects(document)), None)
            if first is not None:
                yield Task((policy,), first, whole_scan=True)


def verdicts(task: Task, results: Sequence[Result], inventory: Inventory) -> Iterator[Verdict]:
    """Read the results of all queries of a task, in the order of its policies and their queries."""
    remaining = iter(results)
    for policy in task.policies:
        own = [next(remaining, Failure("The engine gave no answer.")) for _ in policy.queries]
        yield from _policy_verdicts(task, policy, own, inventory)


def _policy_verdicts(
    task: Task,
    policy: Policy,
    results: Sequence[Result],
    inventory: Inventory,
) -> Iterator[Verdict]:
    excepted: frozenset[str] = frozenset()
    for query, result in zip(policy.queries, results, strict=True):
        if isinstance(result, Failure):
            yield task.not_evaluated(policy, result.reason, result.remedy, result.detail)
        elif query == policy.exception_query:
            excepted, problem = excepted_entries(policy.entries, result.value)
            if problem:
                yield task.not_evaluated(policy, f"'{query}' cannot be read: {problem}.")
    for entry, result in zip(policy.entries, results, strict=False):  # the last result may be that of the exceptions
        if isinstance(result, Value) and entry.name not in excepted:
            yield from _matches(task, policy, entry, result.value, inventory)


def _matches(task: Task, policy: Policy, entry: Entry, value: Any, inventory: Inventory) -> Iterator[Verdict]:
    rule = policy.warning if entry.warns else policy.rule
    for element in read_elements(value):
        if element.problem:
            yield task.not_evaluated(
                policy,
                f"'{entry.name}' at {entry.file}:{entry.line} cannot be read: {element.problem}.",
                remedy="An element is a message, or an object with 'msg' and, if you like, 'path'.",
            )
        if isinstance(element, Element):
            document, path, located = locate(element, task.document, inventory, whole_scan=task.whole_scan)
            within = part_of(document, path, element.within)
            match = Match(path, element.message, within=within, remediation=element.remediation)
            yield PolicyMatch(rule, document, match, located)


def not_finished(tasks: Sequence[Task], error: Exception) -> Iterator[NotEvaluated]:
    """Name each policy whose work was not finished, once."""
    reason = str(error) if isinstance(error, EngineError) else f"The engine failed: {type(error).__name__}: {error}."
    detail = "".join(traceback.format_exception(error))
    for policy in dict.fromkeys(policy for task in tasks for policy in task.policies):
        yield NotEvaluated(policy.rule.id, reason, detail=detail)
