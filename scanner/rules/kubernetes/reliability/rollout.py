"""How a new version replaces the old one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import KubernetesObject
from scanner.kubernetes.int_or_percent import IntOrPercent
from scanner.kubernetes.scaling import fewest_replicas, most_replicas
from scanner.model import Match, Profile, Related, Severity, Unknown
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.rules.check import Judgement

_WITH_HISTORY = {"DaemonSet": "apps", "Deployment": "apps", "Rollout": "argoproj.io", "StatefulSet": "apps"}
_DEFAULT_DEADLINE = 600
_WHOLE = 100


@rule(
    id="rolling-update",
    title="Rollout takes all pods down at once",
    severity=Severity.MEDIUM,
    judges=KubernetesObject,
    kinds=("Deployment",),
    remediation="Use the strategy RollingUpdate with a maxUnavailable below the number of replicas.",
    tags=("kubernetes", "reliability"),
    references=("https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#strategy",),
)
def rolling_update(item: KubernetesObject) -> Iterator[Judgement]:
    """A Deployment with several replicas replaces them all at the same time.

    ## Why it matters

    Every rollout is an outage, and one that fails has no old pod left to serve. Replicas were meant to prevent that.
    It ends when the new pods are ready, which makes this medium.

    ## Avoid

    ```yaml
    spec:
      replicas: 3
      strategy:
        type: Recreate
    ```

    ## Prefer

    ```yaml
    spec:
      replicas: 3
      strategy:
        type: RollingUpdate
        rollingUpdate:
          maxSurge: 1
          maxUnavailable: 0
    ```

    ## Notes

    `Recreate` with a single replica is exempt: a volume that one pod can mount at a time asks for it. A
    `maxUnavailable` of 100 %, or of as many pods as there are, is reported as well. Where `Recreate` stands beside
    replicas that are set elsewhere, the answer is not known, and said so.

    ## References

    - https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#strategy
    """
    strategy = item.read("spec", "strategy")
    if item.group != "apps":
        return
    if strategy.read("type").text == "Recreate":
        most = most_replicas(item)
        if most is None:
            yield Unknown("The workload sets no replicas, and no autoscaler of its namespace was scanned.")
        elif most > 1:
            yield Match(
                strategy.read("type").path,
                f"{item.title} may have several pods, and 'Recreate' ends them all before it starts new ones.",
            )
    else:
        yield from _unavailable(item)


def _unavailable(item: KubernetesObject) -> Iterator[Match]:
    setting = item.read("spec", "strategy", "rollingUpdate", "maxUnavailable")
    allowed, fewest = IntOrPercent.of(setting), fewest_replicas(item)
    if allowed is None or most_replicas(item) in {0, 1}:
        return
    all_of_them = allowed.amount >= _WHOLE if allowed.percent else fewest is not None and 1 < fewest <= allowed.amount
    if all_of_them:
        yield Match(setting.path, f"{item.title} lets a rollout take down all its pods at once.")


@rule(
    id="progress-deadline",
    title="Deployment must be ready longer than its deadline",
    severity=Severity.HIGH,
    judges=KubernetesObject,
    kinds=("Deployment",),
    remediation="Set spec.progressDeadlineSeconds above spec.minReadySeconds.",
    tags=("kubernetes", "correctness"),
    references=("https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#progress-deadline-seconds",),
)
def progress_deadline(item: KubernetesObject) -> Iterator[Match]:
    """The deadline for progress is no longer than the time for which a new pod must be ready.

    ## Why it matters

    The API server refuses the Deployment, so the change does not arrive. It never works, which makes this high.

    ## Avoid

    ```yaml
    spec:
      minReadySeconds: 60
      progressDeadlineSeconds: 60
    ```

    ## Prefer

    ```yaml
    spec:
      minReadySeconds: 10
      progressDeadlineSeconds: 600
    ```

    ## Notes

    A missing `progressDeadlineSeconds` is 600, a missing `minReadySeconds` is 0.

    ## References

    - https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#progress-deadline-seconds
    """
    deadline, ready = item.read("spec", "progressDeadlineSeconds"), item.read("spec", "minReadySeconds")
    limit = deadline.integer if deadline.is_set else _DEFAULT_DEADLINE
    needed = ready.integer if ready.is_set else 0
    if item.group == "apps" and limit is not None and needed is not None and limit <= needed:
        yield Match(
            (deadline if deadline.is_set else ready).path,
            f"{item.title} has {limit} s for progress, and its pods must be ready for {needed} s.",
            related=(Related("The time to be ready is this.", ready.path),) if ready.is_set else (),
        )


@rule(
    id="revision-history",
    title="Workload keeps no revision to go back to",
    severity=Severity.LOW,
    judges=KubernetesObject,
    kinds=_WITH_HISTORY,
    remediation="Set spec.revisionHistoryLimit to 1 or more, or remove it: the default is 10.",
    tags=("kubernetes", "reliability"),
    references=("https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#revision-history-limit",),
    profile=Profile.STRICT,
)
def revision_history(item: KubernetesObject) -> Iterator[Match]:
    """The workload has `revisionHistoryLimit: 0`.

    ## Why it matters

    `kubectl rollout undo` has nothing to undo to. Teams that deploy from git go back there, which makes this low.

    ## Avoid

    ```yaml
    spec:
      revisionHistoryLimit: 0
    ```

    ## Prefer

    ```yaml
    spec:
      revisionHistoryLimit: 5
    ```

    ## References

    - https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#revision-history-limit
    """
    limit = item.read("spec", "revisionHistoryLimit")
    if item.group == _WITH_HISTORY[item.kind] and limit.integer == 0:
        yield Match(limit.path, f"{item.title} keeps no revision to go back to.")
