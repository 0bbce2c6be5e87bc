"""Levels and versions of the Pod Security Standards.

Source: https://kubernetes.io/docs/concepts/security/pod-security-standards/ and ``ParseLevel`` and ``ParseVersion`` in
kubernetes/pod-security-admission, ``api/helpers.go``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

_NUMBER = re.compile(r"v1\.(0|[1-9][0-9]{0,17})")


class Level(StrEnum):
    """How much a namespace allows, the most first."""

    PRIVILEGED = "privileged"
    BASELINE = "baseline"
    RESTRICTED = "restricted"

    @classmethod
    def parse(cls, text: str) -> Level | None:
        """Return the level of this name, None for any other text."""
        return cls(text) if text in _LEVELS else None


_LEVELS = frozenset(Level)


@dataclass(frozen=True, slots=True, order=True)
class Version:
    """A version of the standards: that of the Kubernetes minor they came with. The major is always 1."""

    minor: int

    def __str__(self) -> str:
        return f"v1.{self.minor}"

    @classmethod
    def parse(cls, text: str) -> Version | None:
        """Return the version of ``v1.25`` or ``latest``, None for any other text.

        A version that is not known yet is judged as the newest that is, as the API server does it.
        """
        if text == "latest":
            return NEWEST
        matched = _NUMBER.fullmatch(text)
        return cls(int(matched[1])) if matched else None


NEWEST = Version(37)
"""The newest Kubernetes minor when this was written, in November 2026."""
