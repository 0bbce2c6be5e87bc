"""What `plimsoll scan` and `plimsoll audit` do alike: before anything is judged, and after."""

from __future__ import annotations

import dataclasses
import sys
import time
from typing import TYPE_CHECKING, NoReturn

from scanner.cli.output import WITH_CONTROLS, render_options, write, write_stderr
from scanner.cli.settings import bundled_policies, engine_settings, policy_paths, select_rules
from scanner.evaluate import Judges
from scanner.frameworks import load_frameworks
from scanner.rego import load_policies
from scanner.rego.engines.choose import choose_engine
from scanner.rules.catalogue import CHECKS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from scanner.cli.options import Common
    from scanner.cli.output import Destination
    from scanner.config import Config
    from scanner.model import Report


def judges_of(root: Path, config: Config, common: Common) -> Judges:
    """Return the rules and policies to carry out. Raises `UsageError` and `ConfigError`."""
    policies = load_policies(policy_paths(root, config.policy_directories))
    chosen = select_rules(CHECKS, policies, config)
    settings = engine_settings(config, common.opa_url, common.jobs)
    return Judges(*chosen, start_engine=lambda: choose_engine(settings))


def finish(report: Report, where: Sequence[Destination], config: Config, common: Common, root: Path) -> NoReturn:
    """Write the report and exit."""
    if any(one.format in WITH_CONTROLS for one in where):
        report = dataclasses.replace(report, frameworks=load_frameworks(bundled_policies() / "frameworks"))
    options = render_options(common.color, config.fail_on, common.category, show_suppressed=common.show_suppressed)
    options = dataclasses.replace(options, unix_time=int(time.time()))
    write(report, where, options, root)
    if common.debug:
        for item in report.not_evaluated:
            if item.detail:
                write_stderr(f"{item.rule_id}: {item.path or 'everywhere'}\n{item.detail}")
    sys.exit(report.exit_code(config.fail_on))
