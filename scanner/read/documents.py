"""One text to the documents in it: split, interpret, expand lists; and name what cannot be read."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from scanner.model import Document, DocumentKind, Source, Unread, UnreadReason
from scanner.read.classify import Item, Malformed, Role, is_template, malformed_object, objects, role_of
from scanner.read.encoding import decode, mentions
from scanner.read.interpret import KINDS_BY_ROLE, Interpreted, Interpreter
from scanner.read.json_text import built as built_json
from scanner.read.json_text import json_chunks
from scanner.read.positions import SourceLocator
from scanner.read.problems import find_problems
from scanner.read.refused import Refused
from scanner.read.split import Chunk, split

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.model import Path, Problem
    from scanner.read.limits import Limits

_RENDER = "Render it first, e.g. helm template | plimsoll scan -."
_SPLIT_STREAM = "Split it into files and scan those; if it is a cluster, plimsoll audit reads one of any size."
_NOT_RELEVANT = "Neither a Kubernetes object nor a file that GitHub reads."


STDIN = "<stdin>"
"""The path of standard input."""


def too_large(path: str, limits: Limits, *, incomplete: bool) -> Unread:
    """Return the verdict on a file above the limit."""
    detail = f"Larger than {limits.max_bytes:,} bytes."
    remedy = _SPLIT_STREAM if path == STDIN else "Split the file."
    return Unread(path, UnreadReason.TOO_LARGE, detail, remedy, incomplete=incomplete)


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
    relevant = named or role in KINDS_BY_ROLE or mentions(content, b"apiVersion")
    try:
        text, mark = decode(content)
    except Refused as refused:
        span = SourceLocator(refused.before).span_at(refused.start, refused.end)
        yield Unread(path, refused.reason, refused.detail, refused.remedy, span=span, incomplete=relevant)
        return
    source = Source(path, text, hashlib.sha256(content).hexdigest(), mark)
    interpreter = Interpreter(text, known_as or path, role, limits)
    yield from _Reader(source, interpreter, named=named, relevant=relevant, locator=SourceLocator(text)).read()


@dataclass(slots=True)
class _Reader:
    source: Source
    interpreter: Interpreter
    named: bool
    relevant: bool
    """Whether the scan is incomplete if a document cannot be read."""
    locator: SourceLocator
    decoded: dict[Chunk, tuple[Any, bool]] = field(default_factory=dict)
    """What was read as JSON."""
    github_seen: bool = False

    def read(self) -> Iterator[Document | Unread]:
        text, limit = self.source.text, self.interpreter.limits.max_documents
        is_plain = self.interpreter.role is Role.PLAIN
        is_json = self.source.path.lower().endswith(".json")
        if is_plain and is_json and "apiVersion" not in text and "\\u00" not in text:
            yield not_relevant(self.source.path, named=self.named)
            return
        chunks = self.json() if is_plain else None
        chunks = split(text) if chunks is None else chunks
        if not chunks:
            yield Unread(self.source.path, UnreadReason.NO_CONTENT, "The file is empty.", incomplete=False)
        count = 0
        for index, chunk in enumerate(chunks):
            for outcome in self.one(index, chunk):
                count += 1
                if count > limit:
                    detail = f"The text has more than {limit:,} documents; the rest is not read."
                    yield replace(self.unread(index, chunk, UnreadReason.TOO_LARGE, detail), remedy="Split the file.")
                    return
                yield outcome

    def json(self) -> list[Chunk] | None:
        """Return the documents of a text that is JSON."""
        found = json_chunks(self.source.text)
        if found is None:
            return None
        self.decoded = {chunk: (value, doubled) for chunk, value, doubled in found}
        return list(self.decoded)

    def one(self, index: int, chunk: Chunk) -> Iterator[Document | Unread]:
        try:
            read = self.interpret(chunk)
        except Refused as refused:
            yield self.refused(index, chunk, refused)
            return
        self.locator.add(index, chunk, read.dialect)
        if read.built.data is None:
            yield self.unread(index, chunk, UnreadReason.NO_CONTENT, "Nothing but comments.", incomplete=False)
        elif read.kind is DocumentKind.KUBERNETES:
            yield from self.kubernetes(index, read)
        else:
            yield self.other(index, read)

    def interpret(self, chunk: Chunk) -> Interpreted:
        if chunk not in self.decoded:
            return self.interpreter.yaml(chunk)
        return self.interpreter.json(chunk, built_json(chunk, *self.decoded[chunk], self.interpreter.limits))

    def refused(self, index: int, chunk: Chunk, refused: Refused) -> Unread:
        reason, detail, remedy = refused.reason, refused.detail, refused.remedy
        may_be_template = self.interpreter.role not in KINDS_BY_ROLE and reason in {
            UnreadReason.SYNTAX,
            UnreadReason.MALFORMED,
        }
        if may_be_template and is_template(self.source.text[chunk.start : chunk.end]):
            reason, remedy = UnreadReason.TEMPLATE, _RENDER
            detail = f"Contains templating that has not been rendered. {detail}"
        span = self.locator.span_at(refused.start, refused.end)
        return Unread(self.source.path, reason, detail, remedy, index, span, incomplete=self.relevant)

    def other(self, index: int, read: Interpreted) -> Document | Unread:
        """Take a document that is no Kubernetes object."""
        data, chunk = read.built.data, read.chunk
        if read.kind is None:
            detail = malformed_object(self.source.path, data)
            if detail:
                return self.unread(index, chunk, UnreadReason.MALFORMED, detail)
            return self.unread(index, chunk, UnreadReason.NOT_RELEVANT, _NOT_RELEVANT, incomplete=self.named)
        if not isinstance(data, dict):
            return self.unread(index, chunk, UnreadReason.MALFORMED, f"The {read.kind} file is not a mapping.")
        if self.github_seen:
            detail = "A second document: GitHub reads one document in a file, and refuses this one."
            unread = self.unread(index, chunk, UnreadReason.MALFORMED, detail)
            return replace(unread, remedy="Move it to a file of its own.")
        self.github_seen = True
        return Document(self.source, index, (), read.kind, data, self.locator, self.problems(index, read))

    def kubernetes(self, index: int, read: Interpreted) -> Iterator[Document | Unread]:
        problems = self.problems(index, read)
        found = objects(read.built.data)
        if not found:
            yield self.unread(index, read.chunk, UnreadReason.NO_CONTENT, "The list is empty.", incomplete=False)
        for item in found:
            yield self.malformed(index, item) if isinstance(item, Malformed) else self.object(index, item, problems)

    def malformed(self, index: int, item: Malformed) -> Unread:
        span = self.locator.locate(index, item.base, "value", None)
        return Unread(self.source.path, UnreadReason.MALFORMED, item.detail, "", index, span)

    def object(self, index: int, item: Item, problems: tuple[Problem, ...]) -> Document:
        below = tuple(_below(item.base, problem) for problem in problems if _is_below(item.base, problem))
        return Document(self.source, index, item.base, DocumentKind.KUBERNETES, item.data, self.locator, below)

    def problems(self, index: int, read: Interpreted) -> tuple[Problem, ...]:
        if not read.built.suspicious:
            return ()
        return find_problems(self.locator.tree(index), read.dialect, self.locator.lines, self.interpreter.limits)

    def unread(self, index: int, chunk: Chunk, reason: UnreadReason, detail: str, *, incomplete: bool = True) -> Unread:
        span = self.locator.span_of(chunk)
        return Unread(self.source.path, reason, detail, index=index, span=span, incomplete=incomplete)


def _is_below(base: Path, problem: Problem) -> bool:
    return problem.path[: len(base)] == base


def _below(base: Path, problem: Problem) -> Problem:
    return replace(problem, path=problem.path[len(base) :]) if base else problem
