"""The syntax tree of an expression. Every node carries its span: offsets in the expression's text, end exclusive."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

Scalar: TypeAlias = str | float | bool | None
"""What a literal may be. Numbers are IEEE doubles, as GitHub computes with them."""


@dataclass(frozen=True, slots=True)
class Literal:
    """``'text'``, ``1.5``, ``true``, ``null``."""

    value: Scalar
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Name:
    """A context by its name, e.g. ``github``, as it was written."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Property:
    """``of.name``."""

    of: Node
    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Index:
    """``of[index]``."""

    of: Node
    index: Node
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Filter:
    """``of.*`` or ``of[*]``: every value of an object or list."""

    of: Node
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Call:
    """``function(arguments)``."""

    function: str
    """In lower case: GitHub compares names of functions without regard to case."""
    arguments: tuple[Node, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Not:
    """``!operand``."""

    operand: Node
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """``left operator right``, with one of ``== != < <= > >=``."""

    operator: str
    left: Node
    right: Node
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class And:
    """``a && b && …``: the first falsy operand, else the last."""

    operands: tuple[Node, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Or:
    """``a || b || …``: the first truthy operand, else the last."""

    operands: tuple[Node, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Group:
    """``(inner)``."""

    inner: Node
    start: int
    end: int


Node: TypeAlias = Literal | Name | Property | Index | Filter | Call | Not | Comparison | And | Or | Group
