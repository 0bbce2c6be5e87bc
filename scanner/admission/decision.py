"""From what rules and policies found to the answer: denied, warned or allowed, and what is said with it."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from scanner.model import FailOn, FindingStatus, Located, RuleOrigin, Severity
from scanner.report.neutralise import one_line

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from scanner.model import Finding, NotEvaluated, Path

_MOST_WARNING = 256
"""Characters; the API server may cut longer ones, and 120 are easier to read."""
_GOOD_WARNING = 120
_MOST_WARNINGS = 3072
"""Bytes of all our warnings on one request: over 4,096, those of other webhooks included, the API server drops them."""
_MOST_MESSAGE = 8192
_MOST_ANNOTATION = 4096
_FORBIDDEN = 403
_UNAVAILABLE = 503


class OnError(StrEnum):
    """What becomes of a request that could not be judged."""

    ALLOW = "allow"
    """It passes, with a warning that says so."""
    DENY = "deny"


class Verdict(StrEnum):
    """How a request was answered; the label of a metric."""

    ALLOWED = "allowed"
    WARNED = "warned"
    DENIED = "denied"
    NOT_JUDGED = "not-judged"
    """Nothing in it is judged; see `scanner.admission.scope`."""
    ERROR_ALLOWED = "error-allowed"
    ERROR_DENIED = "error-denied"

    @property
    def is_error(self) -> bool:
        """Whether the request could not be judged."""
        return self in {Verdict.ERROR_ALLOWED, Verdict.ERROR_DENIED}


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What a finding leads to."""

    deny_on: FailOn = FailOn.CRITICAL
    warn_on: FailOn = FailOn.MEDIUM
    on_error: OnError = OnError.ALLOW

    def denies(self, finding: Finding) -> bool:
        """Whether the finding alone is a reason to deny."""
        return self.deny_on.reached_by(finding.severity)

    def warns(self, finding: Finding) -> bool:
        """Whether the finding is worth a warning. What a policy's ``warn`` says always is."""
        said = finding.rule.origin is RuleOrigin.POLICY and finding.severity is Severity.INFO
        return self.warn_on is not FailOn.NEVER and (said or self.warn_on.reached_by(finding.severity))


@dataclass(frozen=True, slots=True)
class Decision:
    """An answer, and what metrics and the log are told."""

    verdict: Verdict
    code: int = 0
    """HTTP status of a denial; 0 where the request is allowed."""
    message: str = ""
    warnings: tuple[str, ...] = ()
    annotations: Mapping[str, str] = field(default_factory=dict)
    """For the audit log of the API server, which puts the name of the webhook before the keys."""
    denied_by: tuple[str, ...] = ()
    """Rule ids, as in the four that follow."""
    warned_by: tuple[str, ...] = ()
    undecided: tuple[str, ...] = ()
    not_evaluated: tuple[str, ...] = ()
    reason: str = ""
    """Why it was not judged; a word for metrics."""

    @property
    def allowed(self) -> bool:
        """Whether the request passes."""
        return not self.code

    @property
    def response(self) -> dict[str, Any]:
        """The ``response`` of an AdmissionReview without its uid. It never has a patch."""
        response: dict[str, Any] = {"allowed": self.allowed}
        if self.code:
            reason = "Forbidden" if self.code == _FORBIDDEN else "ServiceUnavailable"
            response["status"] = {"code": self.code, "reason": reason, "message": self.message}
        if self.warnings:
            response["warnings"] = list(self.warnings)
        if self.annotations:
            response["auditAnnotations"] = dict(self.annotations)
        return response


@dataclass(frozen=True, slots=True)
class Judged:
    """What judging one object came to."""

    label: str
    findings: Sequence[Finding] = ()
    not_evaluated: Sequence[NotEvaluated] = ()
    undecided: Sequence[str] = ()
    """Ids of rules and policies that needed other objects."""


