"""Credentials in ConfigMaps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import KubernetesObject
from scanner.model import Match, Severity
from scanner.rules.check import rule
from scanner.rules.credentials import find_literals, find_settings, is_named_credential

if TYPE_CHECKING:
    from collections.abc import Iterator

_FILES = (".cfg", ".cnf", ".conf", ".env", ".ini", ".json", ".properties", ".toml", ".yaml", ".yml")
"""Keys that name a configuration file, whose lines are read as settings."""


@rule(
    id="configmap-secrets",
    title="ConfigMap holds a credential",
    severity=Severity.HIGH,
    judges=KubernetesObject,
    kinds=("ConfigMap",),
    remediation="Replace the credential, which is known by now, and keep the new one in a Secret.",
    frameworks=("cis-kubernetes/5.4.1", "nsa-cisa/secrets", "owasp-k8s/K03"),
    tags=("kubernetes", "security"),
    references=(
        "https://kubernetes.io/docs/concepts/configuration/configmap/",
        "https://kubernetes.io/docs/concepts/configuration/secret/",
    ),
)
def configmap_secrets(item: KubernetesObject) -> Iterator[Match]:
    """A value of a ConfigMap is a credential, or a configuration file in it has one.

    ## Why it matters

    ConfigMaps are readable by many who may not read Secrets, are not encrypted at rest, and are shown by every
    dashboard; the repository keeps the credential in its history. What it opens is not known here, which makes this
    high.

    ## Avoid

    ```yaml
    data:
      app.properties: |
        db.user=shop
        db.password=6yXr-vk0Bq
    ```

    ## Prefer

    ```yaml
    data:
      app.properties: |
        db.user=shop
        db.password=${DB_PASSWORD}
    ```

    ## Notes

    A credential is what tells so itself (a known format of tokens, a private key, an address with a password), or what
    is set under a name such as `password`, `apiKey` or `client_secret`: as a key of the ConfigMap, or on a line of a
    value whose key is called like a configuration file. Placeholders, references and paths are none. `binaryData` is
    not read. The message does not repeat the value.

    ## References

    - https://kubernetes.io/docs/concepts/configuration/configmap/
    - https://kubernetes.io/docs/concepts/configuration/secret/
    """
    data = item.read("data")
    for key, text in data.mapping.items():
        if not isinstance(text, str):
            continue
        path = (*data.path, key)
        if is_named_credential(key, text):
            yield Match(path, f"{item.title} holds a credential in '{key}'.")
            continue
        found = find_settings(text) if key.lower().endswith(_FILES) else find_literals(text)
        for literal in found:
            yield Match(path, f"{item.title} holds {literal.what} in '{key}'.", within=(literal.start, literal.end))
