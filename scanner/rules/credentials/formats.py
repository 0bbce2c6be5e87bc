"""Formats of credentials that tell what they are by themselves. As of November 2026.

Each format begins with a fixed text, which makes the search for all of them cheap, and each pattern is bounded, so that
no text can make it slow.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CredentialFormat:
    """One format."""

    name: str
    """With its article, e.g. ``a GitHub token``."""
    prefix: str
    """The fixed text that each begins with."""
    pattern: re.Pattern[str]
    """Matches from the prefix on."""


def _format(name: str, prefix: str, rest: str) -> CredentialFormat:
    return CredentialFormat(name, prefix, re.compile(re.escape(prefix) + rest))


_AWS = "an AWS access key"
_GITHUB = "a GitHub token"
_GITLAB = "a GitLab token"
_SLACK = "a Slack token"
_STRIPE = "a Stripe key"
_VAULT = "a Vault token"
_DIGITALOCEAN = "a DigitalOcean token"
_SHOPIFY = "a Shopify token"

FORMATS: tuple[CredentialFormat, ...] = (
    # https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
    _format(_AWS, "AKIA", r"[A-Z2-7]{16}(?![A-Za-z0-9])"),
    _format(_AWS, "ASIA", r"[A-Z2-7]{16}(?![A-Za-z0-9])"),
    # https://learn.microsoft.com/azure/storage/common/storage-configure-connection-string
    _format("an Azure storage key", "AccountKey=", r"[A-Za-z0-9+/]{86}=="),
    # https://docs.digitalocean.com/reference/api/create-personal-access-token/
    _format(_DIGITALOCEAN, "dop_v1_", r"[a-f0-9]{64}"),
    _format(_DIGITALOCEAN, "doo_v1_", r"[a-f0-9]{64}"),
    # https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/
    _format(_GITHUB, "ghp_", r"[A-Za-z0-9]{36,251}"),
    _format(_GITHUB, "gho_", r"[A-Za-z0-9]{36,251}"),
    _format(_GITHUB, "ghu_", r"[A-Za-z0-9]{36,251}"),
    _format(_GITHUB, "ghs_", r"[A-Za-z0-9]{36,251}"),
    _format(_GITHUB, "ghr_", r"[A-Za-z0-9]{36,251}"),
    _format(_GITHUB, "github_pat_", r"[A-Za-z0-9]{22}_[A-Za-z0-9]{59}"),
    # https://docs.gitlab.com/security/tokens/#token-prefixes
    _format(_GITLAB, "glpat-", r"[A-Za-z0-9_.-]{20,300}"),
    _format(_GITLAB, "gldt-", r"[A-Za-z0-9_.-]{20,300}"),
    _format(_GITLAB, "glrt-", r"[A-Za-z0-9_.-]{20,300}"),
    _format(_GITLAB, "glptt-", r"[A-Za-z0-9_.-]{20,300}"),
    # https://cloud.google.com/docs/authentication/api-keys
    _format("a Google API key", "AIza", r"[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])"),
    _format("a Google client secret", "GOCSPX-", r"[A-Za-z0-9_-]{28}(?![A-Za-z0-9_-])"),
    # https://www.rfc-editor.org/rfc/rfc7519: both parts are JSON objects in base64url, which begin with eyJ.
    _format("a JSON Web Token", "eyJ", r"[A-Za-z0-9_-]{10,2000}\.eyJ[A-Za-z0-9_-]{10,4000}\.[A-Za-z0-9_-]{20,1000}"),
    # https://github.blog/changelog/2021-09-23-npm-has-a-new-access-token-format/
    _format("an npm token", "npm_", r"[A-Za-z0-9]{36}(?![A-Za-z0-9])"),
    # https://www.rfc-editor.org/rfc/rfc7468 and the formats of OpenSSH and OpenPGP; with the first line of the key.
    _format(
        "a private key",
        "-----BEGIN ",
        r"(?:[A-Z0-9]{1,20} ){0,3}PRIVATE KEY(?: BLOCK)?-----"
        r"(?=(?:\s|\\[nr]){1,20}(?:Proc-Type|Version|[A-Za-z0-9+/]{16}))",
    ),
    # https://www.twilio.com/docs/sendgrid/ui/account-and-settings/api-keys
    _format("a SendGrid key", "SG.", r"[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])"),
    # https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens
    _format(_SHOPIFY, "shpat_", r"[a-fA-F0-9]{32}"),
    _format(_SHOPIFY, "shpss_", r"[a-fA-F0-9]{32}"),
    # https://docs.slack.dev/authentication/tokens
    _format(_SLACK, "xoxb-", r"[0-9]{6,20}-[A-Za-z0-9-]{10,200}"),
    _format(_SLACK, "xoxp-", r"[0-9]{6,20}-[A-Za-z0-9-]{10,200}"),
    _format(_SLACK, "xapp-", r"[0-9]-[A-Z0-9]{6,20}-[A-Za-z0-9-]{10,200}"),
    _format(
        "a Slack webhook", "https://hooks.slack.com/services/", r"T[A-Z0-9]{6,20}/B[A-Z0-9]{6,20}/[A-Za-z0-9]{16,40}"
    ),
    # https://docs.stripe.com/keys
    _format(_STRIPE, "sk_live_", r"[A-Za-z0-9]{16,250}"),
    _format(_STRIPE, "rk_live_", r"[A-Za-z0-9]{16,250}"),
    # https://developer.hashicorp.com/vault/docs/concepts/tokens#token-prefixes
    _format(_VAULT, "hvs.", r"[A-Za-z0-9_-]{24,300}"),
    _format(_VAULT, "hvb.", r"[A-Za-z0-9_-]{24,300}"),
)
"""By the name of who issues them."""