def decide(judged: Judged, thresholds: Thresholds, before: Collection[str] = ()) -> Decision:
    """Decide. ``before`` holds the fingerprints of what was wrong with the object already: that only warns.

    Without this no controller could touch an object that was there before the rule: refusing the update would not make
    anything better.
    """
    found = sorted(judged.findings, key=_worst_first)
    open_ = [finding for finding in found if finding.status is FindingStatus.OPEN]
    denying = [one for one in open_ if thresholds.denies(one) and one.fingerprint not in before]
    warning = [one for one in open_ if one not in denying and (thresholds.warns(one) or thresholds.denies(one))]
    failed = tuple(dict.fromkeys(item.rule_id for item in judged.not_evaluated))
    undecided = tuple(dict.fromkeys(judged.undecided))
    names = {
        "denied": _ids(denying),
        "warned": _ids(warning),
        "suppressed": _ids(one for one in found if one.status is FindingStatus.SUPPRESSED),
        "undecided": undecided,
        "not-evaluated": failed,
    }
    decision = Decision(
        verdict=Verdict.WARNED if warning else Verdict.ALLOWED,
        warnings=tuple(_bounded(_warning(one) for one in warning)),
        annotations={key: shorten_ids(ids) for key, ids in names.items() if ids},
        denied_by=names["denied"],
        warned_by=names["warned"],
        undecided=undecided,
        not_evaluated=failed,
    )
    if denying:
        return _changed(decision, Verdict.DENIED, _FORBIDDEN, _denial(judged.label, denying))
    if failed:
        why = f"{', '.join(failed[:3])}{' and others' if len(failed) > 3 else ''} could not be evaluated"  # noqa: PLR2004
        return _failed(decision, judged.label, why, "not-evaluated", thresholds.on_error)
    return decision


def not_judged(reason: str) -> Decision:
    """Allow what is not judged."""
    return Decision(Verdict.NOT_JUDGED, reason=reason)


def failure(label: str, why: str, reason: str, on_error: OnError) -> Decision:
    """Answer a request that could not be judged, as the fail mode says. ``why`` is for people, without a full stop."""
    return _failed(Decision(Verdict.ERROR_ALLOWED), label, why, reason, on_error)


def _failed(decision: Decision, label: str, why: str, reason: str, on_error: OnError) -> Decision:
    text = one_line(f"Plimsoll could not judge {label}: {why}.", _MOST_WARNING)
    annotations = {**decision.annotations, "error": reason}
    if on_error is OnError.DENY:
        return _changed(decision, Verdict.ERROR_DENIED, _UNAVAILABLE, text, reason=reason, annotations=annotations)
    warnings = tuple(_bounded((text, *decision.warnings)))
    return _changed(decision, Verdict.ERROR_ALLOWED, 0, "", reason=reason, annotations=annotations, warnings=warnings)


def _changed(decision: Decision, verdict: Verdict, code: int, message: str, **others: Any) -> Decision:
    return dataclasses.replace(decision, verdict=verdict, code=code, message=message, **others)


def _worst_first(finding: Finding) -> tuple[int, str, str, str]:
    return -finding.severity.rank, finding.rule.id, path_text(finding.path), finding.message


def _warning(finding: Finding) -> str:
    text = f"{finding.severity.value}[{finding.rule.id}]: {finding.message}"
    where = "" if finding.located is Located.DOCUMENT else f" ({path_text(finding.path)})"
    return one_line(text + where if len(text + where) <= _GOOD_WARNING else text, _MOST_WARNING)


def _denial(label: str, denying: Sequence[Finding]) -> str:
    """Return all reasons, a line each, as many as there is room for."""
    count = "1 violation" if len(denying) == 1 else f"{len(denying)} violations"
    lines = [f"Plimsoll denies {one_line(label, _MOST_WARNING)}: {count}."]
    used = len(lines[0])
    for number, finding in enumerate(denying):
        where = "" if finding.located is Located.DOCUMENT else f" At {path_text(finding.path)}."
        text = f"{finding.severity.value}[{finding.rule.id}]: {finding.message}{where} {finding.remediation}"
        line = one_line(text, 2 * _MOST_WARNING)
        used += len(line) + 1
        if used > _MOST_MESSAGE:
            lines.append(f"And {len(denying) - number} more.")
            break
        lines.append(line)
    return "\n".join(lines)


def _bounded(warnings: Iterable[str]) -> Iterator[str]:
    """Yield as many as fit, then how many more there are."""
    pending = list(dict.fromkeys(warnings))
    used = 0
    for number, text in enumerate(pending):
        used += len(text.encode())
        if used > _MOST_WARNINGS:
            yield f"Plimsoll: and {len(pending) - number} more."
            return
        yield text


def _ids(findings: Iterable[Finding]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(finding.rule.id for finding in findings))


def shorten_ids(ids: Sequence[str]) -> str:
    """Write ids one after another, as many as there is room for."""
    text = ",".join(ids)
    if len(text) <= _MOST_ANNOTATION:
        return text
    kept = text[:_MOST_ANNOTATION].rpartition(",")[0]
    return f"{kept},and-{len(ids) - kept.count(',') - 1}-more"


def path_text(path: Path) -> str:
    """Write a path as ``kubectl explain`` would: ``spec.containers[0].image``; a key with dots in quotes."""
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        elif "." in step or "/" in step:
            text += f"['{step}']"
        else:
            text += f".{step}" if text else step
    return text or "the object"
