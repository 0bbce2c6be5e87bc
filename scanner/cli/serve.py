"""``plimsoll serve``."""

from __future__ import annotations

import json
import logging
import os
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from scanner.admission.decision import OnError, Thresholds
from scanner.admission.manifests import ConfigOptions, manifests
from scanner.admission.settings import ServerSettings, judge_settings
from scanner.cli.output import write_stdout
from scanner.cli.settings import (
    current_directory,
    engine_settings,
    find_root,
    override,
    policy_paths,
    read_config,
    select_rules,
)
from scanner.errors import UsageError
from scanner.model import FailOn, Profile
from scanner.rego import load_policies
from scanner.rules.catalogue import CHECKS

if TYPE_CHECKING:
    from scanner.admission.settings import JudgeSettings

_SEVERITIES = [choice.value for choice in FailOn]


@click.command("serve")
@click.option("--host", default="0.0.0.0", show_default=True, help="The address to listen on.")  # noqa: S104 - a server's
@click.option("--port", type=click.IntRange(0, 65535), default=8443, show_default=True)
@click.option("--metrics-port", type=click.IntRange(0, 65535), help="Serve health and metrics there, over plain HTTP.")
@click.option("--tls-cert", default="", metavar="FILE", help="PEM; taken anew when it changes.")
@click.option("--tls-key", default="", metavar="FILE", help="PEM.")
@click.option("--insecure-http", is_flag=True, help="No TLS: for tests, and behind a proxy on the same host.")
@click.option("--deny-on", type=click.Choice(_SEVERITIES), default="critical", show_default=True)
@click.option("--warn-on", type=click.Choice(_SEVERITIES), default="medium", show_default=True)
@click.option(
    "--on-error",
    type=click.Choice([choice.value for choice in OnError]),
    default="allow",
    show_default=True,
    help="What becomes of a request that could not be judged.",
)
@click.option("--workers", type=click.IntRange(1, 64), help="Processes that judge; default: one for each processor.")
@click.option("--queue", type=click.IntRange(0, 10_000), default=256, show_default=True, help="Requests that may wait.")
@click.option("--drain-seconds", type=click.FloatRange(0, 300), default=5, show_default=True)
@click.option("--profile", type=click.Choice([choice.value for choice in Profile]), help="strict: all rules.")
@click.option("--select", multiple=True, metavar="RULE", help="Carry out only these rules and policies; repeatable.")
@click.option("--ignore", multiple=True, metavar="RULE", help="Do not carry out these rules and policies; repeatable.")
@click.option("--policies", "policy_directories", multiple=True, metavar="DIR", help="Rego policies; repeatable.")
@click.option("--config", "config_file", default="", metavar="FILE", help="Instead of the nearest plimsoll.yaml.")
@click.option("--debug", is_flag=True, help="Show tracebacks, which may quote what is judged.")
@click.option("--print-config", is_flag=True, help="Print the manifests of the webhook, and do not serve.")
@click.option("--image", default="", metavar="IMAGE", help="For --print-config: the image of Plimsoll, with a digest.")
@click.option("--namespace", default="plimsoll", show_default=True, help="For --print-config: where it runs.")
def command(  # noqa: PLR0913, PLR0917 - one argument an option, all passed by name
    host: str,
    port: int,
    metrics_port: int | None,
    tls_cert: str,
    tls_key: str,
    insecure_http: bool,
    deny_on: str,
    warn_on: str,
    on_error: str,
    workers: int | None,
    queue: int,
    drain_seconds: float,
    profile: str | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    policy_directories: tuple[str, ...],
    config_file: str,
    debug: bool,
    print_config: bool,
    image: str,
    namespace: str,
) -> None:
    """Judge what is about to change in a cluster: a validating admission webhook with the rules of a scan.

    Exit codes: 0 ended by a signal, in good order; 2 it cannot begin: wrong usage or configuration, or a policy that
    cannot be evaluated.
    """
    thresholds = Thresholds(FailOn(deny_on), FailOn(warn_on), OnError(on_error))
    given = {"select": select, "ignore": ignore, "policy_directories": policy_directories}
    judging = _judging({**given, "profile": profile and Profile(profile)}, config_file, thresholds)
    if print_config:
        write_stdout(manifests(judging, ConfigOptions(image, namespace)))
        return
    if bool(tls_cert) != bool(tls_key) or bool(tls_cert) == insecure_http:
        raise UsageError("give --tls-cert and --tls-key, or --insecure-http")
    settings = ServerSettings(
        host,
        port,
        tls_cert,
        tls_key,
        metrics_port,
        workers=workers or _processors(),
        queue=queue,
        drain_s=drain_seconds,
        debug=debug,
    )
    _serve(judging, settings)


def _processors() -> int:
    """Return how many processors this process may use, where the system tells."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _judging(given: dict[str, Any], config_file: str, thresholds: Thresholds) -> JudgeSettings:
    root = find_root(current_directory())
    config = override(read_config(root, config_file), given)
    policies = load_policies(policy_paths(root, config.policy_directories))
    checks, chosen = select_rules(CHECKS, policies, config)
    return judge_settings(checks, chosen, config, engine_settings(config, "", 1), thresholds)


def _serve(judging: JudgeSettings, settings: ServerSettings) -> None:
    import asyncio

    try:
        from scanner.admission.serve import serve
    except ModuleNotFoundError as error:
        raise UsageError(f"'{error.name}' is missing: pip install 'plimsoll-scanner[serve]'") from error
    logging.basicConfig(handlers=[_Lines()], level=logging.WARNING)
    asyncio.run(serve(judging, settings, log))


class _Lines(logging.Handler):
    """What libraries log, as lines of ours. Without tracebacks, in which content of an object might stand."""

    def emit(self, record: logging.LogRecord) -> None:
        log(record.levelname.lower(), "library", logger=record.name, message=record.getMessage())


def log(level: str, event: str, **fields: Any) -> None:
    """Write one line of JSON to standard error. What it quotes is escaped, so that it stays one line."""
    line = {"time": datetime.now(UTC).isoformat(timespec="milliseconds"), "level": level, "event": event, **fields}
    sys.stderr.write(json.dumps(line) + "\n")
    sys.stderr.flush()
