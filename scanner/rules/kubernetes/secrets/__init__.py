"""Credentials: where they stand in the open, and how they are passed on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scanner.rules.kubernetes.secrets.arguments import secret_in_args
from scanner.rules.kubernetes.secrets.committed_secret import committed_secret
from scanner.rules.kubernetes.secrets.config_map import configmap_secrets
from scanner.rules.kubernetes.secrets.environment import env_var_secret_literal, secret_from_env
from scanner.rules.kubernetes.secrets.long_lived_sa_token import long_lived_sa_token

if TYPE_CHECKING:
    from scanner.rules.check import Check

CHECKS: tuple[Check[Any], ...] = (
    committed_secret,
    configmap_secrets,
    env_var_secret_literal,
    long_lived_sa_token,
    secret_from_env,
    secret_in_args,
)
"""Sorted by id."""
