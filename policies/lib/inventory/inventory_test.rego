# METADATA
# description: Tests of the look-ups in the inventory.
package policies.lib.inventory_test

import data.policies.lib.inventory

_autoscaler := {
	"kind": "HorizontalPodAutoscaler",
	"metadata": {"name": "web", "namespace": "shop"},
	"spec": {"scaleTargetRef": {"kind": "Deployment", "name": "web"}},
}

_inventory := {
	"cluster": {"v1": {"Namespace": {"shop": {"kind": "Namespace", "metadata": {"name": "shop"}}}}},
	"namespace": {"shop": {"autoscaling/v2": {"HorizontalPodAutoscaler": {"web": _autoscaler}}}},
}

_deployment(name, namespace) := {"kind": "Deployment", "metadata": {"name": name, "namespace": namespace}}

test_objects if {
	inventory.objects("shop", "HorizontalPodAutoscaler") == {_autoscaler} with data.inventory as _inventory
}

test_objects_elsewhere if {
	inventory.objects("other", "HorizontalPodAutoscaler") == set() with data.inventory as _inventory
}

test_objects_without_inventory if inventory.objects("shop", "HorizontalPodAutoscaler") == set()

test_cluster_objects if count(inventory.cluster_objects("Namespace")) == 1 with data.inventory as _inventory

test_autoscalers if {
	inventory.autoscalers(_deployment("web", "shop")) == {_autoscaler} with data.inventory as _inventory
}

test_no_autoscalers_of_other_name if {
	inventory.autoscalers(_deployment("api", "shop")) == set() with data.inventory as _inventory
}

test_no_autoscalers_of_other_namespace if {
	inventory.autoscalers(_deployment("web", "other")) == set() with data.inventory as _inventory
}

test_no_autoscalers_of_other_kind if {
	workload := object.union(_deployment("web", "shop"), {"kind": "StatefulSet"})
	inventory.autoscalers(workload) == set() with data.inventory as _inventory
}
