"""``plimsoll scan``."""

from __future__ import annotations

import dataclasses
import gc
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from scanner.cli.output import WITH_CONTROLS, destinations, own_files, render_options, write, write_stderr
from scanner.cli.settings import (
    bundled_policies,
    current_directory,
    engine_settings,
    find_root,
    override,
    policy_paths,
    read_config,
    scan_targets,
    select_rules,
)
from scanner.cli.version import Version
from scanner.config import KUBERNETES_VERSION, POD_SECURITY_VERSION
from scanner.evaluate import Judges, evaluate
from scanner.frameworks import load_frameworks
from scanner.model import FailOn, Profile
from scanner.read import Limits, ReadOptions, read_targets
from scanner.rego import load_policies
from scanner.rego.engines.choose import choose_engine
from scanner.rules.catalogue import CHECKS

if TYPE_CHECKING:
    from scanner.model import NotEvaluated


@click.command("scan")
@click.argument("paths", nargs=-1)
@click.option("--format", "formats", multiple=True, metavar="NAME[=FILE]", help="How to show the result; repeatable.")
@click.option("--report-dir", default="", metavar="DIR", help="Also write compliance.sarif, .json and .md there.")
@click.option("--profile", type=click.Choice([choice.value for choice in Profile]), help="strict: all rules.")
@click.option("--kubernetes-version", type=Version(KUBERNETES_VERSION), metavar="1.N", help="What manifests are for.")
@click.option("--pod-security-version", type=Version(POD_SECURITY_VERSION), metavar="v1.N", help="Of the standards.")
@click.option(
    "--fail-on", type=click.Choice([choice.value for choice in FailOn]), help="The least severity that fails."
)
@click.option("--select", multiple=True, metavar="RULE", help="Carry out only these rules and policies; repeatable.")
@click.option("--ignore", multiple=True, metavar="RULE", help="Do not carry out these rules and policies; repeatable.")
@click.option("--policies", "policy_directories", multiple=True, metavar="DIR", help="Rego policies; repeatable.")
@click.option("--opa-url", default="", metavar="URL", help="Evaluate policies on this OPA server.")
@click.option("--config", "config_file", default="", metavar="FILE", help="Instead of the nearest plimsoll.yaml.")
@click.option("--category", default="", help="The SARIF category of this scan.")
@click.option("--show-suppressed", is_flag=True, help="Show findings that are accepted, with the reason.")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True)
@click.option("--jobs", type=click.IntRange(min=1), default=1, show_default=True, help="Engine processes for policies.")
@click.option("--debug", is_flag=True, help="Show the traceback of a rule that crashed.")
def command(  # noqa: PLR0913, PLR0917 - one argument an option, all passed by name
    paths: tuple[str, ...],
    formats: tuple[str, ...],
    report_dir: str,
    profile: str | None,
    kubernetes_version: str | None,
    pod_security_version: str | None,
    fail_on: str | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    policy_directories: tuple[str, ...],
    opa_url: str,
    config_file: str,
    category: str,
    show_suppressed: bool,
    color: str,
    jobs: int,
    debug: bool,
) -> None:
    """Judge manifests and workflow files: PATHS, - for standard input; without PATHS what plimsoll.yaml names, or all.

    Exit codes: 0 clean; 1 violations; 2 wrong usage or configuration; 3 incomplete: something could not be judged.
    """
    gc.freeze()  # what is imported stays: the collector need not look at it again
    gc.set_threshold(50_000)  # nor at what is read every few hundred objects: all of it is needed until the end
    where = destinations(formats, report_dir)
    root = find_root(current_directory())
    given: dict[str, Any] = {"select": select, "ignore": ignore, "policy_directories": policy_directories}
    given |= {"fail_on": fail_on and FailOn(fail_on), "profile": profile and Profile(profile)}
    given |= {"kubernetes_version": kubernetes_version, "pod_security_version": pod_security_version}
    targets, config = scan_targets(root, override(read_config(root, config_file), given), paths)
    policies = load_policies(policy_paths(root, config.policy_directories))
    chosen = select_rules(CHECKS, policies, config)
    settings = engine_settings(config, opa_url, jobs)
    judges = Judges(*chosen, start_engine=lambda: choose_engine(settings))
    own = own_files(where, root, configured=not config_file)
    options = ReadOptions(root=root, exclude=(*config.exclude, *own), stdin=_standard_input if sys.stdin else None)
    report = evaluate(read_targets(targets, options), judges, config, datetime.now(UTC).date())
    if any(one.format in WITH_CONTROLS for one in where):
        report = dataclasses.replace(report, frameworks=load_frameworks(bundled_policies() / "frameworks"))
    write(report, where, render_options(color, config.fail_on, category, show_suppressed=show_suppressed), root)
    if debug:
        _show_details(report.not_evaluated)
    sys.exit(report.exit_code(config.fail_on))


def _standard_input() -> bytes:
    return sys.stdin.buffer.read(Limits().max_bytes + 1)


def _show_details(not_evaluated: tuple[NotEvaluated, ...]) -> None:
    for item in not_evaluated:
        if item.detail:
            write_stderr(f"{item.rule_id}: {item.path or 'everywhere'}\n{item.detail}")
