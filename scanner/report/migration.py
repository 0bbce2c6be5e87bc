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
"""


def _section(peer: Peer, link: Callable[[str], str]) -> str:
    with_rules = sum(bool(rules) for rules in peer.rules.values())
    return (
        f"## {peer.name}\n\n{len(peer.rules)} checks of [its list]({peer.source}), {with_rules} with a counterpart.\n\n"
        f"{peer_markdown(peer, link)}"
    )
