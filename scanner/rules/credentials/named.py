"""Whether a setting holds a credential, by its name and its value together."""

from __future__ import annotations

import re

from scanner.rules.credentials.names import CredentialName, credential_name, words
from scanner.rules.credentials.placeholders import is_path, is_put_in_later

_SHORTEST_TOKEN = 6
_SHORTEST_ACCESS_KEY = 16
"""An access key may be no more than a user's name, as MinIO's is; the long ones are made to be secret."""

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,30}://\S*|[\w.-]+\.svc(?:\.[\w.]+)?(?::[0-9]+)?")
_OBJECT_NAME = re.compile(r"[a-z0-9]+(?:[-.][a-z0-9]+)+")
_WORDS_OF_OBJECT_NAMES = frozenset(
    {
        *("auth", "cert", "certs", "config", "cred", "credential", "credentials", "creds", "key", "keys"),
        *("password", "passwords", "regcred", "secret", "secrets", "tls", "token", "tokens"),
    }
)


def is_named_credential(name: str, value: str) -> bool:
    """Return whether the setting ``name`` has a credential for its value, and neither a placeholder nor a reference.

    A password may be any text; what only names a token, a key or a secret must look like one: not a number, an address,
    a sentence, or the name of a Secret.
    """
    kind = credential_name(name)
    text = value.strip()
    if kind is CredentialName.NONE or "\n" in text or is_put_in_later(text) or is_path(text):
        return False
    if kind is CredentialName.PASSWORD:
        return True
    return not (
        len(text) < (_SHORTEST_ACCESS_KEY if words(name)[-2:] == ["access", "key"] else _SHORTEST_TOKEN)
        or text.isdigit()
        or any(character.isspace() for character in text)
        or _ADDRESS.fullmatch(text)
        or _names_an_object(text)
        or words(text) == words(name)
    )


def _names_an_object(text: str) -> bool:
    """Whether a text is the name of a Secret, such as ``web-tls`` or ``db-credentials``."""
    return _OBJECT_NAME.fullmatch(text) is not None and not _WORDS_OF_OBJECT_NAMES.isdisjoint(re.split(r"[-.]", text))
