"""Writes the rule pages below docs/rules: ``python -m scanner.docs docs/rules``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from scanner.cli.settings import all_rules, find_root, read_config
from scanner.report.rule_page import titled_page

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


if __name__ == "__main__":
    here = find_root(Path.cwd())
    write_pages(all_rules(here, read_config(here, "")), Path(sys.argv[1]))
