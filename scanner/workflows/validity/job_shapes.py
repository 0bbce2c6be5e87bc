"""What a job, its steps and its containers may hold.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax (2026-08), with steps in the
background and in parallel.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from scanner.workflows.validity import availability
from scanner.workflows.validity.shape import (
    ANYTHING,
    BOOLEAN,
    NUMBER,
    TEXT,
    TEXTS,
    WRITTEN,
    Fields,
    Shape,
    mapping,
    mapping_of,
)

_LEVELS = Shape(words=("read", "write", "none"))
_WRITE_OR_NONE = Shape(words=("write", "none"))
_READ_OR_NONE = Shape(words=("read", "none"))
SCOPES: Final = (
    "actions",
    "artifact-metadata",
    "attestations",
    "checks",
    "code-quality",
    "contents",
    "copilot-requests",
    "deployments",
    "discussions",
    "id-token",
    "issues",
    "models",
    "packages",
    "pages",
    "pull-requests",
    "repository-projects",
    "security-events",
    "statuses",
    "vulnerability-alerts",
)
"""https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#permissions (2026-08)."""

_LIMITED = {
    "copilot-requests": _WRITE_OR_NONE,
    "id-token": _WRITE_OR_NONE,
    "models": _READ_OR_NONE,
    "vulnerability-alerts": _READ_OR_NONE,
}
PERMISSIONS: Final = Shape(
    words=("read-all", "write-all"), mappings=(Fields({scope: _LIMITED.get(scope, _LEVELS) for scope in SCOPES}),)
)

CACHE_MODE: Final = Shape(words=("read", "write", "write-only", "none"))
"""https://github.blog/changelog/2026-09-10-control-github-actions-cache-access-with-cache-mode"""

_STEP_COMMON = {
    "id": WRITTEN,
    "name": replace(TEXT, available=availability.STEP),
    "if": Shape(text=True, boolean=True, number=True, null=True, condition=True, available=availability.STEP_IF),
    "continue-on-error": replace(BOOLEAN, available=availability.STEP),
    "timeout-minutes": replace(NUMBER, available=availability.STEP),
}
_STEP_ENV = mapping_of(TEXT, available=availability.STEP)
_RUN_STEP = Fields(
    _STEP_COMMON
    | {
        "run": replace(TEXT, available=availability.STEP),
        "env": _STEP_ENV,
        "working-directory": replace(TEXT, available=availability.STEP),
        "shell": WRITTEN,
        "background": BOOLEAN,
    },
    ("run",),
)
_USES_STEP = Fields(
    _STEP_COMMON
    | {
        "uses": WRITTEN,
        "with": mapping_of(TEXT, available=availability.STEP),
        "env": _STEP_ENV,
        "background": BOOLEAN,
    },
    ("uses",),
)
_CONTROL_COMMON = {name: _STEP_COMMON[name] for name in ("id", "name", "continue-on-error")}
_WAIT_STEP = Fields(_CONTROL_COMMON | {"wait": TEXTS}, ("wait",))
_WAIT_ALL_STEP = Fields(_CONTROL_COMMON | {"wait-all": Shape(null=True, boolean=True)}, ("wait-all",))
_CANCEL_STEP = Fields(_CONTROL_COMMON | {"cancel": WRITTEN}, ("cancel",))
_ONE_AFTER_ANOTHER = Shape(mappings=(_RUN_STEP, _USES_STEP))
_PARALLEL_STEP = Fields(_STEP_COMMON | {"parallel": Shape(item=_ONE_AFTER_ANOTHER)}, ("parallel",))
STEPS: Final = Shape(
    item=Shape(mappings=(_RUN_STEP, _USES_STEP, _WAIT_STEP, _WAIT_ALL_STEP, _CANCEL_STEP, _PARALLEL_STEP))
)

