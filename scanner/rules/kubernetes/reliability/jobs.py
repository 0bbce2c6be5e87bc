"""Jobs and CronJobs: when they start, and what stays of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import KubernetesObject
from scanner.model import Match, Profile, Severity
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

_DELETED_BY = ("argocd.argoproj.io/hook", "argocd.argoproj.io/hook-delete-policy", "helm.sh/hook-delete-policy")
_SHORTEST_DEADLINE = 10


@rule(
    id="job-ttl",
    title="Job is kept for ever",
    severity=Severity.LOW,
    judges=KubernetesObject,
    kinds=("Job",),
    remediation="Set spec.ttlSecondsAfterFinished.",
    tags=("kubernetes", "hygiene"),
    references=("https://kubernetes.io/docs/concepts/workloads/controllers/ttlafterfinished/",),
    profile=Profile.STRICT,
)
def job_ttl(job: KubernetesObject) -> Iterator[Match]:
    """A finished Job and its pods stay in the cluster until somebody deletes them.

    ## Why it matters

    They fill the API server and every listing, and applying the next version of the Job fails because the old one is
    still there. It takes many of them to hurt, which makes this low.

    ## Avoid

    ```yaml
    kind: Job
    spec:
      backoffLimit: 3
    ```

    ## Prefer

    ```yaml
    kind: Job
    spec:
      backoffLimit: 3
      ttlSecondsAfterFinished: 86400
    ```

    ## Notes

    Jobs that have an owner are exempt, a CronJob keeps a limited history; so are hooks that Helm or Argo CD delete.

    ## References

    - https://kubernetes.io/docs/concepts/workloads/controllers/ttlafterfinished/
    """
    ttl = job.read("spec", "ttlSecondsAfterFinished")
    if job.group != "batch" or ttl.is_set or job.read("metadata", "ownerReferences").items():
        return
    if not job.annotations.keys() & set(_DELETED_BY):
        yield Match(ttl.path, f"{job.title} is kept for ever once it is finished.")


@rule(
    id="cronjob-deadline",
    title="CronJob has no deadline for starting",
    severity=Severity.LOW,
    judges=KubernetesObject,
    kinds=("CronJob",),
    remediation="Set spec.startingDeadlineSeconds to how late a run may start, at least 10.",
    tags=("kubernetes", "reliability"),
    references=("https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#starting-deadline",),
    profile=Profile.STRICT,
)
def cronjob_deadline(job: KubernetesObject) -> Iterator[Match]:
    """The CronJob does not say how late a run may start, or leaves less than ten seconds for it.

    ## Why it matters

    After an outage of the control plane a run starts whenever that ends, perhaps in working hours; with less than ten
    seconds the controller, which looks every ten seconds, may miss the start. Both are rare, which makes this low.

    ## Avoid

    ```yaml
    kind: CronJob
    spec:
      schedule: 0 4 * * *
    ```

    ## Prefer

    ```yaml
    kind: CronJob
    spec:
      schedule: 0 4 * * *
      startingDeadlineSeconds: 3600
    ```

    ## References

    - https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#starting-deadline
    """
    deadline = job.read("spec", "startingDeadlineSeconds")
    if job.group != "batch":
        return
    if not deadline.is_set:
        yield Match(deadline.path, f"{job.title} does not say how late a run may start.")
    elif deadline.integer is not None and deadline.integer < _SHORTEST_DEADLINE:
        yield Match(deadline.path, f"{job.title} may never start, because it leaves less than 10 s for it.")


@rule(
    id="cronjob-concurrency",
    title="CronJob does not say whether runs may overlap",
    severity=Severity.LOW,
    judges=KubernetesObject,
    kinds=("CronJob",),
    remediation="Set spec.concurrencyPolicy, as a rule to Forbid.",
    tags=("kubernetes", "reliability"),
    references=("https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#concurrency-policy",),
    profile=Profile.STRICT,
    files_only=True,
)
def cronjob_concurrency(job: KubernetesObject) -> Iterator[Match]:
    """The CronJob leaves `concurrencyPolicy` to its default, which lets runs overlap.

    ## Why it matters

    When a run takes longer than the time to the next, both work on the same data, and runs that hang pile up. Most
    runs are short, which makes this low.

    ## Avoid

    ```yaml
    kind: CronJob
    spec:
      schedule: "*/5 * * * *"
    ```

    ## Prefer

    ```yaml
    kind: CronJob
    spec:
      schedule: "*/5 * * * *"
      concurrencyPolicy: Forbid
    ```

    ## Notes

    `Allow` that is written down is a decision, and passes.

    ## References

    - https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#concurrency-policy
    """
    policy = job.read("spec", "concurrencyPolicy")
    if job.group == "batch" and not policy.is_set:
        yield Match(policy.path, f"{job.title} does not say whether its runs may overlap.")


@rule(
    id="cronjob-suspended",
    title="CronJob is suspended",
    severity=Severity.LOW,
    judges=KubernetesObject,
    kinds=("CronJob",),
    remediation="Remove spec.suspend, or the CronJob.",
    tags=("kubernetes", "hygiene"),
    references=("https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-suspension",),
    profile=Profile.STRICT,
)
def cronjob_suspended(job: KubernetesObject) -> Iterator[Match]:
    """The CronJob is suspended, so that it never runs.

    ## Why it matters

    What was switched off for an hour and forgotten is a backup that is missing when it is needed. It may be meant,
    which makes this low.

    ## Avoid

    ```yaml
    kind: CronJob
    spec:
      suspend: true
    ```

    ## Prefer

    ```yaml
    kind: CronJob
    spec:
      suspend: false
    ```

    ## References

    - https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-suspension
    """
    suspend = job.read("spec", "suspend")
    if job.group == "batch" and suspend.is_true:
        yield Match(suspend.path, f"{job.title} is suspended, so that it never runs.")
