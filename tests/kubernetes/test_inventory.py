"""What the inventory knows about the relations of objects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import Inventory, LabelSelector, Setting, subjects
from scanner.model import Document, DocumentKind
from tests.kubernetes.manifests import SOURCE, NoPlaces, document, inventory

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scanner.kubernetes import KubernetesObject, Pod

WORLD = inventory("""
apiVersion: v1
kind: Namespace
metadata: {name: shop}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: cart, namespace: shop}
spec:
  template:
    metadata: {labels: {app: cart, tier: web}}
    spec:
      containers: [{name: web}, {name: log}]
      initContainers: [{name: migrate}]
---
apiVersion: v1
kind: Pod
metadata: {name: cart, namespace: other, labels: {app: cart}}
spec: {containers: [{name: web}]}
---
apiVersion: v1
kind: Pod
metadata: {name: plain, namespace: shop}
spec: {containers: [{name: web}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: all, namespace: shop}
spec: {}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: cart, namespace: shop}
spec: {podSelector: {matchLabels: {tier: web, app: cart}}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: not-cart, namespace: shop}
spec: {podSelector: {matchExpressions: [{key: app, operator: NotIn, values: [cart]}]}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: broken, namespace: shop}
spec: {podSelector: [all]}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: by-cpu, namespace: shop}
spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: cart}}
---
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: {name: by-queue, namespace: shop, labels: {app: queue}}
spec: {scaleTargetRef: {name: cart}}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: edit, namespace: shop}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: edit}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: role, namespace: shop}
roleRef: {kind: Role, name: edit}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: cluster-role, namespace: other}
roleRef: {kind: ClusterRole, name: edit}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: everywhere}
roleRef: {kind: ClusterRole, name: edit}
""")


def names(found: Iterable[KubernetesObject]) -> list[str]:
    return [one.name for one in found]


def pod_labels(found: Iterable[Pod]) -> list[str]:
    return [one.label for one in found]


def the(group: str, kind: str, namespace: str, name: str) -> KubernetesObject:
    found = WORLD.find(group, kind, namespace, name)
    assert found is not None
    return found


def test_objects_are_found_by_identity() -> None:
    assert the("apps", "Deployment", "shop", "cart").label == "Deployment shop/cart"
    assert WORLD.find("", "Deployment", "shop", "cart") is None
    assert WORLD.find("apps", "Deployment", "other", "cart") is None


def test_of_two_equal_identities_the_first_is_found() -> None:
    twice = inventory("{kind: A, metadata: {labels: {n: '1'}}}\n---\n{kind: A, metadata: {labels: {n: '2'}}}")
    found = twice.find("", "A", "default", "")
    assert found is not None
    assert found.labels == {"n": "1"}


def test_objects_are_found_by_kind_in_one_namespace_or_everywhere() -> None:
    assert names(WORLD.of_kind("", "Pod")) == ["cart", "plain"]
    assert names(WORLD.of_kind("", "Pod", "shop")) == ["plain"]
    assert names(WORLD.of_kind("rbac.authorization.k8s.io", "ClusterRole", "")) == ["edit"]
    assert (WORLD.has_namespace("shop"), WORLD.has_namespace("other")) == (True, False)


def test_pods_are_selected_in_their_namespace() -> None:
    app = LabelSelector.of_map(Setting((), {"app": "cart"}))
    everything = LabelSelector.of_map(Setting((), {}))
    assert pod_labels(WORLD.select_pods("shop", app)) == ["Deployment shop/cart"]
    assert pod_labels(WORLD.select_pods("other", app)) == ["Pod other/cart"]
    assert pod_labels(WORLD.select_pods("shop", everything)) == ["Deployment shop/cart", "Pod shop/plain"]
    assert pod_labels(WORLD.select_pods("shop", LabelSelector.of_map(Setting((), {"app": "x"})))) == []
    assert pod_labels(WORLD.pods_in("shop")) == ["Deployment shop/cart", "Pod shop/plain"]
    assert WORLD.pods_in("nowhere") == ()


def test_policies_select_pods_of_their_namespace_and_an_absent_selector_selects_all() -> None:
    cart, other, plain = (
        the(*key).pods[0]
        for key in (
            ("apps", "Deployment", "shop", "cart"),
            ("", "Pod", "other", "cart"),
            ("", "Pod", "shop", "plain"),
        )
    )
    assert names(WORLD.network_policies_of(cart)) == ["all", "cart"]
    assert names(WORLD.network_policies_of(plain)) == ["all", "not-cart"]
    assert names(WORLD.network_policies_of(other)) == []


def test_autoscalers_name_their_target() -> None:
    assert names(WORLD.autoscalers_of(the("apps", "Deployment", "shop", "cart"))) == ["by-cpu", "by-queue"]
    assert names(WORLD.autoscalers_of(the("", "Pod", "shop", "plain"))) == []
    assert names(WORLD.autoscalers_in("shop")) == ["by-cpu", "by-queue"]


def test_bindings_name_a_role_of_their_namespace_or_of_the_cluster() -> None:
    rbac = "rbac.authorization.k8s.io"
    assert names(WORLD.bindings_of(the(rbac, "Role", "shop", "edit"))) == ["role"]
    assert names(WORLD.bindings_of(the(rbac, "ClusterRole", "", "edit"))) == ["everywhere", "cluster-role"]


def test_custom_resources_are_selected_by_their_own_labels() -> None:
    queue = LabelSelector.of_map(Setting((), {"app": "queue"}))
    assert names(WORLD.select_custom_resources("shop", queue)) == ["by-queue"]


def test_subjects_come_in_document_order_each_object_before_its_pods_and_their_containers() -> None:
    found = inventory(
        "{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: a}], initContainers: [{name: b}]}}"
        "\n---\n{apiVersion: v1, kind: Service, metadata: {name: s}}"
    )
    assert [(type(one).__name__, one.label) for one in subjects(found)] == [
        ("KubernetesObject", "Pod p"),
        ("Pod", "Pod p"),
        ("Container", "Pod p, container a"),
        ("Container", "Pod p, init container b"),
        ("KubernetesObject", "Service s"),
    ]


def test_only_kubernetes_documents_are_objects() -> None:
    workflow = Document(SOURCE, 0, (), DocumentKind.WORKFLOW, {"jobs": {}}, NoPlaces())
    assert len(Inventory.of([workflow, document({"kind": "Pod"})]).objects) == 1


def test_the_minor_is_that_of_the_version_that_was_asked_for() -> None:
    assert Inventory.of((), kubernetes_version="1.30").kubernetes_minor == 30


def test_what_has_no_name_yet_is_nobodys_namesake() -> None:
    generated = "{apiVersion: v1, kind: Pod, metadata: {generateName: a}}"
    within = inventory(f"{generated}\n---\n{{apiVersion: v1, kind: Pod, metadata: {{name: a}}}}")
    unnamed, a = within.objects
    assert within.first_of(unnamed) is None
    assert within.first_of(a) is a


def test_only_a_definition_says_where_a_kind_lives() -> None:
    spec = "spec: {group: example.com, scope: Cluster, names: {kind: Worker}}"
    worker = "{apiVersion: example.com/v1, kind: Worker, metadata: {name: w}}"
    for head, namespaced in (
        ("apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition", False),
        ("apiVersion: example.com/v1, kind: CustomResourceDefinition", None),
        ("apiVersion: apiextensions.k8s.io/v1, kind: ConversionReview", None),
    ):
        assert inventory(f"{{{head}, {spec}}}\n---\n{worker}").objects[1].namespaced is namespaced


def test_only_keda_takes_a_target_without_a_kind_for_a_deployment() -> None:
    target = "spec: {scaleTargetRef: {name: cart}}"
    within = inventory(f"""
{{apiVersion: apps/v1, kind: Deployment, metadata: {{name: cart}}}}
---
{{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {{name: by-cpu}}, {target}}}
---
{{apiVersion: keda.sh/v1alpha1, kind: ScaledObject, metadata: {{name: by-queue}}, {target}}}
""")
    assert names(within.autoscalers_of(within.objects[0])) == ["by-queue"]
