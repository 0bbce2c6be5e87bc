"""Writes docs/rules, a page a rule, and docs/migration.md: ``python -m scanner.docs docs``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from scanner.cli.settings import all_rules, find_root, read_config
from scanner.report.migration import migration_page
from scanner.report.rule_page import titled_page
from scanner.rules.peers import PEERS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scanner.model import Rule


def write_pages(rules: Iterable[Rule], directory: Path) -> None:
    """Write a page a rule and the index; remove pages of rules that are gone."""
    rules = list(rules)
    directory.mkdir(parents=True, exist_ok=True)
    pages = {f"{rule.id}.md": titled_page(rule) for rule in rules}
    pages["README.md"] = _index(rules)
    for page in directory.glob("*.md"):
        if page.name not in pages:
            page.unlink()
    for name, text in pages.items():
        (directory / name).write_text(text, encoding="utf-8")


def _index(rules: Iterable[Rule]) -> str:
    head = "# Rules\n\n| rule | severity | origin | what it finds |\n|---|---|---|---|\n"
    return head + "".join(
        f"| {_link(rule)} | {rule.severity.value} | {rule.origin.value} | {rule.title} |\n" for rule in rules
    )


def _link(rule: Rule) -> str:
    return f"[`{rule.id}`]({rule.id}.md)"


def write_all(rules: Iterable[Rule], directory: Path) -> None:
    """Write everything that is generated into a directory of documents."""
    rules = list(rules)
    write_pages(rules, directory / "rules")
    pages = {rule.id: f"rules/{rule.id}.md" for rule in rules}
    (directory / "migration.md").write_text(migration_page(PEERS, pages), encoding="utf-8")


if __name__ == "__main__":
    here = find_root(Path.cwd())
    write_all(all_rules(here, read_config(here, "")), Path(sys.argv[1]))
