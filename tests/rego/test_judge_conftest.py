"""A directory of policies written for conftest runs unchanged, and its findings have addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from scanner.model import Document, Located, NotEvaluated, Severity
from scanner.read import Limits, read_bytes
from scanner.rego import PolicyMatch, judge, load_policies

if TYPE_CHECKING:
    from pathlib import Path

    from scanner.rego import Engine

OLD = """package main

import data.names

deny[msg] {
  input.kind == "Deployment"
  not input.spec.template.spec.securityContext.runAsNonRoot
  msg := sprintf("Containers must not run as root in %s", [input.metadata.name])
}

warn_replicas[msg] {
  input.spec.replicas < 2
  msg = sprintf("%s has one replica", [names.of(input)])
}

violation[{"msg": msg, "details": {"container": container.name}}] {
  container := input.spec.template.spec.containers[_]
  endswith(container.image, ":latest")
  msg := "Mutable image"
}
"""
LIBRARY = """package names

of(object) = name {
  name := object.metadata.name
}
"""
NEW = """package main

import rego.v1

deny_latest contains msg if {
  some index, container in input.spec.template.spec.containers
  container.name == "log"
  msg := {"msg": "Log.", "path": ["spec", "template", "spec", "containers", index, "image"]}
}

exception contains rules if {
  input.metadata.name == "excepted"
  rules := ["latest", ""]
}
"""
DEPLOYMENT = """apiVersion: apps/v1
kind: Deployment
metadata:
  name: NAME
spec:
  replicas: 1
  template:
    spec:
      containers:
        - name: web
          image: a:latest
        - name: log
          image: b:1
"""


@pytest.fixture
def engine(embedded_engine: Engine) -> Engine:
    return embedded_engine


@pytest.fixture
def policies(tmp_path: Path) -> Path:
    for name, text in {"old.rego": OLD, "lib/names.rego": LIBRARY, "new.rego": NEW}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def verdicts(directory: Path, text: str, engine: Engine, path: str = "a.yaml") -> list[PolicyMatch | NotEvaluated]:
    documents = [one for one in read_bytes(path, text.encode(), Limits(), named=True) if isinstance(one, Document)]
    return list(judge(load_policies([directory]), documents, parameters={}, engine=engine))


def found(verdicts: list[PolicyMatch | NotEvaluated]) -> list[tuple[Any, ...]]:
    assert all(isinstance(one, PolicyMatch) for one in verdicts), verdicts
    return sorted(
        (one.match.message, one.rule.id, one.match.path, one.located, one.document.locate(one.match.path).line)
        for one in verdicts
        if isinstance(one, PolicyMatch)
    )


def test_every_entry_rule_is_judged(policies: Path, engine: Engine) -> None:
    containers = ("spec", "template", "spec", "containers")
    assert found(verdicts(policies, DEPLOYMENT.replace("NAME", "shop"), engine)) == [
        ("Containers must not run as root in shop", "main", ("kind",), Located.DOCUMENT, 2),
        ("Log.", "main", (*containers, 1, "image"), Located.EXACT, 13),
        ("Mutable image", "main", (*containers, 0), Located.NEAREST, 10),
        ("shop has one replica", "main/warn", ("kind",), Located.DOCUMENT, 2),
    ]


def test_warnings_are_information(policies: Path, engine: Engine) -> None:
    severities = {
        one.rule.id: one.rule.severity
        for one in verdicts(policies, DEPLOYMENT.replace("NAME", "shop"), engine)
        if isinstance(one, PolicyMatch)
    }
    assert severities == {"main": Severity.MEDIUM, "main/warn": Severity.INFO}


def test_what_is_excepted_is_not_reported(policies: Path, engine: Engine) -> None:
    messages = [one[0] for one in found(verdicts(policies, DEPLOYMENT.replace("NAME", "excepted"), engine))]
    assert messages == ["excepted has one replica"]


def test_what_meets_the_policies_has_no_findings(policies: Path, engine: Engine) -> None:
    assert verdicts(policies, "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n", engine) == []


def test_workflows_are_judged_as_github_reads_them(tmp_path: Path, engine: Engine) -> None:
    (tmp_path / "a.rego").write_text(
        "# METADATA\n# custom: {input: {documents: [workflow]}}\npackage a\n"
        'deny contains {"msg": "Push.", "path": ["on", "push"]} if "push" in object.keys(input.on)\n',
    )
    text = "on:\n  push: {}\njobs: {a: {runs-on: x, steps: [{run: a}]}}\n"
    assert found(verdicts(tmp_path, text, engine, ".github/workflows/a.yml")) == [
        ("Push.", "a", ("on", "push"), Located.EXACT, 2),
    ]


def test_a_policy_sees_only_what_it_selects(tmp_path: Path, engine: Engine) -> None:
    (tmp_path / "a.rego").write_text(
        "# METADATA\n# custom: {input: {kinds: [apps/Deployment]}}\npackage a\ndeny contains input.kind\n",
    )
    others = "---\napiVersion: v1\nkind: Pod\nmetadata: {name: a}\n---\napiVersion: x/v1\nkind: Deployment\n"
    assert [one[0] for one in found(verdicts(tmp_path, DEPLOYMENT + others, engine))] == ["Deployment"]
