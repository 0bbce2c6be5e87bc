"""The dashboard of Kubernetes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import Container
from scanner.model import Match, Profile, Severity
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

_OWNER = "kubernetesui"
_NAME = "kubernetes-dashboard"


@rule(
    id="dashboard",
    title="Kubernetes Dashboard is deployed",
    severity=Severity.MEDIUM,
    judges=Container,
    remediation="Remove the dashboard, and use kubectl or a tool that runs with the rights of whoever uses it.",
    frameworks=("owasp-k8s/K06",),
    tags=("kubernetes", "security"),
    references=("https://github.com/kubernetes-retired/dashboard",),
    profile=Profile.STRICT,
)
def dashboard(container: Container) -> Iterator[Match]:
    """The container's image is a part of Kubernetes Dashboard, whatever registry it comes from.

    ## Why it matters

    A page that shows and changes the cluster is one more way in, and exposed dashboards have led to whole clusters
    being taken over. The project is retired and gets no mends. It asks for a login, which makes this medium.

    ## Avoid

    ```yaml
    image: docker.io/kubernetesui/dashboard-web:1.6.0
    ```

    ## Prefer

    ```yaml
    image: registry.example.com/shop/web:1.6.0
    ```

    ## Notes

    The image counts, not labels: what is called a dashboard need not be this one.

    ## References

    - https://github.com/kubernetes-retired/dashboard
    """
    image = container.image
    if image is not None and (_OWNER in image.repository.split("/") or _NAME in image.repository):
        yield Match(container.read("image").path, f"{container.title} is a part of Kubernetes Dashboard.")
