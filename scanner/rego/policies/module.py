"""What can be read off a Rego module without compiling it: its package, its entry rules, what it refers to.

Every engine must find the same entry rules, and a catalogue must be had without an engine; only the embedded engine can
be asked for them, and evaluating whole packages to see their keys would run all their other rules. So the heads of the
rules are read from the tokens: a name outside all brackets begins a rule unless what stands before it demands an
operand. Where this errs (in text that OPA refuses), it errs towards an entry rule that does not exist, and that is
reported as not evaluated.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scanner.rego.policies.tokens import Token, TokenKind, tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

Package = tuple[str, ...]
"""A package's path without ``data``, e.g. ``("kubernetes", "replica_floor")``."""

_ENTRY = re.compile(r"(?:deny|warn|violation)(?:_\w*)?")
_EXCEPTION = "exception"
_DEMANDS_OPERAND = frozenset(
    {"as", "contains", "else", "every", "if", "import", "in", "not", "package", "some", "with"},
)
_KEYWORDS = _DEMANDS_OPERAND | {"default"}
_ENDS_OPERAND = frozenset(')]};"`')


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry rule: ``deny``, ``warn`` or ``violation``, or one of these with ``_`` and a name, as in conftest."""

    name: str
    file: str
    line: int

    @property
    def warns(self) -> bool:
        """Whether what it finds is shown as information, whatever the policy's severity."""
        return self.name.startswith("warn")


@dataclass(frozen=True, slots=True)
class Module:
    """One file of Rego."""

    name: str
    text: str
    package: Package
    """Empty where there is no package clause."""
    package_line: int
    comments: tuple[Token, ...]
    """Those before the package clause: the package's METADATA is among them."""
    entries: tuple[Entry, ...]
    has_exceptions: bool
    """Whether it has conftest's ``exception`` rule."""
    references: frozenset[Package]
    """What follows ``data`` in its references, as far as it is constant."""


def read_module(name: str, text: str) -> Module:
    """Read a module; never fails."""
    every = list(tokens(text))
    significant = [token for token in every if token.kind is not TokenKind.COMMENT]
    start = significant[0] if significant else None
    package: Package = ()
    line = 1
    if start is not None and start.text == "package" and start.kind is TokenKind.NAME:
        package, line = _reference(significant, 1), start.line
    heads = _heads(significant)
    return Module(
        name=name,
        text=text,
        package=package,
        package_line=line,
        comments=tuple(
            token for token in every if token.kind is TokenKind.COMMENT and (start is None or token.line < start.line)
        ),
        entries=tuple(Entry(head.text, name, head.line) for head in heads if _ENTRY.fullmatch(head.text)),
        has_exceptions=any(head.text == _EXCEPTION for head in heads),
        references=frozenset(_references(significant)),
    )


def query(package: Package, rule: str) -> str:
    """Return the reference to a rule, e.g. ``data.main.deny`` or ``data.a["b-c"].deny``."""
    parts = (f".{part}" if _is_plain(part) else f"[{json.dumps(part)}]" for part in package)
    return f"data{''.join(parts)}.{rule}"


def _is_plain(part: str) -> bool:
    """Whether a part of a reference can follow a dot in every version of OPA."""
    return part not in _KEYWORDS | {"true", "false", "null"} and bool(re.fullmatch(r"[A-Za-z_]\w*", part, re.ASCII))


def mentions(text: str) -> dict[str, int]:
    """Return the keys that a module may look up, each with the line of its first mention.

    These are the names after a dot and every string: keys also travel as arguments, as in ``object.get(o, "key", 0)``.
    """
    found: dict[str, int] = {}
    previous = None
    for token in tokens(text):
        if token.kind is TokenKind.STRING or (token.kind is TokenKind.NAME and previous == "."):
            found.setdefault(token.text, token.line)
        if token.kind is not TokenKind.COMMENT:
            previous = token.text if token.kind is TokenKind.PUNCTUATION else None
    return found


def _heads(significant: Sequence[Token]) -> list[Token]:
    """Return the first name of each rule head, functions aside."""
    heads = []
    for index, token in enumerate(significant):
        if token.depth or token.kind is not TokenKind.NAME or token.text in _KEYWORDS:
            continue
        follows = significant[index + 1].text if index + 1 < len(significant) else ""
        is_function = follows == "(" and significant[index + 1].kind is TokenKind.PUNCTUATION
        if _begins_rule(significant, index) and not is_function:
            heads.append(token)
    return heads


def _begins_rule(significant: Sequence[Token], index: int) -> bool:
    if index == 0:
        return True
    before = significant[index - 1]
    if before.kind is TokenKind.PUNCTUATION:
        return before.text in _ENDS_OPERAND
    if before.kind is not TokenKind.NAME or before.text not in _DEMANDS_OPERAND:
        return True
    # In `import future.keywords.in` and `input.contains` the word is a field's name, not the keyword.
    return index > 1 and significant[index - 2].kind is TokenKind.PUNCTUATION and significant[index - 2].text == "."


def _references(significant: Sequence[Token]) -> list[Package]:
    return [
        _reference(significant, index)[1:]
        for index, token in enumerate(significant)
        if token.text == "data"
        and token.kind is TokenKind.NAME
        and not (index and significant[index - 1].text == "." and significant[index - 1].kind is TokenKind.PUNCTUATION)
    ]


def _reference(significant: Sequence[Token], index: int) -> Package:
    """Return the constant part of the reference that begins at a token."""
    if index >= len(significant) or significant[index].kind is not TokenKind.NAME:
        return ()
    parts = [significant[index].text]
    index += 1
    while index + 1 < len(significant):
        opening, part = significant[index], significant[index + 1]
        if opening.kind is not TokenKind.PUNCTUATION:
            break
        if opening.text == "." and part.kind is TokenKind.NAME:
            index += 2
        elif opening.text == "[" and part.kind is TokenKind.STRING:
            index += 3
        else:
            break
        parts.append(part.text)
    return tuple(parts)
