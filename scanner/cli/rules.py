"""``plimsoll rules``."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import click

from scanner.cli.output import write_lines, write_stderr
from scanner.cli.settings import catalogue, current_directory, find_root, read_config
from scanner.errors import EXIT_CLEAN, EXIT_INCOMPLETE
from scanner.report.migration import peer_json, peer_markdown, peer_table
from scanner.rules.peers import PEERS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scanner.model import Rule


@click.command("rules")
@click.option("--format", "form", type=click.Choice(["table", "json", "markdown"]), default="table", show_default=True)
@click.option("--config", "config_file", default="", metavar="FILE", help="Instead of the nearest plimsoll.yaml.")
@click.option(
    "--peer", type=click.Choice([peer.name for peer in PEERS]), help="List the checks of another scanner, and ours."
)
def command(form: str, config_file: str, peer: str | None) -> None:
    """List the built-in rules and the policies; with --peer, what another scanner's checks are called here.

    Exit codes: 0; 2 wrong usage or configuration; 3 a policy could not be read, and is not listed.
    """
    if peer is not None:
        write_lines(_PEER_FORMS[form](next(one for one in PEERS if one.name == peer)))
        return
    root = find_root(current_directory())
    rules, failures = catalogue(root, read_config(root, config_file))
    write_lines(_FORMS[form](rules))
    for failure in failures:
        write_stderr(f"not listed: {failure.rule_id}: {failure.reason} {failure.remedy}".rstrip())
    sys.exit(EXIT_INCOMPLETE if failures else EXIT_CLEAN)


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
_PEER_FORMS = {"table": peer_table, "json": peer_json, "markdown": peer_markdown}
