"""What a value may be, whether Kubernetes or a CustomResourceDefinition says so."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

Expression: TypeAlias = str | dict[str, Any]
"""A type as it is written: ``[]core.v1.Container`` in the data of Kubernetes, a JSON Schema in a CRD. Types contain
themselves (a JSON Schema has properties that are JSON Schemas), so they are read one at a time: see `Schemas.shape`."""


class Form(Enum):
    """How a value is gone through."""

    ANY = auto()
    """Whatever stands there is right."""
    SCALAR = auto()
    LIST = auto()
    MAP = auto()
    """Keys are free, their values are of one type."""
    FIELDS = auto()
    """Keys are the names of fields."""


@dataclass(frozen=True, slots=True)
class Shape:
    """One type, read."""

    form: Form
    name: str = ""
    """What messages call it: ``EnvVar``; of a scalar, its name in `scalars.READERS`; empty for what has no name."""
    fields: Mapping[str, Expression] = field(default_factory=dict)
    """Of `Form.FIELDS`."""
    required: tuple[str, ...] = ()
    open: bool = False
    """Whether there may be other fields than these, of any type."""
    inner: Expression = "any"
    """The type of the items of a list or of the values of a map."""
    enum: frozenset[tuple[bool, Any]] = frozenset()
    """The only values of a scalar, where that is so, each with whether it is a boolean: Python takes true for 1."""
    nullable: bool = True
    """Whether null is a value of it. For Go's reader it is an empty one; a CRD must allow it."""


ANY = Shape(Form.ANY)
