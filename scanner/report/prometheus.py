"""An audit as metrics in the text format of Prometheus, for the textfile collector of its node exporter.

Specification: https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format. The number of series is
bounded: where findings would make more, they are counted for all namespaces together.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from scanner.report.neutralise import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from scanner.model import ClusterCoverage, Report
    from scanner.report.options import RenderOptions

MOST_SERIES = 10_000
"""Of findings."""
ALL_NAMESPACES = "*"
"""The label where findings are not counted by namespace: no namespace has this name."""

_Labels = tuple[tuple[str, str], ...]
_ESCAPES = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n"})


def render(report: Report, options: RenderOptions) -> str:
    """Return the metrics. The time is that of ``options``; where it has none, there is no such metric."""
    return "".join(f"{line}\n" for line in _lines(report, options))


def _lines(report: Report, options: RenderOptions) -> Iterator[str]:
    yield from _metric("plimsoll_findings", "Findings that are neither suppressed nor folded.", _findings(report))
    if report.cluster:
        yield from _metric(
            "plimsoll_objects", "Objects of each kind, by what became of them.", _objects(report.cluster)
        )
        complete: dict[_Labels, int] = {(("kind", one.title),): int(not one.incomplete) for one in report.cluster.kinds}
        yield from _metric("plimsoll_kind_complete", "Whether all objects of a kind were listed.", complete)
    unknown: dict[_Labels, int] = {
        (("state", "not_evaluated"),): len(report.not_evaluated),
        (("state", "undecided"),): len(report.undecided),
    }
    yield from _metric("plimsoll_unknown", "Verdicts that could not be had.", unknown)
    yield from _metric(
        "plimsoll_audit_complete", "Whether everything could be judged.", {(): int(not report.incomplete)}
    )
    if options.unix_time:
        name, words = "plimsoll_audit_timestamp_seconds", "When the audit ended."
        yield from _metric(name, words, {(): options.unix_time})


def _findings(report: Report) -> Mapping[_Labels, int]:
    objects = report.cluster.objects if report.cluster else {}
    counts: Counter[_Labels] = Counter()
    for finding in report.open_findings:
        found = objects.get(finding.object_address)
        counts[_labels(finding.rule.id, finding.severity.value, found.namespace if found else "")] += 1
    if len(counts) <= MOST_SERIES:
        return counts
    together: Counter[_Labels] = Counter()
    for labels, number in counts.items():
        together[(*labels[:2], ("namespace", ALL_NAMESPACES))] += number
    return together


def _labels(rule: str, severity: str, namespace: str) -> _Labels:
    return (("rule", rule), ("severity", severity), ("namespace", namespace))


def _objects(cluster: ClusterCoverage) -> Mapping[_Labels, int]:
    counts: dict[_Labels, int] = {}
    for kind in cluster.kinds:
        states = {
            "listed": kind.listed,
            "judged": kind.judged,
            "built_in": kind.built_in,
            "history": kind.history,
            "excluded": kind.excluded,
        }
        counts |= {(("kind", kind.title), ("state", state)): number for state, number in states.items()}
    return counts


def _metric(name: str, words: str, samples: Mapping[_Labels, int]) -> Iterator[str]:
    yield f"# HELP {name} {words}"
    yield f"# TYPE {name} gauge"
    for labels, value in sorted(samples.items()):
        inner = ",".join(f'{key}="{_escaped(text)}"' for key, text in labels)
        yield f"{name}{{{inner}}} {value}" if inner else f"{name} {value}"


def _escaped(text: str) -> str:
    return one_line(text, 200).translate(_ESCAPES)
