"""Which policies fall silent when a field is absent.

In Rego a call with an undefined operand is undefined, so a rule that reads an absent field often decides nothing and
the document passes. Here each field that a policy mentions is taken out of its fail examples, one at a time; where a
finding vanishes with it, the policy falls silent.

That is no mistake where the field's presence is the problem (``hostNetwork: true``). A pass example that lacks the
field, in an object of the same kind that has what surrounds it, says so. Fields without which there is no such object
at all (its kind, its containers) stay.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scanner.model import Located
from scanner.rego.judging.judge import PolicyMatch, judge
from scanner.rego.policies.module import mentions

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from scanner.model import Document, Path
    from scanner.rego.engine import Engine
    from scanner.rego.policies.policy import Policy, PolicySet
    from scanner.rego.testing.examples import Example

_INDISPENSABLE = frozenset(
    {
        *("apiVersion", "kind", "metadata", "name", "namespace", "spec", "template", "jobTemplate", "containers"),
        *("on", "jobs", "steps"),
    },
)


@dataclass(frozen=True, slots=True)
class Silence:
    """A policy that finds nothing any more where a field is absent."""

    policy_id: str
    file: str
    line: int
    """Where the policy mentions the field."""
    path: str
    """For people: ``spec.template.spec.containers[0].securityContext``."""
    example: str

    @property
    def message(self) -> str:
        """One sentence."""
        return f"'{self.policy_id}' falls silent when '{self.path}' is absent ({self.example})."


@dataclass(frozen=True, slots=True)
class _Found:
    """A finding, or something that could not be evaluated: that is not silence either."""

    slot: int
    """The index of its document among those that were judged."""
    path: Path
    exact: bool


@dataclass(frozen=True, slots=True)
class _Bench:
    """One policy, ready to be tried on documents."""

    policies: PolicySet
    parameters: Mapping[str, Any]
    engine: Engine

    def judge(self, documents: Sequence[Document]) -> list[_Found]:
        found = []
        slots = {document: slot for slot, document in enumerate(documents)}
        for verdict in judge(self.policies, documents, parameters=self.parameters, engine=self.engine):
            if isinstance(verdict, PolicyMatch):
                exact = verdict.located is Located.EXACT
                found.append(_Found(slots[verdict.document], verdict.match.path, exact))
                continue
            concerned = (slot for document, slot in slots.items() if verdict.path in {"", document.source.path})
            found.extend(_Found(slot, (), exact=True) for slot in concerned)
        return found

    @property
    def looks_around(self) -> bool:
        """Whether the policy looks at other documents than its input, so that each trial needs an inventory."""
        return any(self.policies.looks_around(policy) for policy in self.policies.policies)


def find_silences(
    policy: Policy,
    examples: Sequence[Example],
    policies: PolicySet,
    parameters: Mapping[str, Any],
    engine: Engine,
) -> Iterator[Silence]:
    """Yield each mentioned field whose absence silences the policy on one of its fail examples."""
    alone = dataclasses.replace(policies.select({policy.rule.id}), failures=())
    bench = _Bench(alone, parameters, engine)
    mentioned = _mentioned(policy, policies)
    passing = [document.data for example in examples if not example.must_fail for document in example.documents]
    told: set[Path] = set()
    for example in examples:
        if not example.must_fail:
            continue
        for path in _silencing(bench, example.documents, mentioned.keys(), passing):
            if _general(path) not in told:
                told.add(_general(path))
                file, line = mentioned[str(path[-1])]
                yield Silence(policy.rule.id, file, line, _dotted(path), example.path)


def _silencing(
    bench: _Bench,
    documents: Sequence[Document],
    mentioned: Collection[str],
    passing: Sequence[Mapping[str, Any]],
) -> Iterator[Path]:
    before = bench.judge(documents)
    for slot, document in enumerate(documents):
        paths = [path for path in _fields(document.data, mentioned) if not _may_lack(passing, document.data, path)]
        variants = [dataclasses.replace(document, data=_lacking(document.data, path)) for path in paths]
        if bench.looks_around:
            trials = _among_others(bench, before, documents, slot, variants)
        else:
            trials = _alone(bench, before, slot, variants)
        yield from (path for path, (known, found) in zip(paths, trials, strict=True) if _vanishes(known, found))


def _among_others(
    bench: _Bench,
    before: Sequence[_Found],
    documents: Sequence[Document],
    slot: int,
    variants: Sequence[Document],
) -> Iterator[tuple[Sequence[_Found], Sequence[_Found]]]:
    """Yield what was found before and what is found with each variant among the other documents."""
    for variant in variants:
        yield before, bench.judge([*documents[:slot], variant, *documents[slot + 1 :]])


def _alone(
    bench: _Bench,
    before: Sequence[_Found],
    slot: int,
    variants: Sequence[Document],
) -> Iterator[tuple[Sequence[_Found], Sequence[_Found]]]:
    """Yield what was found before and what is found in each variant; all are judged in one go."""
    named = [
        dataclasses.replace(variant, source=dataclasses.replace(variant.source, path=f"{variant.source.path}#{trial}"))
        for trial, variant in enumerate(variants)
    ]
    after = bench.judge(named)
    for trial in range(len(variants)):
        known = [dataclasses.replace(found, slot=trial) for found in before if found.slot == slot]
        yield known, [found for found in after if found.slot == trial]


def _vanishes(before: Sequence[_Found], after: Sequence[_Found]) -> bool:
    """Whether a finding is gone and none on the same path, above it or below it has taken its place."""
    vague = Counter(found.slot for found in before if not found.exact)
    vague.subtract(found.slot for found in after if not found.exact)
    if any(count > 0 for count in vague.values()):
        return True
    return any(
        not any(other.slot == found.slot and _related(other.path, found.path) for other in after)
        for found in before
        if found.exact
    )


def _related(left: Path, right: Path) -> bool:
    return left[: len(right)] == right[: len(left)]


def _mentioned(policy: Policy, policies: PolicySet) -> dict[str, tuple[str, int]]:
    """Return the keys that the policy and its libraries mention, with file and line; its own files come first."""
    found: dict[str, tuple[str, int]] = {}
    uses = policies.uses[policy.package]
    modules = [module for module in policies.modules.values() if module.package in uses]
    for module in sorted(modules, key=lambda module: module.package != policy.package):
        for key, line in mentions(module.text).items():
            found.setdefault(key, (module.name, line))
    return found


def _fields(data: Any, mentioned: Collection[str], path: Path = ()) -> Iterator[Path]:
    """Yield the paths of the mentioned keys that may be absent, outermost first."""
    if isinstance(data, dict):
        for key, value in data.items():
            if key in mentioned and key not in _INDISPENSABLE:
                yield (*path, key)
            yield from _fields(value, mentioned, (*path, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from _fields(value, mentioned, (*path, index))


def _lacking(data: Any, path: Path) -> Any:
    """Return a copy without the field; what lies beside the path is shared."""
    step, rest = path[0], path[1:]
    if isinstance(data, dict):
        if not rest:
            return {key: value for key, value in data.items() if key != step}
        return {key: _lacking(value, rest) if key == step else value for key, value in data.items()}
    return [_lacking(value, rest) if index == step else value for index, value in enumerate(data)]


def _may_lack(passing: Sequence[Mapping[str, Any]], data: Mapping[str, Any], path: Path) -> bool:
    """Whether a pass example of the same kind has what surrounds the field, and not the field."""
    return any(_lacks(other, path) for other in passing if other.get("kind") == data.get("kind"))


def _lacks(data: Any, path: Path) -> bool:
    for position, step in enumerate(path):
        if isinstance(step, int):
            return isinstance(data, list) and any(_lacks(item, path[position + 1 :]) for item in data)
        if not isinstance(data, dict):
            return False
        if step not in data:
            return position == len(path) - 1
        data = data[step]
    return False


def _general(path: Path) -> Path:
    return tuple("*" if isinstance(step, int) else step for step in path)


def _dotted(path: Path) -> str:
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return text.removeprefix(".")
