# METADATA
# title: Service is not pinned to its node pool
# description: |
#   A service's pods do not select the nodes that its tier's parameters assign to it. A preference in an affinity
#   does not count, since the scheduler may pass it over.
#
#   ## Why it matters
#   A service that needs large nodes starves on small ones and evicts its neighbours; on nodes of another pool it
#   also spends what that pool was bought for.
#
#   ## Avoid
#   ```yaml
#   spec:
#     containers:
#       - name: ai-orchestrator
#   ```
#
#   ## Prefer
#   ```yaml
#   spec:
#     nodeSelector:
#       workload-type: compute
#     containers:
#       - name: ai-orchestrator
#   ```
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#nodeselector
#     description: nodeSelector
# custom:
#   id: node-pool
#   severity: low
#   input:
#     kinds: [DaemonSet, Deployment, StatefulSet]
#   remediation: Add the pool's labels to the pod template's nodeSelector.
#   tags: [kubernetes, scheduling, cost]
#   parameters:
#     type: object
#     description: The node pool of services by tier.
#     required: [tiers]
#     additionalProperties: false
#     properties:
#       tiers:
#         title: Tiers
#         description: The tiers in which services are pinned.
#         type: object
#         minProperties: 1
#         additionalProperties:
#           type: object
#           required: [services]
#           additionalProperties: false
#           properties:
#             services:
#               title: Services
#               description: The services that are pinned.
#               type: object
#               minProperties: 1
#               additionalProperties:
#                 type: object
#                 required: [nodeSelector]
#                 additionalProperties: false
#                 properties:
#                   nodeSelector:
#                     title: Node selector
#                     description: The labels of the pool's nodes.
#                     type: object
#                     minProperties: 1
#                     additionalProperties: {type: string}
package policies.workloads.node_pool

import data.policies.lib.manifest
import data.policies.lib.platform
import data.policies.lib.pods

# METADATA
# scope: document
# description: The parameters cannot be right.
# entrypoint: true
deny contains {"msg": problem, "path": []} if some problem in platform.problems("node-pool")

deny contains {"msg": msg, "path": pods.path(input, ["spec", "nodeSelector", label])} if {
	some pinned in platform.demands("node-pool", input, manifest.name(input))
	some label, demanded in pinned.demand.nodeSelector
	found := pods.value(input, ["spec", "nodeSelector", label], "nothing")
	found != demanded
	msg := sprintf("%v selects nodes with '%v' for '%v'; tier '%v' pins it to '%v'.", [
		manifest.title(input),
		found,
		label,
		pinned.tier,
		demanded,
	])
}
