"""``plimsoll explain``."""

from __future__ import annotations

import click

from scanner.cli.output import write_lines, write_stderr
from scanner.cli.settings import catalogue, current_directory, find_root, read_config, unknown_rule
from scanner.errors import UsageError
from scanner.report.rule_page import titled_page


@click.command("explain")
@click.argument("rule_id", metavar="RULE")
@click.option("--config", "config_file", default="", metavar="FILE", help="Instead of the nearest plimsoll.yaml.")
def command(rule_id: str, config_file: str) -> None:
    """Show the page of RULE: what it finds, why it matters, what to avoid and what to prefer."""
    root = find_root(current_directory())
    listed, failures = catalogue(root, read_config(root, config_file))
    rules = {rule.id: rule for rule in listed}
    if rule_id not in rules:
        for failure in failures:  # perhaps the one that is asked for
            write_stderr(f"not listed: {failure.rule_id}: {failure.reason} {failure.remedy}".rstrip())
        raise UsageError(unknown_rule(rule_id, rules))
    write_lines(titled_page(rules[rule_id]))
