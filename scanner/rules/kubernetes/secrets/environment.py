"""Credentials in the environment of containers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import Container
from scanner.model import Match, Profile, Severity
from scanner.rules.check import rule
from scanner.rules.credentials import find_literals, is_named_credential

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    id="env-var-secret-literal",
    title="Environment variable holds a credential",
    severity=Severity.HIGH,
    judges=Container,
    remediation="Replace the credential, which is known by now; keep the new one in a Secret and refer to it.",
    frameworks=("cis-kubernetes/5.4.1", "nsa-cisa/secrets", "owasp-k8s/K03"),
    tags=("kubernetes", "security"),
    references=(
        "https://kubernetes.io/docs/concepts/configuration/secret/",
        "https://kubernetes.io/docs/tasks/inject-data-application/distribute-credentials-secure/",
    ),
)
def env_var_secret_literal(container: Container) -> Iterator[Match]:
    """The value of an environment variable is a credential.

    ## Why it matters

    Who can read the repository, or the workload in the cluster, can use the credential; history keeps it when the line
    is gone. What it opens is not known here and may be everything, which makes this high.

    ## Avoid

    ```yaml
    env:
      - name: DB_PASSWORD
        value: 6yXr-vk0Bq
    ```

    ## Prefer

    ```yaml
    env:
      - name: DB_PASSWORD
        valueFrom:
          secretKeyRef:
            name: db
            key: password
    ```

    ## Notes

    A value is taken for a credential where it tells so itself (a known format of tokens, a private key, an address
    with a password), or where the last word of the variable's name does (`DB_PASSWORD`, not `DB_PASSWORD_FILE`) and
    the value is neither a placeholder, nor a reference such as `$(PASSWORD)`, nor a path. The message does not repeat
    the value.

    ## References

    - https://kubernetes.io/docs/concepts/configuration/secret/
    - https://kubernetes.io/docs/tasks/inject-data-application/distribute-credentials-secure/
    """
    for variable in container.read("env").items():
        name, value = variable.read("name").text, variable.read("value")
        literal = next(find_literals(value.text), None)
        if literal is not None:
            yield Match(value.path, f"The environment variable '{name}' holds {literal.what}.")
        elif is_named_credential(name, value.text):
            yield Match(value.path, f"The environment variable '{name}' holds a credential in plain text.")


@rule(
    id="secret-from-env",
    title="Secret is passed through the environment",
    severity=Severity.LOW,
    judges=Container,
    remediation="Mount the Secret as a file.",
    frameworks=("cis-kubernetes/5.4.1",),
    tags=("kubernetes", "security"),
    references=("https://kubernetes.io/docs/concepts/security/secrets-good-practices/",),
    profile=Profile.STRICT,
)
def secret_from_env(container: Container) -> Iterator[Match]:
    """An environment variable takes its value from a Secret, or all of a Secret becomes environment variables.

    ## Why it matters

    The environment is inherited by every child process, shown by crash reports and debug pages, and does not change
    when the Secret is rotated; a file has none of this. It needs another slip to leak, which makes this low.

    ## Avoid

    ```yaml
    env:
      - name: DB_PASSWORD
        valueFrom:
          secretKeyRef:
            name: db
            key: password
    ```

    ## Prefer

    ```yaml
    volumeMounts:
      - name: db
        mountPath: /run/secrets/db
        readOnly: true
    ```

    ## References

    - https://kubernetes.io/docs/concepts/security/secrets-good-practices/
    """
    for variable in container.read("env").items():
        reference = variable.read("valueFrom", "secretKeyRef")
        if reference.is_set and not reference.malformed:
            secret = reference.read("name").text
            yield Match(
                reference.path,
                f"The environment variable '{variable.read('name').text}' has its value from the Secret '{secret}'.",
            )
    for source in container.read("envFrom").items():
        reference = source.read("secretRef")
        if reference.is_set and not reference.malformed:
            secret = reference.read("name").text
            yield Match(reference.path, f"All of the Secret '{secret}' becomes environment variables.")
