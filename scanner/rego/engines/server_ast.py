"""What matters of a module's syntax tree, as an OPA server answers it (Policy API, member ``ast``)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

REFUSED = ("http.send", "net.lookup_ip_addr", "opa.runtime")
"""As in engine/capabilities.go: the builtins that reach outside the process."""

_PACKAGE = re.compile(r"^[ \t]*package[ \t]+([^\s#]+)", re.MULTILINE)

Steps = tuple[str, ...]


def package_in(tree: dict[str, Any]) -> Steps:
    """Return the path of the module's package, ``data`` included."""
    return tuple(str(step["value"]) for step in tree["package"]["path"])


def package_in_text(text: str) -> str | None:
    """Return the package as the text names it, for a module that may not parse; None where it names none."""
    found = _PACKAGE.search(text)
    return found[1] if found else None


def references(tree: dict[str, Any]) -> Iterator[Steps]:
    """Yield the constant beginning of each reference in the module's rules; imports are resolved in it already."""
    waiting: list[Any] = [tree.get("rules", [])]
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            waiting.extend(node)
        elif isinstance(node, dict):
            if node.get("type") == "ref" and isinstance(node.get("value"), list):
                yield tuple(_constant_steps(node["value"]))
            waiting.extend(node.values())


def _constant_steps(terms: list[dict[str, Any]]) -> Iterator[str]:
    for index, term in enumerate(terms):
        if term.get("type") != ("string" if index else "var"):
            return
        yield str(term["value"])


def overlap(reference: Steps, package: Steps) -> bool:
    """Whether a reference leads into a package, or to a document that contains it."""
    shared = min(len(reference), len(package))
    return reference[:1] == ("data",) and reference[:shared] == package[:shared]


def refused_builtins(tree: dict[str, Any]) -> list[str]:
    """Return the refused builtins that the module calls, or replaces by a mock."""
    used = {".".join(reference) for reference in references(tree)}
    return [name for name in REFUSED if name in used]


def place_of(text: str, needle: str) -> tuple[int, int]:
    """Return line and column of a text's first occurrence outside comments: the tree carries no places."""
    for number, line in enumerate(text.splitlines(), start=1):
        column = line.split("#")[0].find(needle)
        if column >= 0:
            return number, column + 1
    return 1, 1
