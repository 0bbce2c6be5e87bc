"""One scan: what was read is judged by rules and policies, located, decided and counted."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from scanner import kubernetes, workflows
from scanner.evaluate.findings import Violation, findings
from scanner.evaluate.judge import crashed, idle, judge
from scanner.evaluate.peer_skips import honour, read_skips
from scanner.evaluate.policies import judge_policies
from scanner.evaluate.suppress import suppress
from scanner.kubernetes.pod_security import Version
from scanner.model import (
    Coverage,
    Document,
    NotEvaluated,
    Report,
    Undecided,
    UnreadReason,
    WholeDocument,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import date

    from scanner.config import Config
    from scanner.evaluate.policies import PolicyOutcome
    from scanner.model import Subject, Unread
    from scanner.rego import PolicySet
    from scanner.rego.engine import Engine
    from scanner.rules.check import Check

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Judges:
    """What judges: the built-in rules and policies that were selected, and how to come by an engine."""

    checks: Sequence[Check[Any]]
    policies: PolicySet
    start_engine: Callable[[], Engine]
    """Raises `EngineError` where there is none. Called only when a policy has something to judge."""


def evaluate(read: Iterable[Document | Unread], judges: Judges, config: Config, today: date) -> Report:
    """Judge everything that was read."""
    documents: list[Document] = []
    unread: list[Unread] = []
    for item in read:
        if isinstance(item, Document):
            documents.append(item)
        else:
            unread.append(item)
    subjects, failures = _subjects(documents, config)
    outcome = judge_policies(judges.policies, documents, subjects, judges.start_engine, config)
    views = [subject for document in documents for subject in subjects[document]]
    verdicts = [*failures, *judge(views, judges.checks), *outcome.verdicts]
    rules = [*(check.rule for check in judges.checks), *outcome.rules]
    accepted = suppress(findings(_only(Violation, verdicts)), config.suppressions, today)
    skips = tuple(read_skips(documents, config.peers))
    found, not_honoured = honour(skips, _only(Violation, verdicts), accepted, {rule.id for rule in rules})
    return Report(
        findings=found,
        rules=tuple(sorted(rules, key=lambda rule: rule.id)),
        coverage=_coverage(documents, unread, len(judges.checks), outcome),
        unread=tuple(sorted(unread, key=lambda item: (item.path, item.index or 0))),
        not_evaluated=tuple(sorted(set(_only(NotEvaluated, verdicts)), key=_order)),
        undecided=tuple(sorted(set(_only(Undecided, verdicts)), key=_order)),
        not_configured=outcome.not_configured,
        needs_request=outcome.needs_request,
        not_honoured=not_honoured,
        idle=idle(views, judges.checks) | outcome.idle,
    )


def _subjects(
    documents: Sequence[Document], config: Config
) -> tuple[dict[Document, list[Subject]], list[NotEvaluated]]:
    """Return each document's views, the document itself first, and the views that could not be made."""
    views: dict[Document, list[Subject]] = defaultdict(list)
    failures: list[NotEvaluated] = []
    made = {"kubernetes": _objects(documents, config), "workflows": workflows.subjects(documents)}
    for name, subjects in made.items():
        try:
            for subject in subjects:
                views[subject.document].append(subject)
        except Exception as error:  # noqa: BLE001 - what a view could not bear must not take the scan down
            failures.append(crashed(name, error))
    for document in documents:
        views[document].insert(0, _whole(document, views[document]))
    return views, failures


def _objects(documents: Sequence[Document], config: Config) -> Iterator[Subject]:
    inventory = kubernetes.Inventory.of(
        documents,
        scope_complete=config.scope_complete,
        kubernetes_version=config.kubernetes_version,
        pod_security_version=Version.parse(config.pod_security_version),
    )
    yield from kubernetes.subjects(inventory)


def _whole(document: Document, views: Sequence[Subject]) -> WholeDocument:
    if views:
        return WholeDocument(document, views[0].label, views[0].identity)
    return WholeDocument(document, f"{document.kind.value} file {document.source.path}", (document.source.path,))


def _coverage(documents: Sequence[Document], unread: Sequence[Unread], rules: int, outcome: PolicyOutcome) -> Coverage:
    nothing = {UnreadReason.NO_CONTENT, UnreadReason.NOT_RELEVANT, UnreadReason.RENDERED}
    listed = [item for item in unread if item.reason not in nothing]
    return Coverage(
        files=len({document.source.path for document in documents} | {item.path for item in unread}),
        documents=len(documents) + len(listed),
        judged=len(documents),
        rules=rules,
        policies=outcome.carried_out,
        engine=outcome.engine,
    )


def _only(kind: type[T], verdicts: Iterable[object]) -> Iterator[T]:
    return (verdict for verdict in verdicts if isinstance(verdict, kind))


def _order(item: NotEvaluated | Undecided) -> tuple[str, str, str, str]:
    return item.rule_id, item.path, item.subject, item.reason
