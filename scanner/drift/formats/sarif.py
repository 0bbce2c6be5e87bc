"""Drift as SARIF: each difference is a result at its place in git; the writer is that of a scan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.cluster.live import live_source
from scanner.drift.words import added_words, changed_words, extra_words, missing_words
from scanner.evaluate.fingerprint import fingerprint
from scanner.model import Coverage, Finding, Located, NotEvaluated, Report, Rule, RuleOrigin, Severity, Span
from scanner.report import FORMATS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.drift.model import DriftReport, Place
    from scanner.model import Path, Source
    from scanner.report import RenderOptions


def _rule(name: str, title: str, severity: Severity, remediation: str) -> Rule:
    return Rule(name, title, severity, f"{title}.", remediation, RuleOrigin.BUILTIN, tags=("kubernetes", "drift"))


_APPLY = "Apply what git states, or state what the cluster should have."
CHANGED = _rule("drift-changed", "The cluster does not have what git states", Severity.MEDIUM, _APPLY)
ADDED = _rule("drift-added", "Somebody set a field that git does not state", Severity.LOW, _APPLY)
MISSING = _rule("drift-missing", "The cluster lacks an object that git states", Severity.HIGH, _APPLY)
EXTRA = _rule("drift-extra", "The cluster has an object that git does not state", Severity.LOW, _APPLY)


def render(report: DriftReport, options: RenderOptions, show_values: bool) -> str:
    """Return the report as SARIF."""
    found = [*report.verdicts, *_findings(report, show_values=show_values)]
    rules = {rule.id: rule for rule in (CHANGED, ADDED, MISSING, EXTRA, *(one.rule for one in report.verdicts))}
    converted = Report(
        findings=tuple(sorted(found, key=lambda one: (one.source.path, one.span, one.rule.id, one.fingerprint))),
        rules=tuple(rules[name] for name in sorted(rules)),
        coverage=Coverage(0, report.compared, report.compared, len(rules), 0, ""),
        unread=report.unread,
        not_evaluated=tuple(_not_compared(report)),
        cluster=report.cluster,
    )
    return FORMATS["sarif"](converted, options)


def _findings(report: DriftReport, *, show_values: bool) -> Iterator[Finding]:
    for one in report.drifted:
        for changed in one.changed:
            words = changed_words(changed, show_values=show_values)
            yield _finding(CHANGED, words, one.label, one.address, changed.place, changed.difference.path)
        for added in one.added:
            words = added_words(added, show_values=show_values)
            yield _finding(ADDED, words, one.label, one.address, added.place, added.outside.path)
    for missing in report.missing:
        yield _finding(MISSING, missing_words(missing), missing.label, missing.address, missing.place, ())
    for extra in report.extra:
        source = live_source(extra.address)
        identity = fingerprint(EXTRA.id, extra.address)
        span = Span(1, 1, 1, 1)
        yield _stamped(EXTRA, extra_words(extra), extra.label, source, span, (), identity)


def _finding(rule: Rule, words: str, label: str, address: str, place: Place, path: Path) -> Finding:  # noqa: PLR0913, PLR0917 - a finding has that many
    identity = fingerprint(rule.id, address, *map(str, path))
    return _stamped(rule, words, label, place.source, place.span, path, identity)


def _stamped(rule: Rule, words: str, label: str, source: Source, span: Span, path: Path, identity: str) -> Finding:  # noqa: PLR0913, PLR0917 - as above
    message = f"{label}: {words.rstrip('.')}."
    return Finding(
        rule=rule,
        severity=rule.severity,
        message=message,
        subject=label,
        source=source,
        span=span,
        path=path,
        located=Located.EXACT,
        fingerprint=identity,
        remediation=rule.remediation,
    )


def _not_compared(report: DriftReport) -> Iterator[NotEvaluated]:
    for one in report.not_compared:
        if one.incomplete:
            yield NotEvaluated(CHANGED.id, one.reason, path=one.place.source.path, subject=one.label)
    for reason in report.unjudged:
        yield NotEvaluated(CHANGED.id, reason)
