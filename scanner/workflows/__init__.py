"""Views of GitHub workflow and action files: workflow, job, step, ``uses``; expressions, permissions, untrusted data.

Cheap and frozen; whatever a file holds in place of what belongs there, a view gives an empty value of the right type.
"""

from scanner.workflows.action_reference import ActionReference, ReferenceKind
from scanner.workflows.action_use import ActionUse
from scanner.workflows.caller import Caller
from scanner.workflows.permissions import Grant, Permissions
from scanner.workflows.step import Step
from scanner.workflows.subjects import subjects
from scanner.workflows.triggers import Trigger
from scanner.workflows.uses import Uses
from scanner.workflows.workflow import Action, Job, Workflow

__all__ = [
    "Action",
    "ActionReference",
    "ActionUse",
    "Caller",
    "Grant",
    "Job",
    "Permissions",
    "ReferenceKind",
    "Step",
    "Trigger",
    "Uses",
    "Workflow",
    "subjects",
]
