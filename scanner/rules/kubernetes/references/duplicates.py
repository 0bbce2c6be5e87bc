"""Names and ports that a pod gives twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import Container, Pod
from scanner.kubernetes.service import pod_ports
from scanner.model import Match, Related, Severity
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scanner.kubernetes.service import Port
    from scanner.kubernetes.setting import Setting


@rule(
    id="duplicate-env",
    title="Environment variable is set twice",
    severity=Severity.MEDIUM,
    judges=Container,
    remediation="Keep one of the two entries.",
    tags=("kubernetes", "correctness"),
    references=("https://kubernetes.io/docs/tasks/inject-data-application/define-environment-variable-container/",),
)
def duplicate_env(container: Container) -> Iterator[Match]:
    """Two entries of `env` have the same name.

    ## Why it matters

    The later one wins in the container, and updates with `kubectl apply` merge entries by name, so that the two may
    change places. The program then runs with a value that nobody chose, which makes this medium.

    ## Avoid

    ```yaml
    env:
      - name: LOG_LEVEL
        value: info
      - name: LOG_LEVEL
        value: debug
    ```

    ## Prefer

    ```yaml
    env:
      - name: LOG_LEVEL
        value: debug
    ```

    ## References

    - https://kubernetes.io/docs/tasks/inject-data-application/define-environment-variable-container/
    """
    names = (item.read("name") for item in container.read("env").items())
    for first, later in _repeated(names):
        yield Match(
            later.path,
            f"{container.title} sets the environment variable '{later.text}' twice.",
            related=(Related("It is first set here.", first.path),),
        )


@rule(
    id="duplicate-name",
    title="Two things of a pod have the same name",
    severity=Severity.HIGH,
    judges=Pod,
    remediation="Give each container, volume and port of the pod a name of its own, and each mount a path of its own.",
    tags=("kubernetes", "correctness"),
    references=("https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/",),
)
def duplicate_name(pod: Pod) -> Iterator[Match]:
    """Two containers or volumes of a pod, or two ports of a container, share a name, or two mounts share a path.

    ## Why it matters

    The API server refuses the object, so the change does not arrive. It never works, which makes this high.

    ## Avoid

    ```yaml
    containers:
      - name: web
      - name: web
    ```

    ## Prefer

    ```yaml
    containers:
      - name: web
      - name: proxy
    ```

    ## Notes

    Init containers share the names of the other containers.

    ## References

    - https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/
    """
    yield from _duplicates("The pod", "containers named", (one.read("name") for one in pod.containers))
    yield from _duplicates("The pod", "volumes named", (volume.read("name") for volume in pod.volumes))
    for container in pod.containers:
        ports = (port.read("name") for port in container.read("ports").items())
        yield from _duplicates(container.title, "ports named", ports)
        paths = (mount.read("mountPath") for mount in container.read("volumeMounts").items())
        yield from _duplicates(container.title, "mounts at", paths)


@rule(
    id="duplicate-port",
    title="Port of a pod is given twice",
    severity=Severity.MEDIUM,
    judges=Pod,
    remediation="Remove one of the two entries, or give one of the containers another port.",
    tags=("kubernetes", "correctness"),
    references=("https://kubernetes.io/docs/concepts/workloads/pods/#pod-networking",),
)
def duplicate_port(pod: Pod) -> Iterator[Match]:
    """Two entries of `ports` of a pod have the same number and protocol.

    ## Why it matters

    The containers of a pod share one network, in which only one can listen on a port: the second fails when it starts.
    Within one container, `kubectl apply` merges the two entries into one. It shows at the first try, which makes this
    medium.

    ## Avoid

    ```yaml
    containers:
      - name: web
        ports:
          - containerPort: 8080
      - name: proxy
        ports:
          - containerPort: 8080
    ```

    ## Prefer

    ```yaml
    containers:
      - name: web
        ports:
          - containerPort: 8080
      - name: proxy
        ports:
          - containerPort: 8081
    ```

    ## Notes

    Init containers that end before the others start are exempt.

    ## References

    - https://kubernetes.io/docs/concepts/workloads/pods/#pod-networking
    """
    first: dict[tuple[int, str], Port] = {}
    for port in pod_ports(pod):
        if port.number is None:
            continue
        earlier = first.setdefault((port.number, port.protocol), port)
        if earlier is not port:
            number = port.setting.read("containerPort")
            yield Match(
                number.path,
                f"The pod gives the port {port.number}/{port.protocol} twice.",
                related=(Related("It is first given here.", earlier.setting.read("containerPort").path),),
            )


def _duplicates(owner: str, things: str, settings: Iterable[Setting]) -> Iterator[Match]:
    for first, later in _repeated(settings):
        yield Match(
            later.path,
            f"{owner} has two {things} '{later.text}'.",
            related=(Related("The first is this.", first.path),),
        )


def _repeated(settings: Iterable[Setting]) -> Iterator[tuple[Setting, Setting]]:
    """Yield each text that was there before, with the first of its like."""
    seen: dict[str, Setting] = {}
    for setting in settings:
        if setting.text:
            first = seen.setdefault(setting.text, setting)
            if first is not setting:
                yield first, setting
