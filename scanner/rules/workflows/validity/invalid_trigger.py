"""Triggers that do not do what they look like."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.model import Match, Severity
from scanner.rules.check import rule
from scanner.workflows import Workflow
from scanner.workflows.expressions import without_expressions
from scanner.workflows.validity import Topic, problems

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    id="invalid-trigger",
    title="Trigger is not what GitHub knows",
    severity=Severity.MEDIUM,
    judges=Workflow,
    remediation="Name an event, activity type, filter or schedule that GitHub's list of events has.",
    frameworks=("owasp-cicd/CICD-SEC-7",),
    tags=("workflows", "syntax"),
    references=("https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows",),
)
def invalid_trigger(workflow: Workflow) -> Iterator[Match]:
    """What stands below `on` names an event, activity type, filter, input type or schedule that does not exist.

    ## Why it matters

    GitHub refuses some of it, and passes over the rest without a word: with `branches_ignore` for `branches-ignore`
    the workflow runs for every branch, with an activity type that is misspelt it never runs. Either way, what should
    guard a change does not run when it should, or runs for changes that it was not meant for. The severity is medium:
    the trigger is wrong, the jobs may still be right.

    ## Avoid

    ```yaml
    on:
      pull_request:
        types: [open]
        branches_ignore: [wip]
    ```

    ## Prefer

    ```yaml
    on:
      pull_request:
        types: [opened]
        branches-ignore: [wip]
    ```

    ## Notes

    `$cron-daily` and the like, which GitHub fills in when a workflow is made from a template, are accepted outside
    `.github/workflows`.

    ## References

    - https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows
    """
    for problem in problems(workflow.document):
        if problem.topic is Topic.EVENT:
            words = " ".join(without_expressions(problem.text).split()).rstrip(".")
            message = f"GitHub knows no such thing below 'on': {words}."
            yield Match(problem.path, message, part=problem.part, within=problem.within)
