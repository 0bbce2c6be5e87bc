"""``plimsoll audit``."""

from __future__ import annotations

import gc
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from scanner.cli.audit_outputs import objects_of_git, role_of_reports, write_reports
from scanner.cli.options import Common, common_options
from scanner.cli.output import destinations, write_lines
from scanner.cli.run import finish, judges_of
from scanner.cli.settings import current_directory, find_root, override, read_config
from scanner.cluster.listing import ListOptions
from scanner.cluster.options import AuditOptions
from scanner.errors import EXIT_CLEAN, EXIT_INCOMPLETE, UsageError

if TYPE_CHECKING:
    from scanner.evaluate import Judges

_IMAGE = "ghcr.io/plimsoll-dev/plimsoll:0.1.0@sha256:" + 64 * "0"
"""A placeholder that no registry has: whoever runs it names their own with --image."""


_COLLECT_AFTER = 200_000
"""Containers that are more than before: the pages of a cluster are freed without the collector, and looking for garbage
in them, as often as it does by itself, is half the time of a listing."""


@click.command("audit")
@click.option("--context", default="", metavar="NAME", help="The context of the kubeconfig; else the current one.")
@click.option("--kubeconfig", default="", metavar="FILE", help="Instead of $KUBECONFIG and ~/.kube/config.")
@click.option("--namespace", "-n", "namespaces", multiple=True, metavar="NAME", help="Only these; repeatable.")
@click.option("--exclude-namespace", "excluded", multiple=True, metavar="NAME", help="Do not judge these; repeatable.")
@click.option("--kinds", multiple=True, metavar="KIND", help="Judge only objects of these kinds; repeatable.")
@click.option("--allow-incomplete", multiple=True, metavar="KIND", help="Accept that not all of it can be listed.")
@click.option("--secret-metadata", is_flag=True, help="List names and labels of Secrets; never their contents.")
@click.option("--chunk-size", type=click.IntRange(1, 10_000), default=500, show_default=True, help="Objects a page.")
@click.option("--request-timeout", type=click.FloatRange(min=0.1), default=30.0, show_default=True, help="Seconds.")
@click.option("--manifests", default="", metavar="DIR", help="Show findings where git states the object, by identity.")
@click.option(
    "--apply-reports",
    type=click.Choice(["openreports", "policyreport"]),
    help="Write reports into the cluster: the only option that changes anything.",
)
@click.option("--preflight", is_flag=True, help="Only ask whether all that is needed may be listed.")
@click.option("--print-rbac", is_flag=True, help="Print the least role that an audit needs, and do nothing else.")
@click.option("--print-cronjob", is_flag=True, help="Print a CronJob that audits every night, and do nothing else.")
@click.option("--image", default=_IMAGE, metavar="IMAGE", help="The image of --print-cronjob.")
@common_options
def command(  # noqa: PLR0913 - one argument an option, all passed by name
    *,
    context: str,
    kubeconfig: str,
    namespaces: tuple[str, ...],
    excluded: tuple[str, ...],
    kinds: tuple[str, ...],
    allow_incomplete: tuple[str, ...],
    secret_metadata: bool,
    chunk_size: int,
    request_timeout: float,
    manifests: str,
    apply_reports: str | None,
    preflight: bool,
    print_rbac: bool,
    print_cronjob: bool,
    image: str,
    **given: Any,
) -> None:
    """Judge the objects of a live cluster, read-only, and say first what could not be seen.

    Nothing is written into the cluster but reports, and those only with --apply-reports.

    Exit codes: 0 clean; 1 violations; 2 wrong usage or configuration; 3 incomplete: something could not be listed.
    """
    common = Common(**given)
    if apply_reports and (common.select or common.ignore):
        raise UsageError("--apply-reports needs every rule: it would take what was not asked for away as mended")
    gc.freeze()
    gc.set_threshold(_COLLECT_AFTER, 50, 100)
    where = destinations(common.formats, common.report_dir)
    root = find_root(current_directory())
    config = override(read_config(root, common.config_file), common.overrides)
    judges = judges_of(root, config, common)
    options = AuditOptions(
        namespaces=tuple(dict.fromkeys(namespaces)),
        excluded_namespaces=tuple(dict.fromkeys(excluded)),
        kinds=kinds,
        allow_incomplete=allow_incomplete,
        secret_metadata=secret_metadata,
        listing=ListOptions(chunk_size=chunk_size),
        manifests=objects_of_git(manifests, root, config) if manifests else {},
    )
    if print_rbac or print_cronjob:
        _print(judges, options, image if print_cronjob else "", apply_reports)
        sys.exit(EXIT_CLEAN)
    from scanner.cluster.connect import open_connection  # loads the cluster's client, which takes a while

    with open_connection(context, kubeconfig, request_timeout) as connection:
        if preflight:
            from scanner.cluster.preflight import preflight as ask_for_access

            text, complete = ask_for_access(connection, judges, options)
            write_lines(text)
            sys.exit(EXIT_CLEAN if complete else EXIT_INCOMPLETE)
        from scanner.cluster.audit import audit

        report = audit(connection, judges, config, datetime.now(UTC).date(), options)
        if apply_reports:
            report = write_reports(report, connection, apply_reports, options)
    finish(report, where, config, common, root)


def _print(judges: Judges, options: AuditOptions, image: str, apply_reports: str | None) -> None:
    from scanner.cluster.manifests import cronjob, role

    text = cronjob(image, options, apply_reports or "") if image else role(judges, options)
    write_lines(f"{text}\n{role_of_reports(apply_reports)}" if apply_reports and not image else text)
