"""GitHub's own cases of its workflow reader, and what this one says of them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from scanner.model import Document, Unread
from scanner.read import Limits, read_bytes
from scanner.read.nodes import Entry, MappingNode, Node, SequenceNode, resolved
from scanner.read.places import lookup
from scanner.workflows.validity import (
    MAX_DEPTH,
    MAX_NESTING,
    MAX_RESULT_BYTES,
    WITH_EVENTS,
    WITHOUT_EVENTS,
    Calls,
    Policy,
    Problem,
    Topic,
    declared_defaults,
    jobs,
    size,
    structure,
    too_deep,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

CASES = Path(__file__).parents[2].parent / "shared" / "conformance" / "workflows" / "reader"

_WHOLE = "the file as a whole"

Place = tuple[int | None, int | None]


@dataclass(frozen=True, slots=True)
class Case:
    """One case."""

    name: str
    data: dict[str, Any]

    @property
    def option(self) -> dict[str, Any]:
        """Limits and policies."""
        return cast("dict[str, Any]", self.data["options"])

    @property
    def places(self) -> set[Place]:
        """Where the service refuses it."""
        return {(error["line"], error["col"]) for error in self.data.get("errors", [])}

    @property
    def reads_events(self) -> bool:
        """Whether the reader that it was written for looks at events: only one of the three does."""
        return {"Go", "C#"} <= set(self.option.get("skip", []))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What this reader says."""

    document: Document | None
    refusals: tuple[tuple[Place, str], ...]

    @property
    def places(self) -> set[Place]:
        """Where it refuses the case."""
        return {place for place, _ in self.refusals}


def cases() -> list[Case]:
    """Return all cases."""
    found = [json.loads(path.read_text("utf-8")) for path in sorted(CASES.glob("*.json"))]
    return [Case(item["name"], item) for item in found]


def outcome(case: Case) -> Outcome:
    """Read one case as the service would."""
    read, *more = read_bytes(case.data["path"], case.data["input"].encode(), Limits(), named=True)
    if not isinstance(read, Document) or more:
        detail = "; ".join(item.detail for item in (read, *more) if isinstance(item, Unread))
        return Outcome(None, (((None, None), f"{case.data['path']}: {detail}"),))
    refusals: list[tuple[Place, str]] = [
        ((problem.span.line, problem.span.column), f"'{problem.path[-1]}' is already defined")
        for problem in read.problems
        if problem.code == "duplicate-key"
    ]
    refusals.extend((_place(read, problem), problem.text) for problem in _problems(case, read))
    return Outcome(read, tuple(refusals))


def _problems(case: Case, document: Document) -> Iterator[Problem]:
    data = document.data
    if too_deep(data, case.option.get("max-depth", MAX_DEPTH)):
        yield Problem((), "value", "Maximum object depth exceeded", Topic.STRUCTURE, file=_WHOLE)
        return
    found = structure(data, WITH_EVENTS if case.reads_events else WITHOUT_EVENTS)
    yield from found
    if found:
        return
    yield from declared_defaults(data)
    yield from jobs(data)
    files = {reference: _data(text) for reference, text in case.data.get("files", {}).items()}
    policy = Policy(case.option.get("permissions-policy", Policy.WRITE))
    nesting = case.option.get("max-nested-reusable-workflows-depth", MAX_NESTING)
    yield from Calls(files.get, policy, nesting, within_callees=True).problems(data)
    total = size(data)
    for job in data["jobs"].values():
        if job.get("uses") in files:
            total += size(files[job["uses"]])
            if total > case.option.get("max-result-size", MAX_RESULT_BYTES):
                text = f"Error from called workflow {job['uses']}: Maximum object size exceeded"
                yield Problem((), "value", text, Topic.CALL, file=_WHOLE)


def _data(text: str) -> dict[str, Any]:
    (read,) = read_bytes(".github/workflows/callee.yml", text.encode(), Limits(), named=True)
    assert isinstance(read, Document)
    return read.data


def _place(document: Document, problem: Problem) -> Place:
    """Return where the service says that a problem is: the beginning of the key or value, block collections too."""
    if problem.file:
        return None, None
    locator = cast("Any", document.locator)
    node: Node = locator.tree(document.index)
    entry: Entry | None = None
    for step in problem.path:
        here = resolved(node)
        if isinstance(here, SequenceNode):
            node = here.items[cast("int", step)]
        elif isinstance(here, MappingNode):
            entry = lookup(here, step)
            assert entry is not None, problem
            node = entry.value
    start = entry.key.start if problem.part == "key" and entry is not None else node.start
    span = locator.lines.span(start, start + 1)
    return span.line, span.column
