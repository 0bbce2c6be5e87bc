"""Judging once what a controller made many times: the Pods of one Deployment differ in their names only.

Every Pod still has its verdict: that of an equal one, under its own name. Where a verdict names the Pod, each is judged
by itself.
"""

from __future__ import annotations

import dataclasses
import hashlib
import marshal
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scanner.evaluate.findings import Violation
from scanner.kubernetes import subjects_of
from scanner.kubernetes.owners import controller_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scanner.evaluate.judge import Verdict
    from scanner.kubernetes import KubernetesObject
    from scanner.model import Located, Match, NotEvaluated, Rule, Subject, Undecided

_OF_ONE = frozenset({"name", "uid", "resourceVersion", "creationTimestamp", "generation", "deletionTimestamp"})
"""Metadata that tell one Pod from another, and that no rule judges."""
_TOKEN_VOLUME = re.compile(rb"kube-api-access-[a-z0-9]{5}")
"""The volume that the API server adds, under a name of its own for each Pod."""


_MOST = 2_000
"""Pods whose verdicts are kept: those of one controller come close together, as lists are by name."""


@dataclass(frozen=True, slots=True)
class _Said:
    """A verdict without its object, so that no object is kept."""

    number: int
    """Of the subject, in the order of `subjects_of`."""
    verdict: tuple[Rule, Match, Located] | NotEvaluated | Undecided

    def again(self, item: KubernetesObject, subjects: Sequence[Subject], label: str) -> Verdict:
        """Return it as the verdict on an equal object; ``label`` is that of the first."""
        if isinstance(self.verdict, tuple):
            rule, match, located = self.verdict
            return Violation(rule, subjects[self.number], match, located)
        if not self.verdict.path:
            return self.verdict
        subject = self.verdict.subject.replace(label, item.label, 1)
        return dataclasses.replace(self.verdict, path=item.document.source.path, subject=subject)


@dataclass(slots=True)
class Repeats:
    """The verdicts on the first of equal Pods."""

    _known: dict[bytes, tuple[str, tuple[_Said, ...]]] = field(default_factory=dict)

    def recall(self, item: KubernetesObject) -> list[Verdict] | None:
        """Return the verdicts on a Pod by those on one that is equal; None where it is to be judged by itself."""
        key = _key(item)
        if key is None or key not in self._known:
            return None
        label, said = self._known[key]
        subjects = list(subjects_of(item)) if said else []
        return [one.again(item, subjects, label) for one in said]

    def remember(self, item: KubernetesObject, subjects: Sequence[Subject], verdicts: Sequence[Verdict]) -> None:
        """Keep the verdicts on a Pod for those that are equal to it, unless one of them names it."""
        key = _key(item)
        if key is None or any(_names(verdict, item.name) for verdict in verdicts):
            return
        if len(self._known) >= _MOST:
            self._known.pop(next(iter(self._known)))
        self._known[key] = item.label, tuple(_said(verdict, subjects) for verdict in verdicts)


def _said(verdict: Verdict, subjects: Sequence[Subject]) -> _Said:
    if not isinstance(verdict, Violation):
        return _Said(0, verdict)
    number = next(number for number, subject in enumerate(subjects) if subject is verdict.subject)
    return _Said(number, (verdict.rule, verdict.match, verdict.located))


def _key(item: KubernetesObject) -> bytes | None:
    """Return what equal Pods share; None for what no controller made."""
    data = item.document.data
    if item.kind != "Pod" or item.group or controller_of(item) is None:
        return None
    metadata = {key: value for key, value in data["metadata"].items() if key not in _OF_ONE}
    spec = data.get("spec")
    if isinstance(spec, dict):
        spec = {key: value for key, value in spec.items() if key != "nodeName"}
    text = _TOKEN_VOLUME.sub(b"kube-api-access", marshal.dumps((metadata, spec), 2))
    return hashlib.blake2b(text, digest_size=16).digest()


def _names(verdict: Verdict, name: str) -> bool:
    texts = _texts(verdict.match) if isinstance(verdict, Violation) else (verdict.reason,)
    return any(name in text for text in texts)


def _texts(match: Match) -> tuple[str, ...]:
    return match.message, match.remediation, *(related.message for related in match.related)
