"""Events to plain data, with an explicit stack: no recursion, no node tree, no positions unless something is wrong.

Aliases share the Python object of their anchor.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NoReturn

from yaml import events as ev

from scanner.model import UnreadReason
from scanner.read.aliases import Anchor, Anchors
from scanner.read.dialect import Dialect, is_merge, quoted
from scanner.read.events import base_of, end_of, parse, start_of
from scanner.read.refused import BadScalar, Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from scanner.read.limits import Limits

_COLLECTION_AS_KEY = "A key must be a string, and this one is a collection."


class Built:
    """What one document's text holds."""

    __slots__ = ("data", "suspicious")

    def __init__(self, data: Any, *, suspicious: bool) -> None:
        """Keep the data, None where there is nothing but comments.

        ``suspicious``: some mapping gives a key twice, or merges where that is not supported. `problems` finds where.
        """
        self.data = data
        self.suspicious = suspicious


class _Open:
    """A collection whose end has not been seen."""

    __slots__ = ("anchored", "container", "is_mapping", "key", "keyed", "merging", "own")

    def __init__(self, container: Any, *, is_mapping: bool, anchored: bool, own: set[str] | None) -> None:
        self.container = container
        self.is_mapping = is_mapping
        self.anchored = anchored
        self.own = own
        """The keys that the mapping itself gives, where they are not simply those of the container."""
        self.key = ""
        self.keyed = False
        """Whether a key waits for its value."""
        self.merging = False


