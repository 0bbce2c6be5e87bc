"""Names of settings that hold a credential: ``DB_PASSWORD``, ``apiKey``, ``client-secret``."""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_LONGEST_NAME = 253
"""As the key of a ConfigMap; what is longer is no name of a setting."""

_PASSWORDS = ("passphrase", "passwd", "password")
_SHORT_PASSWORDS = frozenset({"pass", "pwd"})
"""Only after another word: ``PWD`` alone is the working directory."""

_TOKENS = frozenset({"secret", "token", "apikey", "secretkey", "privatekey", "authtoken", "accesstoken", "apitoken"})
_KEYS = frozenset(
    {
        "access",
        "account",
        "api",
        "auth",
        "encryption",
        "hmac",
        "jwt",
        "license",
        "master",
        "private",
        "secret",
        "signing",
    }
)
"""What a credential's key is called; other keys, such as a partition's or a translation's, are none."""


class CredentialName(Enum):
    """What a name says of its value."""

    PASSWORD = "password"  # noqa: S105 - the word, not one
    TOKEN = "token"  # noqa: S105 - the word, not one
    NONE = "none"


def words(name: str) -> list[str]:
    """Return the words of a name in lower case, whether written ``likeThis``, ``like-this`` or ``LIKE_THIS``."""
    return [word.lower() for word in _WORD.findall(name[:_LONGEST_NAME])]


def credential_name(name: str) -> CredentialName:
    """Return what the setting ``name`` holds.

    The last word decides: ``TOKEN`` is a credential, ``TOKEN_URL``, ``PASSWORD_FILE`` and ``SECRET_NAME`` are not.
    """
    return _credential_name(name) if len(name) <= _LONGEST_NAME else CredentialName.NONE


@lru_cache(maxsize=4096)
def _credential_name(name: str) -> CredentialName:
    """Few different names are written, and each is asked for many times."""
    parts = words(name)
    while parts and parts[-1].isdigit():
        parts.pop()
    if not parts or "public" in parts:
        return CredentialName.NONE
    last, before = parts[-1], parts[:-1]
    if last.endswith(_PASSWORDS) or (last in _SHORT_PASSWORDS and before):
        return CredentialName.PASSWORD
    keyed = last == "key" and bool(before) and before[-1] in _KEYS
    if last in _TOKENS or keyed or parts[-3:] == ["secret", "key", "base"]:
        return CredentialName.TOKEN
    return CredentialName.NONE
