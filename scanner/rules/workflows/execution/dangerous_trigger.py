"""Events that give strangers a run with rights."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.model import Match, Related, Severity
from scanner.rules.check import rule
from scanner.workflows import Job, Workflow
from scanner.workflows.injection import Injection, injections
from scanner.workflows.outsider import PRIVILEGED, reaches
from scanner.workflows.privilege import powers
from scanner.workflows.pull_request_code import foreign_code

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.workflows import Step, Trigger

_SHOWN = 3
"""Powers that the message names."""


@rule(
    id="dangerous-trigger",
    title="Outsiders can use a trigger to reach secrets or write access",
    severity=Severity.HIGH,
    judges=Workflow,
    remediation="Use 'pull_request', or take secrets and write access from the job that handles what outsiders send.",
    frameworks=("owasp-cicd/CICD-SEC-1", "owasp-cicd/CICD-SEC-4"),
    tags=("workflows", "pull-requests"),
    references=(
        "https://docs.github.com/en/actions/reference/security/securely-using-pull_request_target",
        "https://securitylab.github.com/resources/github-actions-preventing-pwn-requests/",
    ),
)
def dangerous_trigger(workflow: Workflow) -> Iterator[Match]:
    """The workflow has a job with rights that runs what a stranger wrote, by an event that a stranger can cause.

    ## Why it matters

    The events `pull_request_target`, `workflow_run` and `issue_comment` run with the repository's own rights although
    strangers cause them. That is what they are for: to label or to comment. It becomes dangerous when one job has
    something to steal or to break (a secret, write access, the repository's default token, a self-hosted runner) and
    also takes in what the stranger wrote as code: it checks out the pull request, or builds a script from its text.
    The severity is high; how the code gets in is reported on its own by `untrusted-checkout` and
    `template-injection-run`, and accepting one does not hide the other.

    ## Avoid

    ```yaml
    on: pull_request_target
    jobs:
      preview:
        runs-on: ubuntu-latest
        steps:
          - uses: actions/checkout@0123456789012345678901234567890123456789
            with:
              ref: ${{ github.event.pull_request.head.sha }}
          - run: make deploy-preview
            env:
              TOKEN: ${{ secrets.PREVIEW_TOKEN }}
    ```

    ## Prefer

    ```yaml
    on: pull_request_target
    permissions:
      pull-requests: write
    jobs:
      label:
        runs-on: ubuntu-latest
        steps:
          - uses: actions/labeler@0123456789012345678901234567890123456789
    ```

    ## Notes

    The trigger alone is not reported, nor a job that only labels, comments or builds the base branch, nor one whose
    `if:` keeps outsiders out.

    ## References

    - https://docs.github.com/en/actions/reference/security/securely-using-pull_request_target
    - https://securitylab.github.com/resources/github-actions-preventing-pwn-requests/
    """
    jobs = {job.id: job for job in workflow.jobs}
    for event in PRIVILEGED:
        trigger = workflow.triggers.get(event)
        if trigger is not None:
            yield from _judged(trigger, jobs)


def _judged(trigger: Trigger, jobs: dict[str, Job]) -> Iterator[Match]:
    for job in jobs.values():
        held = tuple(powers(job))
        if not held or not reaches(trigger.event, job, job, jobs):
            continue
        taken = [
            related
            for step in job.steps
            if reaches(trigger.event, step, job, jobs)
            for related in _taken_in(step, trigger.event)
        ]
        if taken:
            more = " and more" if len(held) > _SHOWN else ""
            message = f"Anybody who causes '{trigger.event}' has job '{job.id}' run their text as code with"
            yield Match(
                trigger.path,
                f"{message} {', '.join(held[:_SHOWN])}{more}.",
                part=trigger.part,
                related=tuple(taken),
            )
            return


def _taken_in(step: Step, event: str) -> Iterator[Related]:
    for code in foreign_code(step, event):
        yield Related(f"Brings in foreign code by '{code.source}'.", code.path)
    for found in injections(step, step.run or "", {event}):
        if isinstance(found, Injection):
            yield Related(f"Makes '{found.contexts[0]}' part of a script.", step.run_path)
