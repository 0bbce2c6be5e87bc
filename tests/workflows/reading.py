"""Reading workflows and actions from text, for the tests of this directory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scanner.evaluate.findings import Violation, findings
from scanner.evaluate.judge import judge
from scanner.model import Document, WholeDocument
from scanner.read import Limits, read_bytes
from scanner.rules.workflows import CHECKS
from scanner.workflows import Action, Workflow, subjects

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scanner.evaluate.judge import Verdict
    from scanner.model import Finding


def document(text: str, path: str = ".github/workflows/ci.yml") -> Document:
    """Read one document."""
    (found,) = read_bytes(path, text.encode(), Limits(), named=True)
    assert isinstance(found, Document), found
    return found


def workflow(text: str) -> Workflow:
    """Read a workflow."""
    return Workflow(document(text))


def action(text: str) -> Action:
    """Read an action."""
    return Action(document(text, "action.yml"))


def verdicts(documents: Iterable[Document], *rule_ids: str) -> list[Verdict]:
    """Judge documents by the rules with these ids, or by all."""
    documents = list(documents)
    checks = [check for check in CHECKS if not rule_ids or check.rule.id in rule_ids]
    views: list[Any] = [WholeDocument(item, item.source.path, (item.source.path,)) for item in documents]
    return list(judge([*views, *subjects(documents)], checks))


def found(text: str, rule_id: str, path: str = ".github/workflows/ci.yml") -> tuple[Finding, ...]:
    """Return the findings of one rule in one text."""
    judged = verdicts([document(text, path)], rule_id)
    return findings(verdict for verdict in judged if isinstance(verdict, Violation))
