# METADATA
# title: Datastore has no backup that runs by itself
# description: |
#   A StatefulSet of a tier that keeps data has no CronJob that backs it up, or that CronJob is suspended, runs less
#   often than is demanded, or may overlap itself. A CronJob backs up what its label `plimsoll.dev/backs-up` names: the
#   `app.kubernetes.io/name` of the StatefulSet's pods. Datastores that need no backup are exempt by name, each with its
#   reason.
#
#   How often a schedule runs is judged by its last three fields: a backup that runs at least daily has `*` in each.
#
#   ## Why it matters
#   Replicas repeat a mistaken DELETE within a second. What brings data back is a copy from before, and one that
#   somebody has to think of is missing on the day that it is needed.
#
#   ## Avoid
#   ```yaml
#   kind: CronJob
#   metadata:
#     labels:
#       plimsoll.dev/backs-up: postgresql
#   spec:
#     schedule: "0 3 * * 0"
#     suspend: true
#   ```
#
#   ## Prefer
#   ```yaml
#   kind: CronJob
#   metadata:
#     labels:
#       plimsoll.dev/backs-up: postgresql
#   spec:
#     schedule: "0 3 * * *"
#     concurrencyPolicy: Forbid
#   ```
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/
#     description: CronJob
# custom:
#   id: backup-scheduled
#   severity: high
#   input:
#     kinds: [CronJob, StatefulSet]
#   remediation: Add a CronJob with the label plimsoll.dev/backs-up that runs daily and never twice at once.
#   tags: [kubernetes, reliability, data]
#   parameters:
#     type: object
#     description: Where data is kept, and what of it needs no backup.
#     required: [tiers]
#     additionalProperties: false
#     properties:
#       tiers:
#         title: Tiers
#         description: The tiers whose StatefulSets keep data.
#         type: array
#         minItems: 1
#         items: {type: string, minLength: 1}
#       exempt:
#         title: Exempt datastores
#         description: Datastores without a backup, each with the reason.
#         type: array
#         items:
#           type: object
#           required: [name, reason]
#           additionalProperties: false
#           properties:
#             name: {title: Name, description: The app.kubernetes.io/name of its pods., type: string, minLength: 1}
#             reason: {title: Reason, description: Why it needs no backup., type: string, minLength: 10}
package policies.storage.backup_scheduled

import data.policies.lib.inventory
import data.policies.lib.manifest
import data.policies.lib.platform
import data.policies.lib.pods

_parameters := data.plimsoll.config["backup-scheduled"]

_label := "plimsoll.dev/backs-up"

# METADATA
# scope: document
# description: The parameters cannot be right.
# entrypoint: true
deny contains {"msg": problem, "path": []} if some problem in platform.problems("backup-scheduled")

deny contains {"msg": msg, "path": ["metadata", "name"]} if {
	input.kind == "StatefulSet"
	_judged
	not _exempt(_datastore)
	count(_backups(_datastore)) == 0
	msg := sprintf("%v has no CronJob with the label '%v: %v'.", [manifest.title(input), _label, _datastore])
}

deny contains {"msg": msg, "path": ["spec", "suspend"]} if {
	_backs_up
	manifest.value(input, ["spec", "suspend"], false) != false
	msg := sprintf("%v backs up '%v' and is suspended.", [manifest.title(input), _backed_up(input)])
}

deny contains {"msg": msg, "path": ["spec", "schedule"]} if {
	_backs_up
	schedule := manifest.text(input, ["spec", "schedule"])
	not _daily(schedule)
	msg := sprintf("%v backs up '%v' on the schedule '%v', which is not every day.", [
		manifest.title(input),
		_backed_up(input),
		schedule,
	])
}

deny contains {"msg": msg, "path": ["spec", "concurrencyPolicy"]} if {
	_backs_up
	found := manifest.value(input, ["spec", "concurrencyPolicy"], "Allow")
	found == "Allow"
	msg := sprintf("%v backs up '%v' and may overlap itself: its concurrencyPolicy is '%v'.", [
		manifest.title(input),
		_backed_up(input),
		found,
	])
}

_judged if {
	some tier in _parameters.tiers
	tier in platform.tiers_of(input)
}

_datastore := pods.value(input, ["metadata", "labels", "app.kubernetes.io/name"], manifest.name(input))

_exempt(name) if {
	some exception in _parameters.exempt
	exception.name == name
}

_backups(name) := {manifest.name(job) |
	some job in inventory.objects(manifest.namespace(input), "CronJob")
	_backed_up(job) == name
}

_backs_up if {
	input.kind == "CronJob"
	_judged
	_backed_up(input) != ""
}

_backed_up(job) := manifest.value(job, ["metadata", "labels", _label], "")

_daily(schedule) if schedule in {"@daily", "@hourly", "@midnight"}

# Day of the month, month, day of the week: https://pkg.go.dev/github.com/robfig/cron/v3#hdr-CRON_Expression_Format
_daily(schedule) if regex.match(`^\S+\s+\S+\s+[*?]\s+\*\s+[*?]$`, trim_space(schedule))
