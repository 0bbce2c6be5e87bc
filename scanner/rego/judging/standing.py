"""Policies that stay loaded, for objects that come one at a time, each with the request it came by.

A policy that looks at other documents is not carried out here: there are none, and what it would miss lies in the
cluster. A policy that needs the request is asked through a rule of ours,
``value := data.shop.deny with input as … with data.plimsoll.request as …``, which every engine understands.
"""

from __future__ import annotations

import dataclasses
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from scanner.errors import EngineError
from scanner.rego.engine import Evaluation, Failure
from scanner.rego.judging.inventory import build_inventory, pruned
from scanner.rego.judging.judge import Task, not_finished, verdicts
from scanner.rego.judging.preparation import prepare
from scanner.rego.policies.module import query, read_module
from scanner.rego.policies.request import WRAPPERS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from scanner.model import Document, NotEvaluated
    from scanner.rego.engine import Engine, Result
    from scanner.rego.judging.judge import Verdict
    from scanner.rego.policies.module import Module
    from scanner.rego.policies.policy import Policy, PolicySet


class StandingPolicies:
    """Policies in an engine. To be used from one thread; the engine stays the caller's."""

    def __init__(self, policies: PolicySet, parameters: Mapping[str, Any], engine: Engine) -> None:
        """Load nothing yet. Policies whose required parameters are missing judge nothing."""
        configured, self.not_configured = policies.configured(parameters)
        alone = tuple(policy for policy in configured.policies if not policies.looks_around(policy))
        self.undecided = tuple(policy for policy in configured.policies if policy not in alone)
        """Policies that look at other documents."""
        self.needing_request = tuple(policy for policy in alone if policies.needs_request(policy))
        self._policies = dataclasses.replace(configured, policies=alone)
        self._parameters = parameters
        self._engine = engine
        self._queries: dict[str, str] = {}
        """A policy's query to that of the rule that hands it a request."""
        self._loaded = False

    @property
    def policies(self) -> tuple[Policy, ...]:
        """Those that judge."""
        return self._policies.policies

    def load(self) -> tuple[NotEvaluated, ...]:
        """Load modules and parameters; return what cannot be used. Raises nothing."""
        wrappers = dict(self._wrappers())
        modules = MappingProxyType({**self._policies.modules, **wrappers})
        loaded = dataclasses.replace(self._policies, modules=modules)
        _, _, broken = prepare(loaded, (), self._parameters, self._engine)
        self._loaded = not broken
        return (*self._policies.failures, *broken)

    def judge(
        self, document: Document, request: Mapping[str, Any] | None, *, only_request: bool = False
    ) -> Iterator[Verdict]:
        """Judge one object. With ``only_request`` only the policies that need the request do. Raises nothing.

        Without a request the policies that need one do not judge.

        After a failure everything is loaded anew: an engine gives up a query that failed often (see
        `scanner.rego.engines.strikes`), and one hostile object must not end the judging of all others.
        """
        candidates = self.needing_request if only_request else self.policies
        selected = tuple(
            policy
            for policy in candidates
            if policy.selector.selects(document) and (request is not None or policy not in self.needing_request)
        )
        if not selected:
            return
        if not self._loaded:
            broken = self.load()
            if broken:
                yield from broken
                return
        task = Task(selected, document)
        try:
            results = self._evaluate(task, request or {})
        except Exception as error:  # noqa: BLE001 - an engine that breaks its contract must not take the server down
            self._loaded = False
            yield from not_finished((task,), error)
            return
        self._loaded = not any(isinstance(result, Failure) for result in results)
        yield from verdicts(task, results, build_inventory((document,)))

    def _evaluate(self, task: Task, request: Mapping[str, Any]) -> list[Result]:
        """Return one result per query, in the order of the policies and their queries."""
        asked = [query for policy in task.policies for query in policy.queries]
        data = pruned(task.document)
        direct = tuple(query for query in asked if query not in self._queries)
        wrapped = tuple(self._queries[query] for query in asked if query in self._queries)
        batch = [Evaluation(data, direct)] if direct else []
        if wrapped:
            batch.append(Evaluation({"object": data, "request": dict(request)}, wrapped))
        answers = list(self._engine.evaluate(batch))
        if [len(answer) for answer in answers] != [len(one.queries) for one in batch]:
            raise EngineError("The engine gave no answer.")
        found = dict(
            zip((*direct, *wrapped), (result for answer in answers for result in answer), strict=True),
        )
        return [self._named(query, found[self._queries.get(query, query)]) for query in asked]

    def _named(self, query: str, result: Result) -> Result:
        """Return the result; a failure by the policy's own name."""
        wrapper = self._queries.get(query)
        if wrapper is None or not isinstance(result, Failure):
            return result
        return dataclasses.replace(result, reason=result.reason.replace(wrapper, query))

    def _wrappers(self) -> Iterator[tuple[str, Module]]:
        self._queries.clear()
        for number, policy in enumerate(self.needing_request):
            package = (*WRAPPERS, f"policy_{number}")
            lines = [f"package {'.'.join(package)}", ""]
            for index, asked in enumerate(policy.queries):
                self._queries[asked] = query(package, f"entry_{index}")
                lines += [
                    f"entry_{index} := value if {{",
                    f"    value := {asked} with input as input.object with data.plimsoll.request as input.request",
                    "}",
                ]
            name = f"{'/'.join(package)}.rego"
            yield name, read_module(name, "\n".join((*lines, "")))
