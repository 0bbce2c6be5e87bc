"""What an audit lists is all that rules ask about."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from scanner import kubernetes
from scanner.cluster.manifests import plural
from scanner.cluster.needs import ASKED_ABOUT, group_kinds
from scanner.evaluate.judge import judge
from scanner.kubernetes import Inventory
from scanner.kubernetes.unlisted import Gap, GroupKind, Known
from scanner.model import Document
from scanner.read import ReadOptions, read_targets
from scanner.rego import PolicySet
from scanner.rules.catalogue import CHECKS

if TYPE_CHECKING:
    from collections.abc import Iterator

EXAMPLES = Path(__file__).parents[1] / "examples"


class Recorder(dict[GroupKind, Gap]):
    """Gaps of nothing that remember what was asked about."""

    def __init__(self) -> None:
        super().__init__({("nowhere.example.com", "Nothing"): Gap("Nothing is missing.")})
        self.asked: set[GroupKind] = set()

    def get(self, key: Any, default: Any = None) -> Any:
        self.asked.add(key)
        return super().get(key, default)


def asked_by(rule: str) -> Iterator[set[GroupKind]]:
    """Yield what the live rules ask about, example by example, over and above the kinds that an object names."""
    for path in sorted((EXAMPLES / rule).glob("*.y*ml")):
        documents = [one for one in read_targets([str(path)], ReadOptions(root=EXAMPLES)) if isinstance(one, Document)]
        recorder = Recorder()
        known = Known(gaps=recorder)
        inventory = dataclasses.replace(Inventory.of(documents, scope_complete=True), known=known)
        checks = [check for check in CHECKS if not check.files_only]
        list(judge(kubernetes.subjects(inventory), checks))
        yield recorder.asked


def test_everything_that_rules_ask_about_is_listed() -> None:
    rules = [path.name for path in EXAMPLES.iterdir() if path.is_dir() and not path.name.startswith("hpa-target")]
    asked = {key for rule in sorted(rules) for one in asked_by(rule) for key in one}
    assert ("networking.k8s.io", "NetworkPolicy") in asked  # the recorder records
    assert asked - set(ASKED_ABOUT) <= {("nowhere.example.com", "Nothing"), ("extensions", "Ingress")}


def test_the_group_of_every_judged_kind_is_known() -> None:
    checks = [check for check in CHECKS if not check.files_only]
    found, unknown = group_kinds(checks, PolicySet(modules=MappingProxyType({})))
    assert unknown == set()
    assert ("apps", "Deployment") in found


def test_kinds_are_named_in_paths_as_kubernetes_names_them() -> None:
    kinds = {"NetworkPolicy": "networkpolicies", "Ingress": "ingresses", "Endpoints": "endpoints", "Pod": "pods"}
    kinds |= {"APIService": "apiservices", "StorageClass": "storageclasses", "HTTPRoute": "httproutes"}
    assert {kind: plural(kind) for kind in kinds} == kinds
