"""JSON, which YAML parsers read only nearly: surrogate escapes, long keys, and colons on a line of their own.

kubectl takes what begins with ``{`` for JSON first, and so does this:
https://github.com/kubernetes/apimachinery/blob/master/pkg/util/yaml/decoder.go
"""

from __future__ import annotations

import json
import math
import re
from typing import TYPE_CHECKING, Any

from scanner.model import UnreadReason
from scanner.read.build import Built
from scanner.read.nodes import Entry, MappingNode, Node, ScalarNode, SequenceNode
from scanner.read.refused import Refused
from scanner.read.split import Chunk

if TYPE_CHECKING:
    from scanner.read.limits import Limits

_SPACE = re.compile(r"[ \t\r\n]*")
_TOKEN = re.compile(r'[ \t\r\n]*(?:(?P<string>"(?:[^"\\]++|\\.)*+")|(?P<mark>[][{}:,])|(?P<word>[^][{}:,"\s]+))')
"""Possessive: what could be gone back to would be remembered, 140 bytes a character of a string."""
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_MAX_INTEGER_DIGITS = 20


def json_chunks(text: str) -> list[tuple[Chunk, Any, bool]] | None:
    """Return the JSON documents of a text: chunk, data, whether a key is given twice. None where it is not JSON.

    Several documents may follow one another, as kubectl allows.
    """
    found: list[tuple[Chunk, Any, bool]] = []
    at = _after_space(text, 0)
    if not text.startswith("{", at):
        return None
    while at < len(text):
        doubled: list[bool] = []
        try:
            value, end = _decoder(doubled).raw_decode(text, at)
            if _SURROGATE.search(text, at, end):
                json.dumps(value, ensure_ascii=False).encode()
        except (
            ValueError,
            RecursionError,
        ):  # not JSON, a lone surrogate, or nested too deep: the YAML reader says which
            return None
        if not isinstance(value, dict):
            return None
        found.append((Chunk(at, end, json=True), value, bool(doubled)))
        at = _after_space(text, end)
    return found


def _after_space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _decoder(doubled: list[bool]) -> json.JSONDecoder:
    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        mapping = dict(items)
        if len(mapping) != len(items):
            doubled.append(True)
        return mapping

    return json.JSONDecoder(
        object_pairs_hook=pairs, parse_constant=_no_constant, parse_float=_finite, parse_int=_integer, strict=True
    )


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise ValueError(f"{text} is out of range")
    return number


def _integer(text: str) -> int | float:
    return int(text) if len(text) <= _MAX_INTEGER_DIGITS else _finite(text)


def built(chunk: Chunk, data: Any, doubled: bool, limits: Limits) -> Built:
    """Return the document, or raise `Refused` where it is nested too deep."""
    level = [data]
    for _ in range(limits.max_depth):
        level = [child for node in level for child in (node.values() if isinstance(node, dict) else node)]
        level = [child for child in level if isinstance(child, (dict, list))]
        if not level:
            return Built(data, suspicious=doubled)
    detail = f"Nested more than {limits.max_depth} levels deep."
    raise Refused(UnreadReason.TOO_DEEP, detail, start=chunk.start, end=chunk.start + 1)


def json_tree(text: str, chunk: Chunk) -> Node:
    """Return the tree of a JSON document that `json_chunks` has accepted."""
    root = MappingNode(chunk.start, chunk.end, flow=True)
    stack: list[MappingNode | SequenceNode] = [root]
    at = chunk.start + 1
    while stack:
        match = _TOKEN.match(text, at)
        if match is None:  # pragma: no cover - the text has been decoded before
            raise Refused(UnreadReason.SYNTAX, "Not well-formed JSON.", start=at)
        at = match.end()
        kind = match.lastgroup or ""
        start = match.start(kind)
        word = match[kind]
        if word in "]}":
            closed = stack.pop()
            closed.end = at
            if stack:
                _attach(stack[-1], closed)
        elif word == "{":
            stack.append(MappingNode(start, at, flow=True))
        elif word == "[":
            stack.append(SequenceNode(start, at, flow=True))
        elif word not in ":,":
            is_string = kind == "string"
            _attach(
                stack[-1], ScalarNode(start, at, json.loads(word) if is_string else word, "json" if is_string else "")
            )
    return root


def _attach(top: MappingNode | SequenceNode, node: ScalarNode | MappingNode | SequenceNode) -> None:
    if isinstance(top, SequenceNode):
        top.items.append(node)
    elif top.waiting is not None:
        top.entries.append(Entry(top.name, top.waiting, node))
        top.waiting = None
    elif isinstance(node, ScalarNode):
        top.waiting = node
        top.name = node.value
