"""What was read: sources, the documents in them, and what could not be read."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from scanner.model.place import Part, Path, Span


class DocumentKind(StrEnum):
    """What a document is, which decides its YAML dialect and the rules that judge it."""

    KUBERNETES = "kubernetes"
    WORKFLOW = "workflow"
    ACTION = "action"
    DEPENDABOT = "dependabot"


@dataclass(frozen=True, slots=True)
class Source:
    """One text that was read: a file, or standard input."""

    path: str
    """Relative to the root of the scan where it lies below it, POSIX separators; ``<stdin>`` for standard input."""
    text: str = field(repr=False)
    """The decoded text, without a byte order mark; line endings as they were."""
    digest: str
    """SHA-256 of the bytes, hexadecimal."""
    byte_order_mark: bool = False
    """Whether the text was preceded by a byte order mark (GitHub's line hash includes it)."""
    live: bool = False
    """Whether it is an object of a cluster: it has no text, and a place in it is a path. See `scanner.cluster`."""


class Locator(Protocol):
    """Finds places in one source. Built by the reader, resolved lazily: clean files never pay for positions."""

    def locate(self, index: int, path: Path, part: Part, within: tuple[int, int] | None) -> Span:
        """Return the span of ``path`` in the ``index``-th YAML document of the source.

        A missing path is located at the key of its nearest existing ancestor (an anonymous ancestor, such as a list
        item or the root, at its first line). ``within`` is a range of offsets in a scalar's value, end exclusive, and
        is mapped back to the source through quoting, folding, indentation and escapes.
        """


@dataclass(frozen=True, slots=True)
class Traced:
    """A place in a file from which something was rendered."""

    source: Source
    span: Span
    exact: bool
    """Whether it is proved that the value comes from there; otherwise it is the nearest place that is."""


class Rendering(Protocol):
    """How an object came out of a Helm chart or a Kustomize overlay."""

    @property
    def by(self) -> str:
        """The directory of the chart or overlay, as in `Source.path`; ``.`` for the root."""

    @property
    def copy_of(self) -> tuple[str, ...]:
        """What is the same for all overlays that render one object of their base."""

    def trace(self, path: Path, part: Part, within: tuple[int, int] | None) -> Traced:
        """Return the place of ``path`` (from the object's root) in the file that it was rendered from."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with a document's spelling that did not prevent reading it, e.g. a duplicate key."""

    code: str
    """``duplicate-key`` or ``merge-key``."""
    message: str
    path: Path
    span: Span
    """Where the problem is, e.g. the later of two equal keys."""
    first: Span | None = None
    """The place it conflicts with, e.g. the earlier key."""


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """One thing to judge: a Kubernetes object, a workflow, an action or a dependabot file."""

    source: Source
    index: int
    """Zero-based index of the YAML document in the source."""
    base: Path
    """Where this object begins in the YAML document: empty, or e.g. ``("items", 3)`` for an item of a ``List``."""
    kind: DocumentKind
    data: dict[str, Any] = field(repr=False)
    """Plain data as the API server or GitHub would read it; keys are strings. Never changed after reading."""
    locator: Locator = field(repr=False)
    problems: tuple[Problem, ...] = ()
    rendering: Rendering | None = field(default=None, repr=False)
    """None where it stands in its source as it is. Otherwise the source has the path of Chart.yaml or of the
    kustomization, and the rendered text, in which nobody else can look anything up: use `trace`."""

    def trace(
        self, path: Path, part: Part = "value", within: tuple[int, int] | None = None, span: Span | None = None
    ) -> Traced:
        """Return the place to show for ``path``, or for ``span`` where only that says it."""
        if self.rendering is None:
            return Traced(self.source, span or self.locate(path, part, within), exact=True)
        traced = self.rendering.trace(path, part, within)
        return Traced(traced.source, traced.span, traced.exact and span is None)

    def locate(self, path: Path, part: Part = "value", within: tuple[int, int] | None = None) -> Span:
        """Return the span of ``path``, which starts at this document's own root. See `Locator.locate`."""
        return self.locator.locate(self.index, self.base + path, part, within)


class UnreadReason(StrEnum):
    """Why a source or document was not judged."""

    SYNTAX = "syntax"
    """Not well-formed YAML or JSON."""
    ENCODING = "encoding"
    """Not UTF-8, UTF-16 or UTF-32 text, or it contains NUL or other characters that YAML forbids."""
    BINARY = "binary"
    TOO_LARGE = "too-large"
    TOO_DEEP = "too-deep"
    TOO_MANY_ALIASES = "too-many-aliases"
    """Expanding the aliases would exceed the limit (an alias bomb), or an alias contains itself."""
    TEMPLATE = "template"
    """Contains unrendered templating (``{{ }}``): render it first."""
    UNREADABLE = "unreadable"
    """The operating system refused, e.g. permission denied."""
    MISSING = "missing"
    """A target that was named does not exist."""
    LINK = "link"
    """A symbolic link that loops, is broken, or leads outside the root."""
    MALFORMED = "malformed"
    """Well-formed, but not an object that can be judged: no kind, metadata that is no mapping, and the like."""
    NO_CONTENT = "no-content"
    """Empty, or nothing but comments."""
    NOT_RELEVANT = "not-relevant"
    """Neither a Kubernetes object nor a file that GitHub reads, found while walking a directory."""
    RENDERED = "rendered"
    """A part of a chart or overlay: what that renders is judged in its place."""
    NOT_RENDERED = "not-rendered"
    """A chart or overlay that was not rendered, and so not judged."""


@dataclass(frozen=True, slots=True)
class Unread:
    """A source or document that was not judged, with the reason and the remedy."""

    path: str
    """As `Source.path`."""
    reason: UnreadReason
    detail: str
    """One sentence for people, with the reader's own words where it gave any."""
    remedy: str = ""
    """What to do about it; empty where there is nothing to do."""
    index: int | None = None
    """The document's index in the source, where only one document is concerned."""
    span: Span | None = None
    incomplete: bool = True
    """Whether the scan is incomplete because of it. False for what has nothing to judge (see `UnreadReason`)."""
