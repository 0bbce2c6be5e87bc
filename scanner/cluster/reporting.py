"""From what rules and policies said of a cluster to a report, with what could not be seen in front."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from scanner import kubernetes
from scanner.cluster.folding import fold, remember
from scanner.cluster.git_places import relocate_all
from scanner.cluster.live import reference
from scanner.cluster.needs import judges_objects
from scanner.evaluate.findings import Violation, findings
from scanner.evaluate.judge import idle_of
from scanner.evaluate.policies import PolicyOutcome, judge_policies
from scanner.evaluate.suppress import suppress
from scanner.kubernetes import Inventory, KubernetesObject
from scanner.model import ClusterCoverage, Coverage, KindCoverage, KindStatus, NotEvaluated, Report, Undecided

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from scanner.cluster.discovery import Discovery
    from scanner.cluster.judging import Judged
    from scanner.cluster.needs import Needs
    from scanner.cluster.options import AuditOptions
    from scanner.cluster.reading import Seen
    from scanner.config import Config
    from scanner.evaluate import Judges
    from scanner.model import Document, Finding, Span
    from scanner.rego import Policy, PolicySet
    from scanner.rules.check import Check


@dataclass(frozen=True, slots=True)
class Answers:
    """What an audit learned."""

    context: str
    version: str
    discovery: Discovery
    needs: Needs
    seen: tuple[Seen, ...]
    judged: Judged
    checks: tuple[Check[Any], ...]
    inventory: Inventory
    policy_documents: tuple[Document, ...]


def report(answers: Answers, judges: Judges, config: Config, today: date, options: AuditOptions) -> Report:
    """Return the report of an audit. Raises `ConfigError` as a scan does."""
    policies, left_out = _policies(answers, judges.policies, options)
    outcome = _judge_policies(answers, policies, judges, config)
    violations = [verdict for verdict in outcome.verdicts if isinstance(verdict, Violation)]
    judged = answers.judged
    found = [*judged.all_findings(), *_stamped(violations, answers)]
    unknown = {*judged.unknown, *left_out, *(one for one in outcome.verdicts if isinstance(one, NotEvaluated))}
    rules = [*(check.rule for check in answers.checks), *outcome.rules]
    rules += [rule for policy in judges.policies.policies if _named(policy, left_out) for rule in policy.rules]
    if options.manifests:
        found = relocate_all(found, options.manifests, judged.places)
    accepted = suppress(found, config.suppressions, today)
    shown = fold(accepted, judged.owners, judged.places)
    objects = sum(seen.judged for seen in answers.seen)
    return Report(
        findings=tuple(sorted(shown, key=_order_of_findings)),
        rules=tuple(sorted(rules, key=lambda rule: rule.id)),
        coverage=Coverage(
            files=0,
            documents=sum(seen.outcome.listed for seen in answers.seen),
            judged=objects,
            rules=len(answers.checks),
            policies=outcome.carried_out,
            engine=outcome.engine,
        ),
        not_evaluated=tuple(sorted((one for one in unknown if isinstance(one, NotEvaluated)), key=_order)),
        undecided=tuple(sorted((one for one in unknown if isinstance(one, Undecided)), key=_order)),
        not_configured=outcome.not_configured,
        idle=idle_of(judged.present, answers.checks) | outcome.idle,
        cluster=_coverage(answers, judges, options),
    )


def unreachable(context: str, judges: Judges, problem: str) -> Report:
    """Return the report of an audit that could not begin: nothing is known."""
    rules = [check.rule for check in judges.checks if not check.files_only]
    return Report(
        findings=(),
        rules=tuple(sorted(rules, key=lambda rule: rule.id)),
        coverage=Coverage(files=0, documents=0, judged=0, rules=0, policies=0, engine=""),
        cluster=ClusterCoverage(context, problems=(f"What the cluster serves could not be had: {problem}.",)),
    )


def _coverage(answers: Answers, judges: Judges, options: AuditOptions) -> ClusterCoverage:
    kinds = [seen.coverage(options) for seen in answers.seen]
    for group, kind in answers.needs.absent:
        stale = group in answers.discovery.stale
        status = KindStatus.STALE if stale else KindStatus.NOT_SERVED
        reason = f"the API group '{group}' does not answer" if stale else ""
        accepted = stale and any(
            name.lower() in {kind.lower(), f"{kind}.{group}".lower()} for name in options.allow_incomplete
        )
        kinds.append(KindCoverage(group, "", kind, status, reason=reason, accepted=accepted))
    return ClusterCoverage(
        context=answers.context,
        version=answers.version,
        kinds=tuple(sorted(kinds, key=lambda kind: (kind.group, kind.kind))),
        namespaces=options.namespaces,
        excluded_namespaces=options.excluded_namespaces,
        files_only=tuple(sorted(check.rule.id for check in judges.checks if check.files_only)),
        objects=MappingProxyType(dict(sorted(answers.judged.objects.items()))),
    )


def _policies(
    answers: Answers, policies: PolicySet, options: AuditOptions
) -> tuple[PolicySet, tuple[NotEvaluated, ...]]:
    """Return the policies that can be carried out, and why the others cannot: they would miss objects."""
    about = [policy for policy in policies.policies if judges_objects(policy)]
    reasons: list[str] = []
    if len(answers.policy_documents) > options.most_policy_objects:
        reasons.append(
            f"There are more than {options.most_policy_objects} objects of the kinds that policies are about."
        )
    gaps = [seen for seen in answers.seen if (seen.resource.group, seen.resource.kind) in answers.needs.for_policies]
    around = list(reasons)
    for seen in gaps:
        gap = seen.gap(options)
        if gap is not None and gap.failed:
            around.append(gap.reason)
    left_out = [
        NotEvaluated(policy.rule.id, reason, "Let the audit list them, or narrow it.")
        for policy in about
        for reason in (around if policies.looks_around(policy) else reasons)[:1]
    ]
    dropped = {one.rule_id for one in left_out}
    return policies.select({policy.rule.id for policy in about} - dropped), tuple(left_out)


def _judge_policies(answers: Answers, policies: PolicySet, judges: Judges, config: Config) -> PolicyOutcome:
    documents = answers.policy_documents
    views = {
        document: list(kubernetes.subjects_of(KubernetesObject(document, answers.inventory))) for document in documents
    }
    return judge_policies(policies, documents, views, judges.start_engine, config)


def _stamped(violations: Iterable[Violation], answers: Answers) -> Sequence[Finding]:
    """Return the findings of policies; where they are, and of whom, is kept for folding."""
    violations = list(violations)
    found = findings(violations)
    items = {
        violation.subject.document.source.path: KubernetesObject(violation.subject.document, answers.inventory)
        for violation in violations
    }
    remember(found, items, answers.judged.owners, answers.judged.places)
    answers.judged.objects.update({address: reference(item.document.data) for address, item in items.items()})
    return found


def _named(policy: Policy, left_out: Iterable[NotEvaluated]) -> bool:
    return any(one.rule_id == policy.rule.id for one in left_out)


def _order_of_findings(finding: Finding) -> tuple[str, Span, str, list[str]]:
    return (
        finding.source.path,
        finding.span,  # the same for all that is in no file
        finding.rule.id,
        [f"{step:04}" if isinstance(step, int) else step for step in finding.path],
    )


def _order(item: NotEvaluated | Undecided) -> tuple[str, str, str, str]:
    return item.rule_id, item.path, item.subject, item.reason
