"""What a YAML dialect decides: how a scalar becomes data, and what a mapping may do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Dialect:
    """One reader of YAML: the API server's, or GitHub's."""

    name: str
    plain: Callable[[str], Any]
    """The value of an untagged plain scalar. May raise `BadScalar`."""
    tagged: Callable[[str, str, bool], Any]
    """The value of a scalar with a tag: tag, text, whether the style is plain. May raise `BadScalar`."""
    key: Callable[[str, str | None, bool], str]
    """The string that a scalar becomes as a mapping's key: text, tag, whether it is plain. May raise `BadScalar`."""
    merges: bool
    """Whether ``<<`` merges."""
    folds_case: bool
    """Whether keys that differ in case only are the same key."""
    finite: bool
    """Whether infinities and NaN are refused."""


def is_merge(text: str, tag: str | None, plain: bool) -> bool:
    """Whether a key is the merge key of YAML 1.1: https://yaml.org/type/merge.html."""
    return text == "<<" and (tag == "tag:yaml.org,2002:merge" or (plain and tag is None))


def quoted(text: str, length: int = 40) -> str:
    """Return ``text`` in single quotes for a message: escaped, and shortened to ``length`` characters."""
    shown = text if len(text) <= length else text[: length - 1] + "…"
    return "'" + "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in shown) + "'"
