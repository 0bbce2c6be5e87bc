"""Names, namesakes and bounds of namespaces: what examples cannot show."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scanner.kubernetes import Inventory
from scanner.kubernetes.names import is_dns_label, is_dns_subdomain, is_label_value, is_path_segment, is_qualified_name
from scanner.model import Document, DocumentKind, Source, Unknown
from scanner.rules.kubernetes.objects import CHECKS
from tests.kubernetes.manifests import NoPlaces, inventory, judgements

if TYPE_CHECKING:
    from collections.abc import Callable

BY_ID = {check.rule.id: check for check in CHECKS}
NAMESPACE = "{apiVersion: v1, kind: Namespace, metadata: {name: shop}}\n"


@pytest.mark.parametrize(
    ("accepts", "good", "bad"),
    [
        (is_dns_label, ["a", "a-1", "1", "a" * 63], ["", "-a", "a-", "A", "a.b", "a_b", "a" * 64, "a\n"]),
        (is_dns_subdomain, ["a", "a.b-1", "a" * 253], ["", "a..b", ".a", "a.", "A.b", "a" * 254]),
        (is_path_segment, ["a", "system:a", "A b"], ["", ".", "..", "a/b", "a%b"]),
        (is_qualified_name, ["a", "A_b.c-d", "example.com/a", "a" * 63], ["", "/a", "a/", "a/b/c", "-a", "a" * 64]),
        (is_qualified_name, ["example.com/a"], ["X.com/a", "a_b/a"]),
        (is_label_value, ["", "a", "A_b.c-1", "a" * 63], ["-a", "a-", "a b", "a/b", "a" * 64]),
    ],
)
def test_names_are_accepted_as_the_api_server_does(
    accepts: Callable[[str], bool], good: list[str], bad: list[str]
) -> None:
    assert [text for text in good if not accepts(text)] == []
    assert [text for text in bad if accepts(text)] == []


def outcome(rule_id: str, *texts: str, complete: bool = False) -> list[str]:
    within = inventory("---\n".join(texts), scope_complete=complete)
    return [type(one).__name__ for one in judgements(BY_ID[rule_id], within)]


@pytest.mark.parametrize(
    ("rule_id", "kind"), [("limitrange-usage", "LimitRange"), ("resourcequota-usage", "ResourceQuota")]
)
def test_bounds_are_unknown_until_any_are_seen(rule_id: str, kind: str) -> None:
    other = f"{{apiVersion: v1, kind: {kind}, metadata: {{name: b, namespace: other}}}}\n"
    assert outcome(rule_id, NAMESPACE) == ["Unknown"]
    assert outcome(rule_id, NAMESPACE, other) == ["Match"]
    assert outcome(rule_id, NAMESPACE, complete=True) == ["Match"]
    assert outcome(rule_id, NAMESPACE.replace("shop", "kube-system"), complete=True) == []


@pytest.mark.parametrize("name", ["${NAME}", "{{ .Values.name }}", "$(NAME)"])
def test_a_placeholder_is_not_known(name: str) -> None:
    manifest = f"{{apiVersion: v1, kind: ConfigMap, metadata: {{name: '{name}', labels: {{a: '{name}'}}}}}}"
    assert outcome("invalid-name", manifest) == ["Unknown"]
    assert outcome("invalid-label", manifest) == ["Unknown"]


def test_annotations_have_a_size() -> None:
    manifest = "{{apiVersion: v1, kind: ConfigMap, metadata: {{name: a, annotations: {{k: '{}'}}}}}}"
    assert outcome("invalid-annotation", manifest.format("x" * (256 * 1024 - 1))) == []
    assert outcome("invalid-annotation", manifest.format("x" * (256 * 1024))) == ["Match"]


def in_files(*names: str) -> Inventory:
    data = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a", "namespace": "shop"}}
    documents = [Document(Source(name, "", ""), 0, (), DocumentKind.KUBERNETES, data, NoPlaces()) for name in names]
    return Inventory.of(documents)


def test_the_same_object_in_one_file_and_in_two_are_two_things() -> None:
    within = in_files("one.yaml", "one.yaml", "two.yaml", "two.yaml", "two.yaml")
    assert len(list(judgements(BY_ID["duplicate-object"], within))) == 3
    assert len(list(judgements(BY_ID["duplicate-object-elsewhere"], within))) == 3
    assert list(judgements(BY_ID["duplicate-object-elsewhere"], in_files("one.yaml", "one.yaml"))) == []
    assert list(judgements(BY_ID["duplicate-object"], in_files("one.yaml", "two.yaml"))) == []


def test_everything_that_a_cluster_wrote_is_one_finding() -> None:
    manifest = (
        "{apiVersion: v1, kind: ConfigMap, metadata: {name: a, uid: x, resourceVersion: '1', annotations:"
        " {config.kubernetes.io/origin: x}}, status: {a: {b: [0, {c: false}]}}}"
    )
    (match,) = judgements(BY_ID["server-fields-committed"], inventory(manifest))
    assert not isinstance(match, Unknown)
    assert [match.path, *(one.path for one in match.related)] == [
        ("metadata", "resourceVersion"),
        ("metadata", "uid"),
        ("metadata", "annotations", "config.kubernetes.io/origin"),
    ]
