"""Credentials on command lines."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scanner.kubernetes import Container
from scanner.model import Match, Severity
from scanner.rules.check import rule
from scanner.rules.credentials import find_literals, is_named_credential

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.kubernetes import Setting

_COMMANDS = (
    ("command",),
    ("args",),
    ("livenessProbe", "exec", "command"),
    ("readinessProbe", "exec", "command"),
    ("startupProbe", "exec", "command"),
    ("lifecycle", "postStart", "exec", "command"),
    ("lifecycle", "preStop", "exec", "command"),
)
_ASSIGNMENT = re.compile(r"(?:--?)?(?P<name>[A-Za-z][\w.-]{0,100})=(?P<value>.+)")
_FLAG = re.compile(r"--?(?P<name>[A-Za-z][\w.-]{0,100})")
_IN_SCRIPT = re.compile(
    r"(?<![\w-])--(?P<name>[A-Za-z][\w-]{0,100})=(?P<quote>[\"']?)(?P<value>[^\s\"']{1,200})(?P=quote)"
)


@rule(
    id="secret-in-args",
    title="Command line holds a credential",
    severity=Severity.HIGH,
    judges=Container,
    remediation="Replace the credential, which is known by now; keep the new one in a Secret, as a file or variable.",
    frameworks=("cis-kubernetes/5.4.1", "nsa-cisa/secrets", "owasp-k8s/K03"),
    tags=("kubernetes", "security"),
    references=("https://kubernetes.io/docs/concepts/security/secrets-good-practices/",),
)
def secret_in_args(container: Container) -> Iterator[Match]:
    """An argument of the container's command, or of a command in its probes and hooks, is a credential.

    ## Why it matters

    A command line is shown to everybody who can list processes on the node or read the workload, and lands in logs;
    the repository keeps it in its history. What the credential opens is not known here, which makes this high.

    ## Avoid

    ```yaml
    args:
      - --admin-password=6yXr-vk0Bq
    ```

    ## Prefer

    ```yaml
    args:
      - --admin-password=$(ADMIN_PASSWORD)
    ```

    ## Notes

    A credential is what tells so itself (a known format of tokens, a private key, an address with a password), or the
    value of an option whose last word says so: `--admin-password=…`, `--token …`. Placeholders, references and paths
    are none. The message does not repeat the value.

    ## References

    - https://kubernetes.io/docs/concepts/security/secrets-good-practices/
    """
    for command in _COMMANDS:
        flag = ""
        for argument in container.read(*command).items():
            yield from _judge(container, argument, flag)
            matched = _FLAG.fullmatch(argument.text)
            flag = matched["name"] if matched else ""


def _judge(container: Container, argument: Setting, flag: str) -> Iterator[Match]:
    """Yield what one argument gives away; ``flag`` is the option before it, whose value it may be."""
    text = argument.text
    literals = tuple(find_literals(text))
    for literal in literals:
        place = None if (literal.start, literal.end) == (0, len(text)) else (literal.start, literal.end)
        yield Match(argument.path, f"{container.title} has {literal.what} on its command line.", within=place)
    if literals:
        return
    assigned = _ASSIGNMENT.fullmatch(text)
    if assigned and not any(character.isspace() for character in text):
        if is_named_credential(assigned["name"], assigned["value"]):
            yield Match(argument.path, _message(container, assigned["name"]), within=assigned.span("name"))
    elif flag and not text.startswith("-") and is_named_credential(flag, text):
        yield Match(argument.path, _message(container, flag))
    else:
        for option in _IN_SCRIPT.finditer(text):
            if is_named_credential(option["name"], option["value"]):
                yield Match(argument.path, _message(container, option["name"]), within=option.span("name"))


def _message(container: Container, option: str) -> str:
    return f"{container.title} has the value of '{option}' on its command line."