_CONTAINER = {
    "image": WRITTEN,
    "options": TEXT,
    "env": mapping_of(TEXT, available=availability.RUNNER_ENV),
    "ports": Shape(item=WRITTEN),
    "volumes": Shape(item=WRITTEN),
    "credentials": mapping({"username": WRITTEN, "password": WRITTEN}, available=availability.CREDENTIALS),
}
CONTAINER: Final = Shape(text=True, available=availability.JOB, mappings=(Fields(_CONTAINER),))
SERVICES: Final = mapping_of(
    Shape(text=True, empty=False, mappings=(Fields(_CONTAINER | {"command": TEXT, "entrypoint": TEXT}),)),
    available=availability.JOB,
)

RUNS_ON: Final = Shape(
    text=True,
    empty=False,
    item=WRITTEN,
    available=availability.JOB,
    mappings=(Fields({"group": WRITTEN, "labels": TEXTS}),),
)
ENVIRONMENT: Final = Shape(
    text=True,
    available=availability.JOB,
    mappings=(
        Fields(
            {
                "name": WRITTEN,
                "url": replace(TEXT, available=availability.ENVIRONMENT_URL),
                "deployment": BOOLEAN,
            },
            ("name",),
        ),
    ),
)
CONCURRENCY: Final = Shape(
    text=True,
    empty=False,
    mappings=(
        Fields({"group": WRITTEN, "cancel-in-progress": BOOLEAN, "queue": Shape(words=("single", "max"))}, ("group",)),
    ),
)
_RUN_DEFAULTS = mapping({"shell": WRITTEN, "working-directory": WRITTEN})
DEFAULTS: Final = mapping({"run": _RUN_DEFAULTS})
_FILTER = Shape(item=mapping_of(ANYTHING))
STRATEGY: Final = mapping(
    {
        "fail-fast": BOOLEAN,
        "max-parallel": NUMBER,
        "matrix": Shape(mappings=(Fields({"include": _FILTER, "exclude": _FILTER}, others=Shape(item=ANYTHING)),)),
    },
    available=availability.STRATEGY,
)

_JOB_IF = Shape(text=True, boolean=True, number=True, null=True, condition=True, available=availability.JOB_IF)
_JOB_COMMON = {
    "name": replace(TEXT, available=availability.JOB),
    "needs": TEXTS,
    "cache-mode": replace(CACHE_MODE, available=availability.JOB),
    "if": _JOB_IF,
    "permissions": PERMISSIONS,
    "concurrency": replace(CONCURRENCY, available=availability.JOB),
    "strategy": STRATEGY,
}
_ORDINARY_JOB = Fields(
    _JOB_COMMON
    | {
        "runs-on": RUNS_ON,
        "timeout-minutes": replace(NUMBER, available=availability.JOB),
        "cancel-timeout-minutes": replace(NUMBER, available=availability.JOB),
        "continue-on-error": replace(BOOLEAN, available=availability.JOB),
        "container": CONTAINER,
        "services": SERVICES,
        "env": mapping_of(TEXT, available=availability.JOB_ENV),
        "environment": ENVIRONMENT,
        "outputs": mapping_of(TEXT, available=availability.JOB_OUTPUTS),
        "defaults": mapping({"run": replace(_RUN_DEFAULTS, available=availability.JOB_DEFAULTS)}),
        "steps": STEPS,
        "snapshot": Shape(
            text=True,
            empty=False,
            available=availability.JOB,
            mappings=(
                Fields(
                    {"image-name": WRITTEN, "version": WRITTEN, "if": replace(_JOB_IF, available=availability.JOB)},
                    ("image-name",),
                ),
            ),
        ),
    },
    ("runs-on",),
)
_CALLING_JOB = Fields(
    _JOB_COMMON
    | {
        "uses": WRITTEN,
        "with": mapping_of(TEXT, available=availability.JOB),
        "secrets": Shape(words=("inherit",), mappings=(Fields(others=TEXT),), available=availability.JOB_ENV),
    },
    ("uses",),
)
JOBS: Final = mapping_of(Shape(mappings=(_ORDINARY_JOB, _CALLING_JOB)))
