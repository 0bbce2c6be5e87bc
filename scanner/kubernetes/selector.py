"""Label selectors.

Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors and
``LabelSelectorAsSelector`` in apimachinery, ``pkg/apis/meta/v1/helpers.go``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scanner.kubernetes.setting import scalar_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from scanner.kubernetes.setting import Setting
    from scanner.model import Path

_NEEDS_VALUES = {"In": True, "NotIn": True, "Exists": False, "DoesNotExist": False}
"""The operators, and whether they go with values; the API server refuses the other way round."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """One condition on labels."""

    path: Path
    """Where it is written."""
    key: str
    operator: str
    """``In``, ``NotIn``, ``Exists`` or ``DoesNotExist``; an entry of ``matchLabels`` is ``In`` with one value."""
    values: frozenset[str] = frozenset()

    def matches(self, labels: Mapping[str, str]) -> bool:
        """Return whether ``labels`` meet it."""
        match self.operator:
            case "In":
                return labels.get(self.key) in self.values
            case "NotIn":
                return labels.get(self.key) not in self.values
            case "Exists":
                return self.key in labels
            case _:
                return self.key not in labels


@dataclass(frozen=True, slots=True)
class LabelSelector:
    """What selects by labels. An absent one selects nothing, an empty one everything."""

    path: Path
    requirements: tuple[Requirement, ...] = ()
    absent: bool = False
    malformed: bool = False
    """Whether the API server would refuse it. It then selects nothing."""

    @classmethod
    def of(cls, setting: Setting) -> LabelSelector:
        """Read a selector with ``matchLabels`` and ``matchExpressions``."""
        if not setting.is_set:
            return cls(setting.path, absent=True)
        labels = cls.of_map(setting.read("matchLabels"))
        expressions = tuple(_expressions(setting.read("matchExpressions")))
        known = tuple(expression for expression in expressions if expression is not None)
        malformed = labels.malformed or len(known) < len(expressions)
        return cls(setting.path, labels.requirements + known, malformed=malformed)

    @classmethod
    def of_map(cls, setting: Setting) -> LabelSelector:
        """Read a plain map of labels, as Services and ReplicationControllers have."""
        if not setting.is_set:
            return cls(setting.path, absent=True)
        labels = setting.string_map()
        requirements = tuple(
            Requirement((*setting.path, key), key, "In", frozenset({value})) for key, value in labels.items()
        )
        malformed = not setting.is_mapping or len(labels) < len(setting.mapping)
        return cls(setting.path, requirements, malformed=malformed)

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """The labels that every selected object has."""
        return tuple(
            (requirement.key, next(iter(requirement.values)))
            for requirement in self.requirements
            if requirement.operator == "In" and len(requirement.values) == 1
        )

    def matches(self, labels: Mapping[str, str]) -> bool:
        """Return whether an object with ``labels`` is selected."""
        return not self.absent and not self.malformed and all(one.matches(labels) for one in self.requirements)

    def unmet(self, labels: Mapping[str, str]) -> Iterator[Requirement]:
        """Yield the requirements that ``labels`` do not meet."""
        return (requirement for requirement in self.requirements if not requirement.matches(labels))


def _expressions(setting: Setting) -> Iterator[Requirement | None]:
    """Yield each expression, None for one that the API server would refuse."""
    for item in setting.items():
        key, operator = item.read("key").text, item.read("operator").text
        values = item.read("values").items()
        texts = [text for value in values if (text := scalar_text(value.value)) is not None]
        if key and len(texts) == len(values) and _NEEDS_VALUES.get(operator) is bool(values):
            yield Requirement(item.path, key, operator, frozenset(texts))
        else:
            yield None
