# METADATA
# title: Service level objective is not the same everywhere
# description: |
#   An objective of a tier stands in several places: as an annotation of the tier's namespaces, as labels of the alert
#   rules that call when its budget burns, with the budget in their expressions, and as an annotation of the
#   autoscalers that have to keep it. One of them is missing, or says something else than the others.
#
#   An alert rule names the objective by its labels `slo` and `objective`.
#
#   ## Why it matters
#   Promises are changed in one place. An alert that still counts by the former figure calls too late, or so often
#   that nobody listens; and what has no alert is not an objective but a wish.
#
#   ## Avoid
#   ```yaml
#   kind: Namespace
#   metadata:
#     annotations:
#       plimsoll.dev/slo-error-rate: 2%
#   ---
#   kind: ConfigMap
#   data:
#     slo-alerts.yaml: |
#       groups:
#         - name: slo-alerts
#           rules:
#             - alert: ErrorBudgetBurns
#               expr: service:http_errors:ratio_rate1h > 14.4 * 0.05
#               labels: {slo: error-rate, objective: 5%}
#   ```
#
#   ## Prefer
#   ```yaml
#   kind: Namespace
#   metadata:
#     annotations:
#       plimsoll.dev/slo-error-rate: 2%
#   ---
#   kind: ConfigMap
#   data:
#     slo-alerts.yaml: |
#       groups:
#         - name: slo-alerts
#           rules:
#             - alert: ErrorBudgetBurns
#               expr: service:http_errors:ratio_rate1h > 14.4 * 0.02
#               labels: {slo: error-rate, objective: 2%}
#   ```
# related_resources:
#   - ref: https://sre.google/workbook/alerting-on-slos/
#     description: Alerting on SLOs
#   - ref: https://prometheus.io/docs/prometheus/latest/configuration/alerting_rules/
#     description: Alerting rules
# custom:
#   id: slo-declared
#   severity: medium
#   input:
#     kinds: [ConfigMap, HorizontalPodAutoscaler, Namespace]
#   remediation: State the objective of the parameters in the namespace, in its alert rules and in its autoscalers.
#   tags: [kubernetes, observability, reliability]
#   parameters:
#     type: object
#     description: The objectives of each tier, and where the alert rules are.
#     required: [alerts, tiers]
#     additionalProperties: false
#     properties:
#       alerts:
#         title: Alerts
#         description: The ConfigMap with the rule files of Prometheus.
#         type: object
#         required: [namespace, configMap]
#         additionalProperties: false
#         properties:
#           namespace: {title: Namespace, description: Its namespace., type: string, minLength: 1}
#           configMap: {title: ConfigMap, description: Its name., type: string, minLength: 1}
#       tiers:
#         title: Tiers
#         description: The tiers that have objectives.
#         type: object
#         minProperties: 1
#         additionalProperties:
#           type: object
#           required: [objectives]
#           additionalProperties: false
#           properties:
#             objectives:
#               title: Objectives
#               description: By name, which is the label `slo` of the alert rules.
#               type: object
#               minProperties: 1
#               additionalProperties:
#                 type: object
#                 required: [annotation, value, expression]
#                 additionalProperties: false
#                 properties:
#                   annotation: {title: Annotation, description: Its name., type: string, minLength: 1}
#                   value: {title: Value, description: What is promised., type: string, minLength: 1}
#                   expression:
#                     title: Expression
#                     description: A pattern that every comparison in the alert rules matches.
#                     type: string
#                     format: regex
#                   recorded:
#                     title: Recorded
#                     description: Patterns of the rules that record what is alerted on.
#                     type: object
#                     required: [name, expression]
#                     additionalProperties: false
#                     properties:
#                       name: {title: Name, description: Of the series., type: string, format: regex}
#                       expression: {title: Expression, description: What records it., type: string, format: regex}
package policies.monitoring.slo_declared

import data.policies.lib.configuration
import data.policies.lib.inventory
import data.policies.lib.manifest
import data.policies.lib.platform

_parameters := data.plimsoll.config["slo-declared"]

# METADATA
# scope: document
# description: The parameters cannot be right.
# entrypoint: true
deny contains {"msg": problem, "path": []} if some problem in platform.problems("slo-declared")

