"""Directories of policies become rules; what cannot be used is named, and hinders nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scanner.model import RuleOrigin, Severity
from scanner.rego import PolicySet, Selector, load_policies
from scanner.rego.policies.policy_files import read_modules

if TYPE_CHECKING:
    from pathlib import Path

DENY = 'deny contains "x"\n'


def load(directory: Path, **files: str) -> PolicySet:
    for name, text in files.items():
        path = directory / f"{name.replace('__', '/')}.rego"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return load_policies([directory], with_tests=True)


def reasons(policies: PolicySet, directory: Path) -> list[str]:
    return [failure.reason.replace(directory.as_posix(), "DIR") for failure in policies.failures]


def test_a_package_without_metadata_is_a_policy(tmp_path: Path) -> None:
    policies = load(tmp_path, a=f"package kubernetes.replicas\n{DENY}")
    (policy,) = policies.policies
    assert policy.rule.id == "kubernetes.replicas"
    assert policy.rule.severity is Severity.MEDIUM
    assert policy.rule.origin is RuleOrigin.POLICY
    assert policy.selector == Selector()
    assert policy.queries == ("data.kubernetes.replicas.deny",)
    assert policies.failures == ()


def test_several_files_of_one_package_are_one_policy(tmp_path: Path) -> None:
    policies = load(
        tmp_path,
        b=f"package main\n{DENY}",
        a='# METADATA\n# title: T\npackage main\nviolation_a contains "y"\n',
        sub__c=f"package main\n{DENY}",
    )
    (policy,) = policies.policies
    assert policy.rule.title == "T"
    assert [entry.name for entry in policy.entries] == ["deny", "violation_a"]
    assert [file.removeprefix(f"{tmp_path.as_posix()}/") for file in policy.files] == ["a.rego", "b.rego", "sub/c.rego"]


def test_a_package_without_entry_rules_is_a_library(tmp_path: Path) -> None:
    policies = load(tmp_path, lib="package lib\nx := 1", a=f"package a\nimport data.lib\n{DENY}")
    assert [policy.rule.id for policy in policies.policies] == ["a"]
    assert policies.uses["a",] == {("a",), ("lib",)}


def test_tests_and_hidden_directories_and_data_stay_apart(tmp_path: Path) -> None:
    (tmp_path / "data.json").write_text("not even JSON")
    policies = load(tmp_path, a=f"package a\n{DENY}", a_test=f"package a_test\n{DENY}", **{".git__b": "package b"})
    assert [name.rpartition("/")[2] for name in policies.modules] == ["a.rego"]
    assert [name.rpartition("/")[2] for name in policies.tests] == ["a_test.rego"]


def test_warnings_have_a_rule_of_their_own(tmp_path: Path) -> None:
    head = "# METADATA\n# title: T\n# custom: {id: a, severity: high}\n"
    policies = load(tmp_path, a=f'{head}package a\n{DENY}warn contains "x"\n', b='package b\nwarn_x contains "y"\n')
    both, only_warns = policies.policies
    assert [(rule.id, rule.severity) for rule in both.rules] == [("a", Severity.HIGH), ("a/warn", Severity.INFO)]
    assert [(rule.id, rule.severity) for rule in only_warns.rules] == [("b", Severity.INFO)]
    assert only_warns.rule == only_warns.warning


def test_wrong_metadata_is_a_failure_with_its_place(tmp_path: Path) -> None:
    policies = load(
        tmp_path,
        a=f"# METADATA\n# custom: {{severity: hihg}}\npackage a\n{DENY}",
        b=f"package b\n{DENY}",
        lib="# METADATA\n# title: [\npackage lib\nx := 1",
    )
    assert [policy.rule.id for policy in policies.policies] == ["b"]
    assert [failure.rule_id for failure in policies.failures] == ["a", "lib"]
    first, second = reasons(policies, tmp_path)
    assert first.startswith("DIR/a.rego:2:22: 'hihg' is no severity")
    assert second.startswith("DIR/lib.rego:3:2: METADATA is not well-formed YAML")


def test_two_blocks_for_a_package_are_a_failure(tmp_path: Path) -> None:
    policies = load(tmp_path, **{name: f"# METADATA\n# title: {name}\npackage p\n{DENY}" for name in "ab"})
    assert policies.policies == ()
    assert reasons(policies, tmp_path) == ["DIR/b.rego:1: the package has METADATA already, in DIR/a.rego:1."]


def test_an_id_belongs_to_one_policy(tmp_path: Path) -> None:
    policies = load(tmp_path, **{name: f"# METADATA\n# custom: {{id: x}}\npackage {name}\n{DENY}" for name in "ab"})
    assert [policy.package for policy in policies.policies] == [("a",)]
    assert reasons(policies, tmp_path) == ["DIR/b.rego:1: the id 'x' is taken by DIR/a.rego."]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("deny contains 1", "The file does not begin with a package clause."),
        ("", "The file does not begin with a package clause."),
        (
            "package inventory.x",
            "The package 'inventory.x' lies where Plimsoll puts its own data; choose another name.",
        ),
        (
            "package plimsoll.config",
            "The package 'plimsoll.config' lies where Plimsoll puts its own data; choose another",
        ),
    ],
)
def test_a_module_that_cannot_be_one(tmp_path: Path, text: str, reason: str) -> None:
    policies = load(tmp_path, a=text)
    assert policies.modules == {}
    assert reasons(policies, tmp_path)[0].startswith(f"DIR/a.rego:1: {reason}")


def test_unreadable_files_are_failures(tmp_path: Path) -> None:
    (tmp_path / "a.rego").write_bytes(b"package a\n\xff")
    (tmp_path / "b.rego").write_bytes(b"#" * (4 << 20) + b"#")
    (tmp_path / "c.rego").symlink_to("nowhere")
    (tmp_path / "d.rego").mkdir()
    policies = load_policies([tmp_path, tmp_path / "absent"])
    assert [reason.partition(": ")[2] for reason in reasons(policies, tmp_path)] == [
        "The policy is not UTF-8: byte 10 cannot be decoded.",
        "The policy is larger than 4 MiB.",
        "The policy cannot be read: No such file or directory.",
        "There is no such directory of policies.",
    ]


def test_a_file_comes_once(tmp_path: Path) -> None:
    load(tmp_path, a=f"package a\n{DENY}", sub__b=f"package b\n{DENY}")
    (tmp_path / "c.rego").symlink_to("a.rego")
    assert len(list(read_modules([tmp_path, tmp_path / "sub", tmp_path / "a.rego"], with_tests=False))) == 2


def test_a_byte_order_mark_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "a.rego").write_bytes(b"\xef\xbb\xbfpackage a\n" + DENY.encode())
    assert [policy.rule.id for policy in load_policies([tmp_path]).policies] == ["a"]


def parametrised(package: str, parameters: str, *more: str) -> str:
    return "\n".join((f"# METADATA\n# custom: {{parameters: {parameters}}}\npackage {package}", *more))


def test_a_policy_without_its_required_parameters_is_not_configured(tmp_path: Path) -> None:
    policies = load(
        tmp_path,
        free=parametrised("free", "{type: object}", DENY),
        needs=parametrised("needs", "{required: [x]}", DENY),
        shared=parametrised("shared", "{required: [y]}", "x := 1"),
        through=f"package through\nimport data.middle\n{DENY}",
        middle="package middle\nx := data.shared.x",
    )
    configured, missing = policies.configured({})
    assert ([policy.rule.id for policy in configured.policies], missing) == (["free"], ("needs", "through"))
    configured, missing = policies.configured({"needs": {}, "shared": {}})
    assert (len(configured.policies), missing) == (3, ())


def test_selecting_leaves_out_what_only_others_need(tmp_path: Path) -> None:
    policies = load(
        tmp_path,
        a=f"package a\nimport data.lib\nimport data.lib_a\n{DENY}",
        b=f"package b\nimport data.lib\nimport data.lib_b\n{DENY}",
        **{name: f"package {name}\nx := 1" for name in ("lib", "lib_a", "lib_b", "orphan")},
        broken="nothing",
    )
    selected = policies.select({"a"})
    assert [policy.rule.id for policy in selected.policies] == ["a"]
    assert [name.rpartition("/")[2] for name in selected.modules] == ["a.rego", "lib.rego", "lib_a.rego", "orphan.rego"]
    assert selected.failures == policies.failures != ()


def test_a_reference_to_all_below_a_name_uses_all_below_it(tmp_path: Path) -> None:
    policies = load(
        tmp_path,
        a=f"package a\nx := data.lib[input.k]\n{DENY}",
        b="package lib.b\nx := 1",
        c="package lib.c\nx := data.d.x",
        d="package d\nx := 1",
        e="package e",
    )
    assert policies.uses["a",] == {("a",), ("lib", "b"), ("lib", "c"), ("d",)}
