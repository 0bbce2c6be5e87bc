"""What is known of a run that an outsider starts, and where it does not get to.

An outsider is anybody without write access, who opens a pull request from a fork or comments. A job or step whose
``if:`` certainly fails for them is out of their reach, e.g. one that demands that the pull request comes from this
repository. A condition that leaves it open does not count as a guard.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from scanner.workflows.conditions import UNKNOWN, Named, OneOf, asks_for_status, condition, never_holds
from scanner.workflows.workflow import Job

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from scanner.workflows.conditions import Lookup, Value
    from scanner.workflows.expressions import Reference
    from scanner.workflows.step import Step
    from scanner.workflows.triggers import Trigger

PRIVILEGED = ("issue_comment", "pull_request_target", "workflow_run")
"""Events that outsiders cause and that run with the repository's own token, secrets and caches.

Source: https://docs.github.com/en/actions/reference/security/secure-use.
"""

_ASSOCIATION = OneOf(frozenset({"none", "first_timer", "first_time_contributor", "contributor", "mannequin"}))
"""https://docs.github.com/en/graphql/reference/enums#commentauthorassociation without owner, member, collaborator."""

_BASE = Named("this repository")
_BASE_OWNER = Named("this repository's owner")
_FORK = Named("a fork", literal=False)
_STRANGER = Named("somebody without access", literal=False)
_NO_LABEL_OF_THEIRS = Named("a label that somebody with triage access chose", literal=False)

_ALWAYS: dict[str, Value] = {
    "github.repository": _BASE,
    "github.repository_owner": _BASE_OWNER,
    "github.event.repository.full_name": _BASE,
    "github.event.repository.owner.login": _BASE_OWNER,
}

_KNOWN: dict[str, dict[str, Value]] = {
    "issue_comment": {
        "github.event.comment.author_association": _ASSOCIATION,
        "github.event.comment.user.login": _STRANGER,
    },
    "pull_request_target": {
        "github.event.pull_request.author_association": _ASSOCIATION,
        "github.event.pull_request.base.repo.full_name": _BASE,
        "github.event.pull_request.base.repo.owner.login": _BASE_OWNER,
        "github.event.pull_request.head.repo.fork": True,
        "github.event.pull_request.head.repo.full_name": _FORK,
        "github.event.pull_request.head.repo.owner.login": _STRANGER,
        "github.event.pull_request.head.user.login": _STRANGER,
        "github.event.pull_request.merged": False,
        "github.event.pull_request.user.login": _STRANGER,
        # The event's own label is there only when somebody who may label has just set it.
        "github.event.label.name": _NO_LABEL_OF_THEIRS,
    },
    "workflow_run": {
        "github.event.workflow_run.event": "pull_request",
        "github.event.workflow_run.head_repository.fork": True,
        "github.event.workflow_run.head_repository.full_name": _FORK,
        "github.event.workflow_run.head_repository.owner.login": _STRANGER,
    },
}

_OBJECTS: dict[str, str] = {
    "github.event.comment.": "issue_comment",
    "github.event.issue.": "issue_comment",
    "github.event.label.": "pull_request_target",
    "github.event.pull_request.": "pull_request_target",
    "github.event.workflow_run.": "workflow_run",
}
"""The one privileged event whose payload holds an object. In the others it is null."""


def lookup(event: str) -> Lookup:
    """Return what is known of each context when an outsider causes ``event``, one of `PRIVILEGED`."""
    return partial(_value, event)


def _value(event: str, found: Reference) -> Value:
    spelling = ".".join(found)
    if spelling == "github.event_name":
        return event
    for start, holder in _OBJECTS.items():
        if spelling.startswith(start) and holder != event and "*" not in found:
            return None
    return {**_ALWAYS, **_KNOWN[event]}.get(spelling, UNKNOWN)


def reaching(place: Job | Step) -> Iterator[Trigger]:
    """Yield the privileged triggers by which an outsider gets to a job or step; for steps of actions, none."""
    job = place if isinstance(place, Job) else place.owner
    if not isinstance(job, Job):
        return
    jobs = {other.id: other for other in job.workflow.jobs}
    for event, trigger in job.workflow.triggers.items():
        if event in PRIVILEGED and reaches(event, place, job, jobs):
            yield trigger


def reaches(event: str, place: Job | Step, job: Job, jobs: Mapping[str, Job]) -> bool:
    """Whether a run that an outsider starts by ``event`` may get to ``place`` in ``job``.

    A job is skipped where one that it needs is skipped, unless its own condition asks for the outcome
    (https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idneeds).
    """
    if place is not job and never_holds(condition(place.condition), lookup(event)):
        return False
    pending, seen = [job], {job.id}
    while pending:
        current = pending.pop()
        node = condition(current.condition)
        if never_holds(node, lookup(event)):
            return False
        if node is None or not asks_for_status(node):
            needed = [jobs[name] for name in current.needs if name in jobs and name not in seen]
            seen.update(other.id for other in needed)
            pending.extend(needed)
    return True
