"""Webhooks of the API server that lead nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import KubernetesObject
from scanner.kubernetes.setting import Setting
from scanner.model import Severity
from scanner.rules.check import rule
from scanner.rules.kubernetes.references.service_backend import judge_service

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.rules.check import Judgement

_DEFAULT_PORT = 443


@rule(
    id="webhook-targets-service",
    title="Webhook leads to no Service",
    severity=Severity.HIGH,
    judges=KubernetesObject,
    kinds=(
        "APIService",
        "CustomResourceDefinition",
        "MutatingWebhookConfiguration",
        "ValidatingWebhookConfiguration",
    ),
    remediation="Name the Service's own namespace, name and port; the port is 443 where none is written.",
    tags=("kubernetes", "reliability", "network"),
    references=(
        "https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#service-reference",
    ),
)
def webhook_targets_service(item: KubernetesObject) -> Iterator[Judgement]:
    """The API server is told to call a Service that does not exist, or that does not have the port.

    ## Why it matters

    An admission webhook fails closed unless it says otherwise, so nobody can create or change what it watches; a
    conversion webhook makes all objects of its kind unreadable. It can stop a cluster, which makes this high.

    ## Avoid

    ```yaml
    clientConfig:
      service:
        namespace: policy
        name: guard
        path: /validate
        port: 8443 # the pod's port; the Service's is 443
    ```

    ## Prefer

    ```yaml
    clientConfig:
      service:
        namespace: policy
        name: guard
        path: /validate
    ```

    ## Notes

    Judged are admission webhooks, the conversion webhook of a CustomResourceDefinition, and APIService. That a Service
    is missing is decided as for `ingress-targets-service`.

    ## References

    - https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#service-reference
    """
    for service in _services(item):
        port = service.read("port")
        if not port.is_set:
            port = Setting(port.path, _DEFAULT_PORT)
        yield from judge_service(item, service.read("namespace").text, service.read("name"), port)


def _services(item: KubernetesObject) -> Iterator[Setting]:
    match item.group, item.kind:
        case "apiregistration.k8s.io", "APIService":
            yield item.read("spec", "service")
        case "apiextensions.k8s.io", "CustomResourceDefinition":
            yield item.read("spec", "conversion", "webhook", "clientConfig", "service")
            yield item.read("spec", "conversion", "webhookClientConfig", "service")
        case "admissionregistration.k8s.io", _:
            for webhook in item.read("webhooks").items():
                yield webhook.read("clientConfig", "service")
