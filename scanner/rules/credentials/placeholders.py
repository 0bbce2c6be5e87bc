"""Values that stand for a credential without being one."""

from __future__ import annotations

import re

_REFERENCE = re.compile(
    r"\$[({]|^\$[A-Za-z_]"  # $(DB_PASSWORD), ${DB_PASSWORD}, $DB_PASSWORD
    r"|\{\{|<%|%\("  # templates
    r"|^\{(?:cipher|vault)\}"
    r"|^(?:vault|ref\+[a-z0-9]+|op|arn|awssm|awsps|gcpsm|gsm|sm|ssm|akv|azurekv|secret|secretref|env|file|k8s):"
    r"|^projects/[^/]+/"  # secrets and keys of Google Cloud
    r"|^@Microsoft\.KeyVault\("
    r"|^ENC(?:\[|\()"  # https://github.com/getsops/sops encrypts values in place
)

_MARKED = re.compile(r"<[^<>]*>|\[[\w .-]*\]|\{[\w .-]*\}|__.*__|%.*%|%[a-z]|@[A-Za-z0-9_.-]+@|#\{.*\}#?|-+|\*+|\.+|…")
"""Values that are marked as a gap as a whole."""

_WORDS = re.compile(
    r"change[-_ ]?(?:me|it|this)|replace[-_ ]?(?:me|with|this)|place[-_ ]?holder|redacted|example"
    r"|^(?:your|insert[-_ ]|enter[-_ ])|(?:^|[-_ .])(?:todo|tbd|fixme|dummy|fake)(?:[-_ .!]|$)"
    r"|\*{3}|\.{3}|x{4}",
    re.IGNORECASE,
)

_NOTHING = frozenset(
    {
        *("", "none", "null", "nil", "n/a", "na", "undefined", "unset", "empty", "default", "auto", "optional"),
        *("true", "false", "yes", "no", "on", "off", "enabled", "disabled", "required", "always", "never"),
    }
)

_PATH = re.compile(r"(?:/[\w.-]+){2,}/?|[A-Za-z]:\\[\w.\\ -]+|(?:~|\.{1,2})/[\w./-]+")


def is_put_in_later(value: str) -> bool:
    """Return whether a value is a placeholder, a reference to where the value is kept, or says that there is none."""
    value = value.strip()
    return (
        value.lower() in _NOTHING
        or len(set(value)) == 1
        or _REFERENCE.search(value) is not None
        or _MARKED.fullmatch(value) is not None
        or _WORDS.search(value) is not None
    )


def is_path(value: str) -> bool:
    """Return whether a value is the path of a file."""
    return _PATH.fullmatch(value.strip()) is not None
