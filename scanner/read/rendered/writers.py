"""Which patch or field of a kustomization wrote a value of a rendered object, as far as that can be proved.

Proved means: it is about an object of this kind and name, it sets this very path, and what it sets is what came out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scanner.model import Source
from scanner.read.rendered.texts import Text, text_of
from scanner.read.rendered.tree import counterpart, existing, same

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.model import Part, Path, Span
    from scanner.read.limits import Limits
    from scanner.read.rendered.kustomization import Kustomization
    from scanner.read.rendered.texts import Texts


@dataclass(frozen=True, slots=True)
class Written:
    """A value that comes out of a kustomization, and its place."""

    text: Text
    index: int
    path: Path
    inline: tuple[Text, Path] | None = None
    """Where the text is a scalar of another: that one, and the scalar's path."""

    def span(self, part: Part, within: tuple[int, int] | None) -> tuple[Source, Span]:
        """Return the file and the place in it."""
        span = self.text.locate(self.index, self.path, part, within)
        if self.inline is None:
            return self.text.source, span
        outer, path = self.inline
        start = self.text.locator.lines.offset(span.line, span.column)
        end = self.text.locator.lines.offset(span.end_line, span.end_column)
        return outer.source, outer.locate(0, path, "value", (start, end))


@dataclass(frozen=True, slots=True)
class Rendered:
    """A rendered object, and the name that it has in its origin."""

    data: dict[str, Any]
    names: frozenset[str]
    """As rendered, and as in its origin."""

    @property
    def kind(self) -> str:
        """Its kind."""
        return str(self.data.get("kind"))


def writer(
    rendered: Rendered, path: Path, value: Any, kustomizations: list[Kustomization], texts: Texts
) -> Written | None:
    """Return what wrote ``value`` at ``path`` of the rendered object; the last one where several did."""
    for one in reversed(kustomizations):
        if one.text is None:
            continue
        for field in (_image, _replicas, _namespace):
            place = field(one.data, rendered, path, value)
            if place is not None:
                return Written(one.text, 0, place)
        for patch in reversed(list(_patches(one, texts))):
            found = patch.place(rendered, path, value)
            if found is not None:
                return found
    return None


def _image(data: dict[str, Any], _: Rendered, path: Path, value: Any) -> Path | None:
    if path[-1:] != ("image",):
        return None
    for index, entry in enumerate(_mappings(data.get("images"))):
        base = entry.get("newName") or entry.get("name")
        tag, digest = entry.get("newTag"), entry.get("digest")
        suffix = f"@{digest}" if digest else f":{tag}" if tag is not None else ""
        if base and suffix and value == f"{base}{suffix}":
            return ("images", index, "digest" if digest else "newTag")
    return None


def _replicas(data: dict[str, Any], rendered: Rendered, path: Path, value: Any) -> Path | None:
    if path == ("spec", "replicas"):
        for index, entry in enumerate(_mappings(data.get("replicas"))):
            if entry.get("name") in rendered.names and same(entry.get("count"), value):
                return ("replicas", index, "count")
    return None


def _namespace(data: dict[str, Any], _: Rendered, path: Path, value: Any) -> Path | None:
    return ("namespace",) if path == ("metadata", "namespace") and same(data.get("namespace"), value) else None


@dataclass(frozen=True, slots=True)
class _Patch:
    text: Text
    inline: tuple[Text, Path] | None
    target: dict[str, Any] | None
    """None where the patch itself names the object."""

    def place(self, rendered: Rendered, path: Path, value: Any) -> Written | None:
        if self.target is not None and not _targets(self.target, rendered):
            return None
        for index in reversed(range(len(self.text.data))):
            data = self.text.data[index]
            found = None
            if isinstance(data, list):
                found = _operation(data, rendered, path, value)
            elif isinstance(data, dict) and (self.target is not None or _is_about(data, rendered)):
                found = _merged(data, rendered, path, value)
            if found is not None:
                return Written(self.text, index, found, self.inline)
        return None


