"""Extensions of the API that are trusted unseen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import KubernetesObject
from scanner.model import Match, Severity
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    id="apiservice-skips-tls",
    title="APIService is not authenticated",
    severity=Severity.MEDIUM,
    judges=KubernetesObject,
    kinds=("APIService",),
    remediation="Remove insecureSkipTLSVerify and set caBundle; cert-manager's CA injector can fill it in.",
    tags=("kubernetes", "security", "network"),
    references=(
        "https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/api-service-v1/",
        "https://kubernetes.io/docs/tasks/extend-kubernetes/configure-aggregation-layer/",
    ),
)
def apiservice_skips_tls(item: KubernetesObject) -> Iterator[Match]:
    """The APIService has the API server accept any certificate of the server behind it.

    ## Why it matters

    Whoever can take the place of that server on the network answers for its part of the API: autoscalers believe their
    numbers, and the requests that are passed on say on whose behalf they come. It takes a foothold in the cluster's
    network, which makes this medium.

    ## Avoid

    ```yaml
    kind: APIService
    spec:
      insecureSkipTLSVerify: true
    ```

    ## Prefer

    ```yaml
    kind: APIService
    metadata:
      annotations:
        cert-manager.io/inject-ca-from: monitoring/metrics-adapter
    spec:
      service:
        name: metrics-adapter
        namespace: monitoring
    ```

    ## References

    - https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/api-service-v1/
    - https://kubernetes.io/docs/tasks/extend-kubernetes/configure-aggregation-layer/
    """
    setting = item.read("spec", "insecureSkipTLSVerify")
    if item.group == "apiregistration.k8s.io" and setting.may_be_true:
        state = "true" if setting.is_true else "not certainly false"
        yield Match(
            setting.path,
            f"{item.title} is served by whoever answers at its address: 'insecureSkipTLSVerify' is {state}.",
        )
