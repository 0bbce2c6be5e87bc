"""Judging one request with the rules and policies of a scan."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from scanner import kubernetes
from scanner.admission.decision import Decision, Judged, decide, failure, not_judged
from scanner.admission.review import Operation
from scanner.admission.scope import scope_of
from scanner.errors import EngineError
from scanner.evaluate import Judges, evaluate
from scanner.evaluate.findings import Violation, findings
from scanner.evaluate.suppress import suppress
from scanner.model import Document, NotEvaluated, UnreadReason, WholeDocument
from scanner.read import Limits, read_bytes
from scanner.rego import PolicySet, check_parameters, choose_engine
from scanner.rego.judging.standing import StandingPolicies
from scanner.rules.catalogue import CHECKS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from scanner.admission.review import Review
    from scanner.admission.settings import JudgeSettings
    from scanner.model import Finding
    from scanner.rego.engine import Engine


@dataclass(frozen=True, slots=True)
class Startup:
    """What a judge can do."""

    engine: str
    """Empty where no policy judges."""
    problems: tuple[str, ...]
    """Why it must not judge: policies that cannot be evaluated, parameters that cannot be right."""
    rules: int
    policies: int
    not_configured: tuple[str, ...]


class _Unreadable(Exception):
    """The object is nothing that can be judged."""


class Judge:
    """Rules, and policies in an engine of its own. To be used from one thread, and closed."""

    def __init__(self, settings: JudgeSettings) -> None:
        """Start nothing yet."""
        self._settings = settings
        self._checks = [check for check in CHECKS if check.rule.id in settings.checks and not check.files_only]
        self._config = dataclasses.replace(settings.config, scope_complete=False)
        self._engine: Engine | None = None
        self._policies: StandingPolicies | None = None

    def start(self) -> Startup:
        """Start the engine and load the policies. Raises nothing."""
        configured, missing = self._settings.policies.configured(self._config.parameters)
        name, judging = "", 0
        try:
            problems = list(self._load(configured))
            if self._engine is not None and self._policies is not None:
                name, judging = self._engine.name, len(self._policies.policies)
        except EngineError as error:
            problems = [f"the policies cannot be evaluated: {error}"]
        return Startup(name, tuple(problems), len(self._checks), judging, missing)

    def close(self) -> None:
        """End the engine. May be called twice."""
        if self._engine is not None:
            self._engine.close()

    def review(self, review: Review) -> Decision:
        """Answer a request. Raises nothing that a rule, a policy or the object is to blame for."""
        scope = scope_of(review)
        if scope.object is None:
            return not_judged(scope.reason)
        thresholds = self._settings.thresholds
        try:
            document = _document(review, scope.object)
            judged = self._judge(review.label, document, review.context, only_request=scope.only_request)
            decision = decide(judged, thresholds)
            if decision.denied_by and review.operation is Operation.UPDATE and review.old_object is not None:
                decision = decide(judged, thresholds, before=self._before(review, review.old_object))
        except _Unreadable as error:
            return failure(review.label, str(error), "unreadable", thresholds.on_error)
        return decision

    def _load(self, configured: PolicySet) -> Iterator[str]:
        """Yield what is wrong with the policies. Raises `EngineError` where there is no engine for them."""
        yield from (item.reason for item in configured.failures)
        if not configured.policies:
            return
        engine = self._engine = choose_engine(self._settings.engine)
        for problem in check_parameters(self._settings.policies, self._config.parameters, engine):
            if isinstance(problem, NotEvaluated):
                yield problem.reason
            else:
                yield f"policies.parameters.{'.'.join(map(str, problem.path))}: {problem.message}"
        self._policies = StandingPolicies(configured, self._config.parameters, engine)
        yield from (item.reason for item in self._policies.load() if item not in configured.failures)

    def _before(self, review: Review, old: dict[str, Any]) -> frozenset[str]:
        """Return the fingerprints of what was wrong before. What a policy says of the request is never from before."""
        try:
            judged = self._judge(review.label, _document(review, old), None, only_request=False)
        except _Unreadable:
            return frozenset()  # nothing is known to have been wrong: everything counts
        return frozenset(finding.fingerprint for finding in judged.findings)

    def _judge(
        self, label: str, document: Document, context: Mapping[str, Any] | None, *, only_request: bool
    ) -> Judged:
        undecided: list[str] = []
        not_evaluated: list[NotEvaluated] = []
        found: list[Finding] = []
        today = datetime.now(UTC).date()
        if not only_request:
            judges = Judges(self._checks, PolicySet(), start_engine=_no_engine)
            report = evaluate((document,), judges, self._config, today)
            found.extend(report.findings)
            not_evaluated.extend(report.not_evaluated)
            undecided.extend(item.rule_id for item in report.undecided)
        if self._policies is not None:
            if not only_request:
                undecided.extend(one.rule.id for one in self._policies.undecided if one.selector.selects(document))
            violations = []
            subject = _subject(document)
            for verdict in self._policies.judge(document, context, only_request=only_request):
                if isinstance(verdict, NotEvaluated):
                    not_evaluated.append(verdict)
                else:
                    violations.append(Violation(verdict.rule, subject, verdict.match, verdict.located))
            found.extend(suppress(findings(violations), self._config.suppressions, today))
        return Judged(label, found, not_evaluated, sorted(undecided))


def _no_engine() -> Engine:
    raise EngineError("the rules need none")


def _document(review: Review, data: dict[str, Any]) -> Document:
    """Return the object as it would be read from a file, so that nothing is judged otherwise. Raises `_Unreadable`."""
    metadata = data.get("metadata")
    if review.namespace and review.kind != "Namespace" and isinstance(metadata, dict) and "namespace" not in metadata:
        data = {**data, "metadata": {**metadata, "namespace": review.namespace}}
    path = "/".join(part for part in ("cluster", review.kind, review.namespace, review.name or "generated") if part)
    content = json.dumps(data).encode()
    documents = []
    for item in read_bytes(path, content, Limits(), named=True, known_as="object.json"):
        if isinstance(item, Document):
            documents.append(item)
        elif item.reason is not UnreadReason.NO_CONTENT:
            raise _Unreadable(f"the object cannot be read ({item.reason.value})")
    if len(documents) != 1:
        raise _Unreadable(f"the object holds {len(documents)} objects")
    return documents[0]


def _subject(document: Document) -> WholeDocument:
    (item,) = kubernetes.Inventory.of((document,)).objects
    return WholeDocument(document, item.label, item.identity)
