"""When the kubelet asks the registry for an image."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import Container
from scanner.model import Match, Profile, Severity
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    id="pull-policy-always",
    title="Image is not pulled at every start",
    severity=Severity.LOW,
    judges=Container,
    remediation="Set imagePullPolicy to Always.",
    tags=("kubernetes", "security"),
    references=(
        "https://kubernetes.io/docs/concepts/containers/images/#image-pull-policy",
        "https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#alwayspullimages",
    ),
    profile=Profile.STRICT,
)
def pull_policy_always(container: Container) -> Iterator[Match]:
    """The `imagePullPolicy` in force is not `Always`.

    ## Why it matters

    An image that is on the node is used without asking the registry: by pods that have no credentials for it, and in
    the version that the tag meant when it was pulled. Layers are not fetched twice, so that asking costs little.
    Somebody must share the node or move the tag, which makes this low.

    ## Avoid

    ```yaml
    image: registry.example.com/web:1.4.2
    imagePullPolicy: IfNotPresent
    ```

    ## Prefer

    ```yaml
    image: registry.example.com/web:1.4.2
    imagePullPolicy: Always
    ```

    ## Notes

    Where nothing is written Kubernetes takes `Always` for images without a tag or with `latest`, unless a digest pins
    them, and `IfNotPresent` for all others. `Never` is reported by `pull-policy-never`.

    ## References

    - https://kubernetes.io/docs/concepts/containers/images/#image-pull-policy
    - https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#alwayspullimages
    """
    setting, image = container.read("imagePullPolicy"), container.image
    if setting.text in {"Always", "Never"}:
        return
    if setting.is_set:
        yield Match(setting.path, f"{container.title} does not pull its image at every start.")
    elif image is not None and (image.digest or image.tag not in {"", "latest"}):
        yield Match(
            setting.path, f"{container.title} does not pull its image at every start: 'imagePullPolicy' is not set."
        )


@rule(
    id="pull-policy-never",
    title="Image is never pulled",
    severity=Severity.LOW,
    judges=Container,
    remediation="Set imagePullPolicy to Always or IfNotPresent.",
    tags=("kubernetes", "reliability"),
    references=("https://kubernetes.io/docs/concepts/containers/images/#image-pull-policy",),
)
def pull_policy_never(container: Container) -> Iterator[Match]:
    """The container's `imagePullPolicy` is `Never`.

    ## Why it matters

    The container starts only on nodes where somebody put the image beforehand; anywhere else it waits with
    `ErrImageNeverPull`. It is what remains of a cluster on a developer's machine, and shows at the first start, which
    makes this low.

    ## Avoid

    ```yaml
    image: registry.example.com/web:1.4.2
    imagePullPolicy: Never
    ```

    ## Prefer

    ```yaml
    image: registry.example.com/web:1.4.2
    imagePullPolicy: IfNotPresent
    ```

    ## References

    - https://kubernetes.io/docs/concepts/containers/images/#image-pull-policy
    """
    setting = container.read("imagePullPolicy")
    if setting.text == "Never":
        yield Match(setting.path, f"{container.title} never pulls its image.")