deny contains {"msg": msg, "path": ["metadata", "annotations", objective.annotation]} if {
	input.kind in {"HorizontalPodAutoscaler", "Namespace"}
	some tier in platform.tiers_of(input)
	some name, objective in _parameters.tiers[tier].objectives
	found := manifest.value(input, ["metadata", "annotations", objective.annotation], "nothing")
	found != objective.value
	msg := sprintf("%v states '%v' for '%v'; the objective '%v' of tier '%v' is '%v'.", [
		manifest.title(input),
		found,
		objective.annotation,
		name,
		tier,
		objective.value,
	])
}

deny contains {"msg": msg, "path": ["metadata", "name"]} if {
	input.kind == "Namespace"
	some tier in platform.tiers_of(input)
	some name, _ in _parameters.tiers[tier].objectives
	not name in _alerted
	msg := sprintf("%v has 0 alert rules for the objective '%v' of tier '%v' in ConfigMap '%v'.", [
		manifest.title(input),
		name,
		tier,
		_parameters.alerts.configMap,
	])
}

deny contains {"msg": msg, "path": ["data", alert.file], "within": within} if {
	_holds_the_rules
	some alert in _alerts(input)
	not alert.slo in object.keys(_objectives)
	within := configuration.line(input.data[alert.file], "alert", alert.name)
	msg := sprintf("Alert rule '%v' is for the objective '%v', which no tier has.", [alert.name, alert.slo])
}

deny contains {"msg": msg, "path": ["data", alert.file], "within": within} if {
	_holds_the_rules
	some alert in _alerts(input)
	some objective in _objectives[alert.slo]
	alert.objective != objective.value
	within := configuration.line(input.data[alert.file], "alert", alert.name)
	msg := sprintf("Alert rule '%v' gives '%v' for the objective '%v', which is '%v'.", [
		alert.name,
		alert.objective,
		alert.slo,
		objective.value,
	])
}

deny contains {"msg": msg, "path": ["data", alert.file], "within": within} if {
	_holds_the_rules
	some alert in _alerts(input)
	some objective in _objectives[alert.slo]
	not _compares_with(alert.expression, objective.expression)
	within := configuration.line(input.data[alert.file], "alert", alert.name)
	msg := sprintf("Alert rule '%v' does not compare with the budget of the objective '%v': it lacks '%v'.", [
		alert.name,
		alert.slo,
		objective.expression,
	])
}

deny contains {"msg": msg, "path": ["data", record.file], "within": within} if {
	_holds_the_rules
	some name, objectives in _objectives
	some objective in objectives
	some record in _records(input)
	regex.match(objective.recorded.name, record.name)
	not regex.match(objective.recorded.expression, record.expression)
	within := configuration.line(input.data[record.file], "record", record.name)
	msg := sprintf("Recording rule '%v' does not measure the objective '%v': its expression lacks '%v'.", [
		record.name,
		name,
		objective.recorded.expression,
	])
}

_holds_the_rules if {
	input.kind == "ConfigMap"
	manifest.namespace(input) == _parameters.alerts.namespace
	manifest.name(input) == _parameters.alerts.configMap
}

# The objectives of all tiers by name; tiers may promise different values under one name.
_objectives[name] contains objective if {
	some profile in _parameters.tiers
	some name, objective in profile.objectives
}

# The objectives that an alert rule is for, in whatever file.
_alerted contains alert.slo if {
	some found in inventory.objects(_parameters.alerts.namespace, "ConfigMap")
	manifest.name(found) == _parameters.alerts.configMap
	some alert in _alerts(found)
}

# Each comparison counts: an alert has two windows, and one of them may have been forgotten.
_compares_with(expression, pattern) if {
	comparisons := count(regex.find_n(`[<>]`, expression, -1))
	comparisons > 0
	count(regex.find_n(pattern, expression, -1)) == comparisons
}

_alerts(document) := {alert |
	some stated in _rules(document)
	slo := manifest.text(stated.rule, ["labels", "slo"])
	slo != ""
	alert := {
		"file": stated.file,
		"name": manifest.text(stated.rule, ["alert"]),
		"slo": slo,
		"objective": manifest.text(stated.rule, ["labels", "objective"]),
		"expression": manifest.text(stated.rule, ["expr"]),
	}
}

_records(document) := {record |
	some stated in _rules(document)
	record := {
		"file": stated.file,
		"name": manifest.text(stated.rule, ["record"]),
		"expression": manifest.text(stated.rule, ["expr"]),
	}
}

_rules(document) := {found |
	some file, parsed in configuration.files(document)
	some at in configuration.values(parsed, ["groups", "*", "rules", "*"])
	found := {"file": file, "rule": at.value}
}
