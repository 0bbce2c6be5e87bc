"""The drift that matters most: the manifest passes a rule, and the live object does not.

The same rules judge both, once on what git states and once on the same objects as the cluster has them; what differs by
fingerprint is due to drift. Only objects that drifted are shown: a default of the server is nobody's change.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from scanner.cluster.audit import live_checks
from scanner.cluster.git_places import relocate
from scanner.cluster.live import document
from scanner.evaluate import Judges
from scanner.evaluate.findings import Violation, findings
from scanner.evaluate.judge import judge
from scanner.evaluate.policies import judge_policies
from scanner.evaluate.suppress import suppress
from scanner.kubernetes import Inventory, KubernetesObject, subjects_of
from scanner.kubernetes.pod_security import Version
from scanner.model import FindingStatus, NotEvaluated

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date

    from scanner.config import Config
    from scanner.drift.stated import Stated
    from scanner.model import Document, Finding


def new_verdicts(
    pairs: Sequence[tuple[Stated, dict[str, Any]]],
    drifted: Collection[str],
    judges: Judges,
    config: Config,
    today: date,
) -> tuple[tuple[Finding, ...], tuple[str, ...]]:
    """Return the findings that only the live objects have, at their place in git, and what could not be judged.

    ``drifted`` are addresses. Raises `ConfigError` as a scan does.
    """
    if not drifted:
        return (), ()
    of_objects = Judges(live_checks(judges), judges.policies, judges.start_engine)
    written = {one.address: _as_written(one) for one, _ in pairs}
    live = {one.address: document(_without_managers(data)) for one, data in pairs}
    before, unjudged = _judged(written, drifted, of_objects, config)
    after, unjudged_live = _judged(live, drifted, of_objects, config)
    known = {finding.fingerprint for finding in before}
    manifests = {one.address: one.document for one, _ in pairs}
    placed = [
        relocate(finding, manifests[finding.source.path], live[finding.source.path].data)
        for finding in after
        if finding.fingerprint not in known
    ]
    accepted = suppress(placed, config.suppressions, today)
    shown = [one for one in accepted if one.status is FindingStatus.OPEN]
    return tuple(sorted(shown, key=_order)), tuple(sorted(unjudged | unjudged_live))


def _judged(
    documents: Mapping[str, Document], drifted: Collection[str], judges: Judges, config: Config
) -> tuple[tuple[Finding, ...], set[str]]:
    """Return the findings on the objects that drifted, and what could not be judged; all objects are known."""
    inventory = Inventory.of(
        documents.values(),
        kubernetes_version=config.kubernetes_version,
        pod_security_version=Version.parse(config.pod_security_version),
    )
    items = {address: KubernetesObject(one, inventory) for address, one in documents.items()}
    subjects = [subject for address in sorted(drifted) for subject in subjects_of(items[address])]
    views = {item.document: [item] for item in items.values()}
    outcome = judge_policies(judges.policies, list(documents.values()), views, judges.start_engine, config)
    wanted = {id(items[address].document) for address in drifted}
    verdicts = [*judge(subjects, judges.checks), *outcome.verdicts]
    found = findings(one for one in verdicts if isinstance(one, Violation) and id(one.subject.document) in wanted)
    return found, {f"{one.rule_id}: {one.reason}" for one in verdicts if isinstance(one, NotEvaluated)}


def _as_written(one: Stated) -> Document:
    """Return the manifest as if it stood alone: what rendered it is no part of what the cluster has."""
    return dataclasses.replace(one.document, rendering=None)


def _without_managers(data: dict[str, Any]) -> dict[str, Any]:
    return {**data, "metadata": {key: value for key, value in data["metadata"].items() if key != "managedFields"}}


def _order(finding: Finding) -> tuple[int, str, int, int, str]:
    span = finding.span
    return -finding.severity.rank, finding.source.path, span.line, span.column, finding.rule.id
