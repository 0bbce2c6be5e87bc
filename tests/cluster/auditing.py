"""Auditing the real server from a test."""

from __future__ import annotations

import dataclasses
from datetime import date
from typing import TYPE_CHECKING, Any, NoReturn

from scanner.cluster.answers import Patience
from scanner.cluster.audit import audit
from scanner.cluster.connect import open_connection
from scanner.cluster.listing import ListOptions
from scanner.cluster.options import AuditOptions
from scanner.config import Config
from scanner.evaluate import Judges
from scanner.rego import PolicySet
from scanner.rules.catalogue import CHECKS

if TYPE_CHECKING:
    from pathlib import Path

    from scanner.model import KindCoverage, Report

TODAY = date(2026, 11, 24)
JUDGES_CHECKS = [check for check in CHECKS if check.rule.profile.value == "default"]
IMPATIENT = Patience(total_s=10.0, first_s=0.01, longest_s=0.02, attempts=4, sleep=lambda _: None)


def options(chunk_size: int = 500, **more: Any) -> AuditOptions:
    return AuditOptions(listing=ListOptions(chunk_size=chunk_size, patience=IMPATIENT), **more)


def judges(*select: str) -> Judges:
    """Return the default rules, or those that are named; no policies."""
    chosen = [check for check in CHECKS if check.rule.id in select] if select else JUDGES_CHECKS
    return Judges(chosen, PolicySet(), _no_engine)


def _no_engine() -> NoReturn:
    raise AssertionError("there is no policy to evaluate")


def run(kubeconfig: Path, chosen: AuditOptions, *select: str, timeout_s: float = 10.0, max_bytes: int = 0) -> Report:
    with open_connection(kubeconfig=str(kubeconfig), request_timeout_s=timeout_s) as connection:
        if max_bytes:
            connection.max_bytes = max_bytes
        return audit(connection, judges(*select), Config(), TODAY, chosen)


def coverage_of(report: Report, kind: str) -> KindCoverage:
    assert report.cluster is not None
    return next(one for one in report.cluster.kinds if one.title == kind)


def is_complete(report: Report) -> bool:
    """Return whether nothing is missing; that nothing was judged is another matter."""
    return not dataclasses.replace(report, findings=()).incomplete
