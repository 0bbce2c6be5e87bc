"""The options that `plimsoll scan` and `plimsoll audit` share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import click

from scanner.cli.version import Version
from scanner.config import KUBERNETES_VERSION, POD_SECURITY_VERSION
from scanner.model import FailOn, Profile

if TYPE_CHECKING:
    from collections.abc import Callable

FunctionT = TypeVar("FunctionT", bound="Callable[..., Any]")

_COMMON: tuple[Callable[[Any], Any], ...] = (
    click.option(
        "--format", "formats", multiple=True, metavar="NAME[=FILE]", help="How to show the result; repeatable."
    ),
    click.option("--report-dir", default="", metavar="DIR", help="Also write compliance.sarif, .json and .md there."),
    click.option("--profile", type=click.Choice([choice.value for choice in Profile]), help="strict: all rules."),
    click.option(
        "--kubernetes-version", type=Version(KUBERNETES_VERSION), metavar="1.N", help="What manifests are for."
    ),
    click.option(
        "--pod-security-version", type=Version(POD_SECURITY_VERSION), metavar="v1.N", help="Of the standards."
    ),
    click.option(
        "--fail-on", type=click.Choice([choice.value for choice in FailOn]), help="The least severity that fails."
    ),
    click.option(
        "--select", multiple=True, metavar="RULE", help="Carry out only these rules and policies; repeatable."
    ),
    click.option(
        "--ignore", multiple=True, metavar="RULE", help="Do not carry out these rules and policies; repeatable."
    ),
    click.option("--policies", "policy_directories", multiple=True, metavar="DIR", help="Rego policies; repeatable."),
    click.option("--opa-url", default="", metavar="URL", help="Evaluate policies on this OPA server."),
    click.option("--config", "config_file", default="", metavar="FILE", help="Instead of the nearest plimsoll.yaml."),
    click.option("--category", default="", help="The SARIF category of this scan."),
    click.option("--show-suppressed", is_flag=True, help="Show findings that are accepted, with the reason."),
    click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True),
    click.option(
        "--jobs", type=click.IntRange(min=1), default=1, show_default=True, help="Engine processes for policies."
    ),
    click.option("--debug", is_flag=True, help="Show the traceback of a rule that crashed."),
)


@dataclass(frozen=True, slots=True)
class Common:
    """What was given for them; the names are those of the options."""

    formats: tuple[str, ...]
    report_dir: str
    profile: str | None
    kubernetes_version: str | None
    pod_security_version: str | None
    fail_on: str | None
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    policy_directories: tuple[str, ...]
    opa_url: str
    config_file: str
    category: str
    show_suppressed: bool
    color: str
    jobs: int
    debug: bool

    @property
    def overrides(self) -> dict[str, Any]:
        """What stands in place of what plimsoll.yaml says, where it was given."""
        return {
            "select": self.select,
            "ignore": self.ignore,
            "policy_directories": self.policy_directories,
            "fail_on": self.fail_on and FailOn(self.fail_on),
            "profile": self.profile and Profile(self.profile),
            "kubernetes_version": self.kubernetes_version,
            "pod_security_version": self.pod_security_version,
        }


def common_options(function: FunctionT) -> FunctionT:
    """Add the options to a command, in the order above."""
    for option in reversed(_COMMON):
        function = option(function)
    return function
