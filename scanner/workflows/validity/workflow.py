"""All that the service refuses in one workflow."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from scanner.workflows.validity.bounds import MAX_DEPTH, too_deep
from scanner.workflows.validity.calls import declared_defaults
from scanner.workflows.validity.events import events
from scanner.workflows.validity.jobs import jobs
from scanner.workflows.validity.problem import Problem, Topic
from scanner.workflows.validity.structure import structure
from scanner.workflows.validity.workflow_shape import WITH_EVENTS

if TYPE_CHECKING:
    from scanner.model import Document


_PLACEHOLDER = re.compile(r"'\$[a-z-]+'")
"""What GitHub fills in when a workflow is made from a template, e.g. ``$cron-daily``:
https://docs.github.com/en/actions/how-tos/reuse-automations/create-workflow-templates."""


@lru_cache(maxsize=4)
def problems(document: Document) -> tuple[Problem, ...]:
    """Return what the service refuses in a workflow's file by itself; several rules ask for one document."""
    data = document.data
    if too_deep(data, MAX_DEPTH):
        return (Problem((), "value", "Maximum object depth exceeded", Topic.STRUCTURE),)
    found = structure(data, WITH_EVENTS)
    refused = {problem.path for problem in found}
    more = (*events(data), *declared_defaults(data), *jobs(data))
    every = (*found, *(problem for problem in more if problem.path not in refused))
    if _is_installed(document.source.path):
        return every
    return tuple(problem for problem in every if not _PLACEHOLDER.search(problem.text))


def _is_installed(path: str) -> bool:
    """Whether GitHub reads the file there; what lies elsewhere may be a template for such files."""
    return ".github/workflows/" in path
