"""Reading plain data of any shape: a value together with the place that decides it.

Manifests are written by hand and may hold anything anywhere. Nothing here raises on a wrong type, and nothing lets a
wrong type pass for a safe value: a field below something that is no mapping is *malformed*, which is neither true nor
false, so both "must be true" and "must not be true" fail on it. Null is the same as absent, as the API server has it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from scanner.model import Path


class Setting(NamedTuple):
    """What a field is set to, and where that is decided. A tuple, because there are so many."""

    path: Path
    """Where the value stands; where nothing is set, where it belongs."""
    value: Any = None
    """None where nothing is set."""
    malformed: bool = False
    """Whether something on the way to the field is no mapping; ``path`` and ``value`` are then those of that thing."""

    @property
    def is_set(self) -> bool:
        """Whether there is anything but null."""
        return self.value is not None

    @property
    def is_true(self) -> bool:
        """Whether it is certainly true. For fields that must be true."""
        return self.value is True and not self.malformed

    @property
    def is_false(self) -> bool:
        """Whether it is certainly false. For fields that must be set to false."""
        return self.value is False and not self.malformed

    @property
    def may_be_true(self) -> bool:
        """Whether it is anything but absent or false, ``"false"`` included. For fields that must not be true."""
        return self.is_set and not self.is_false

    @property
    def text(self) -> str:
        """The value where it is a string, else empty."""
        return self.value if isinstance(self.value, str) and not self.malformed else ""

    @property
    def integer(self) -> int | None:
        """The value where it is a whole number, else None."""
        return self.value if type(self.value) is int and not self.malformed else None

    @property
    def is_mapping(self) -> bool:
        """Whether there is a mapping."""
        return isinstance(self.value, dict) and not self.malformed

    @property
    def is_list(self) -> bool:
        """Whether there is a list."""
        return isinstance(self.value, list) and not self.malformed

    @property
    def mapping(self) -> dict[str, Any]:
        """The value where it is a mapping, else empty."""
        return self.value if isinstance(self.value, dict) and not self.malformed else {}

    def read(self, *keys: str) -> Setting:
        """Return the field below this one that ``keys`` lead to."""
        path, value, malformed = self
        for depth, key in enumerate(keys):
            if value is None:
                return _new(Setting, (path + keys, None, False))
            if malformed or not isinstance(value, dict):
                return _new(Setting, (path + keys[:depth], value, True))
            value = value.get(key)
        return _new(Setting, (path + keys, value, malformed))

    def items(self) -> tuple[Setting, ...]:
        """Return the items of a list.

        Something else in the place of a list is taken for its only item, as where a dash was forgotten: it is judged,
        not passed over. Where an item makes a check pass, ask `is_list` first.
        """
        if not self.is_set:
            return ()
        if self.is_list:
            return tuple(Setting((*self.path, index), item) for index, item in enumerate(self.value))
        return (self,)

    def string_map(self) -> dict[str, str]:
        """Return a map of strings, such as labels, as `scalar_text` has the values; other values are left out."""
        texts = {key: scalar_text(value) for key, value in self.mapping.items()}
        return {key: text for key, text in texts.items() if text is not None}


_new = tuple.__new__
"""Without the constructor's own call: a cluster of 20,000 objects reads four million fields."""


def scalar_text(value: Any) -> str | None:
    """Return a scalar as JSON writes it, a string as it is, None for null and collections.

    The API server refuses a label ``version: 1``; compared as text it still matches the selector written the same way,
    and the wrong type is left to the schema.
    """
    match value:
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case int() | float():
            return str(value)
        case _:
            return None
