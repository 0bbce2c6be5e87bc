"""Names of ports that the API server refuses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scanner.kubernetes import KubernetesObject
from scanner.model import Match, Related, Severity
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.model import Path

_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?")
_LONGEST_LABEL = 63
_LONGEST_SERVICE_NAME = 15


@rule(
    id="port-name-validity",
    title="Name of a port is not valid",
    severity=Severity.HIGH,
    judges=KubernetesObject,
    remediation="Use at most 15 lower-case letters, digits and single hyphens, of which at least one is a letter.",
    tags=("kubernetes", "correctness", "network"),
    references=("https://www.rfc-editor.org/rfc/rfc6335#section-5.1",),
)
def port_name_validity(item: KubernetesObject) -> Iterator[Match]:
    """The name of a container's port, or a name by which a Service refers to one, is none that the API server accepts.

    ## Why it matters

    The API server refuses the object, so the change does not arrive. It never works, which makes this high.

    ## Avoid

    ```yaml
    ports:
      - name: prometheus-metrics
        containerPort: 9090
    ```

    ## Prefer

    ```yaml
    ports:
      - name: metrics
        containerPort: 9090
    ```

    ## Notes

    A Service's own port may have a name of up to 63 characters; its `targetPort` may not.

    ## References

    - https://www.rfc-editor.org/rfc/rfc6335#section-5.1
    """
    for pod in item.pods:
        for container in pod.containers:
            for port in container.read("ports").items():
                name = port.read("name")
                if name.text and not _is_service_name(name.text):
                    yield Match(
                        name.path, f"{container.title} names a port '{name.text}', which is no valid name of one."
                    )
    if (item.group, item.kind) == ("", "Service"):
        for port in item.read("spec", "ports").items():
            name, target = port.read("name"), port.read("targetPort")
            if name.text and not (_LABEL.fullmatch(name.text) and len(name.text) <= _LONGEST_LABEL):
                yield Match(name.path, f"{item.title} names a port '{name.text}', which is no valid name of one.")
            if target.text and not _is_service_name(target.text):
                yield Match(
                    target.path, f"{item.title} has the target port '{target.text}', which no container's port can be."
                )


@rule(
    id="service-port-unnamed",
    title="Service with several ports has one without a name",
    severity=Severity.HIGH,
    judges=KubernetesObject,
    kinds=("Service",),
    remediation="Give each port of the Service a name.",
    tags=("kubernetes", "correctness", "network"),
    references=("https://kubernetes.io/docs/concepts/services-networking/service/#multi-port-services",),
)
def service_port_unnamed(service: KubernetesObject) -> Iterator[Match]:
    """The Service has more than one port, and one of them has no name.

    ## Why it matters

    The API server refuses the Service, so the change does not arrive. It never works, which makes this high.

    ## Avoid

    ```yaml
    ports:
      - port: 80
      - port: 9090
        name: metrics
    ```

    ## Prefer

    ```yaml
    ports:
      - port: 80
        name: http
      - port: 9090
        name: metrics
    ```

    ## References

    - https://kubernetes.io/docs/concepts/services-networking/service/#multi-port-services
    """
    ports = service.read("spec", "ports").items()
    if service.group or len(ports) == 1:
        return
    for port in ports:
        name = port.read("name")
        if not name.is_set or name.value == "":
            shown = port.read("port").integer
            which = "a port" if shown is None else f"the port {shown}"
            yield Match(name.path, f"{service.title} has {len(ports)} ports, and gives {which} no name.")


@rule(
    id="service-duplicate-port",
    title="Port of a Service is given twice",
    severity=Severity.HIGH,
    judges=KubernetesObject,
    kinds=("Service",),
    remediation="Remove one of the two entries, or give it another number.",
    tags=("kubernetes", "correctness", "network"),
    references=("https://kubernetes.io/docs/concepts/services-networking/service/#multi-port-services",),
)
def service_duplicate_port(service: KubernetesObject) -> Iterator[Match]:
    """Two ports of the Service have the same number and protocol, or the same name.

    ## Why it matters

    The API server refuses the Service, so the change does not arrive. It never works, which makes this high.

    ## Avoid

    ```yaml
    ports:
      - name: http
        port: 80
      - name: metrics
        port: 80
    ```

    ## Prefer

    ```yaml
    ports:
      - name: http
        port: 80
      - name: metrics
        port: 9090
    ```

    ## References

    - https://kubernetes.io/docs/concepts/services-networking/service/#multi-port-services
    """
    if service.group:
        return
    seen: dict[str, Path] = {}
    for port in service.read("spec", "ports").items():
        number, name = port.read("port"), port.read("name")
        protocol = port.read("protocol").text or "TCP"
        keys = [(number, f"port {number.integer}/{protocol}")] if number.integer is not None else []
        keys += [(name, f"name '{name.text}'")] if name.text else []
        for setting, shown in keys:
            first = seen.setdefault(shown, setting.path)
            if first != setting.path:
                yield Match(
                    setting.path,
                    f"{service.title} has two ports with the {shown}.",
                    related=(Related("The first is this.", first),),
                )


def _is_service_name(name: str) -> bool:
    """Return whether the API server takes ``name`` for a container's port: an IANA service name of RFC 6335."""
    return (
        len(name) <= _LONGEST_SERVICE_NAME
        and _LABEL.fullmatch(name) is not None
        and "--" not in name
        and any(character.isalpha() for character in name)
    )
