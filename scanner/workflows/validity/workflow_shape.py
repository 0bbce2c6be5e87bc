"""What a workflow file may hold."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from scanner.workflows.validity import availability
from scanner.workflows.validity.event_shapes import LENIENT, STRICT
from scanner.workflows.validity.job_shapes import CACHE_MODE, CONCURRENCY, DEFAULTS, JOBS, PERMISSIONS
from scanner.workflows.validity.shape import TEXT, Shape, mapping, mapping_of

if TYPE_CHECKING:
    from typing import Final


def _workflow(on: Shape) -> Shape:
    return mapping(
        {
            "name": TEXT,
            "description": TEXT,
            "run-name": replace(TEXT, available=availability.WORKFLOW),
            "on": on,
            "permissions": PERMISSIONS,
            "cache-mode": replace(CACHE_MODE, available=availability.WORKFLOW),
            "env": mapping_of(TEXT, available=availability.WORKFLOW_ENV),
            "defaults": DEFAULTS,
            "concurrency": replace(CONCURRENCY, empty=True, available=availability.WORKFLOW),
            "jobs": JOBS,
        },
        "on",
        "jobs",
    )


WITH_EVENTS: Final = _workflow(STRICT)
"""With all that ``on`` may hold."""

WITHOUT_EVENTS: Final = _workflow(LENIENT)
"""As the service reads the jobs of a workflow, where it does not look at events."""
