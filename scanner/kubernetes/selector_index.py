"""Finding what selects a thing without asking every selector."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scanner.kubernetes.label_index import LabelIndex, Labelled
    from scanner.kubernetes.selector import LabelSelector

LabelledT = TypeVar("LabelledT", bound="Labelled")
OwnerT = TypeVar("OwnerT")


class SelectorIndex(Generic[OwnerT]):
    """Selectors by namespace and a label that everything they select has. Not changed once it is made."""

    __slots__ = ("_by_label",)

    def __init__(self, selectors: Iterable[tuple[str, LabelSelector, OwnerT]], selected: LabelIndex[LabelledT]) -> None:
        """Index namespace, selector and the object it belongs to; ``selected`` says which label is rarest."""
        self._by_label: dict[tuple[str, tuple[str, str] | None], list[tuple[LabelSelector, OwnerT]]] = defaultdict(list)
        for namespace, selector, owner in selectors:
            self._by_label[namespace, selected.rarest(namespace, selector)].append((selector, owner))

    def selecting(self, item: Labelled) -> Iterator[OwnerT]:
        """Yield the owner of each selector that selects ``item``."""
        pairs: list[tuple[str, str] | None] = [None, *item.labels.items()]
        for pair in pairs:
            for selector, owner in self._by_label.get((item.namespace, pair), ()):
                if selector.matches(item.labels):
                    yield owner
