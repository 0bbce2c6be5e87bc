"""``plimsoll drift``."""

from __future__ import annotations

import dataclasses
import os
import sys
from datetime import UTC, datetime
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

import click

from scanner.cli.options import Common
from scanner.cli.output import Destination, render_options, write_text
from scanner.cli.run import judges_of
from scanner.cli.settings import current_directory, find_root, override, read_config, render_settings
from scanner.errors import UsageError
from scanner.model import Profile
from scanner.read import ReadOptions, read_targets

if TYPE_CHECKING:
    from scanner.drift.model import DriftReport

_FORMATS = ("json", "markdown", "sarif", "terminal")


@click.command("drift")
@click.argument("directory", metavar="DIR")
@click.option("--context", default="", metavar="NAME", help="The context of the kubeconfig; else the current one.")
@click.option("--kubeconfig", default="", metavar="FILE", help="Instead of $KUBECONFIG and ~/.kube/config.")
@click.option("--namespace", "-n", default="", metavar="NAME", help="Where objects are that state no namespace.")
@click.option("--manager", "managers", multiple=True, metavar="GLOB", help="A field manager that deploys; repeatable.")
@click.option("--allow-incomplete", multiple=True, metavar="KIND", help="Accept that not all of it can be listed.")
@click.option("--format", "formats", multiple=True, metavar="NAME[=FILE]", help="How to show the result; repeatable.")
@click.option("--show-values", is_flag=True, help="Show texts that may be secret: of ConfigMaps, variables, arguments.")
@click.option("--no-render", is_flag=True, help="Do not run helm or kustomize: list charts and overlays instead.")
@click.option("--profile", type=click.Choice([choice.value for choice in Profile]), help="strict: all rules.")
@click.option("--select", multiple=True, metavar="RULE", help="Verdicts of these rules and policies only; repeatable.")
@click.option("--ignore", multiple=True, metavar="RULE", help="No verdicts of these rules and policies; repeatable.")
@click.option("--policies", "policy_directories", multiple=True, metavar="DIR", help="Rego policies; repeatable.")
@click.option("--config", "config_file", default="", metavar="FILE", help="Instead of the nearest plimsoll.yaml.")
@click.option("--chunk-size", type=click.IntRange(1, 10_000), default=500, show_default=True, help="Objects a page.")
@click.option("--request-timeout", type=click.FloatRange(min=0.1), default=30.0, show_default=True, help="Seconds.")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True)
def command(  # noqa: PLR0913, PLR0917 - one argument an option, all passed by name
    directory: str,
    context: str,
    kubeconfig: str,
    namespace: str,
    managers: tuple[str, ...],
    allow_incomplete: tuple[str, ...],
    formats: tuple[str, ...],
    show_values: bool,
    no_render: bool,
    profile: str | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    policy_directories: tuple[str, ...],
    config_file: str,
    chunk_size: int,
    request_timeout: float,
    color: str,
) -> None:
    """Compare what git states in DIR with what a cluster has: what differs, who set it, what is missing or extra.

    Read-only: it lists, and sends no dry run. Secrets are not read.

    Exit codes: 0 no drift; 1 drift; 2 wrong usage or configuration; 3 incomplete: something could not be compared.
    """
    where = _destinations(formats)
    root = find_root(current_directory())
    common = _common(profile, select, ignore, policy_directories, config_file)
    config = override(read_config(root, config_file), common.overrides)
    judges = judges_of(root, config, common)
    read = read_targets(
        [directory],
        ReadOptions(root=root, exclude=config.exclude, render=render_settings(config, enabled=not no_render)),
    )
    from scanner.cluster.connect import open_connection  # loads the cluster's client, which takes a while
    from scanner.cluster.listing import ListOptions
    from scanner.drift.managers import DEPLOYERS
    from scanner.drift.run import DriftOptions, drift

    options = DriftOptions(
        namespace,
        managers or config.drift_managers or DEPLOYERS,
        allow_incomplete,
        ListOptions(chunk_size=chunk_size),
    )
    with open_connection(context, kubeconfig, request_timeout) as connection:
        report = drift(connection, read, judges, config, datetime.now(UTC).date(), options)
    _write(report, where, color, root, show_values=show_values)
    sys.exit(report.exit_code())


def _common(
    profile: str | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    policy_directories: tuple[str, ...],
    config_file: str,
) -> Common:
    return Common(
        formats=(),
        report_dir="",
        profile=profile,
        kubernetes_version=None,
        pod_security_version=None,
        fail_on=None,
        select=select,
        ignore=ignore,
        policy_directories=policy_directories,
        opa_url="",
        config_file=config_file,
        category="",
        show_suppressed=False,
        color="auto",
        jobs=1,
        debug=False,
    )


def _destinations(formats: tuple[str, ...]) -> list[Destination]:
    chosen = []
    for text in formats:
        name, equals, file = text.partition("=")
        if name not in _FORMATS:
            raise UsageError(f"Unknown format '{name}'; known formats: {', '.join(_FORMATS)}")
        if equals and not file:
            raise UsageError(f"'{text}' names no file")
        chosen.append(Destination(name, file))
    if sum(not one.file for one in chosen) > 1:
        raise UsageError("Only one --format can go to standard output; give the others a file")
    return chosen if any(not one.file for one in chosen) else [Destination("terminal", ""), *chosen]


def _write(report: DriftReport, where: list[Destination], color: str, root: Path, *, show_values: bool) -> None:
    from scanner.drift.formats import DRIFT_FORMATS
    from scanner.model import FailOn

    options = render_options(color, FailOn.LOW, "", show_suppressed=False)
    for one in where:
        chosen = options
        if one.file:
            base = PurePath(os.path.relpath(root, Path(one.file).absolute().parent)).as_posix() + "/"
            chosen = dataclasses.replace(options, color=False, in_github_actions=False, link_base=base)
        write_text(one.file, DRIFT_FORMATS[one.format](report, chosen, show_values))
