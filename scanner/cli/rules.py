"""``plimsoll rules``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scanner.cli.output import write_stdout
from scanner.cli.settings import all_rules, find_root, read_config

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scanner.model import Rule


@click.command("rules")
@click.option("--format", "form", type=click.Choice(["table", "json", "markdown"]), default="table", show_default=True)
@click.option("--config", "config_file", default="", metavar="FILE", help="Instead of the nearest plimsoll.yaml.")
def command(form: str, config_file: str) -> None:
    """List the built-in rules and the policies."""
    root = find_root(Path.cwd())
    write_stdout(_FORMS[form](all_rules(root, read_config(root, config_file))))


def _table(rules: Sequence[Rule]) -> str:
    width = max(len(rule.id) for rule in rules)
    return "".join(
        f"{rule.id:{width}}  {rule.severity.value:8}  {rule.origin.value:7}  {rule.title}\n" for rule in rules
    )


def _json(rules: Sequence[Rule]) -> str:
    listed = [
        {
            "id": rule.id,
            "title": rule.title,
            "severity": rule.severity.value,
            "origin": rule.origin.value,
            "frameworks": rule.frameworks,
            "tags": rule.tags,
            "remediation": rule.remediation,
        }
        for rule in rules
    ]
    return json.dumps(listed, indent=2) + "\n"


def _markdown(rules: Sequence[Rule]) -> str:
    head = "| rule | severity | what it finds |\n|---|---|---|\n"
    return head + "".join(f"| `{rule.id}` | {rule.severity.value} | {rule.title} |\n" for rule in rules)


_FORMS = {"table": _table, "json": _json, "markdown": _markdown}
