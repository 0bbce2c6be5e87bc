# METADATA
# title: Service's metrics are not scraped as the platform expects
# description: |
#   No container of a tier's workload has the metrics port under its name and number, or the pods lack an annotation
#   that tells the monitoring to scrape them, and how often.
#
#   ## Why it matters
#   What is not scraped has no SLO, no alert and no autoscaling by load. A port of another name or number is closed
#   by the tier's network policies, and the gap shows only when someone looks for the figures.
#
#   ## Avoid
#   ```yaml
#   template:
#     metadata:
#       annotations:
#         prometheus.io/scrape: 'false'
#   ```
#
#   ## Prefer
#   ```yaml
#   template:
#     metadata:
#       annotations:
#         prometheus.io/scrape: 'true'
#         prometheus.io/port: '8000'
#         plimsoll.dev/scrape-interval: 15s
#     spec:
#       containers:
#         - name: auth-service
#           ports:
#             - name: metrics
#               containerPort: 8000
#   ```
# related_resources:
#   - ref: https://prometheus.io/docs/prometheus/latest/configuration/configuration/#kubernetes_sd_config
#     description: How Prometheus discovers pods and their annotations
# custom:
#   id: metrics-port
#   severity: low
#   input:
#     kinds: [DaemonSet, Deployment, StatefulSet]
#   remediation: Open the metrics port under its name and number, and annotate the pod template for scraping.
#   tags: [kubernetes, observability]
#   parameters:
#     type: object
#     description: Where metrics are served and how they are scraped.
#     required: [tiers, port, annotations]
#     additionalProperties: false
#     properties:
#       tiers:
#         title: Tiers
#         description: The tiers whose workloads are scraped.
#         type: array
#         minItems: 1
#         uniqueItems: true
#         items: {type: string}
#       port:
#         title: Port
#         description: The port that serves the metrics.
#         type: object
#         required: [name, number]
#         additionalProperties: false
#         properties:
#           name: {title: Name, description: The port's name., type: string, minLength: 1}
#           number: {title: Number, description: The port's number., type: integer, minimum: 1, maximum: 65535}
#       annotations:
#         title: Annotations
#         description: The pods' annotations with their values.
#         type: object
#         additionalProperties: {type: string}
package policies.workloads.metrics_port

import data.policies.lib.manifest
import data.policies.lib.platform
import data.policies.lib.pods

_parameters := data.plimsoll.config["metrics-port"]

# METADATA
# scope: document
# description: The parameters cannot be right.
# entrypoint: true
deny contains {"msg": problem, "path": []} if some problem in platform.problems("metrics-port")

deny contains {"msg": msg, "path": pods.path(input, ["spec", "containers"])} if {
	count(_named_ports) == 0
	some tier in _tiers
	msg := sprintf("%v has 0 ports named '%v'; tier '%v' demands one with the number %v.", [
		manifest.title(input),
		_parameters.port.name,
		tier,
		_parameters.port.number,
	])
}

deny contains {"msg": msg, "path": port.path} if {
	some tier in _tiers
	some port in _named_ports
	port.number != _parameters.port.number
	msg := sprintf("Port '%v' of %v has the number %v; tier '%v' demands %v.", [
		_parameters.port.name,
		manifest.title(input),
		port.number,
		tier,
		_parameters.port.number,
	])
}

deny contains {"msg": msg, "path": pods.path(input, ["metadata", "annotations", annotation])} if {
	some tier in _tiers
	some annotation, demanded in _parameters.annotations
	found := pods.value(input, ["metadata", "annotations", annotation], "nothing")
	found != demanded
	msg := sprintf("%v annotates its pods with '%v' for '%v'; tier '%v' demands '%v'.", [
		manifest.title(input),
		found,
		annotation,
		tier,
		demanded,
	])
}

_tiers contains tier if {
	some tier in _parameters.tiers
	tier in platform.tiers_of(input)
}

_named_ports contains port if {
	some found in pods.main_containers(input)
	some index, stated in manifest.value(found.container, ["ports"], [])
	stated.name == _parameters.port.name
	port := {
		"number": manifest.value(stated, ["containerPort"], "nothing"),
		"path": array.concat(found.path, ["ports", index, "containerPort"]),
	}
}