class _Builder:
    def __init__(self, base: int, dialect: Dialect, limits: Limits) -> None:
        self.base = base
        self.dialect = dialect
        self.max_depth = limits.max_depth
        self.anchors = Anchors(limits)
        self.root: Any = None
        self.suspicious = False
        self.stack: list[_Open] = []
        self.top: _Open | None = None
        self.nodes = 0

    def refuse(self, reason: UnreadReason, detail: str, event: ev.Event, remedy: str = "") -> NoReturn:
        start = self.base + start_of(event)
        raise Refused(reason, detail, remedy=remedy, start=start, end=max(start + 1, self.base + end_of(event)))

    def scalar(self, event: ev.ScalarEvent) -> None:
        self.nodes += 1
        top = self.top
        plain = event.implicit[0]
        if event.anchor is not None or event.tag is not None:
            self.rare_scalar(event)
        elif top is not None and top.is_mapping and not top.keyed:
            self.key(top, event, event.value, None, plain)
        elif plain:
            try:
                value = self.dialect.plain(event.value)
            except BadScalar as error:
                self.refuse(UnreadReason.MALFORMED, str(error), event)
            self.attach(self.checked(value, event), event)
        else:
            self.attach(event.value, event)

    def checked(self, value: Any, event: ev.ScalarEvent) -> Any:
        if value.__class__ is float and self.dialect.finite and not math.isfinite(value):
            self.refuse(UnreadReason.MALFORMED, f"The number {quoted(event.value)} cannot be written as JSON.", event)
        return value

    def rare_scalar(self, event: ev.ScalarEvent) -> None:
        """Take a scalar that has an anchor or a tag."""
        top = self.top
        # Beside a tag, `implicit` does not tell the style.
        plain = event.implicit[0] if event.tag is None else not event.style
        is_key = top is not None and top.is_mapping and not top.keyed
        value: Any = event.value
        try:
            if event.tag is not None and not is_key:
                value = self.dialect.tagged(event.tag, event.value, plain)
            elif event.tag is None and plain:
                value = self.dialect.plain(event.value)
        except BadScalar as error:
            remedy = "Put the value in quotes if it is meant as text." if event.tag else ""
            self.refuse(UnreadReason.MALFORMED, str(error), event, remedy)
        if event.anchor is not None:
            length = end_of(event) - start_of(event)
            self.anchors.named[event.anchor] = Anchor(value, 0, 1, length, (event.value, event.tag, plain))
        if is_key and top is not None:
            self.key(top, event, event.value, event.tag, plain)
        else:
            self.attach(self.checked(value, event), event)

    def key(self, top: _Open, event: ev.Event, text: str, tag: str | None, plain: bool) -> None:
        dialect = self.dialect
        top.keyed = True
        if text == "<<" and is_merge(text, tag, plain):
            if dialect.merges:
                top.merging = True
                if top.own is None:
                    top.own = set(top.container)
            else:
                self.suspicious = True
                top.key = text
            return
        try:
            name = dialect.key(text, tag, plain)
        except BadScalar as error:
            self.refuse(UnreadReason.MALFORMED, str(error), event)
        own = top.own
        if own is None:
            if name in top.container:
                self.suspicious = True
        else:
            folded = name.upper() if dialect.folds_case else name
            if folded in own:
                self.suspicious = True
            own.add(folded)
        top.key = name

    def start(self, event: ev.CollectionStartEvent) -> None:
        self.nodes += 1
        top = self.top
        if top is not None and top.is_mapping and not top.keyed:
            self.refuse(UnreadReason.MALFORMED, _COLLECTION_AS_KEY, event)
        depth = len(self.stack) + 1
        if depth > self.max_depth:
            self.refuse(UnreadReason.TOO_DEEP, f"Nested more than {self.max_depth} levels deep.", event)
        is_mapping = event.__class__ is ev.MappingStartEvent
        own: set[str] | None = set() if is_mapping and self.dialect.folds_case else None
        if event.anchor is not None:
            self.anchors.open(event.anchor, depth, self.nodes, start_of(event))
        self.anchors.reach(depth)
        anchored = event.anchor is not None
        self.top = _Open({} if is_mapping else [], is_mapping=is_mapping, anchored=anchored, own=own)
        self.stack.append(self.top)

    def end(self, event: ev.CollectionEndEvent) -> None:
        closed = self.stack.pop()
        self.top = self.stack[-1] if self.stack else None
        if closed.anchored:
            self.anchors.close(closed.container, self.nodes, end_of(event))
        self.attach(closed.container, event)

    def alias(self, event: ev.AliasEvent) -> None:
        top = self.top
        try:
            anchor = self.anchors.use(str(event.anchor), len(self.stack))
        except Refused as refused:
            self.refuse(refused.reason, refused.detail, event, refused.remedy)
        if top is None or not top.is_mapping or top.keyed:
            self.attach(anchor.value, event)
        elif anchor.spelling is None:
            self.refuse(UnreadReason.MALFORMED, _COLLECTION_AS_KEY, event)
        else:
            self.key(top, event, *anchor.spelling)

    def attach(self, value: Any, event: ev.Event) -> None:
        top = self.top
        if top is None:
            self.root = value
        elif not top.is_mapping:
            top.container.append(value)
        elif top.merging:
            top.keyed = top.merging = False
            self.merge(top, value, event)
        else:
            top.container[top.key] = value
            top.keyed = False

    def merge(self, top: _Open, value: Any, event: ev.Event) -> None:
        """Apply ``<<`` as go-yaml v2 does: at once, over the keys given before it; the earlier of several wins.

        Source: https://github.com/yaml/go-yaml/blob/v2.4.2/decode.go, `merge`, which refuses an alias to a sequence.
        """
        several = value if value.__class__ is list and event.__class__ is not ev.AliasEvent else [value]
        for mapping in reversed(several):
            if mapping.__class__ is not dict:
                self.refuse(UnreadReason.MALFORMED, "Only mappings can be merged with '<<'.", event)
            top.container.update(mapping)


def build(text: str, start: int, end: int, dialect: Dialect, limits: Limits) -> Built:
    """Return the data of the document at ``start`` to ``end``; raises `Refused`."""
    builder = _Builder(base_of(text, start, end), dialect, limits)
    handlers: dict[type[ev.Event], Callable[[Any], None]] = {
        ev.ScalarEvent: builder.scalar,
        ev.MappingStartEvent: builder.start,
        ev.SequenceStartEvent: builder.start,
        ev.MappingEndEvent: builder.end,
        ev.SequenceEndEvent: builder.end,
        ev.AliasEvent: builder.alias,
    }
    for event in parse(text, start, end):
        handler = handlers.get(event.__class__)
        if handler is not None:
            handler(event)
    return Built(builder.root, suspicious=builder.suspicious)
