# METADATA
# description: Tests of the fields and names of Kubernetes objects.
package policies.lib.manifest_test

import data.policies.lib.manifest

test_value_found if manifest.value({"spec": {"replicas": 0}}, ["spec", "replicas"], 1) == 0

test_value_found_in_list if manifest.value({"rules": [{"host": "a.example.com"}]}, ["rules", 0, "host"], "") == "a.example.com"

test_value_false_is_present if manifest.value({"a": false}, ["a"], true) == false

test_value_absent if manifest.value({}, ["spec", "replicas"], 1) == 1

test_value_null if manifest.value({"spec": {"replicas": null}}, ["spec", "replicas"], 1) == 1

test_value_below_string if manifest.value({"spec": "x"}, ["spec", "replicas"], 1) == 1

test_value_below_null if manifest.value({"spec": null}, ["spec", "replicas"], 1) == 1

test_value_of_no_object if manifest.value("x", ["spec"], 1) == 1

test_text if {
	manifest.text({"a": "b"}, ["a"]) == "b"
	manifest.text({"a": 1}, ["a"]) == ""
	manifest.text({}, ["a"]) == ""
}

test_items if {
	manifest.items({"a": ["b"]}, ["a"]) == ["b"]
	manifest.items({"a": "b"}, ["a"]) == []
	manifest.items({}, ["a"]) == []
}

test_name if manifest.name({"metadata": {"name": "web"}}) == "web"

test_name_generated if manifest.name({"metadata": {"generateName": "web-"}}) == "web-"

test_name_absent if manifest.name({}) == ""

test_namespace if manifest.namespace({"kind": "Pod", "metadata": {"namespace": "shop"}}) == "shop"

test_namespace_absent if manifest.namespace({"kind": "Pod"}) == "default"

test_namespace_without_kind if manifest.namespace({"metadata": {"namespace": "shop"}}) == "shop"

test_namespace_of_namespace if manifest.namespace({"kind": "Namespace", "metadata": {"name": "shop"}}) == "shop"

test_title if manifest.title({"kind": "Pod", "metadata": {"name": "web"}}) == "Pod 'web'"

test_controlled if manifest.controlled({"metadata": {"uid": "1", "ownerReferences": [{"controller": true}]}})

test_not_controlled_by_owner if {
	not manifest.controlled({"metadata": {"uid": "1", "ownerReferences": [{"controller": false}]}})
}

test_not_controlled_in_file if not manifest.controlled({"metadata": {"ownerReferences": [{"controller": true}]}})

test_live if manifest.live({"metadata": {"uid": "1"}})

test_not_live if not manifest.live({"metadata": {"name": "web"}})
