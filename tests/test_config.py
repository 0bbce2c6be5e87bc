"""plimsoll.yaml: what is read, and what is refused with its place."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from scanner.config import Config, Suppression, load_config
from scanner.errors import ConfigError
from scanner.model import FailOn

if TYPE_CHECKING:
    from pathlib import Path


def load(tmp_path: Path, text: str) -> Config:
    path = tmp_path / "plimsoll.yaml"
    path.write_text(text, encoding="utf-8")
    return load_config(path)


def test_everything_can_be_given(tmp_path: Path) -> None:
    config = load(
        tmp_path,
        """\
targets: [deploy]
exclude: [third-party/]
select: [privileged]
ignore: [image-tag]
fail-on: high
scope: complete
policies:
  directories: [policies, more]
  parameters:
    replica-floor: {floor: 3, since: 2026-01-01}
engine:
  {opa-url: "https://opa.example.com", token-env: OPA_TOKEN, ca-file: ca.pem, deadline-seconds: 2.5, memory-mib: 256}
suppressions:
  - rule: host-path
    subject: DaemonSet shop/agent
    path: deploy/
    reason: The agent reads the node's logs.
    until: 2027-03-31
drift: {managers: [our-deployer]}
""",
    )
    assert config.drift_managers == ("our-deployer",)
    assert config.targets == ("deploy",)
    assert config.exclude == ("third-party/",)
    assert (config.select, config.ignore, config.fail_on) == (("privileged",), ("image-tag",), FailOn.HIGH)
    assert config.scope_complete
    assert config.policy_directories == ("policies", "more")
    assert config.parameters == {"replica-floor": {"floor": 3, "since": "2026-01-01"}}
    assert config.locate_parameter(["replica-floor", "floor"]) == (10, 21)
    assert config.locate_parameter(["replica-floor", "absent"]) == (10, 5)
    assert config.engine.opa_url == "https://opa.example.com"
    assert (config.engine.deadline_seconds, config.engine.memory_mib) == (2.5, 256)
    assert config.suppressions == (
        Suppression(
            "host-path", "The agent reads the node's logs.", "deploy/", "DaemonSet shop/agent", date(2027, 3, 31), 14
        ),
    )


BOMB = "a: [&x0 x" + "".join(f", &x{n} [{', '.join(10 * [f'*x{n - 1}'])}]" for n in range(1, 7)) + "]\n"
"""A million values in 300 characters."""


@pytest.mark.parametrize("text", ["", "# nothing but a comment\n", "---\n"])
def test_an_empty_file_means_the_defaults(tmp_path: Path, text: str) -> None:
    assert load(tmp_path, text) == Config(file="plimsoll.yaml")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("exlude: []\n", "plimsoll.yaml:1:1: unknown key 'exlude'; did you mean 'exclude'?"),
        ("policies:\n  directory: x\n", "plimsoll.yaml:2:3: unknown key 'directory'; did you mean 'directories'?"),
        ("engine: {url: x}\n", "plimsoll.yaml:1:10: unknown key 'url'; did you mean 'opa-url'?"),
        ("exclude: docs\n", "plimsoll.yaml:1:10: 'exclude' must be a list of strings"),
        ("exclude: [1]\n", "plimsoll.yaml:1:11: 'exclude' must be a string"),
        (
            "fail-on: bad\n",
            "plimsoll.yaml:1:10: 'fail-on' must be one of critical, high, medium, low, never",
        ),
        ("scope: all\n", "plimsoll.yaml:1:8: 'scope' must be one of complete, partial"),
        ("engine: {memory-mib: -1}\n", "plimsoll.yaml:1:22: 'memory-mib' must be a whole number from 1 to 1,048,576"),
        ("engine: {memory-mib: .inf}\n", "plimsoll.yaml:1:22: 'memory-mib' must be a whole number from 1 to 1,048,576"),
        *(
            (
                f"engine: {{deadline-seconds: {value}}}\n",
                "plimsoll.yaml:1:28: 'deadline-seconds' must be a number from 0.001 to 86,400",
            )
            for value in ("true", "0", ".inf", ".nan")
        ),
        ('targets: ["a\\0b"]\n', "plimsoll.yaml:1:11: 'targets' must not contain a NUL character"),
        ("? [a]\n: b\n", "plimsoll.yaml:1:3: a key must be a string"),
        (
            "policies: {parameters: {x: !!bool maybe}}\n",
            "plimsoll.yaml:1:24: cannot be read: KeyError: 'maybe'",
        ),
        ("policies: {parameters: &a {x: *a}}\n", "plimsoll.yaml:1:31: '*a' contains itself"),
        ("targets: " + 99 * "[" + "\n", "plimsoll.yaml:1:108: nested more than 100 levels deep"),
        (100_000 * "[", "plimsoll.yaml:1:100: nested more than 100 levels deep"),
        (100_000 * "{a: ", "plimsoll.yaml:1:394: nested more than 100 levels deep"),
        (BOMB, "plimsoll.yaml:1:286: more than 100,000 values, aliases expanded"),
        ("#" * (1 << 20) + "\n", "plimsoll.yaml:1:1: is larger than 1,048,576 bytes"),
        ("suppressions: [{rule: x}]\n", "plimsoll.yaml:1:16: a suppression needs a 'reason'"),
        ("suppressions: [{reason: x}]\n", "plimsoll.yaml:1:16: a suppression needs a 'rule'"),
        (
            "suppressions: [{rule: x, reason: y, until: soon}]\n",
            "plimsoll.yaml:1:44: 'until' must be a day such as 2027-03-31",
        ),
        ("suppressions: {}\n", "plimsoll.yaml:1:15: 'suppressions' must be a list"),
        ("suppressions: [x]\n", "plimsoll.yaml:1:16: a suppression must be a mapping"),
        ("exclude: []\nexclude: []\n", "plimsoll.yaml:2:1: 'exclude' is given twice; the first is on line 1"),
        ("- x\n", "plimsoll.yaml:1:1: the document must be a mapping"),
        ("policies: []\n", "plimsoll.yaml:1:11: 'policies' must be a mapping"),
        ("exclude: [\n", "plimsoll.yaml:2:1: not well-formed YAML: did not find expected node content"),
    ],
)
def test_what_cannot_be_right_is_refused_with_its_place(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, text)
    assert str(caught.value) == message


def test_an_unreadable_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "plimsoll.yaml").write_bytes(b"\xff\xfe\xff")
    with pytest.raises(ConfigError, match=r"plimsoll.yaml:1:1: cannot be read: "):
        load_config(tmp_path / "plimsoll.yaml")
    with pytest.raises(ConfigError, match=r"plimsoll.yaml:1:1: cannot be read: "):
        load_config(tmp_path / "absent.yaml")
