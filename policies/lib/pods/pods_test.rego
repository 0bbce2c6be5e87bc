# METADATA
# description: Tests of the shapes of workloads.
package policies.lib.pods_test

import data.policies.lib.pods

_workload := {"kind": "Deployment", "spec": {"template": {"spec": {
	"containers": [{"name": "web"}],
	"initContainers": [{"name": "migrate"}],
	"ephemeralContainers": [{"name": "debug"}],
}}}}

test_template_paths if {
	pods.template_path({"kind": "Pod"}) == []
	pods.template_path({"kind": "CronJob"}) == ["spec", "jobTemplate", "spec", "template"]
	pods.template_path({"kind": "PodTemplate"}) == ["template"]
	every kind in ["DaemonSet", "Deployment", "Job", "ReplicaSet", "ReplicationController", "StatefulSet"] {
		pods.template_path({"kind": kind}) == ["spec", "template"]
	}
}

test_no_template_path_of_service if not pods.template_path({"kind": "Service"})

test_containers if {
	{[found.list, found.name, found.path] | some found in pods.containers(_workload)} == {
		["containers", "web", ["spec", "template", "spec", "containers", 0]],
		["initContainers", "migrate", ["spec", "template", "spec", "initContainers", 0]],
		["ephemeralContainers", "debug", ["spec", "template", "spec", "ephemeralContainers", 0]],
	}
}

test_container_without_name if {
	{found.name | some found in pods.containers({"kind": "Pod", "spec": {"containers": [{}]}})} == {""}
}

test_main_containers if {
	{found.name | some found in pods.main_containers(_workload)} == {"web"}
}

test_value if pods.value(_workload, ["spec", "containers", 0, "name"], "") == "web"

test_value_absent if pods.value({"kind": "Pod"}, ["spec", "serviceAccountName"], "default") == "default"
