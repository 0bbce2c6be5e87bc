# METADATA
# title: Pods by shape
# description: Where each kind of workload keeps its pod template, and the containers in it.
# related_resources:
#   - ref: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/
#     description: Workload resources
package policies.lib.pods

import data.policies.lib.manifest

_template_paths := {
	"CronJob": ["spec", "jobTemplate", "spec", "template"],
	"DaemonSet": ["spec", "template"],
	"Deployment": ["spec", "template"],
	"Job": ["spec", "template"],
	"Pod": [],
	"PodTemplate": ["template"],
	"ReplicaSet": ["spec", "template"],
	"ReplicationController": ["spec", "template"],
	"StatefulSet": ["spec", "template"],
}

_container_lists := {"containers", "ephemeralContainers", "initContainers"}

# METADATA
# description: The path of the object's pod template, which holds metadata and spec; undefined for what makes no pods.
template_path(document) := _template_paths[document.kind]

# METADATA
# description: The path of a field of the object's pod template.
path(document, field) := array.concat(template_path(document), field)

# METADATA
# description: A field of the object's pod template, or the fallback where it is absent or null.
value(document, field, fallback) := manifest.value(document, path(document, field), fallback)

# METADATA
# description: Every container of the object's pods, as objects of list, name, container and path.
containers(document) := {found |
	some list in _container_lists
	some index, container in value(document, ["spec", list], [])
	found := {
		"list": list,
		"name": manifest.value(container, ["name"], ""),
		"container": container,
		"path": path(document, ["spec", list, index]),
	}
}

# METADATA
# description: The regular containers of the object's pods, without init and ephemeral containers.
main_containers(document) := {found |
	some found in containers(document)
	found.list == "containers"
}
