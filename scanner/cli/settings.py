"""From flags, plimsoll.yaml and the environment to what a scan needs."""

from __future__ import annotations

import dataclasses
import difflib
import os
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scanner.config import FILE_NAME, Config, load_config
from scanner.errors import ConfigError, UsageError
from scanner.model import Profile
from scanner.read import RenderOptions
from scanner.rego import load_policies
from scanner.rego.engines.choose import EngineSettings
from scanner.rules.catalogue import CHECKS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from scanner.model import NotEvaluated, Rule
    from scanner.rego import PolicySet
    from scanner.rules.check import Check

_BUNDLED = (
    Path(__file__).parents[1] / "data" / "policies",  # in a wheel
    Path(__file__).parents[2] / "policies",  # in a checkout
)


def current_directory() -> Path:
    """Return the current directory. Raises `UsageError` where it was removed."""
    try:
        return Path.cwd()
    except FileNotFoundError as error:
        raise UsageError("the current directory does not exist any more") from error


def find_root(start: Path) -> Path:
    """Return the nearest directory with a plimsoll.yaml or a repository in it, or ``start``."""
    for directory in (start, *start.parents):
        if (directory / FILE_NAME).is_file() or (directory / ".git").exists():
            return directory
    return start


def read_config(root: Path, file: str) -> Config:
    """Return the configuration of ``--config`` or of the root. Raises `ConfigError`."""
    if file:
        return load_config(Path(file), file)
    path = root / FILE_NAME
    return load_config(path) if path.is_file() else Config()


def override(config: Config, given: Mapping[str, Any]) -> Config:
    """Return the configuration with the flags that were given in place of what plimsoll.yaml says."""
    return dataclasses.replace(config, **{name: value for name, value in given.items() if value})


def scan_targets(root: Path, config: Config, paths: Sequence[str]) -> tuple[list[str], Config]:
    """Return what to read, and the configuration for it: a scan of a part of the targets is not complete."""
    configured = [root / target for target in config.targets] or [root]
    if not paths:
        return [str(target) for target in configured], config
    given = [Path(os.path.abspath(path)) for path in paths]  # noqa: PTH100 - resolve() would follow links
    whole = all(any(target.is_relative_to(one) for one in given) for target in configured)
    return list(paths), dataclasses.replace(config, scope_complete=config.scope_complete and whole)


def bundled_policies() -> Path:
    """Return the directory of the policies and frameworks that come with Plimsoll."""
    return next(path for path in _BUNDLED if path.is_dir())


def policy_paths(root: Path, directories: Sequence[str]) -> list[Path]:
    """Return the directories of policies; those that come with Plimsoll where none are named. Raises `UsageError`."""
    if not directories:
        return [bundled_policies()]
    paths = [Path(os.path.relpath(root / directory)) for directory in directories]
    for path in paths:
        if not path.is_dir():
            raise UsageError(f"{path}: no such directory of policies")
    return paths


def engine_settings(config: Config, opa_url: str, jobs: int) -> EngineSettings:
    """Return how Rego is to be evaluated; the server's token comes from the environment. Raises `UsageError`."""
    engine = config.engine
    token = os.environ.get(engine.token_env, "") if engine.token_env else ""
    if engine.token_env and not token:
        raise UsageError(
            f"plimsoll.yaml names the environment variable {engine.token_env} for the token; it is not set"
        )
    return EngineSettings(
        opa_url=opa_url or engine.opa_url,
        token=token,
        ca_file=engine.ca_file,
        deadline_s=engine.deadline_seconds,
        memory_mib=engine.memory_mib,
        workers=jobs,
        search_path=os.environ.get("PATH"),
    )


def render_settings(config: Config, *, enabled: bool) -> RenderOptions:
    """Return how charts and overlays are to be rendered."""
    return RenderOptions(
        enabled=enabled and config.render,
        search_path=os.environ.get("PATH", ""),
        home=os.environ.get("HOME", ""),
        values=config.helm_values,
        kubernetes_version=config.kubernetes_version,
    )


def select_rules(
    checks: Sequence[Check[Any]], policies: PolicySet, config: Config
) -> tuple[Sequence[Check[Any]], PolicySet]:
    """Return the rules and policies to carry out. Raises `UsageError` or `ConfigError` for an unknown id."""
    rules = [check.rule for check in checks] + [rule for policy in policies.policies for rule in policy.rules]
    known = {rule.id for rule in rules}
    for suppression in config.suppressions:
        if suppression.rule not in known:
            raise ConfigError(config.file, suppression.line, 1, unknown_rule(suppression.rule, known))
    of_profile = {rule.id for rule in rules if config.profile in {Profile.STRICT, rule.profile}}
    wanted = (_named(config.select, rules) or of_profile) - _named(config.ignore, rules)
    chosen = {policy.rule.id for policy in policies.policies if any(rule.id in wanted for rule in policy.rules)}
    return [check for check in checks if check.rule.id in wanted], policies.select(chosen)


_INCLUDES = {"pss/restricted": "pss/baseline"}
"""The restricted level demands everything that the baseline does."""


def _named(names: Sequence[str], rules: Sequence[Rule]) -> set[str]:
    """Return the ids that names stand for: of rules, of controls such as ``pss/restricted``, of frameworks."""
    ids = {rule.id for rule in rules}
    by_control: dict[str, set[str]] = defaultdict(set)
    for rule in rules:
        for control in rule.frameworks:
            by_control[control].add(rule.id)
            by_control[control.partition("/")[0]].add(rule.id)
    found: set[str] = set()
    for name in names:
        if name not in ids and name not in by_control:
            raise UsageError(unknown_rule(name, ids | set(by_control)))
        found |= {name} if name in ids else by_control[name] | by_control.get(_INCLUDES.get(name, ""), set())
    return found


def all_rules(root: Path, config: Config) -> list[Rule]:
    """Return every rule and policy that a scan of the root would know, by id."""
    return catalogue(root, config)[0]


def catalogue(root: Path, config: Config) -> tuple[list[Rule], tuple[NotEvaluated, ...]]:
    """Return what `all_rules` does, and the policies that are not in it because they could not be read."""
    policies = load_policies(policy_paths(root, config.policy_directories))
    rules = [check.rule for check in CHECKS] + [rule for policy in policies.policies for rule in policy.rules]
    return sorted(rules, key=lambda rule: rule.id), policies.failures


def unknown_rule(name: str, known: Iterable[str]) -> str:
    """Say that there is no such rule, and which may be meant."""
    near = difflib.get_close_matches(name, known, 1)
    return f"unknown rule '{name}'" + (f"; did you mean '{near[0]}'?" if near else "; `plimsoll rules` lists them")
