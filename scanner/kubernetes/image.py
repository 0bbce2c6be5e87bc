"""References to container images, read as the container runtime does.

Source: the grammar at the top of
https://github.com/distribution/reference/blob/main/reference.go and ``ParseDockerRef`` in normalize.go.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_COMPONENT = r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*"
_DOMAIN_LABEL = r"(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])"
_DOMAIN = rf"(?:{_DOMAIN_LABEL}(?:\.{_DOMAIN_LABEL})*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?"
_TAG = r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}"
_DIGEST = r"[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}"

_REFERENCE = re.compile(
    rf"(?P<name>(?:{_DOMAIN}/)?{_COMPONENT}(?:/{_COMPONENT})*)(?::(?P<tag>{_TAG}))?(?:@(?P<digest>{_DIGEST}))?"
)
_IDENTIFIER = re.compile(r"[a-f0-9]{64}")
_HEX_LENGTHS = {"sha256": 64, "sha384": 96, "sha512": 128}

_LONGEST_REPOSITORY = 255
_LONGEST_REFERENCE = 255 + 1 + _LONGEST_REPOSITORY + 128 + 256
"""Registry, repository, tag and digest; a longer text is nothing that can be pulled, and is not matched."""

_DEFAULT_REGISTRY = "docker.io"
_DEFAULT_NAMESPACE = "library/"


@dataclass(frozen=True, slots=True)
class ImageReference:
    """A reference in full: ``nginx:1.29`` is docker.io, library/nginx, 1.29."""

    registry: str
    """With its port, e.g. ``registry.example.com:5000``."""
    repository: str
    tag: str = ""
    """Empty where none is written (the runtime then takes ``latest``)."""
    digest: str = ""
    """With its algorithm, e.g. ``sha256:…``; it decides, whatever the tag says."""

    @classmethod
    def parse(cls, text: str) -> ImageReference | None:
        """Return the parts of a reference, or None where the runtime would refuse it."""
        if len(text) > _LONGEST_REFERENCE or _IDENTIFIER.fullmatch(text):
            return None
        registry, rest = _split_registry(text)
        matched = _REFERENCE.fullmatch(f"{registry}/{rest}")
        if matched is None:
            return None
        # A name with an underscore is no domain in the grammar, but a path all the same, and the runtime asks it.
        _, _, repository = matched["name"].partition("/")
        tag, digest = matched["tag"] or "", matched["digest"] or ""
        if len(repository) > _LONGEST_REPOSITORY or not _digest_is_valid(digest):
            return None
        return cls(registry, repository, tag, digest)


def _split_registry(text: str) -> tuple[str, str]:
    """Split as ``splitDockerDomain`` does: the first component is a registry only if it cannot be a name."""
    first, slash, rest = text.partition("/")
    if slash and (first == "localhost" or "." in first or ":" in first or first.lower() != first):
        registry, repository = first, rest
    else:
        registry, repository = _DEFAULT_REGISTRY, text
    if registry == "index.docker.io":
        registry = _DEFAULT_REGISTRY
    if registry == _DEFAULT_REGISTRY and "/" not in repository:
        repository = _DEFAULT_NAMESPACE + repository
    return registry, repository


def _digest_is_valid(digest: str) -> bool:
    """Check the length of the algorithms that go-digest knows; it refuses others, and upper-case digits."""
    if not digest:
        return True
    algorithm, _, digits = digest.partition(":")
    return _HEX_LENGTHS.get(algorithm) == len(digits) and digits == digits.lower()
