"""Which contexts an expression reads, and which of them flow into its value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from scanner.workflows.expressions.nodes import (
    And,
    Call,
    Comparison,
    Filter,
    Group,
    Index,
    Literal,
    Name,
    Node,
    Not,
    Or,
    Property,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Reference: TypeAlias = tuple[str, ...]
"""A context in lower case, however it was spelt: ``GitHub.event['issue'].title`` is ``("github", "event", "issue",
"title")``. An index that is a number or is computed, and a filter, are ``*``."""

_PASS_THROUGH = frozenset({"format", "join", "fromjson", "tojson"})
"""Functions whose arguments flow into their value. The others give booleans or digests."""


@dataclass(frozen=True, slots=True)
class Flow:
    """A context that flows into an expression's value."""

    reference: Reference
    whole: bool
    """Whether all that lies below the context flows too, as in ``toJSON(github.event)``. Inserted as it is, an object
    becomes the word ``Object``."""


def reference(node: Node) -> Reference | None:
    """Return the context that ``node`` is, or None where it is something else."""
    parts: list[str] = []
    while True:
        match node:
            case Name(name=name):
                parts.append(name.lower())
                return tuple(reversed(parts))
            case Property(of=of, name=name):
                parts.append(name.lower())
                node = of
            case Index(of=of, index=Literal(value=str(name))):
                parts.append(name.lower())
                node = of
            case Index(of=of) | Filter(of=of):
                parts.append("*")
                node = of
            case Group(inner=inner):
                node = inner
            case _:
                return None


def references(node: Node) -> Iterator[Reference]:
    """Yield every context that is read anywhere in the expression, those in conditions and indexes included."""
    inner: set[int] = set()
    for part in walk(node):
        if id(part) in inner:
            inner.add(id(_beneath(part)))
            continue
        found = reference(part)
        if found is not None:
            inner.add(id(_beneath(part)))
            yield found


def walk(node: Node) -> Iterator[Node]:
    """Yield ``node`` and everything beneath it, each before what is beneath it."""
    pending = [node]
    while pending:
        part = pending.pop()
        yield part
        pending.extend(reversed(children(part)))


def flows(node: Node, is_false: Callable[[Node], bool] = lambda _: False, *, whole: bool = False) -> Iterator[Flow]:
    """Yield the contexts that can become (part of) the value of ``node``.

    Of ``a && b`` that is ``b`` (``a`` only where it is falsy: an empty text, null, zero), of ``a || b`` both, of a
    comparison or a test none. ``is_false`` may say of a condition that it never holds: what it guards does not flow.
    ``whole``: as if ``node`` stood in a ``toJSON()``.
    """
    found = reference(node)
    if found is not None:
        yield Flow(found, whole)
        return
    for part, part_whole in _passing(node, is_false):
        yield from flows(part, is_false, whole=whole or part_whole)


def _passing(node: Node, is_false: Callable[[Node], bool]) -> Iterator[tuple[Node, bool]]:
    """Yield the operands that pass into the value of ``node``, and whether all that lies below them does."""
    match node:
        case And(operands=operands):
            if not any(is_false(operand) for operand in operands[:-1]):
                yield operands[-1], False
        case Or(operands=operands):
            yield from ((operand, False) for operand in operands)
        case Group(inner=inner):
            yield inner, False
        case Property(of=of) | Index(of=of) | Filter(of=of):
            # A part of a computed value, e.g. fromJSON(x).y: anything below what flows into it.
            yield of, True
        case Call(function="case", arguments=arguments):
            for condition, value in zip(arguments[:-1:2], arguments[1:-1:2], strict=True):
                if not is_false(condition):
                    yield value, False
            yield arguments[-1], False
        case Call(function=function, arguments=arguments) if function in _PASS_THROUGH:
            yield from ((argument, function == "tojson") for argument in arguments)
        case _:
            return


def spelled(found: Reference) -> str:
    """Return the context for people, e.g. ``github.event.issue.title``."""
    return ".".join(found)


def _beneath(node: Node) -> Node:
    match node:
        case Property(of=of) | Index(of=of) | Filter(of=of):
            return of
        case Group(inner=inner):
            return inner
        case _:
            return node


def children(node: Node) -> tuple[Node, ...]:
    """Return what stands directly beneath a node, from left to right."""
    match node:
        case Index(of=of, index=index):
            return of, index
        case Property(of=of) | Filter(of=of):
            return (of,)
        case Call(arguments=children) | And(operands=children) | Or(operands=children):
            return children
        case Not(operand=child) | Group(inner=child):
            return (child,)
        case Comparison(left=left, right=right):
            return left, right
        case _:
            return ()


def texts(data: Any) -> Iterator[str]:
    """Yield every text in ``data``, keys included, at any depth."""
    pending = [data]
    while pending:
        item = pending.pop()
        if isinstance(item, str):
            yield item
        elif isinstance(item, dict):
            pending.extend(item.keys())
            pending.extend(item.values())
        elif isinstance(item, list):
            pending.extend(item)
