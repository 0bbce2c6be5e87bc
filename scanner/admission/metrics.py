"""What Prometheus is told. No label holds what a request brings along: their number is bounded by the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

if TYPE_CHECKING:
    from scanner.admission.decision import Decision
    from scanner.admission.pool import Pool

CONTENT_TYPE = CONTENT_TYPE_LATEST
_BUCKETS_S = (0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Metrics:
    """Counters of one server, in a registry of its own."""

    def __init__(self, pool: Pool) -> None:
        """Start at zero."""
        disable_created_metrics()  # type: ignore[no-untyped-call]  # a series beside each, of when it began
        self.registry = registry = CollectorRegistry()
        self.requests = Counter(
            "plimsoll_admission_requests",
            "Reviews that were answered.",
            ("operation", "verdict"),
            registry=registry,
        )
        self.duration = Histogram(
            "plimsoll_admission_duration_seconds",
            "From the last byte of a review to its answer.",
            ("operation",),
            buckets=_BUCKETS_S,
            registry=registry,
        )
        self.refused = Counter(
            "plimsoll_admission_refused",
            "Calls that were no review and got an HTTP error.",
            ("status",),
            registry=registry,
        )
        self.errors = Counter(
            "plimsoll_admission_errors",
            "Reviews that could not be judged and were answered as --on-error says.",
            ("reason",),
            registry=registry,
        )
        self.shed = Counter(
            "plimsoll_admission_shed", "Of these errors, and of the refused calls: for want of room.", registry=registry
        )
        self.skipped = Counter(
            "plimsoll_admission_not_judged", "Reviews in which nothing is judged.", ("reason",), registry=registry
        )
        rule = ("rule",)
        self.denied_by = Counter("plimsoll_admission_denied_by", "Denials by rule.", rule, registry=registry)
        self.warned_by = Counter("plimsoll_admission_warned_by", "Warnings by rule.", rule, registry=registry)
        self.undecided = Counter(
            "plimsoll_admission_undecided", "Rules that needed other objects of the cluster.", rule, registry=registry
        )
        self.not_evaluated = Counter(
            "plimsoll_admission_not_evaluated", "Rules that could not be carried out.", rule, registry=registry
        )
        self.reloads = Counter(
            "plimsoll_tls_reloads", "Renewals of the certificate, by result.", ("result",), registry=registry
        )
        self.in_flight = Gauge("plimsoll_admission_in_flight", "Reviews under way.", registry=registry)
        waiting = Gauge("plimsoll_admission_waiting", "Reviews that wait for a process.", registry=registry)
        waiting.set_function(lambda: pool.waiting)
        alive = Gauge("plimsoll_processes", "Processes that can judge.", registry=registry)
        alive.set_function(lambda: pool.alive)
        restarts = Gauge("plimsoll_process_restarts", "Processes that were replaced.", registry=registry)
        restarts.set_function(lambda: pool.restarts)

    def count(self, operation: str, decision: Decision, seconds: float) -> None:
        """Count one answer."""
        self.requests.labels(operation, decision.verdict.value).inc()
        self.duration.labels(operation).observe(seconds)
        if decision.verdict.is_error:
            self.errors.labels(decision.reason).inc()
            if decision.reason == "busy":
                self.shed.inc()
        elif decision.reason:
            self.skipped.labels(decision.reason).inc()
        by_rule = (
            (self.denied_by, decision.denied_by),
            (self.warned_by, decision.warned_by),
            (self.undecided, decision.undecided),
            (self.not_evaluated, decision.not_evaluated),
        )
        for counter, ids in by_rule:
            for rule_id in ids:
                counter.labels(rule_id).inc()

    def text(self) -> bytes:
        """Return the exposition."""
        return generate_latest(self.registry)
