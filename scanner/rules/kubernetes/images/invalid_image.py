"""Images that no runtime can pull."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import Container
from scanner.model import Match, Severity, Unknown
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

_SOURCE = "ko://"
"""What ko replaces by an image that it builds: https://ko.build/features/k8s/."""


@rule(
    id="invalid-image",
    title="Image is no valid reference",
    severity=Severity.HIGH,
    judges=Container,
    remediation="Write the image as registry/name:tag, with the name in lower case and every variable replaced.",
    tags=("kubernetes", "correctness", "reliability"),
    references=(
        "https://kubernetes.io/docs/concepts/containers/images/#image-names",
        "https://github.com/distribution/reference/blob/main/reference.go",
    ),
)
def invalid_image(container: Container) -> Iterator[Match | Unknown]:
    """The image is no reference that a container runtime accepts.

    ## Why it matters

    The pod is admitted, scheduled, and then waits with `InvalidImageName` forever: the mistake shows in the cluster,
    not before. It never runs, which makes this high.

    ## Avoid

    ```yaml
    image: registry.example.com/Web:${VERSION}
    ```

    ## Prefer

    ```yaml
    image: registry.example.com/web:1.4.2
    ```

    ## Notes

    Upper case in the name, spaces, a variable that was never replaced and a digest of the wrong length are the usual
    mistakes. An image `ko://…` is the address of a program that `ko` builds; scan what `ko resolve` writes.

    ## References

    - https://kubernetes.io/docs/concepts/containers/images/#image-names
    - https://github.com/distribution/reference/blob/main/reference.go
    """
    setting = container.read("image")
    if setting.malformed or not setting.is_set or container.image is not None:
        return
    if setting.text.startswith(_SOURCE):
        yield Unknown("The image is one that ko builds, and its name is not known before.")
    elif setting.text:
        yield Match(setting.path, f"{container.title} has the image '{setting.text}', which is no valid reference.")
    else:
        yield Match(setting.path, f"{container.title} has an image that is no valid reference.")
