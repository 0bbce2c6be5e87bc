"""Jobs that may hang."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.model import Match, Severity
from scanner.rules.check import rule
from scanner.workflows import Job

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    id="timeout-minutes",
    title="Job has no time limit of its own",
    severity=Severity.LOW,
    judges=Job,
    remediation="Set 'timeout-minutes' to a little more than the job usually takes.",
    frameworks=("owasp-cicd/CICD-SEC-7",),
    tags=("workflows", "reliability"),
    references=(
        "https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idtimeout-minutes",
    ),
)
def timeout_minutes(job: Job) -> Iterator[Match]:
    """The job has no `timeout-minutes`.

    ## Why it matters

    A job that hangs is stopped after 360 minutes by default. Until then it occupies a runner, holds its concurrency
    group and, on hosted runners, is paid for; code that was smuggled in has as long to work. The severity is low: it
    costs time and money, not data.

    ## Avoid

    ```yaml
    jobs:
      test:
        runs-on: ubuntu-latest
        steps:
          - run: make test
    ```

    ## Prefer

    ```yaml
    jobs:
      test:
        runs-on: ubuntu-latest
        timeout-minutes: 15
        steps:
          - run: make test
    ```

    ## Notes

    A job that calls a reusable workflow cannot have a time limit; the jobs of that workflow are judged instead. A job
    of which every step has a limit needs none.

    ## References

    - https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idtimeout-minutes
    """
    if "uses" in job.data or job.timeout_minutes is not None:
        return
    steps = list(job.steps)
    if not steps or any(step.timeout_minutes is None for step in steps):
        message = f"Job '{job.id}' has no 'timeout-minutes', so it may hang for six hours."
        yield Match((*job.path, "timeout-minutes"), message)
