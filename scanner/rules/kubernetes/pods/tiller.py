"""The server that Helm 2 needed in the cluster."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import Container
from scanner.model import Match, Severity
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    id="tiller",
    title="Helm 2's Tiller is deployed",
    severity=Severity.HIGH,
    judges=Container,
    remediation="Remove Tiller, and use Helm 3 or later, which needs no server.",
    frameworks=("owasp-k8s/K07",),
    tags=("kubernetes", "security"),
    references=("https://helm.sh/docs/topics/v2_v3_migration/", "https://helm.sh/blog/helm-v2-deprecation-timeline/"),
)
def tiller(container: Container) -> Iterator[Match]:
    """The container's image is Tiller, whatever registry it comes from.

    ## Why it matters

    Tiller commonly has every right in the cluster and does what anybody who reaches its port asks for, without asking
    who it is. It has had no support since 2020. A way to its port is needed, which makes this high.

    ## Avoid

    ```yaml
    image: ghcr.io/helm/tiller:v2.17.0
    ```

    ## Prefer

    ```yaml
    image: ghcr.io/fluxcd/helm-controller:v1.3.0
    ```

    ## References

    - https://helm.sh/docs/topics/v2_v3_migration/
    - https://helm.sh/blog/helm-v2-deprecation-timeline/
    """
    image = container.image
    if image is not None and image.repository.rpartition("/")[2] == "tiller":
        yield Match(container.read("image").path, f"{container.title} is Tiller, the server of Helm 2.")
