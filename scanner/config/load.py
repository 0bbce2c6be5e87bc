"""plimsoll.yaml as a frozen `Config`. An unknown key, a wrong type, a missing reason is an error with its place."""

from __future__ import annotations

import re
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING

import yaml

from scanner.config.bounds import check_bounds
from scanner.config.model import (
    KUBERNETES_VERSION,
    POD_SECURITY_VERSION,
    Config,
    EngineConfig,
    Suppression,
    VersionForm,
    first_line,
)
from scanner.config.section import Section, plain
from scanner.errors import ConfigError
from scanner.model import FailOn, Profile

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

FILE_NAME = "plimsoll.yaml"
_MOST_BYTES = 1 << 20
_SHORTEST_DEADLINE_S = 0.001
"""An engine takes 0 ms for no deadline."""
_DAY_S = 86_400
_MOST_MEMORY_MIB = 1 << 20


def load_config(path: Path, shown: str = FILE_NAME) -> Config:
    """Read a configuration file; ``shown`` is its name in messages. Raises `ConfigError`."""
    text = _text(path, shown)
    check_bounds(text, shown)
    try:
        root = yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise ConfigError(shown, line, column, f"not well-formed YAML: {error.problem or error.context}") from error
    except yaml.YAMLError as error:
        raise ConfigError(shown, 1, 1, f"not well-formed YAML: {error}") from error
    if root is None or root.tag == "tag:yaml.org,2002:null":
        return Config(file=shown)
    return _config(Section(root, shown, ""))


def _text(path: Path, shown: str) -> str:
    try:
        with path.open("rb") as opened:
            content = opened.read(_MOST_BYTES + 1)
        if len(content) > _MOST_BYTES:
            raise ConfigError(shown, 1, 1, f"is larger than {_MOST_BYTES:,} bytes")
        return content.decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(shown, 1, 1, f"cannot be read: {error}") from error


def _config(top: Section) -> Config:
    policies = top.section("policies")
    parameters = policies.section("parameters") if policies else None
    engine = top.section("engine")
    helm = top.section("helm")
    drift = top.section("drift")
    config = Config(
        file=top.file,
        targets=top.take("targets", _strings, ()),
        exclude=top.take("exclude", _strings, ()),
        select=top.take("select", _strings, ()),
        ignore=top.take("ignore", _strings, ()),
        profile=top.take("profile", _profile, Profile.DEFAULT),
        fail_on=top.take("fail-on", _fail_on, FailOn.LOW),
        scope_complete=top.take("scope", _scope, default=False),
        kubernetes_version=top.take("kubernetes-version", _version(KUBERNETES_VERSION), ""),
        pod_security_version=top.take("pod-security-version", _version(POD_SECURITY_VERSION), ""),
        render=top.take("render", _flag, default=True),
        helm_values=_helm_values(helm.section("values")) if helm else MappingProxyType({}),
        policy_directories=policies.take("directories", _strings, ()) if policies else (),
        parameters=MappingProxyType(parameters.plain()) if parameters else MappingProxyType({}),
        engine=_engine(engine) if engine else EngineConfig(),
        drift_managers=drift.take("managers", _strings, ()) if drift else (),
        suppressions=top.take("suppressions", _suppressions, ()),
        locate_parameter=parameters.place_of if parameters else first_line,
    )
    for section in (top, policies, helm, drift):
        if section:
            section.refuse_unknown()
    return config


def _engine(section: Section) -> EngineConfig:
    default = EngineConfig()
    engine = EngineConfig(
        opa_url=section.take("opa-url", _string, default.opa_url),
        token_env=section.take("token-env", _string, default.token_env),
        ca_file=section.take("ca-file", _string, default.ca_file),
        deadline_seconds=section.take("deadline-seconds", _deadline, default.deadline_seconds),
        memory_mib=section.take("memory-mib", _memory, default.memory_mib),
    )
    section.refuse_unknown()
    return engine


