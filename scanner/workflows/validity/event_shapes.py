"""What may stand below ``on``: the events, their activity types and filters.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows (2026-08), and
for what is read but no longer described there https://github.com/actions/languageservices (workflow-v1.0.json).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from scanner.workflows.validity import availability
from scanner.workflows.validity.shape import ANYTHING, BOOLEAN, TEXT, TEXTS, WRITTEN, Fields, Shape, mapping, mapping_of

TYPES: Final[dict[str, str]] = {
    "branch_protection_rule": "created edited deleted",
    "check_run": "created rerequested completed requested_action",
    "check_suite": "completed",
    "discussion": "created edited deleted transferred pinned unpinned labeled unlabeled locked unlocked "
    "category_changed answered unanswered",
    "discussion_comment": "created edited deleted",
    "issue_comment": "created edited deleted",
    "issues": "opened edited deleted transferred pinned unpinned closed reopened assigned unassigned labeled unlabeled "
    "locked unlocked milestoned demilestoned typed untyped field_added field_removed",
    "label": "created edited deleted",
    "merge_group": "checks_requested",
    "milestone": "created closed opened edited deleted",
    "project": "created updated closed reopened edited deleted",
    "project_card": "created moved converted edited deleted",
    "project_column": "created updated moved deleted",
    "pull_request": "assigned unassigned labeled unlabeled opened edited closed reopened synchronize "
    "converted_to_draft ready_for_review locked unlocked milestoned demilestoned review_requested "
    "review_request_removed auto_merge_enabled auto_merge_disabled enqueued dequeued stacked",
    "pull_request_comment": "created edited deleted",
    "pull_request_review": "submitted edited dismissed",
    "pull_request_review_comment": "created edited deleted",
    "registry_package": "published updated",
    "release": "published unpublished created edited deleted prereleased released",
    "watch": "started",
    "workflow_run": "completed requested in_progress",
}
"""The activity types of each event that has some."""

_BARE = ("create", "delete", "deployment", "deployment_status", "fork", "gollum", "page_build", "public", "status")
_BRANCHES = ("branches", "branches-ignore")
_PATHS = ("paths", "paths-ignore")
_FILTERS: dict[str, tuple[str, ...]] = {
    "image_version": ("names", "versions"),
    "merge_group": _BRANCHES,
    "pull_request": (*_BRANCHES, *_PATHS),
    "pull_request_target": (*_BRANCHES, *_PATHS),
    "push": (*_BRANCHES, "tags", "tags-ignore", *_PATHS),
    "workflow_run": (*_BRANCHES, "workflows"),
}

_SCALAR = Shape(text=True, boolean=True, number=True, null=True)
_DISPATCH_INPUT = mapping(
    {
        "description": TEXT,
        "type": Shape(words=("string", "boolean", "number", "choice", "environment")),
        "required": BOOLEAN,
        "default": _SCALAR,
        "options": Shape(item=WRITTEN),
        "deprecationMessage": TEXT,
    },
    null=True,
)
_DISPATCH = mapping({"inputs": mapping_of(_DISPATCH_INPUT, null=True)}, null=True)
_CALL = mapping(
    {
        "inputs": mapping_of(
            mapping(
                {
                    "description": TEXT,
                    "type": Shape(words=("boolean", "number", "string")),
                    "required": BOOLEAN,
                    "default": replace(_SCALAR, available=availability.CALL_DEFAULT),
                    "deprecationMessage": TEXT,
                },
                "type",
            ),
            null=True,
        ),
        "outputs": mapping_of(
            mapping({"description": TEXT, "value": replace(TEXT, available=availability.CALL_OUTPUT)}, "value"),
            null=True,
        ),
        "secrets": mapping_of(mapping({"description": TEXT, "required": BOOLEAN}, null=True), null=True),
    },
    null=True,
)
_SCHEDULE = Shape(item=mapping({"cron": WRITTEN, "timezone": WRITTEN}, "cron"))


def _event(name: str) -> Shape:
    types = TYPES.get("pull_request" if name == "pull_request_target" else name, "").split()
    properties = dict.fromkeys(_FILTERS.get(name, ()), replace(TEXTS, null=True))
    if types:
        properties["types"] = Shape(words=tuple(types), item=Shape(words=tuple(types)))
    return mapping(properties, null=True)


EVENTS: Final[dict[str, Shape]] = {
    **{name: _event(name) for name in (*TYPES, *_BARE, *_FILTERS)},
    "repository_dispatch": mapping({"types": TEXTS}, null=True),
    "schedule": _SCHEDULE,
    "workflow_call": _CALL,
    "workflow_dispatch": _DISPATCH,
}
_ALONE = tuple(sorted(set(EVENTS) - {"schedule"}))

STRICT: Final = Shape(words=_ALONE, item=Shape(words=_ALONE), mappings=(Fields(EVENTS),))
"""As the service reads ``on`` to decide what starts the workflow."""

_LENIENT_DISPATCH = replace(_DISPATCH, mappings=(replace(_DISPATCH.mappings[0], others=ANYTHING),))
LENIENT: Final = Shape(
    text=True,
    empty=False,
    item=WRITTEN,
    mappings=(Fields({"workflow_call": _CALL, "workflow_dispatch": _LENIENT_DISPATCH}, others=ANYTHING),),
)
"""As the service reads ``on`` where it reads the jobs: only what the jobs use counts."""
