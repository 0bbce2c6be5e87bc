"""What may stand at a place of a workflow: a declared schema, in the few terms that the service's own has."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scanner.workflows.validity.availability import Availability


@dataclass(frozen=True, slots=True)
class Fields:
    """One kind of mapping."""

    properties: Mapping[str, Shape] = field(default_factory=dict)
    required: tuple[str, ...] = ()
    others: Shape | None = None
    """What the values of other keys may be; None where there may be none. Such a key is never empty."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What a value may be. Scalars of other types become text where text is allowed, as the service has it."""

    text: bool = False
    """Whether any text is allowed."""
    empty: bool = True
    """Whether that text may be empty."""
    words: tuple[str, ...] = ()
    """Texts that are allowed where not every text is."""
    boolean: bool = False
    number: bool = False
    null: bool = False
    anything: bool = False
    item: Shape | None = None
    """What the items of a sequence may be; None where there may be no sequence."""
    mappings: tuple[Fields, ...] = ()
    """The kinds of mapping among which the keys decide."""
    available: Availability | None = None
    """What expressions may use, here and below; None for what holds above. Where nothing holds, there are none."""
    condition: bool = False
    """Whether the text is an expression even without its braces."""


def mapping(
    properties: Mapping[str, Shape],
    *required: str,
    available: Availability | None = None,
    null: bool = False,
) -> Shape:
    """Return a mapping with these keys only."""
    return Shape(mappings=(Fields(properties, required),), available=available, null=null)


def mapping_of(values: Shape, *, available: Availability | None = None, null: bool = False) -> Shape:
    """Return a mapping with any keys."""
    return Shape(mappings=(Fields(others=values),), available=available, null=null)


TEXT = Shape(text=True)
WRITTEN = Shape(text=True, empty=False)
BOOLEAN = Shape(boolean=True)
NUMBER = Shape(number=True)
ANYTHING = Shape(anything=True)
TEXTS = Shape(text=True, empty=False, item=WRITTEN)
"""A text or several."""
