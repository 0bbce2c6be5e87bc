"""``plimsoll explain``."""

from __future__ import annotations

from pathlib import Path

import click

from scanner.cli.output import write_stdout
from scanner.cli.settings import all_rules, find_root, read_config, unknown_rule
from scanner.errors import UsageError
from scanner.report.rule_page import titled_page


@click.command("explain")
@click.argument("rule_id", metavar="RULE")
@click.option("--config", "config_file", default="", metavar="FILE", help="Instead of the nearest plimsoll.yaml.")
def command(rule_id: str, config_file: str) -> None:
    """Show the page of RULE: what it finds, why it matters, what to avoid and what to prefer."""
    root = find_root(Path.cwd())
    rules = {rule.id: rule for rule in all_rules(root, read_config(root, config_file))}
    if rule_id not in rules:
        raise UsageError(unknown_rule(rule_id, rules))
    write_stdout(titled_page(rules[rule_id]))
