"""Secrets whose values stand in the manifest."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING, Any

from scanner.kubernetes import KubernetesObject
from scanner.model import Match, Severity
from scanner.rules.check import rule
from scanner.rules.credentials import find_literals, find_settings
from scanner.rules.credentials.names import CredentialName, credential_name, words
from scanner.rules.credentials.placeholders import is_put_in_later

if TYPE_CHECKING:
    from collections.abc import Iterator

_PUBLIC_FILES = frozenset({"ca.crt", "tls.crt"})
_PUBLIC_WORDS = frozenset(
    {
        *("address", "certificate", "database", "dbname", "domain", "email", "endpoint", "host", "hostname", "issuer"),
        *("name", "namespace", "port", "project", "region", "registry", "server", "type", "url", "user", "username"),
    }
)
"""Last words of keys whose values are no credentials, unless they tell so themselves, as an address with a password."""

_CERTIFICATE = "-----BEGIN CERTIFICATE-----"
_LOGINS = frozenset({".dockercfg", ".dockerconfigjson"})


@rule(
    id="committed-secret",
    title="Secret holds its values in the manifest",
    severity=Severity.MEDIUM,
    judges=KubernetesObject,
    kinds=("Secret",),
    remediation="Replace the credential, which is known by now, and commit a SealedSecret or an ExternalSecret.",
    frameworks=("cis-kubernetes/5.4.2", "nsa-cisa/secrets", "owasp-k8s/K03"),
    tags=("kubernetes", "security", "files"),
    references=(
        "https://kubernetes.io/docs/concepts/configuration/secret/#information-security-for-secrets",
        "https://kubernetes.io/docs/concepts/security/secrets-good-practices/",
    ),
    files_only=True,
)
def committed_secret(item: KubernetesObject) -> Iterator[Match]:
    """A manifest of the kind `Secret` has values in `data` or `stringData`.

    ## Why it matters

    Base64 is a spelling, not a protection: whoever can read the repository, its forks or its history has the
    credential. A repository is usually private and such values are sometimes for tests, which makes this medium.

    ## Avoid

    ```yaml
    apiVersion: v1
    kind: Secret
    metadata:
      name: db
      namespace: shop
    data:
      password: NnlYci12azBCcQ==
    ```

    ## Prefer

    ```yaml
    apiVersion: external-secrets.io/v1
    kind: ExternalSecret
    metadata:
      name: db
      namespace: shop
    spec:
      secretStoreRef:
        kind: ClusterSecretStore
        name: vault
      data:
        - secretKey: password
          remoteRef:
            key: shop/db
            property: password
    ```

    ## Notes

    These are no credentials: empty values, placeholders, references that are replaced before applying, values
    encrypted by SOPS, certificates, what is kept under a key such as `username` or `tls.crt`, and a configuration file
    of several lines in which nothing is recognised. This rule is about files; in a cluster, a Secret is where a
    credential belongs. The message does not repeat values.

    ## References

    - https://kubernetes.io/docs/concepts/configuration/secret/#information-security-for-secrets
    - https://kubernetes.io/docs/concepts/security/secrets-good-practices/
    """
    if item.group:
        return
    for field in ("data", "stringData"):
        values = item.read(field)
        keys = [key for key, value in values.mapping.items() if _is_credential(key, _plain(value, field))]
        keys.sort(key=lambda key: credential_name(key) is CredentialName.NONE)
        if keys:
            more = f" and {len(keys) - 1} more" if len(keys) > 1 else ""
            yield Match(values.path, f"{item.title} holds its values in the manifest: '{keys[0]}'{more}.")


def _plain(value: Any, field: str) -> str | None:
    """Return the text that the pod would read, None where it is no text; what is no base64 as it is written."""
    if not isinstance(value, str):
        return ""
    if field == "stringData":
        return value
    try:
        return base64.b64decode("".join(value.split()), validate=True).decode()
    except binascii.Error:
        return value
    except UnicodeDecodeError:
        return None if not is_put_in_later(value) else ""


def _is_credential(key: str, text: str | None) -> bool:
    if text is None:
        return True  # binary, such as a key store
    if any(find_literals(text)):
        return True
    if key in _LOGINS:
        return '"auth"' in text or '"password"' in text
    if is_put_in_later(text) or _CERTIFICATE in text or _is_public(key):
        return False
    return any(find_settings(text)) if "\n" in text.strip() else True


def _is_public(key: str) -> bool:
    return key.lower() in _PUBLIC_FILES or not _PUBLIC_WORDS.isdisjoint(words(key)[-1:])
