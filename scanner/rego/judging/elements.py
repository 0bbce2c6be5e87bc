"""What an entry rule evaluates to, taken apart: violations, and what is none.

An element is a string, or an object with ``msg`` and, where the author likes:

- ``path``: a list of keys and zero-based indexes into the document. A string such as ``spec.replicas``,
  ``containers[0].image`` or ``/spec/replicas`` is tolerated.
- ``within``: the part of the text at ``path`` that is meant, such as a line of a ConfigMap's file. It counts where it
  occurs there, and once.
- ``remediation``: what to do in this case.
- ``file``, or ``object`` (``apiVersion``, ``kind``, ``namespace``, ``name``): another document that the finding is in.
- ``details`` or ``metadata``, and anything else: whatever the author likes; what it names may help to find the place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from scanner.model import Path

_MAX_MESSAGE = 4096
_MAX_NAMES = 100
_OWN_KEYS = frozenset({"msg", "path", "within", "remediation", "file", "object"})
_QUOTED = re.compile(r"""(?<!\w)(?:'([^'\n]{1,253})'|"([^"\n]{1,253})"|`([^`\n]{1,253})`)(?!\w)""")
_STEP = re.compile(r"""\.?(?P<key>[^.\[\]"']+)|\[(?P<index>\d+)\]|\[(?P<quote>["'])(?P<quoted>[^"'\]]*)(?P=quote)\]""")


@dataclass(frozen=True, slots=True)
class Element:
    """One violation, as the policy's author put it."""

    message: str
    path: Path | None = None
    within: str = ""
    names: tuple[str, ...] = ()
    """What the message quotes and what the other keys hold: possible names of things in the document."""
    remediation: str = ""
    file: str = ""
    object: Mapping[str, Any] = field(default_factory=dict)
    problem: str = ""
    """What is wrong with the element, although it is a violation: a path that is none."""


@dataclass(frozen=True, slots=True)
class Malformed:
    """Something that is no violation and should be one."""

    problem: str


def read_elements(value: Any) -> Iterator[Element | Malformed]:
    """Take apart what an entry rule evaluated to: a set or list of elements.

    An object is taken for a set where its values are true, as ``deny[msg] if …`` gives in Rego v1.
    """
    if isinstance(value, list):
        for item in value:
            yield _element(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield _element(key if item is True else item)
    else:
        yield Malformed(f"it is {_kind_of(value)}, not a set of messages; write `deny contains msg if {{ … }}`")


def _element(item: Any) -> Element | Malformed:
    if isinstance(item, str) and item.strip():
        return Element(_bounded(item), names=_quoted(item))
    if not isinstance(item, dict):
        return Malformed(f"an element is {_kind_of(item)}, neither a message nor an object with 'msg'")
    message = item.get("msg")
    if not isinstance(message, str) or not message.strip():
        return Malformed("an element is an object whose 'msg' is missing or no text")
    path, problem = _path(item["path"]) if "path" in item else (None, "")
    others = {key: value for key, value in item.items() if key not in _OWN_KEYS}
    names = dict.fromkeys((*_quoted(message), *_strings(others)))
    file, reference, remediation = item.get("file"), item.get("object"), item.get("remediation")
    within = item.get("within")
    return Element(
        message=_bounded(message),
        path=path,
        within=within if isinstance(within, str) else "",
        names=tuple(names)[:_MAX_NAMES],
        remediation=remediation.strip() if isinstance(remediation, str) else "",
        file=file if isinstance(file, str) else "",
        object=reference if isinstance(reference, dict) else {},
        problem=problem,
    )


def _path(value: Any) -> tuple[Path | None, str]:
    if isinstance(value, str):
        return parse_path(value), ""
    if not isinstance(value, list):
        return None, f"the 'path' of an element is {_kind_of(value)}, not a list of keys and indexes"
    for step in value:
        if isinstance(step, bool) or not isinstance(step, str | int):
            return None, f"the 'path' of an element holds {_kind_of(step)}, not only keys and indexes"
    return tuple(value), ""


def parse_path(text: str) -> Path | None:
    """Read a path that is written as text; None where it cannot be read without doubt."""
    if text.startswith("/"):  # RFC 6901
        return tuple(part.replace("~1", "/").replace("~0", "~") for part in text[1:].split("/"))
    text = re.sub(r"^(?:\$|input)(?=[.\[])", "", text)
    steps: list[str | int] = []
    offset = 0
    while offset < len(text):
        match = _STEP.match(text, offset)
        if match is None or match.end() == offset:
            return None
        if match["index"] is not None:
            steps.append(int(match["index"]))
        else:
            steps.append(match["key"] if match["key"] is not None else match["quoted"])
        offset = match.end()
    return tuple(steps) or None


def _quoted(message: str) -> tuple[str, ...]:
    return tuple(next(filter(None, found.groups()), "") for found in _QUOTED.finditer(message[:_MAX_MESSAGE]))


def _strings(value: Any) -> Iterator[str]:
    """Yield the strings in a value, breadth first, a bounded number of them."""
    pending = [value]
    seen = 0
    while pending and seen < _MAX_NAMES:
        current = pending.pop(0)
        seen += 1
        if isinstance(current, str):
            yield current
        elif isinstance(current, dict):
            pending.extend(current.values())
        elif isinstance(current, list):
            pending.extend(current)


def _bounded(message: str) -> str:
    text = message.strip()
    return text if len(text) <= _MAX_MESSAGE else f"{text[:_MAX_MESSAGE]}…"


def _kind_of(value: Any) -> str:
    names = {bool: "a boolean", int: "a number", float: "a number", str: "a string", list: "a list", dict: "an object"}
    return names.get(type(value), "null")
