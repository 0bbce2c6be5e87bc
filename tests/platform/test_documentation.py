"""The guide and the inventory are true: files, objects and commands in them exist, tables are up to date."""

from __future__ import annotations

import re
import shlex
import subprocess
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
import yaml

from scripts import peer_findings, platform_inventory
from tests.cluster.programs import program
from tests.platform.everything import DIRECTORY, order, read_everything
from tests.platform.manifests import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.platform.manifests import Platform

GUIDE = ROOT / "docs" / "kubernetes-deployment.md"
KINDS = {
    "cronjob": "CronJob",
    "deployment": "Deployment",
    "externalsecret": "ExternalSecret",
    "hpa": "HorizontalPodAutoscaler",
    "service": "Service",
    "statefulset": "StatefulSet",
}
MADE_BY_OTHERS = {"certificate", "job", "pod", "pods", "pvc"}
"""Kinds whose objects a controller or the guide itself makes."""


def commands() -> list[list[str]]:
    """Return the commands of the guide, split into words."""
    blocks = re.findall(r"^```sh\n(.*?)^```", GUIDE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    return [shlex.split(line) for block in blocks for line in block.splitlines()]


def kubectl_commands() -> list[list[str]]:
    return [words[1:] for words in commands() if words[0] == "kubectl"]


@cache
def everything() -> Platform:
    return read_everything()


def test_each_command_is_of_a_program_that_the_guide_asks_for() -> None:
    assert {words[0] for words in commands()} == {"curl", "helm", "kubectl", "plimsoll"}
    assert len(kubectl_commands()) > 40


def test_the_files_are_applied_in_the_documented_order() -> None:
    applied: list[Path] = []
    for words in kubectl_commands():
        if words[:2] == ["apply", "-f"]:
            path = ROOT / words[2]
            found = sorted(path.glob("*.yaml")) if path.is_dir() else [path]
            assert found
            assert all(file.is_file() for file in found), path
            applied += [file for file in found if file not in applied]
    assert applied == order()


def named_objects(words: list[str]) -> list[tuple[str, str]]:
    """Return the objects that a command names: as ``kind/name``, and as names after a kind."""
    found = [tuple(word.split("/", 1)) for word in words if re.fullmatch(r"[a-z]+/[a-z0-9-]+", word)]
    plain = [word for word in words if not word.startswith("-") and "/" not in word]
    for verb in ("get", "delete", "describe", "patch", "scale", "annotate"):
        if verb in plain:
            rest = plain[plain.index(verb) + 1 :]
            found += [(rest[0], name) for name in rest[1:] if "=" not in name]
    return [(kind, name) for kind, name in found]


@pytest.mark.parametrize("words", kubectl_commands(), ids=" ".join)
def test_each_object_that_a_command_names_exists(words: list[str]) -> None:
    options = dict(pairwise(words))
    namespace = options.get("-n")
    assert namespace is None or namespace in everything().namespaces
    without = [word for at, word in enumerate(words) if word != "-n" and (at == 0 or words[at - 1] != "-n")]
    without = without[: without.index("--")] if "--" in without else without
    for kind, name in named_objects(without):
        if kind in MADE_BY_OTHERS:
            continue
        assert namespace is not None, words
        assert everything().named(KINDS[kind], namespace, name)
    for pair in words:
        if pair.startswith("--from="):
            kind, _, name = pair.removeprefix("--from=").partition("/")
            assert everything().named(KINDS[kind], namespace or "", name)


@pytest.mark.parametrize("words", kubectl_commands(), ids=" ".join)
def test_kubectl_knows_the_words_of_each_command(words: list[str]) -> None:
    """An unknown verb or flag is refused before a cluster is asked; without a cluster nothing else can be."""
    arguments = words[: words.index("--")] if "--" in words else words
    result = subprocess.run(
        [program("kubectl"), *arguments, "--help"],
        capture_output=True,
        text=True,
        check=False,
        env={"HOME": "/nowhere"},
    )
    assert result.returncode == 0, result.stderr
    known = set(re.findall(r"(?<![\w-])(--[a-z-]+|-[a-zA-Z])(?=[=, ]|$)", result.stdout, re.MULTILINE)) | {"-n"}
    used = {word.partition("=")[0] for word in arguments if word.startswith("-")}
    assert used <= known | {"--namespace", "--all-namespaces"}, used - known


def test_what_the_guide_names_exists() -> None:
    text = GUIDE.read_text(encoding="utf-8")
    for path in re.findall(r"`(kubernetes/[\w./-]+)`", text):
        assert (ROOT / path).exists(), path
    for link in re.findall(r"\]\(([^)#]+)\)", text):
        assert (GUIDE.parent / link).exists(), link
    hosts = {rule["host"] for ingress in everything().of("Ingress") for rule in ingress["spec"]["rules"]}
    assert hosts == set(re.findall(r"\b[\w-]+\.coderev\.example\.com\b", text))


def test_the_inventory_is_up_to_date() -> None:
    page = platform_inventory.PAGE.read_text(encoding="utf-8")
    assert platform_inventory.render(page) == page, "run 'make docs'"


def test_the_inventory_counts_every_object() -> None:
    page = platform_inventory.PAGE.read_text(encoding="utf-8")
    assert f"| all | {len(everything().objects)} |" in page


def test_each_answer_to_other_scanners_is_on_the_page() -> None:
    answers = yaml.safe_load(peer_findings.ANSWERS.read_text(encoding="utf-8"))
    page = peer_findings.PAGE.read_text(encoding="utf-8")
    rows = {match[1]: match[2] for match in re.finditer(r"^\| `([\w-]+)` \| .* \| (.*) \|$", page, re.MULTILINE)}
    assert rows == {check: answer.strip() for found in answers.values() for check, answer in found.items()}
    assert all(answer.endswith(".") for answer in rows.values())


def test_an_unanswered_and_a_spare_answer_are_told() -> None:
    found: peer_findings.Findings = {"kube-score": {"new": {"Deployment shop/cart"}}}
    told = list(peer_findings.problems(found, {"kube-score": {"old": "It stays."}}))
    assert told == [
        "kube-score: 'new' has no answer: Deployment shop/cart",
        "kube-score: 'old' is answered and not found",
    ]


def test_the_scanners_are_given_every_manifest() -> None:
    assert set(peer_findings.manifests()) == set(order())
    assert DIRECTORY / "kustomization.yaml" not in peer_findings.manifests()
