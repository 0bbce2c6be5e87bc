# METADATA
# description: Tests of the policy approved-registries.
package policies.supply_chain.approved_registries_test

import data.policies.supply_chain.approved_registries

_config := {"approved-registries": {
	"registries": ["registry.example.com/shop"],
	"exceptions": [{
		"namespace": "edge",
		"registry": "docker.io/library",
		"reason": "The controller is not copied yet.",
	}],
}}

_pod(namespace, spec) := {"kind": "Pod", "metadata": {"name": "web", "namespace": namespace}, "spec": spec}

_found(document) := found if {
	found := approved_registries.deny with input as document with data.plimsoll.config as _config
}

_rejected(image) if {
	{violation.path | some violation in _found(_pod("shop", {"containers": [{"name": "web", "image": image}]}))} == {["spec", "containers", 0, "image"]}
}

test_fail_other_registry if {
	_found(_pod("shop", {"containers": [{"name": "web", "image": "quay.io/acme/web:1.0"}]})) == {{
		"msg": "Container 'web' of Pod 'web' uses the image 'quay.io/acme/web:1.0' from 'quay.io'; approved are 'registry.example.com/shop'.",
		"path": ["spec", "containers", 0, "image"],
	}}
}

test_fail_docker_hub if {
	_found(_pod("shop", {"containers": [{"name": "web", "image": "nginx"}]})) == {{
		"msg": "Container 'web' of Pod 'web' uses the image 'nginx' from 'docker.io'; approved are 'registry.example.com/shop'.",
		"path": ["spec", "containers", 0, "image"],
	}}
}

test_fail_look_alikes if {
	every image in [
		"registry.example.com/shopping/web:1.0",
		"registry.example.com/shop:1.0",
		"registry.example.com/other/web:1.0",
		"registry.example.com.evil.example/shop/web:1.0",
		"registry.example.com:5000/shop/web:1.0",
		"evil/registry.example.com/shop/web:1.0",
		"localhost/registry.example.com/shop/web",
	] {
		_rejected(image)
	}
}

test_fail_without_image if {
	every image in ["", null, 7, ["registry.example.com/shop/web"]] {
		_rejected(image)
	}
}

test_fail_in_every_list if {
	spec := {list: [{"name": "x", "image": "nginx"}] | some list in ["containers", "initContainers", "ephemeralContainers"]}
	{violation.path | some violation in _found(_pod("shop", spec))} == {
		["spec", "containers", 0, "image"],
		["spec", "initContainers", 0, "image"],
		["spec", "ephemeralContainers", 0, "image"],
	}
}

test_fail_image_volume if {
	_found(_pod("shop", {"volumes": [{"name": "model", "image": {"reference": "ghcr.io/acme/model:2"}}]})) == {{
		"msg": "Volume 'model' of Pod 'web' uses the image 'ghcr.io/acme/model:2' from 'ghcr.io'; approved are 'registry.example.com/shop'.",
		"path": ["spec", "volumes", 0, "image", "reference"],
	}}
}

test_fail_without_parameters if {
	count(approved_registries.deny) == 2 with input as _pod("shop", {"containers": [{"name": "web", "image": "nginx"}]})
}

test_pass_approved if {
	every image in [
		"registry.example.com/shop/web:1.0",
		"registry.example.com/shop/team/web@sha256:0000000000000000000000000000000000000000000000000000000000000000",
	] {
		_found(_pod("shop", {"containers": [{"name": "web", "image": image}]})) == set()
	}
}

test_pass_exception_in_its_namespace if {
	_found(_pod("edge", {"containers": [{"name": "web", "image": "nginx:1.29"}]})) == set()
	_rejected("nginx:1.29")
}

test_pass_image_volume if {
	spec := {"volumes": [
		{"name": "tmp", "emptyDir": {}},
		{"name": "model", "image": {"reference": "registry.example.com/shop/model:2"}},
	]}
	_found(_pod("shop", spec)) == set()
}
