"""Images that a registry may exchange."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import Container
from scanner.model import Match, Profile, Severity
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    id="image-digest-missing",
    title="Image is not pinned by a digest",
    severity=Severity.LOW,
    judges=Container,
    remediation="Add the digest of the image to its tag: name:tag@sha256:….",
    frameworks=("cis-kubernetes/5.5.1", "nsa-cisa/building-secure-container-images"),
    tags=("kubernetes", "security", "supply-chain"),
    references=("https://kubernetes.io/docs/concepts/containers/images/#image-names",),
    profile=Profile.STRICT,
)
def image_digest_missing(container: Container) -> Iterator[Match]:
    """The image is named without a digest.

    ## Why it matters

    A tag is a label that whoever may push to the registry can move; a digest is the content itself, so that what was
    reviewed is what runs. Many registries keep tags from moving, and somebody must be able to push, which makes this
    low.

    ## Avoid

    ```yaml
    image: registry.example.com/web:1.4.2
    ```

    ## Prefer

    ```yaml
    image: registry.example.com/web:1.4.2@sha256:4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a
    ```

    ## Notes

    What is no valid reference to an image is reported by `invalid-image`, a tag that is missing or `latest` by
    `image-tag` as well.

    ## References

    - https://kubernetes.io/docs/concepts/containers/images/#image-names
    """
    image = container.image
    if image is not None and not image.digest:
        setting = container.read("image")
        yield Match(setting.path, f"The image '{setting.text}' is not pinned by a digest.")