def _helm_values(section: Section | None) -> Mapping[str, tuple[str, ...]]:
    """Return the values files of each chart."""
    if section is None:
        return MappingProxyType({})
    return MappingProxyType({chart: section.take(chart, _strings, ()) for chart in section.names()})


def _flag(section: Section, key: str, node: yaml.Node) -> bool:
    value = plain(section, node)
    if not isinstance(value, bool):
        raise section.error(node, f"'{key}' must be true or false")
    return value


def _string(section: Section, key: str, node: yaml.Node) -> str:
    if not isinstance(node, yaml.ScalarNode) or not node.tag.endswith(":str"):
        raise section.error(node, f"'{key}' must be a string")
    if "\0" in node.value:
        raise section.error(node, f"'{key}' must not contain a NUL character")
    return str(node.value)


def _strings(section: Section, key: str, node: yaml.Node) -> tuple[str, ...]:
    if not isinstance(node, yaml.SequenceNode):
        raise section.error(node, f"'{key}' must be a list of strings")
    return tuple(_string(section, key, item) for item in node.value)


def _deadline(section: Section, key: str, node: yaml.Node) -> float:
    value = plain(section, node)
    if isinstance(value, bool) or not isinstance(value, int | float) or not _SHORTEST_DEADLINE_S <= value <= _DAY_S:
        raise section.error(node, f"'{key}' must be a number from {_SHORTEST_DEADLINE_S} to {_DAY_S:,}")
    return value


def _memory(section: Section, key: str, node: yaml.Node) -> int:
    value = plain(section, node)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= _MOST_MEMORY_MIB:
        raise section.error(node, f"'{key}' must be a whole number from 1 to {_MOST_MEMORY_MIB:,}")
    return value


def _choice(section: Section, key: str, node: yaml.Node, choices: Sequence[str]) -> str:
    value = _string(section, key, node)
    if value not in choices:
        raise section.error(node, f"'{key}' must be one of {', '.join(choices)}")
    return value


def _fail_on(section: Section, key: str, node: yaml.Node) -> FailOn:
    return FailOn(_choice(section, key, node, [choice.value for choice in FailOn]))


def _version(form: VersionForm) -> Callable[[Section, str, yaml.Node], str]:
    def read(section: Section, key: str, node: yaml.Node) -> str:
        if not isinstance(node, yaml.ScalarNode) or not re.fullmatch(form.pattern, node.value):
            raise section.error(node, f"'{key}' must be a version such as {form.example}")
        return str(node.value)

    return read


def _profile(section: Section, key: str, node: yaml.Node) -> Profile:
    return Profile(_choice(section, key, node, [choice.value for choice in Profile]))


def _scope(section: Section, key: str, node: yaml.Node) -> bool:
    return _choice(section, key, node, ["complete", "partial"]) == "complete"


def _date(section: Section, key: str, node: yaml.Node) -> date:
    try:
        return date.fromisoformat(str(node.value))
    except ValueError as error:
        raise section.error(node, f"'{key}' must be a day such as 2027-03-31") from error


def _suppressions(section: Section, key: str, node: yaml.Node) -> tuple[Suppression, ...]:
    if not isinstance(node, yaml.SequenceNode):
        raise section.error(node, f"'{key}' must be a list")
    return tuple(_suppression(Section(item, section.file, "a suppression"), item) for item in node.value)


def _suppression(entry: Section, node: yaml.Node) -> Suppression:
    suppression = Suppression(
        rule=entry.take("rule", _string, ""),
        reason=entry.take("reason", _string, "").strip(),
        path=entry.take("path", _string, ""),
        subject=entry.take("subject", _string, ""),
        until=entry.take("until", _date, None),
        line=entry.line,
    )
    entry.refuse_unknown()
    for name in ("rule", "reason"):
        if not getattr(suppression, name):
            raise entry.error(node, f"a suppression needs a '{name}'")
    return suppression
