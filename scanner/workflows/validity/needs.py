"""The order of jobs: every job that is needed exists, and none waits for itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scanner.workflows.validity.problem import Problem, Topic
from scanner.workflows.validity.texts import has_expression

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.model import Path


def needs(jobs: dict[str, Any]) -> Iterator[Problem]:
    """Yield what is wrong with the ``needs`` of the jobs."""
    graph = {job_id.lower(): _needed(job_id, job) for job_id, job in jobs.items()}
    names = {job_id.lower(): job_id for job_id in jobs}
    if all(graph.values()):
        # An expression as a whole entry stands for jobs that are not known here.
        if not any(has_expression(job_id) for job_id in jobs):
            text = "The workflow must contain at least one job with no dependencies."
            yield Problem(("jobs",), "value", text, Topic.JOB)
        return
    circular = _circular(graph)
    for job_id, wanted in graph.items():
        for name, path in wanted:
            if name.lower() not in graph:
                yield Problem(path, "value", f"Job '{names[job_id]}' depends on unknown job '{name}'.", Topic.JOB)
            elif job_id in circular and name.lower() in circular:
                text = f"Job '{names[job_id]}' depends on job '{name}' which creates a cycle in the dependency graph."
                yield Problem(path, "value", text, Topic.JOB)


def _needed(job_id: str, job: Any) -> list[tuple[str, Path]]:
    value = job.get("needs") if isinstance(job, dict) else None
    path: Path = ("jobs", job_id, "needs")
    if isinstance(value, str):
        return [(value, path)] if value and not has_expression(value) else []
    items = value if isinstance(value, list) else []
    return [
        (item, (*path, index))
        for index, item in enumerate(items)
        if isinstance(item, str) and item and not has_expression(item)
    ]


def _circular(graph: dict[str, list[tuple[str, Path]]]) -> set[str]:
    """Return the jobs in cycles, with those between two cycles: neither they start, nor can all before them."""
    known = {job_id: {name.lower() for name, _ in wanted} & set(graph) for job_id, wanted in graph.items()}
    left = _without_leaves(known)
    reverse: dict[str, set[str]] = {job_id: set() for job_id in left}
    for job_id in left:
        for name in known[job_id] & left:
            reverse[name].add(job_id)
    return _without_leaves(reverse)


def _without_leaves(edges: dict[str, set[str]]) -> set[str]:
    """Return what remains when that which leads nowhere is taken away, again and again."""
    into: dict[str, list[str]] = {name: [] for name in edges}
    for name, targets in edges.items():
        for target in targets:
            into[target].append(name)
    count = {name: len(targets) for name, targets in edges.items()}
    ready = [name for name, number in count.items() if number == 0]
    left = set(edges)
    while ready:
        name = ready.pop()
        left.discard(name)
        for source in into[name]:
            count[source] -= 1
            if count[source] == 0:
                ready.append(source)
    return left
