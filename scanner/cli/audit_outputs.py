"""What an audit does with its findings beside showing them: places in git, and reports in the cluster."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from scanner.cli.settings import render_settings
from scanner.errors import UsageError
from scanner.model import Document, KindStatus
from scanner.read import ReadOptions, read_targets

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from scanner.cluster.connection import Connection
    from scanner.cluster.options import AuditOptions
    from scanner.config import Config
    from scanner.model import ClusterCoverage, Report
    from scanner.report.policy_report import Dialect


def objects_of_git(directory: str, root: Path, config: Config) -> Mapping[str, Document]:
    """Return the objects that a directory states, by address. Raises `UsageError` where it states none.

    What cannot be read there changes no verdict: its objects keep their addresses in the cluster.
    """
    from scanner.cluster.git_places import by_address

    options = ReadOptions(root=root, exclude=config.exclude, render=render_settings(config, enabled=True))
    found = by_address(one for one in read_targets([directory], options) if isinstance(one, Document))
    if not found:
        raise UsageError(f"{directory}: states no object of a cluster")
    return found


def write_reports(report: Report, connection: Connection, name: str, options: AuditOptions) -> Report:
    """Write reports into the cluster, and return the report with what went wrong in its coverage."""
    from scanner.cluster.publishing import Api, Prune, publish
    from scanner.report.policy_report import documents
    from scanner.report.policy_report_labels import KIND_LABEL, MANAGED_BY

    if report.cluster is None or not report.cluster.kinds:
        return report  # nothing was seen: what the cluster has of reports is not touched
    dialect = _dialect(name)
    selector = ",".join(f"{key}={value}" for key, value in MANAGED_BY.items())
    prune = None
    if not report.not_evaluated:
        kinds = _listed_kinds(report.cluster, options)
        prune = Prune(selector, KIND_LABEL, kinds, options.namespaces, options.excluded_namespaces)
    api = Api(dialect.api_version, (dialect.namespaced, dialect.cluster))
    problems = publish(connection, api, documents(report, dialect), prune, options.listing.patience)
    cluster = dataclasses.replace(report.cluster, problems=(*report.cluster.problems, *problems))
    return dataclasses.replace(report, cluster=cluster)


def role_of_reports(name: str) -> str:
    """Return the role that writing reports needs, as YAML."""
    from scanner.cluster.manifests import reports_role

    dialect = _dialect(name)
    group = dialect.api_version.partition("/")[0]
    return reports_role(group, [f"{kind.lower()}s" for kind in (dialect.cluster, dialect.namespaced)])


def _dialect(name: str) -> Dialect:
    from scanner.report.policy_report import OPENREPORTS, POLICYREPORT

    return OPENREPORTS if name == "openreports" else POLICYREPORT


def _listed_kinds(cluster: ClusterCoverage, options: AuditOptions) -> frozenset[str]:
    """Return the kinds, as labels have them, of which every object was seen and judged."""
    from scanner.report.policy_report_labels import kind_label

    asked = {name.lower() for name in options.kinds}
    return frozenset(
        kind_label(f"{one.group}/{one.version}" if one.group else one.version, one.kind)
        for one in cluster.kinds
        if one.status is KindStatus.LISTED and (not asked or asked & {one.kind.lower(), one.title.lower()})
    )
