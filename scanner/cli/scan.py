"""``plimsoll scan``."""

from __future__ import annotations

import gc
import sys
from datetime import UTC, datetime
from typing import Any

import click

from scanner.cli.options import Common, common_options
from scanner.cli.output import destinations, own_files, refuse_audit_only
from scanner.cli.run import finish, judges_of
from scanner.cli.settings import current_directory, find_root, override, read_config, render_settings, scan_targets
from scanner.evaluate import evaluate
from scanner.read import Limits, ReadOptions, read_targets
from scanner.rules.peers.covers import COVERS


@click.command("scan")
@click.argument("paths", nargs=-1)
@click.option("--no-render", is_flag=True, help="Do not run helm or kustomize: list charts and overlays instead.")
@click.option(
    "--from",
    "peers",
    multiple=True,
    type=click.Choice(sorted(COVERS)),
    help="Honour the suppressions of this scanner in manifests, where that is safe; repeatable.",
)
@common_options
def command(paths: tuple[str, ...], *, no_render: bool, peers: tuple[str, ...], **given: Any) -> None:
    """Judge manifests and workflow files: PATHS, - for standard input; without PATHS what plimsoll.yaml names, or all.

    Exit codes: 0 clean; 1 violations; 2 wrong usage or configuration; 3 incomplete: something could not be judged.
    """
    common = Common(**given)
    gc.freeze()  # what is imported stays: the collector need not look at it again
    gc.set_threshold(50_000)  # nor at what is read every few hundred objects: all of it is needed until the end
    where = destinations(common.formats, common.report_dir)
    refuse_audit_only(where)
    root = find_root(current_directory())
    overrides = {**common.overrides, "peers": peers}
    targets, config = scan_targets(root, override(read_config(root, common.config_file), overrides), paths)
    judges = judges_of(root, config, common)
    own = own_files(where, root, configured=not common.config_file)
    options = ReadOptions(
        root=root,
        exclude=(*config.exclude, *own),
        stdin=_standard_input if sys.stdin else None,
        render=render_settings(config, enabled=not no_render),
    )
    report = evaluate(read_targets(targets, options), judges, config, datetime.now(UTC).date())
    finish(report, where, config, common, root)


def _standard_input() -> bytes:
    return sys.stdin.buffer.read(Limits().max_bytes + 1)
