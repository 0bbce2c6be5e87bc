"""What the service would refuse in a workflow file: structure, events, jobs, expressions, calls.

A problem never keeps the rest of the file from being judged.
"""

from scanner.workflows.validity.absent import Absent, absent
from scanner.workflows.validity.allowed_permissions import ANYTHING_AT_ALL, Policy
from scanner.workflows.validity.bounds import MAX_DEPTH, MAX_RESULT_BYTES, size, too_deep
from scanner.workflows.validity.calls import MAX_NESTING, Calls, declared_defaults
from scanner.workflows.validity.jobs import jobs
from scanner.workflows.validity.problem import Problem, Topic
from scanner.workflows.validity.structure import structure
from scanner.workflows.validity.workflow import problems
from scanner.workflows.validity.workflow_shape import WITH_EVENTS, WITHOUT_EVENTS

__all__ = [
    "ANYTHING_AT_ALL",
    "MAX_DEPTH",
    "MAX_NESTING",
    "MAX_RESULT_BYTES",
    "WITHOUT_EVENTS",
    "WITH_EVENTS",
    "Absent",
    "Calls",
    "Policy",
    "Problem",
    "Topic",
    "absent",
    "declared_defaults",
    "jobs",
    "problems",
    "size",
    "structure",
    "too_deep",
]
