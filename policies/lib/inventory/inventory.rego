# METADATA
# title: The other documents of the scan
# description: Look-ups in data.inventory, which has Gatekeeper's layout. What was not scanned is not there.
# related_resources:
#   - ref: https://open-policy-agent.github.io/gatekeeper/website/docs/sync
#     description: Replicating data in Gatekeeper
package policies.lib.inventory

import data.policies.lib.manifest

# METADATA
# description: The objects of a kind in a namespace, of whatever API version.
objects(namespace, kind) := {document |
	some kinds in data.inventory.namespace[namespace]
	some document in kinds[kind]
}

# METADATA
# description: The objects of a kind that lie in no namespace, of whatever API version.
cluster_objects(kind) := {document |
	some kinds in data.inventory.cluster
	some document in kinds[kind]
}

# METADATA
# description: The HorizontalPodAutoscalers that scale the object.
autoscalers(document) := {autoscaler |
	some autoscaler in objects(manifest.namespace(document), "HorizontalPodAutoscaler")
	manifest.value(autoscaler, ["spec", "scaleTargetRef", "kind"], "") == document.kind
	manifest.value(autoscaler, ["spec", "scaleTargetRef", "name"], "") == manifest.name(document)
}
