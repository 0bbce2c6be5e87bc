"""Schedules that are none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import KubernetesObject
from scanner.kubernetes.cron import schedule_problem
from scanner.model import Match, Severity
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    id="cronjob-schedule",
    title="CronJob never runs by its schedule",
    severity=Severity.HIGH,
    judges=KubernetesObject,
    kinds=("CronJob",),
    remediation="Write five fields (minute, hour, day of the month, month, day of the week), or @daily and the like.",
    tags=("kubernetes", "correctness"),
    references=("https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-syntax",),
)
def cronjob_schedule(job: KubernetesObject) -> Iterator[Match]:
    """The schedule of the CronJob is refused by the API server, or names a day that never comes.

    ## Why it matters

    The change does not arrive, or the job never runs. It never works, which makes this high.

    ## Avoid

    ```yaml
    kind: CronJob
    spec:
      schedule: 0 4 * * 7
    ```

    ## Prefer

    ```yaml
    kind: CronJob
    spec:
      schedule: 0 4 * * SUN
    ```

    ## Notes

    The syntax is that of Kubernetes, not of cron: Sunday is 0 and not 7, `@reboot` does not exist, and a time zone
    belongs in `timeZone`.

    ## References

    - https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-syntax
    """
    schedule = job.read("spec", "schedule")
    if job.group != "batch" or schedule.malformed:
        return
    if not schedule.text:
        yield Match(schedule.path, f"{job.title} has no schedule.")
        return
    problem = schedule_problem(schedule.text)
    if problem:
        yield Match(schedule.path, f"{job.title} has a schedule that never comes, because {problem}.")
