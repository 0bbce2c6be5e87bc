"""Images whose version is left open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import Container
from scanner.model import Match, Severity
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    id="image-tag",
    title="Image version is left open",
    severity=Severity.MEDIUM,
    judges=Container,
    remediation="Name a version tag, or better a digest.",
    frameworks=("nsa-cisa/building-secure-container-images",),
    tags=("kubernetes", "reliability", "supply-chain"),
    references=("https://kubernetes.io/docs/concepts/containers/images/#image-names",),
)
def image_tag(container: Container) -> Iterator[Match]:
    """The image has no tag, or the tag `latest`, and no digest pins it.

    ## Why it matters

    What `latest` is can change between two starts of the same pod: replicas differ, a rollback rolls nothing back, and
    nobody can say what ran. A new image still has to be pushed by somebody who may, which makes this medium.

    ## Avoid

    ```yaml
    image: registry.example.com/web:latest
    ```

    ## Prefer

    ```yaml
    image: registry.example.com/web:1.4.2
    ```

    ## Notes

    A missing tag is `latest`. With a digest the tag has no effect. What is no valid reference to an image, such as a
    variable that was never replaced, is reported by `invalid-image`.

    ## References

    - https://kubernetes.io/docs/concepts/containers/images/#image-names
    """
    setting = container.read("image")
    image = container.image
    if image is None or image.digest:
        return
    if not image.tag:
        yield Match(setting.path, f"The image '{setting.text}' has no tag.")
    elif image.tag == "latest":
        yield Match(setting.path, f"The image '{setting.text}' has the tag 'latest'.")
