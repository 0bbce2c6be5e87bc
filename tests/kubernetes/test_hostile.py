"""Manifests of any shape: no rule crashes on them, and none takes a wrong type for a safe value."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from scanner.kubernetes import Inventory, subjects
from scanner.model import Match
from scanner.rules.kubernetes import CHECKS
from tests.kubernetes.manifests import document, inventory, judgements

if TYPE_CHECKING:
    from collections.abc import Iterator

EXAMPLES = Path(__file__).parents[1] / "examples"
BY_ID = {check.rule.id: check for check in CHECKS}
STRANGE: tuple[Any, ...] = (None, "x", 3, True, [], [None], {}, {"x": None})


def judge_all(world: Inventory) -> int:
    """Carry out every rule on everything, and ask each subject what a report would; return the number of matches."""
    for subject in subjects(world):
        assert isinstance(subject.label, str)
        assert all(isinstance(part, str) for part in subject.identity)
    return sum(isinstance(one, Match) for check in CHECKS for one in judgements(check, world))


def places(data: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the path of every value below ``data``."""
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for step, value in items:
        yield (*path, step)
        yield from places(value, (*path, step))


def replaced(data: Any, path: tuple[str | int, ...], value: Any) -> Any:
    """Return a copy of ``data`` with another value at ``path``."""
    data = copy.deepcopy(data)
    parent = data
    for step in path[:-1]:
        parent = parent[step]
    parent[path[-1]] = value
    return data


@pytest.mark.parametrize("rule_id", sorted(BY_ID))
def test_no_rule_crashes_whatever_stands_in_the_place_of_a_value(rule_id: str) -> None:
    for file in sorted((EXAMPLES / rule_id).glob("fail*.yaml")):
        written = list(yaml.safe_load_all(file.read_text(encoding="utf-8")))
        originals = [one for item in written for one in (item["items"] if item["kind"] == "List" else [item])]
        assert judge_all(Inventory.of(map(document, originals)))
        for number, original in enumerate(originals):
            for path in places(original):
                for value in STRANGE:
                    changed = [*originals]
                    changed[number] = replaced(original, path, value)
                    judge_all(Inventory.of(map(document, changed)))


KEYS = st.sampled_from(
    (
        *("apiVersion", "kind", "metadata", "name", "namespace", "labels", "spec", "template", "jobTemplate"),
        *("selector", "matchLabels", "matchExpressions", "key", "operator", "values", "podSelector", "rules", "verbs"),
        *("containers", "initContainers", "image", "securityContext", "capabilities", "drop", "add", "volumes"),
        *("hostPath", "resources", "limits", "requests", "cpu", "scaleTargetRef", "replicas", "tls", "hosts"),
    )
)
WORDS = st.sampled_from(
    (
        *("v1", "apps/v1", "networking.k8s.io/v1", "rbac.authorization.k8s.io/v1", "autoscaling/v2", "example.com/v1"),
        *("Pod", "Deployment", "Service", "Ingress", "NetworkPolicy", "Role", "ClusterRole", "RoleBinding"),
        *("HorizontalPodAutoscaler", "CustomResourceDefinition", "web", "In", "*", "ALL"),
    )
)
DATA = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=6),
    max_leaves=30,
)


@given(st.lists(st.dictionaries(KEYS, DATA, max_size=6), max_size=3))
def test_no_rule_crashes_on_arbitrary_data(objects: list[dict[str, Any]]) -> None:
    judge_all(Inventory.of(map(document, objects)))


@pytest.mark.parametrize(
    ("rule_id", "spec"),
    [
        ("privileged", "{containers: [{securityContext: {privileged: 'false'}}]}"),
        ("privileged", "{containers: [{securityContext: {privileged: 1}}]}"),
        ("privileged", "{containers: [{securityContext: [{privileged: true}]}]}"),
        ("privileged", "{containers: {securityContext: {privileged: true}}}"),
        ("privileged", "{initContainers: {securityContext: {privileged: true}}}"),
        ("host-network", "{hostNetwork: 'false'}"),
        ("host-pid", "{hostPID: [true]}"),
        ("host-ipc", "[{hostIPC: true}]"),
        ("host-path", "{volumes: {name: a, hostPath: {path: /srv}}}"),
        ("host-path", "{volumes: [/var/run]}"),
        ("host-path", "{volumes: [{hostPath: /var/run}]}"),
        ("caps-add-dangerous", "{containers: [{securityContext: {capabilities: {add: SYS_ADMIN}}}]}"),
        ("caps-add-dangerous", "{containers: [{securityContext: {capabilities: {add: [[SYS_ADMIN]]}}}]}"),
        ("caps-add-dangerous", "{containers: [{securityContext: {capabilities: [SYS_ADMIN]}}]}"),
        ("caps-drop-all", "{containers: [{securityContext: {capabilities: {drop: ALL}}}]}"),
        ("caps-drop-all", "{containers: [{securityContext: {capabilities: {drop: {ALL: true}}}}]}"),
        ("run-as-user-zero", "{securityContext: {runAsUser: '0'}, containers: [{name: a}]}"),
        ("run-as-user-zero", "{containers: [{securityContext: {runAsUser: 0.0}}]}"),
        ("run-as-user-zero", "{containers: [{securityContext: {runAsUser: false}}]}"),
        ("run-as-root", "{securityContext: {runAsNonRoot: 'true'}, containers: [{name: a}]}"),
        ("run-as-root", "{securityContext: [{runAsNonRoot: true}], containers: [{name: a}]}"),
        ("run-as-root", "{containers: [null]}"),
        ("allow-privilege-escalation", "{containers: [{securityContext: {allowPrivilegeEscalation: 'false'}}]}"),
        ("allow-privilege-escalation", "{os: windows, containers: [{name: a}]}"),
        ("read-only-root-fs", "{containers: [{securityContext: {readOnlyRootFilesystem: 1}}]}"),
        ("seccomp-not-set", "{securityContext: {seccompProfile: RuntimeDefault}, containers: [{name: a}]}"),
        ("seccomp-not-set", "{securityContext: {seccompProfile: {type: [RuntimeDefault]}}, containers: [{name: a}]}"),
        ("automount-sa-token", "{automountServiceAccountToken: 'false'}"),
        ("invalid-image", "{containers: [{image: [web]}]}"),
        ("memory-limit", "{containers: [{resources: {limits: [memory]}}]}"),
        ("memory-limit", "{containers: [{resources: {limits: {memory: true}}}]}"),
    ],
)
def test_a_wrong_type_never_passes(rule_id: str, spec: str) -> None:
    world = inventory(f"{{apiVersion: v1, kind: Pod, metadata: {{name: p}}, spec: {spec}}}")
    assert [type(one) for one in judgements(BY_ID[rule_id], world)] == [Match]


@pytest.mark.parametrize("tls", ["true", "{hosts: [a.example.com]}", "[a.example.com]", "[{hosts: a.example.com}]"])
def test_what_is_no_tls_entry_covers_no_host(tls: str) -> None:
    ingress = (
        "{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: i},"
        f" spec: {{tls: {tls}, rules: [{{host: a.example.com}}]}}}}"
    )
    assert [type(one) for one in judgements(BY_ID["ingress-tls"], inventory(ingress))] == [Match]


@pytest.mark.parametrize("rules", ["{verbs: ['*']}", "[{verbs: '*'}]", "{verbs: '*'}"])
def test_a_wildcard_counts_where_a_list_was_forgotten(rules: str) -> None:
    role = f"{{apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {{name: r}}, rules: {rules}}}"
    assert [type(one) for one in judgements(BY_ID["wildcard-rules"], inventory(role))] == [Match]
