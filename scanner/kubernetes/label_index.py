"""Finding what a selector selects without looking at everything."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from scanner.kubernetes.selector import LabelSelector


class Labelled(Protocol):
    """What lives in a namespace and has labels."""

    @property
    def namespace(self) -> str:
        """The namespace."""

    @property
    def labels(self) -> Mapping[str, str]:
        """The labels."""


LabelledT = TypeVar("LabelledT", bound=Labelled)


class LabelIndex(Generic[LabelledT]):
    """Things by namespace and by each of their labels. Not changed once it is made."""

    __slots__ = ("_by_label", "_by_namespace")

    def __init__(self, items: Iterable[LabelledT]) -> None:
        """Index ``items``, whose order is kept."""
        self._by_namespace: dict[str, list[LabelledT]] = defaultdict(list)
        self._by_label: dict[tuple[str, str, str], list[LabelledT]] = defaultdict(list)
        for item in items:
            self._by_namespace[item.namespace].append(item)
            for key, value in item.labels.items():
                self._by_label[item.namespace, key, value].append(item)

    def in_namespace(self, namespace: str) -> tuple[LabelledT, ...]:
        """Return everything in a namespace."""
        return tuple(self._by_namespace.get(namespace, ()))

    def select(self, namespace: str, selector: LabelSelector) -> Iterator[LabelledT]:
        """Yield what ``selector`` selects in a namespace."""
        pair = self.rarest(namespace, selector)
        candidates = self._by_namespace.get(namespace, ()) if pair is None else self._with(namespace, pair)
        return (item for item in candidates if selector.matches(item.labels))

    def rarest(self, namespace: str, selector: LabelSelector) -> tuple[str, str] | None:
        """Return the label that fewest things have, of those that everything selected has; None where there is none."""
        return min(selector.pairs, key=lambda pair: len(self._with(namespace, pair)), default=None)

    def _with(self, namespace: str, pair: tuple[str, str]) -> list[LabelledT]:
        return self._by_label.get((namespace, *pair), [])
