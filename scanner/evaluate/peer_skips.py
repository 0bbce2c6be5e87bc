"""Suppressions that manifests carry for other scanners, read for whoever comes from one of them (``--from``).

One is honoured where it gives a reason, and where the other scanner's check covers all that our rules for it report: it
hides no more than it did there. Every other one is listed with the reason. Only annotations of the object itself are
read. Sources: ``get_skipped_checks`` in checkov's ``kubernetes_utils.py``, and
https://docs.kubelinter.io/#/configuring-kubelinter?id=ignoring-violations-for-specific-cases.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from scanner.evaluate.findings import key, trace_of
from scanner.kubernetes import group_of
from scanner.kubernetes.scope import BUILTIN_GROUPS
from scanner.model import DocumentKind, FindingStatus, NotHonoured, RelatedLocation
from scanner.rules.peers import PEERS
from scanner.rules.peers.covers import CONTAINER_LISTS, COVERS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from scanner.evaluate.findings import Violation
    from scanner.model import Document, Finding, Path, Peer, Span
    from scanner.rules.peers.covers import Cover

    _Key: TypeAlias = tuple[str, Span, str, str]

_CHECKOV = ("checkov.io/skip", "bridgecrew.io/skip", "cortex.io/skip")
_KUBE_LINTER = "ignore-check.kube-linter.io/"
_KUBE_LINTER_ALL = "kube-linter.io/ignore-all"
_PEERS: Mapping[str, Peer] = {peer.name: peer for peer in PEERS}


@dataclass(frozen=True, slots=True)
class Skip:
    """One suppression of another scanner."""

    peer: str
    check: str
    reason: str
    document: Document
    annotation: str
    """The annotation's key."""

    @property
    def span(self) -> Span:
        """Where it stands."""
        return self.document.locate(("metadata", "annotations", self.annotation), "entry")

    @property
    def cover(self) -> Cover | None:
        """What the check looks at; None where it does not cover our counterpart."""
        return COVERS[self.peer].get(self.check)

    @property
    def rules(self) -> tuple[str, ...]:
        """Our rules for the check."""
        return _PEERS[self.peer].rules.get(self.check, ())

    def accepts(self, rule_id: str, path: Path) -> bool:
        """Whether it is about what a rule found at a path of its document."""
        lists = CONTAINER_LISTS.intersection(step for step in path if isinstance(step, str))
        return self.cover is not None and rule_id in self.rules and lists <= self.cover.lists

    def why_not(self) -> str:
        """Return why it cannot be honoured, whatever was found; empty where it can."""
        peer, kind = _PEERS[self.peer], self.document.data.get("kind")
        own = isinstance(api := self.document.data.get("apiVersion"), str) and group_of(api) in BUILTIN_GROUPS
        ours = ", ".join(f"'{rule_id}'" for rule_id in self.rules)
        if self.check not in peer.rules:
            return f"Plimsoll knows no check of {self.peer} of this name."
        if not self.rules:
            return f"Plimsoll has no counterpart. {peer.remarks.get(self.check, '')}".rstrip()
        if self.cover is None:
            return f"The check judges less than our counterpart or something else: {ours}."
        if not own or kind not in self.cover.kinds:
            return f"{self.peer} does not judge objects of this kind by it."
        return "" if self.reason else "It gives no reason."


def read_skips(documents: Iterable[Document], peers: Collection[str]) -> Iterator[Skip]:
    """Yield the suppressions of these scanners, in document order."""
    for document in documents if peers else ():
        metadata = document.data.get("metadata")
        annotations = metadata.get("annotations") if isinstance(metadata, dict) else None
        if document.kind is not DocumentKind.KUBERNETES or not isinstance(annotations, dict):
            continue
        for name, value in annotations.items():
            text = value if isinstance(value, str) else ""
            if "checkov" in peers and name.startswith(_CHECKOV):
                check, _, reason = text.partition("=")
                yield Skip("checkov", check.strip(), reason.strip(), document, name)
            elif "kube-linter" in peers and name.startswith(_KUBE_LINTER):
                yield Skip("kube-linter", name.removeprefix(_KUBE_LINTER), text.strip(), document, name)
            elif "kube-linter" in peers and name == _KUBE_LINTER_ALL:
                yield Skip("kube-linter", "ignore-all", text.strip(), document, name)


def honour(
    skips: Sequence[Skip], violations: Iterable[Violation], findings: tuple[Finding, ...], carried_out: Collection[str]
) -> tuple[tuple[Finding, ...], tuple[NotHonoured, ...]]:
    """Return the findings, with those marked that a suppression accepts, and the suppressions that accept nothing.

    ``carried_out`` has the ids of the rules that ran.
    """
    if not skips:
        return findings, ()
    usable: dict[Document, list[Skip]] = {}
    listed = []
    for skip in skips:
        if why := skip.why_not():
            listed.append(_not_honoured(skip, why))
        else:
            usable.setdefault(skip.document, []).append(skip)
    accepted = _accepted(usable, violations)
    marked = tuple(_marked(finding, accepted.get(_key_of(finding))) for finding in findings)
    used = {id(skip) for skip in accepted.values()}
    for skip in (one for of_document in usable.values() for one in of_document if id(one) not in used):
        ran = any(rule_id in carried_out for rule_id in skip.rules)
        listed.append(_not_honoured(skip, "It suppresses nothing." if ran else "No rule for it was carried out."))
    return marked, tuple(sorted(listed, key=lambda item: (item.path, item.span, item.check)))


def _accepted(usable: Mapping[Document, list[Skip]], violations: Iterable[Violation]) -> dict[_Key, Skip]:
    """Return what is accepted, by its place: two violations that an alias puts in one place must both be."""
    sources = {document.source.path for document in usable}
    found: dict[_Key, Skip] = {}
    refused: set[_Key] = set()
    for violation in violations:
        document = violation.subject.document
        if document.source.path not in sources and document.rendering is None:
            continue
        skip = next(
            (one for one in usable.get(document, ()) if one.accepts(violation.rule.id, violation.match.path)),
            None,
        )
        place = key(violation, trace_of(violation))[:4]
        if skip is None:
            refused.add(place)
        else:
            found.setdefault(place, skip)
    return {place: skip for place, skip in found.items() if place not in refused}


def _key_of(finding: Finding) -> _Key:
    return finding.source.path, finding.span, finding.rule.id, finding.message


def _marked(finding: Finding, skip: Skip | None) -> Finding:
    if skip is None or finding.status is FindingStatus.SUPPRESSED:
        return finding
    span, source = skip.span, skip.document.source
    return dataclasses.replace(
        finding,
        status=FindingStatus.SUPPRESSED,
        justification=f"{skip.peer} skip: {skip.reason} ({skip.check}, {source.path}:{span.line})",
        related=(*finding.related, RelatedLocation(f"The suppression for {skip.peer} is this.", source, span)),
    )


def _not_honoured(skip: Skip, why: str) -> NotHonoured:
    return NotHonoured(skip.peer, skip.check, why, skip.document.source.path, skip.span)
