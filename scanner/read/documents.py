"""One text to the documents in it: split, read in the right dialect, classify, expand lists; and name what cannot be read."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scanner.model import Document, DocumentKind, Source, Unread, UnreadReason
from scanner.read.build import Built, build
from scanner.read.classify import (
    Item,
    Malformed,
    Role,
    content_kind,
    is_template,
    looks_like_workflow,
    malformed_object,
    objects,
    role_of,
)
from scanner.read.encoding import decode, mentions
from scanner.read.json_text import built as built_json
from scanner.read.json_text import json_chunks
from scanner.read.kubernetes_scalars import KUBERNETES
from scanner.read.positions import SourceLocator
from scanner.read.problems import find_problems
from scanner.read.refused import Refused
from scanner.read.split import Chunk, split
from scanner.read.workflow_scalars import WORKFLOW

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.model import Path, Problem, Span
    from scanner.read.dialect import Dialect
    from scanner.read.limits import Limits

_GITHUB = {Role.WORKFLOW: DocumentKind.WORKFLOW, Role.DEPENDABOT: DocumentKind.DEPENDABOT}
_RENDER = "Render it first, e.g. helm template | plimsoll scan -."
_NOT_RELEVANT = "Neither a Kubernetes object nor a file that GitHub reads."


def too_large(path: str, limits: Limits, *, incomplete: bool) -> Unread:
    """Return the verdict on a file above the limit."""
    detail = f"Larger than {limits.max_bytes:,} bytes."
    return Unread(path, UnreadReason.TOO_LARGE, detail, "Split the file.", incomplete=incomplete)


def not_relevant(path: str, *, named: bool) -> Unread:
    """Return the verdict on a file that nothing judges."""
    return Unread(path, UnreadReason.NOT_RELEVANT, _NOT_RELEVANT, incomplete=named)


def read_bytes(
    path: str, content: bytes, limits: Limits, *, named: bool, known_as: str = ""
) -> Iterator[Document | Unread]:
    """Yield the documents of one text, and what in it cannot be judged, in the order of the text.

    ``path`` is shown, and decides what GitHub would take the file for, unless ``known_as`` (an absolute path, say)
    does. ``named`` says that the user named this very file, so that not judging it leaves the scan incomplete.
    Never raises on account of the content.
    """
    role = role_of(known_as or path)
    if len(content) > limits.max_bytes:
        yield too_large(path, limits, incomplete=True)
        return
    if role is Role.OTHER_GITHUB and not named:
        yield not_relevant(path, named=named)
        return
    # What does not even mention apiVersion is no Kubernetes manifest, however broken it is.
    relevant = named or role in _GITHUB or mentions(content, b"apiVersion")
    try:
        text, mark = decode(content)
    except Refused as refused:
        yield Unread(path, refused.reason, refused.detail, refused.remedy, incomplete=relevant)
        return
    source = Source(path, text, hashlib.sha256(content).hexdigest(), mark)
    yield from _Reader(source, role, known_as or path, limits, named=named, relevant=relevant).read()


@dataclass(slots=True)
class _Read:
    """One document that could be read."""

    chunk: Chunk
    built: Built
    dialect: Dialect
    kind: DocumentKind | None


class _Reader:
    def __init__(
        self, source: Source, role: Role, known_as: str, limits: Limits, *, named: bool, relevant: bool
    ) -> None:
        self.source = source
        self.text = source.text
        self.role = role
        self.known_as = known_as
        self.limits = limits
        self.named = named
        self.relevant = relevant
        self.locator = SourceLocator(source.text)
        self.workflow_seen = False

    def read(self) -> Iterator[Document | Unread]:
        is_json = self.source.path.lower().endswith(".json")
        if is_json and self.role is Role.PLAIN and "apiVersion" not in self.text and "\\u00" not in self.text:
            yield not_relevant(self.source.path, named=self.named)
            return
        found = json_chunks(self.text) if self.role is Role.PLAIN else None
        decoded = {} if found is None else {chunk: (value, doubled) for chunk, value, doubled in found}
        chunks = split(self.text) if found is None else [chunk for chunk, _, _ in found]
        if not chunks:
            yield self.unread(None, UnreadReason.NO_CONTENT, "The file is empty.", incomplete=False)
        count = 0
        for index, chunk in enumerate(chunks):
            for outcome in self.one(index, chunk, decoded):
                count += 1
                if count > self.limits.max_documents:
                    detail = f"The text has more than {self.limits.max_documents:,} documents; the rest is not read."
                    yield self.unread(index, UnreadReason.TOO_LARGE, detail, chunk, remedy="Split the file.")
                    return
                yield outcome

    def one(self, index: int, chunk: Chunk, decoded: dict[Chunk, tuple[object, bool]]) -> Iterator[Document | Unread]:
        try:
            if chunk in decoded:
                built = built_json(chunk, *decoded[chunk], self.limits)
                read = _Read(chunk, built, KUBERNETES, content_kind(self.known_as, built.data))
            else:
                read = self.yaml(chunk)
        except Refused as refused:
            yield self.refused(index, chunk, refused)
            return
        self.locator.add(index, chunk, read.dialect)
        if read.built.data is None:
            yield self.unread(index, UnreadReason.NO_CONTENT, "Nothing but comments.", chunk, incomplete=False)
        elif read.kind is DocumentKind.KUBERNETES:
            yield from self.kubernetes(index, read)
        else:
            yield self.other(index, read)

    def yaml(self, chunk: Chunk) -> _Read:
        """Read a document in the dialect of those who would read it; raises `Refused`."""
        text = self.text[chunk.start : chunk.end]
        kind = _GITHUB.get(self.role)
        if kind is not None:
            return _Read(chunk, self.build(chunk, WORKFLOW), WORKFLOW, kind)
        if self.is_github_by_content(text):
            built = self.build(chunk, WORKFLOW)
            kind = content_kind(self.known_as, built.data)
            if kind is not None and kind is not DocumentKind.KUBERNETES:
                return _Read(chunk, built, WORKFLOW, kind)
        built = self.build(chunk, KUBERNETES)
        kind = content_kind(self.known_as, built.data)
        data = built.data
        # The probe goes by the text and misses, say, a flow mapping; there `on` has become true.
        if kind in {DocumentKind.WORKFLOW, DocumentKind.ACTION} or (
            kind is None and isinstance(data, dict) and "jobs" in data and "true" in data and "apiVersion" not in data
        ):
            again = self.build(chunk, WORKFLOW)
            kind = content_kind(self.known_as, again.data)
            if kind is not None:
                return _Read(chunk, again, WORKFLOW, kind)
        return _Read(chunk, built, KUBERNETES, kind)

    def is_github_by_content(self, text: str) -> bool:
        if "apiVersion" in text:
            return False
        return looks_like_workflow(text) or (self.role is Role.ACTION and "runs" in text)

    def build(self, chunk: Chunk, dialect: Dialect) -> Built:
        return build(self.text, chunk.start, chunk.end, dialect, self.limits)

    def refused(self, index: int, chunk: Chunk, refused: Refused) -> Unread:
        text = self.text[chunk.start : chunk.end]
        lines = self.locator.lines
        span = None if refused.start is None or refused.end is None else lines.span(refused.start, self.clip(refused))
        reason, detail, remedy = refused.reason, refused.detail, refused.remedy
        may_be_template = reason in {UnreadReason.SYNTAX, UnreadReason.MALFORMED} and self.role not in _GITHUB
        if may_be_template and is_template(text):
            reason, remedy = UnreadReason.TEMPLATE, _RENDER
            detail = f"Contains templating that has not been rendered. {detail}"
        return Unread(self.source.path, reason, detail, remedy, index, span, incomplete=self.relevant)

    def clip(self, refused: Refused) -> int:
        """Return the end of the place at fault, on the same line."""
        start, end = refused.start or 0, min(refused.end or 0, len(self.text))
        stop = next((at for at in range(start, end) if self.text[at] in "\r\n"), end)
        return max(start, stop)

    def other(self, index: int, read: _Read) -> Document | Unread:
        """Take a document that is no Kubernetes object."""
        data, chunk = read.built.data, read.chunk
        if read.kind is None:
            detail = malformed_object(self.source.path, data)
            if detail:
                return self.unread(index, UnreadReason.MALFORMED, detail, chunk)
            return self.unread(index, UnreadReason.NOT_RELEVANT, _NOT_RELEVANT, chunk, incomplete=self.named)
        if not isinstance(data, dict):
            return self.unread(index, UnreadReason.MALFORMED, f"The {read.kind} is not a mapping.", chunk)
        if read.kind is not DocumentKind.ACTION and self.workflow_seen:
            detail = "A second document: GitHub reads one document in a file, and refuses this one."
            return self.unread(index, UnreadReason.MALFORMED, detail, chunk, remedy="Move it to a file of its own.")
        self.workflow_seen = True
        return Document(self.source, index, (), read.kind, data, self.locator, self.problems(index, read))

    def kubernetes(self, index: int, read: _Read) -> Iterator[Document | Unread]:
        problems = self.problems(index, read)
        found = objects(read.built.data)
        if not found:
            yield self.unread(index, UnreadReason.NO_CONTENT, "The list is empty.", read.chunk, incomplete=False)
        for item in found:
            if isinstance(item, Malformed):
                yield self.malformed(index, item)
            else:
                yield self.object(index, item, problems)

    def malformed(self, index: int, item: Malformed) -> Unread:
        span = self.locator.locate(index, item.base, "value", None)
        return Unread(self.source.path, UnreadReason.MALFORMED, item.detail, "", index, span)

    def object(self, index: int, item: Item, problems: tuple[Problem, ...]) -> Document:
        own = tuple(_below(item.base, problem) for problem in problems if problem.path[: len(item.base)] == item.base)
        return Document(self.source, index, item.base, DocumentKind.KUBERNETES, item.data, self.locator, own)

    def problems(self, index: int, read: _Read) -> tuple[Problem, ...]:
        if not read.built.suspicious:
            return ()
        return find_problems(self.locator.tree(index), read.dialect, self.locator.lines, self.limits)

    def unread(
        self,
        index: int | None,
        reason: UnreadReason,
        detail: str,
        chunk: Chunk | None = None,
        *,
        remedy: str = "",
        incomplete: bool = True,
    ) -> Unread:
        span: Span | None = None if chunk is None else self.locator.span_of(chunk)
        return Unread(self.source.path, reason, detail, remedy, index, span, incomplete)


def _below(base: Path, problem: Problem) -> Problem:
    if not base:
        return problem
    from dataclasses import replace  # rare: a list with duplicate keys

    return replace(problem, path=problem.path[len(base) :])
