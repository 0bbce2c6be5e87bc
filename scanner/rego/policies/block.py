"""The YAML in a ``# METADATA`` comment block, with the place of each value in the Rego file.

Source: https://www.openpolicyagent.org/docs/policy-language#metadata.
"""

from __future__ import annotations

import difflib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml
from yaml.constructor import SafeConstructor

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from scanner.rego.policies.tokens import Token

_LOADER: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MAX_VALUES = 10_000
"""How many values a block may hold with its aliases followed: far more than anybody writes, too few to harm."""


class MetadataError(Exception):
    """Something in a METADATA block that cannot be right. Line and column are 1-based, in the Rego file."""

    def __init__(self, line: int, column: int, problem: str) -> None:
        """Keep the place beside the text."""
        super().__init__(problem)
        self.line = line
        self.column = column
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Entry:
    """One value of a block, which complains in the right place."""

    name: str
    """Its keys joined with dots, e.g. ``custom.severity``; empty for the block itself."""
    node: yaml.Node
    line_before: int
    """The line of the Rego file before the block's first."""

    def error(self, problem: str, node: yaml.Node | None = None) -> MetadataError:
        """Return an error about this value, or about a node in it."""
        mark = (node or self.node).start_mark
        return _error(mark, self.line_before, problem)

    def items(self, known: Collection[str] | None = None) -> Iterator[tuple[str, Entry]]:
        """Yield the keys and values of a mapping; a key that is not ``known`` is an error."""
        if not isinstance(self.node, yaml.MappingNode):
            raise self.error(f"'{self.name or 'METADATA'}' must be a mapping")
        seen: set[str] = set()
        for key_node, value_node in self.node.value:
            key = str(key_node.value) if isinstance(key_node, yaml.ScalarNode) else ""
            name = f"{self.name}.{key}" if self.name else key
            if not key or key in seen:
                raise self.error(f"'{name}' stands there twice" if key else "a key must be a string", key_node)
            if known is not None and key not in known:
                near = difflib.get_close_matches(key, known, 1)
                hint = f"did you mean '{near[0]}'?" if near else f"known are {', '.join(sorted(known))}"
                raise self.error(f"unknown key '{name}'; {hint}", key_node)
            seen.add(key)
            yield key, Entry(name, value_node, self.line_before)

    def strings(self) -> tuple[str, ...]:
        """Return a list of strings."""
        return tuple(item.string() for item in self.elements())

    def elements(self) -> Iterator[Entry]:
        """Yield the items of a list."""
        if not isinstance(self.node, yaml.SequenceNode):
            raise self.error(f"'{self.name}' must be a list")
        for item in self.node.value:
            yield Entry(self.name, item, self.line_before)

    def string(self) -> str:
        """Return a string that is not empty."""
        value = self.plain()
        if not isinstance(value, str) or not value.strip():
            raise self.error(f"'{self.name}' must be a string")
        return value.strip()

    def boolean(self) -> bool:
        """Return a boolean."""
        value = self.plain()
        if not isinstance(value, bool):
            raise self.error(f"'{self.name}' must be true or false")
        return value

    def plain(self) -> Any:
        """Return the value as JSON data."""
        _count(self)
        try:
            value = SafeConstructor().construct_document(self.node)
            return json.loads(json.dumps(value, allow_nan=False))
        except yaml.MarkedYAMLError as error:
            raise _error(error.problem_mark, self.line_before, str(error.problem)) from error
        except (TypeError, ValueError, RecursionError) as error:
            raise self.error(f"'{self.name}' is no JSON data: {error}") from error


def read_block(comments: Sequence[Token]) -> Entry:
    """Read a block; the first comment is ``METADATA`` itself. Raises `MetadataError`."""
    first = comments[0].line
    text = "\n".join(comment.text for comment in comments[1:])
    try:
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        problem = f"METADATA is not well-formed YAML: {error.problem or error.context}"
        raise _error(error.problem_mark or error.context_mark, first, problem) from error
    except (yaml.YAMLError, RecursionError) as error:
        raise MetadataError(first, 1, f"METADATA is not well-formed YAML: {error}") from error
    if node is None:
        raise MetadataError(first, 1, "METADATA is empty")
    return Entry("", node, first)


def blocks(comments: Sequence[Token]) -> Iterator[list[Token]]:
    """Yield the METADATA blocks: comments on lines that follow each other, from ``METADATA`` on."""
    block: list[Token] = []
    for comment in comments:
        if comment.text.strip() == "METADATA":
            if block:
                yield block
            block = [comment]
        elif block and comment.line == block[-1].line + 1:
            block.append(comment)
        elif block:
            yield block
            block = []
    if block:
        yield block


def _error(mark: yaml.Mark | None, line_before: int, problem: str) -> MetadataError:
    """Return an error at a mark; the YAML begins one column after the ``#``."""
    if mark is None:
        return MetadataError(line_before, 1, problem)
    return MetadataError(line_before + mark.line + 1, mark.column + 2, problem)


def _count(entry: Entry) -> None:
    pending = [entry.node]
    count = 0
    while pending:
        node = pending.pop()
        count += 1
        if count > _MAX_VALUES:
            raise entry.error(f"'{entry.name}' holds more than {_MAX_VALUES} values, or an alias of itself")
        if isinstance(node, yaml.MappingNode):
            pending.extend(child for pair in node.value for child in pair)
        elif isinstance(node, yaml.SequenceNode):
            pending.extend(node.value)