def _patches(one: Kustomization, texts: Texts) -> Iterator[_Patch]:
    """Yield the patches of a kustomization in the order in which they are applied."""
    for index, item in enumerate(_list(one.data.get("patchesStrategicMerge"))):
        if isinstance(item, str):
            read = _inline if "\n" in item else _of_file
            yield from read(one, item, ("patchesStrategicMerge", index), None, texts)
    for field in ("patches", "patchesJson6902"):
        for index, item in enumerate(_mappings(one.data.get(field))):
            target = item["target"] if isinstance(item.get("target"), dict) else None
            if isinstance(item.get("patch"), str):
                yield from _inline(one, item["patch"], (field, index, "patch"), target, texts)
            elif isinstance(item.get("path"), str):
                yield from _of_file(one, item["path"], (field, index, "path"), target, texts)


def _of_file(one: Kustomization, name: str, _: Path, target: dict[str, Any] | None, texts: Texts) -> Iterator[_Patch]:
    text = texts.get(one.at(name))
    if text is not None:
        yield _Patch(text, None, target)


def _inline(
    one: Kustomization, patch: str, path: Path, target: dict[str, Any] | None, texts: Texts
) -> Iterator[_Patch]:
    if one.text is not None:
        yield _Patch(inner_text(one.shown, patch, texts.limits), (one.text, path), target)


def inner_text(path: str, text: str, limits: Limits) -> Text:
    """Return a scalar's value as YAML."""
    return text_of(Source(path, text, ""), limits)


def _is_about(patch: dict[str, Any], rendered: Rendered) -> bool:
    metadata = patch.get("metadata")
    name = metadata.get("name") if isinstance(metadata, dict) else None
    return patch.get("kind") == rendered.kind and name in rendered.names


def _targets(target: dict[str, Any], rendered: Rendered) -> bool:
    """Whether a target may mean the object: its kind and name are regular expressions, anchored at both ends.

    Source: https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/patches/.
    """
    kind, name = target.get("kind"), target.get("name")
    return (not kind or _matches(kind, rendered.kind)) and (
        not name or any(_matches(name, one) for one in rendered.names)
    )


def _matches(pattern: Any, text: str) -> bool:
    """Whether a pattern without operators other than ``.*`` matches: Python is no Go, and hostile ones are slow."""
    parts = str(pattern).removeprefix("^").removesuffix("$").split(".*")
    if any(re.search(r"[\\\[\](){}+*?|]", part) for part in parts) or len(parts) > 2:  # noqa: PLR2004 - one `.*`
        return False
    return text == parts[0] if len(parts) == 1 else text.startswith(parts[0]) and text.endswith(parts[1])


def _merged(patch: dict[str, Any], rendered: Rendered, path: Path, value: Any) -> Path | None:
    place, whole = counterpart(rendered.data, patch, path)
    return place if whole and same(existing(patch, place)[1], value) else None


def _operation(operations: list[Any], rendered: Rendered, path: Path, value: Any) -> Path | None:
    """Return the value in an operation of a JSON patch: https://www.rfc-editor.org/rfc/rfc6902."""
    for index in reversed(range(len(operations))):
        operation = operations[index]
        if not isinstance(operation, dict) or operation.get("op") not in {"add", "replace"}:
            continue
        steps = [step.replace("~1", "/").replace("~0", "~") for step in str(operation.get("path", "")).split("/")[1:]]
        if not steps or len(steps) > len(path):
            continue
        head, rest = path[: len(steps)], path[len(steps) :]
        if not all(_is_step(step, here, rendered.data, head[:at]) for at, (step, here) in enumerate(zip(steps, head))):  # noqa: B905
            continue
        found, inside = existing(operation.get("value"), rest)
        if "value" in operation and found == rest and same(inside, value):
            return (index, "value", *rest)
    return None


def _is_step(step: str, here: str | int, data: Any, before: Path) -> bool:
    if step == "-":
        items = existing(data, before)[1]
        return isinstance(items, list) and here == len(items) - 1
    return step == str(here)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _mappings(value: Any) -> list[dict[str, Any]]:
    """Return the items of a list; one that is no mapping is empty, so that the indexes stay."""
    return [item if isinstance(item, dict) else {} for item in _list(value)]
