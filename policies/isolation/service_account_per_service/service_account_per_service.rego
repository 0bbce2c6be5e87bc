# METADATA
# title: Workload has no service account of its own
# description: |
#   A workload runs under its namespace's `default` service account, which is also what an absent name means, or
#   under the same service account as another workload of the namespace.
#
#   Pods and ReplicaSets that a controller of the cluster made count as their maker.
#
#   ## Why it matters
#   Rights are granted to service accounts. Where two workloads share one, each has the other's rights, the audit
#   log cannot tell them apart, and neither can be cut off alone.
#
#   ## Avoid
#   ```yaml
#   spec:
#     template:
#       spec:
#         serviceAccountName: default
#   ```
#
#   ## Prefer
#   ```yaml
#   spec:
#     template:
#       spec:
#         serviceAccountName: auth-service
#   ```
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/service-accounts/
#     description: Service Accounts
# custom:
#   id: service-account-per-service
#   severity: medium
#   input:
#     kinds: [CronJob, DaemonSet, Deployment, Job, Pod, ReplicaSet, ReplicationController, StatefulSet]
#   frameworks: [cis-kubernetes/5.1.5, owasp-k8s/K03]
#   remediation: Create a service account for this workload alone and name it in serviceAccountName.
#   tags: [kubernetes, security, identity]
#   parameters:
#     type: object
#     description: Which service accounts may be shared.
#     required: [shared]
#     additionalProperties: false
#     properties:
#       shared:
#         title: Shared accounts
#         description: Service accounts that several workloads may run under, each with the reason.
#         type: array
#         items:
#           type: object
#           required: [namespace, account, reason]
#           additionalProperties: false
#           properties:
#             namespace: {title: Namespace, description: The account's namespace., type: string, minLength: 1}
#             account: {title: Account, description: The account's name., type: string, minLength: 1}
#             reason: {title: Reason, description: Why it may be shared., type: string, minLength: 10}
package policies.isolation.service_account_per_service

import data.policies.lib.inventory
import data.policies.lib.manifest
import data.policies.lib.parameters
import data.policies.lib.pods

_kinds := {
	"CronJob",
	"DaemonSet",
	"Deployment",
	"Job",
	"Pod",
	"ReplicaSet",
	"ReplicationController",
	"StatefulSet",
}

# METADATA
# scope: document
# description: The parameters cannot be right.
# entrypoint: true
deny contains {"msg": problem, "path": []} if some problem in parameters.problems("service-account-per-service")

deny contains {"msg": msg, "path": pods.path(input, ["spec", "serviceAccountName"])} if {
	not manifest.controlled(input)
	_account(input) == "default"
	msg := sprintf("%v runs under the service account 'default'; it needs one of its own.", [manifest.title(input)])
}

deny contains {"msg": msg, "path": pods.path(input, ["spec", "serviceAccountName"])} if {
	not manifest.controlled(input)
	account := _account(input)
	account != "default"
	not _may_be_shared(account)
	count(_others(account)) > 0
	msg := sprintf("%v runs under the service account '%v', and so does %v; each needs one of its own.", [
		manifest.title(input),
		account,
		concat(" and ", _others(account)),
	])
}

# The API server reads serviceAccount, the old name of the field, where the new one is empty.
_account(document) := account if {
	some field in ["serviceAccountName", "serviceAccount"]
	account := pods.value(document, ["spec", field], "")
	account != ""
} else := "default"

_others(account) := {manifest.title(other) |
	some kind in _kinds
	some other in inventory.objects(manifest.namespace(input), kind)
	not manifest.controlled(other)
	_account(other) == account
	manifest.title(other) != manifest.title(input)
}

_may_be_shared(account) if {
	some exception in data.plimsoll.config["service-account-per-service"].shared
	exception.namespace == manifest.namespace(input)
	exception.account == account
}
