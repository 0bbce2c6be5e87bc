"""Example files of policies: what must pass and what must fail, through the same reader and judge as a scan.

The examples of a policy are ``pass*.yaml`` and ``fail*.yaml`` (also .yml, .json) in ``<policy file>.examples/`` beside
it (``replica_floor.examples/`` beside ``replica_floor.rego``), and in ``<policy id>/`` of each directory of examples.

On the line on which a finding must start, a comment ``# finding: <source text of the span>`` asks for it; ``# finding
+2: <text>`` stands two lines above it. A file with such comments must have these findings and no others. Without, a
fail example must have at least one finding. A pass example must have none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scanner.model import Document
from scanner.read import Limits, read_bytes
from scanner.rego.judging.judge import PolicyMatch, judge

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from scanner.rego.engine import Engine
    from scanner.rego.policies.policy import Policy, PolicySet

_SUFFIXES = frozenset({".yaml", ".yml", ".json"})
_EXPECTATION = re.compile(r"# finding(?: (?P<offset>[+-]\d+))?: (?P<text>.*?)(?=\s+# finding|\s*$)")

Place = tuple[int, str]
"""A line, and the source text that a finding covers on it."""


@dataclass(frozen=True, slots=True)
class Example:
    """One example file of a policy."""

    policy: Policy
    path: str
    documents: tuple[Document, ...]
    problems: tuple[str, ...]
    """Why a part of it cannot be judged."""
    expected: tuple[Place, ...]
    must_fail: bool


@dataclass(frozen=True, slots=True)
class ExampleResult:
    """Whether an example is judged as it must be."""

    policy_id: str
    path: str
    problems: tuple[str, ...]
    """What is not as it must be, one sentence each; empty where all is well."""
    matches: tuple[PolicyMatch, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether all is well."""
        return not self.problems


def find_examples(policies: PolicySet, directories: Sequence[Path]) -> Iterator[Example]:
    """Yield the examples of each policy, sorted by path. ``directories`` are those of ``<policy id>/``."""
    for policy in policies.policies:
        places = [Path(file).with_suffix(".examples") for file in policy.files]
        places += [directory / policy.rule.id for directory in directories]
        for place in places:
            for path in sorted(place.glob("*")):
                if path.suffix in _SUFFIXES and path.name.startswith(("pass", "fail")):
                    yield _read(policy, path)


def judge_example(
    example: Example, policies: PolicySet, parameters: Mapping[str, Any], engine: Engine
) -> ExampleResult:
    """Judge an example by its policy alone."""
    alone = policies.select({example.policy.rule.id})
    problems = list(example.problems)
    if alone.configured(parameters)[1]:
        problems.append("The policy's parameters are missing.")
    if alone.without_request()[1]:
        problems.append("The policy asks about an admission request, which no example has: test it by test_ rules.")
    matches = []
    for verdict in judge(alone, example.documents, parameters=parameters, engine=engine):
        if isinstance(verdict, PolicyMatch):
            matches.append(verdict)
        elif verdict not in policies.failures:
            problems.append(verdict.reason)
    problems.extend(_differences(example, sorted(_place(match) for match in matches)))
    return ExampleResult(example.policy.rule.id, example.path, tuple(problems), tuple(matches))


def expectations(text: str) -> tuple[Place, ...]:
    """Return the findings that an example's comments ask for, sorted."""
    return tuple(
        sorted(
            (number + int(found["offset"] or 0), found["text"].strip())
            for number, line in enumerate(text.split("\n"), 1)
            for found in _EXPECTATION.finditer(line)
        ),
    )


def _read(policy: Policy, path: Path) -> Example:
    name = path.as_posix()
    try:
        content = path.read_bytes()
    except OSError as error:
        return Example(policy, name, (), (f"It cannot be read: {error.strerror}.",), (), must_fail=False)
    documents = []
    problems = []
    for item in read_bytes(name, content, Limits(), named=True):
        if isinstance(item, Document):
            documents.append(item)
        elif item.incomplete:
            problems.append(f"It cannot be judged: {item.detail}")
    expected = expectations(documents[0].source.text) if documents else ()
    return Example(policy, name, tuple(documents), tuple(problems), expected, path.name.startswith("fail"))


def _differences(example: Example, found: list[Place]) -> Iterator[str]:
    if not example.expected:
        if example.must_fail and not found:
            yield "It must fail, and nothing was found."
        if not example.must_fail:
            yield from (f"It must pass; found on line {line}: {text}." for line, text in found)
        return
    missing = list(example.expected)
    for place in found:
        if place in missing:
            missing.remove(place)
        else:
            yield f"Not asked for on line {place[0]}: {place[1]}."
    yield from (f"Not found on line {line}: {text}." for line, text in missing)


def _place(match: PolicyMatch) -> Place:
    span = match.document.locate(match.match.path, match.match.part, match.match.within)
    line = match.document.source.text.split("\n")[span.line - 1]
    end = span.end_column - 1 if span.end_line == span.line else None
    return span.line, line[span.column - 1 : end].strip()
