"""Container images."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scanner.rules.kubernetes.images.gatekeeper_repo_prefix import gatekeeper_repo_prefix
from scanner.rules.kubernetes.images.image_digest_missing import image_digest_missing
from scanner.rules.kubernetes.images.image_tag import image_tag
from scanner.rules.kubernetes.images.invalid_image import invalid_image
from scanner.rules.kubernetes.images.pull_policy import pull_policy_always, pull_policy_never

if TYPE_CHECKING:
    from scanner.rules.check import Check

CHECKS: tuple[Check[Any], ...] = (
    gatekeeper_repo_prefix,
    image_digest_missing,
    image_tag,
    invalid_image,
    pull_policy_always,
    pull_policy_never,
)
"""Sorted by id."""
