"""What a peer's checks are called here, as a table, JSON or Markdown."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from scanner.report.markdown_text import code, prose, table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from scanner.model import Peer

_NONE = "no counterpart"


def peer_table(peer: Peer) -> str:
    """Return a line a check: its id, our rules for it, and how they differ."""
    rows = [(name, ", ".join(rules) or _NONE, peer.remarks.get(name, "")) for name, rules in peer.rules.items()]
    widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
    return "".join(f"{name:{widths[0]}}  {ours:{widths[1]}}  {remark}".rstrip() + "\n" for name, ours, remark in rows)


def peer_json(peer: Peer) -> str:
    """Return a list with an object a check: ``id``, ``rules`` (empty: no counterpart) and ``remark``."""
    listed = [{"id": name, "rules": rules, "remark": peer.remarks.get(name, "")} for name, rules in peer.rules.items()]
    return json.dumps(listed, indent=2) + "\n"


def peer_markdown(peer: Peer, rule_link: Callable[[str], str] = code) -> str:
    """Return the table in Markdown; ``rule_link`` makes the text for a rule's id."""
    rows = [
        (code(name), ", ".join(map(rule_link, rules)) or _NONE, prose(peer.remarks.get(name, "")))
        for name, rules in peer.rules.items()
    ]
    return "\n".join(table((peer.name, "Plimsoll", "remark"), rows)) + "\n"


def migration_page(peers: Iterable[Peer], pages: Mapping[str, str]) -> str:
    """Return the page about all peers. ``pages`` has the page of each rule by its id, from where the page lies."""

    def link(rule_id: str) -> str:
        return f"[{code(rule_id)}]({pages[rule_id]})" if rule_id in pages else code(rule_id)

    return "\n".join([_HEAD, *(_section(peer, link) for peer in peers)])


_HEAD = """\
# Coming from another scanner

What the checks of other scanners are called here. A counterpart judges the same matter, not always in the same way: the
pages of the rules say how. Where nothing is named there is none, and the remark says why. `plimsoll rules --peer NAME`
prints the same.

Some counterparts belong to the profile `strict` alone: their pages say so.

## Suppressions

`plimsoll scan --from checkov` and `--from kube-linter` read what manifests suppress for these scanners in annotations
of an object: `checkov.io/skip1: CKV_K8S_16=reason` and `ignore-check.kube-linter.io/privileged-container: reason`.
Such a suppression is honoured only where it hides no more here than it does there:

- it gives a reason, which is shown with the finding that it suppresses, and where it stands;
- the check covers all that our counterpart reports on objects of its kind: the sections below list these;
- the finding is about the object itself, and about a container that the check looks at.

Every other one is listed in the report as not honoured, with the reason: an unknown check, no counterpart, a
counterpart that judges more, no reason, nothing that it suppresses. Annotations of a pod's template, and comments, are
not read. Suppressions of kube-score and Polaris have no place for a reason. What is to stay belongs in `suppressions`
of `plimsoll.yaml`.
"""


def _section(peer: Peer, link: Callable[[str], str]) -> str:
    with_rules = sum(bool(rules) for rules in peer.rules.values())
    return (
        f"## {peer.name}\n\n{len(peer.rules)} checks of [its list]({peer.source}), {with_rules} with a counterpart.\n\n"
        f"{_honoured(peer)}{peer_markdown(peer, link)}"
    )


def _honoured(peer: Peer) -> str:
    listed = ", ".join(map(code, peer.honoured))
    return f"Suppressions are honoured of {listed}.\n\n" if listed else ""
