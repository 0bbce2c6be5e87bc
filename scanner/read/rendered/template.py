"""The keys that stand in a Helm template as they come out, by indentation. Block style only.

A template is no YAML before it is rendered. But most of its lines are ``key: value`` as they will come out, and their
indentation says what they belong to. What is unsure is left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scanner.read.rendered.actions import MASK, OPENING, actions_of, masked

if TYPE_CHECKING:
    from scanner.read.rendered.actions import Action

_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n|\Z)")
_KEY = re.compile(r"""(?P<key>"[^"\\\n]*"|'[^'\n]*'|[^\s'"\[\]{}#&*!|>%@`,-][^:\r\n]*?)[ ]*:(?=[ \r\n]|\Z)""")
_DASH = re.compile(r"-(?=[ \r\n]|\Z) *")
_COMMENT = re.compile(r"(?:^|\s)#.*$")
_BLOCK_SCALAR = re.compile(r"(?:[&!]\S+ +)*[|>][-+0-9]*$")
_PROPERTY = re.compile(r"(?:[&!][^\s]* *)+$")
_MOST_LINES = 100_000
_MOST_DASHES = 20
"""On one line: of lists in lists."""


@dataclass(slots=True, eq=False)
class Node:
    """A line that gives a key, or begins an item of a list. Offsets in the text, end exclusive."""

    key: str | None
    """None for an item of a list, and for a document."""
    column: int
    depth: int
    """How many actions such as ``if`` are open around it."""
    at: tuple[int, int]
    """The key's own offsets; those of the dash for an item."""
    raw: str = ""
    """The masked text of the value on this line; empty for a collection, or nothing."""
    value_at: tuple[int, int] = (0, 0)
    is_block_scalar: bool = False
    children: list[Node] = field(default_factory=list)

    @property
    def is_item(self) -> bool:
        """Whether it is an item of a list."""
        return self.key is None


@dataclass(slots=True, eq=False)
class Template:
    """One template's documents."""

    documents: list[Node]
    certain: bool
    """Whether no whole object may come out of an action."""


def parse(text: str) -> Template:
    """Return the keys that stand in a template."""
    actions = actions_of(text)
    reader = _Reader(text, masked(text, actions), actions)
    for number, line in enumerate(_LINE.finditer(reader.masked)):
        if number >= _MOST_LINES:
            reader.certain = False
            break
        reader.line(line.start(), line.group().rstrip("\r\n"))
    return Template(reader.documents, reader.certain)


class _Reader:
    def __init__(self, text: str, masked_text: str, actions: list[Action]) -> None:
        self.text = text
        self.masked = masked_text
        self.actions = actions
        self.next_action = 0
        self.certain = True
        self.depth = 0
        self.stack: list[Node] = []
        self.documents: list[Node] = []
        self.skip_below: int | None = None
        """The column of the key whose block scalar is being passed over."""
        self.new_document()

    def new_document(self) -> None:
        self.documents.append(Node(None, -1, self.depth, (0, 0)))
        self.stack = [self.documents[-1]]
        self.skip_below = None

    def line(self, start: int, line: str) -> None:
        alone = not line.replace(MASK, " ").strip()
        if not alone:
            self.content(start, line)
        self.pass_actions(start + len(line), alone=alone and self.skip_below is None)

    def pass_actions(self, end: int, *, alone: bool) -> None:
        """Count what the actions up to ``end`` open and close."""
        while self.next_action < len(self.actions) and self.actions[self.next_action].start < end:
            action = self.actions[self.next_action]
            self.next_action += 1
            if action.word in OPENING:
                self.depth += 1
            elif action.word == "end":
                self.depth = max(0, self.depth - 1)
            if alone and action.writes and not (action.indents or action.defined):
                self.certain = False

    def content(self, start: int, line: str) -> None:
        body = line.lstrip(" ")
        column = len(line) - len(body)
        if self.skip_below is not None:
            if column > self.skip_below:
                return
            self.skip_below = None
        if column == 0 and re.match(r"---(?:[ \r\n]|\Z)", body):
            self.new_document()
            return
        if body.startswith(("#", "\t", "%", "...")):
            return
        for _ in range(_MOST_DASHES):
            dash = _DASH.match(body)
            if dash is None:
                break
            self.push(Node(None, column, self.depth, (start + column, start + column + 1)))
            column += dash.end()
            body = body[dash.end() :]
        self.entry(start + column, column, body)

    def entry(self, start: int, column: int, body: str) -> None:
        """Take a key with its value, or an item's scalar."""
        matched = _KEY.match(body)
        if matched is None:
            top = self.stack[-1]
            if top.is_item and top.column < column and not top.children and not top.raw:
                self.value(top, start, body)
            return
        written = matched["key"]
        key = written[1:-1] if written[0] in "\"'" else written
        node = Node(key, column, self.depth, (start, start + len(written)))
        self.push(node)
        rest = body[matched.end() :]
        blanks = len(rest) - len(rest.lstrip(" "))
        self.value(node, start + matched.end() + blanks, rest[blanks:])

    def value(self, node: Node, start: int, text: str) -> None:
        if text[:1] in {'"', "'"}:
            end = text.find(text[0], 1)
            raw = text[: end + 1] if end > 0 else text
            if end > 0 and text[end + 1 :].strip() and not text[end + 1 :].lstrip().startswith("#"):
                raw = text.rstrip()
        else:
            raw = _COMMENT.sub("", text).rstrip()
        if _BLOCK_SCALAR.match(raw):
            node.is_block_scalar = True
            self.skip_below = node.column
        elif not _PROPERTY.match(raw):
            node.raw = raw
            node.value_at = (start, start + len(raw))

    def push(self, node: Node) -> None:
        stack = self.stack
        while len(stack) > 1 and (
            stack[-1].column > node.column
            or (stack[-1].column == node.column and (stack[-1].is_item or not node.is_item))
        ):
            stack.pop()
        stack[-1].children.append(node)
        stack.append(node)
