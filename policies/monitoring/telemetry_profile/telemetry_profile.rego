# METADATA
# title: Telemetry is not collected or kept as the platform promises
# description: |
#   A configuration file of the monitoring, in a ConfigMap, lacks a setting of the platform's telemetry profile or
#   gives it another value: how often metrics are scraped, how long metrics, logs and traces are kept, how many traces
#   are sampled. A monitoring namespace without the ConfigMap is reported as well.
#
#   Durations are compared as durations: 30d equals 720h. A setting that is marked optional may be absent; where it is
#   stated, it counts.
#
#   ## Why it matters
#   What was not kept cannot be looked up when it is needed: after an incident, or when an auditor asks. What is kept
#   for longer than promised costs money and may break a promise about data. Nobody sees either from outside.
#
#   ## Avoid
#   ```yaml
#   kind: ConfigMap
#   metadata:
#     name: loki
#   data:
#     loki.yaml: |
#       limits_config:
#         retention_period: 0s
#   ```
#
#   ## Prefer
#   ```yaml
#   kind: ConfigMap
#   metadata:
#     name: loki
#   data:
#     loki.yaml: |
#       limits_config:
#         retention_period: 30d
#   ```
# related_resources:
#   - ref: https://prometheus.io/docs/prometheus/latest/configuration/configuration/
#     description: Configuration of Prometheus
#   - ref: https://grafana.com/docs/loki/latest/operations/storage/retention/
#     description: Retention in Loki
# custom:
#   id: telemetry-profile
#   severity: medium
#   input:
#     kinds: [ConfigMap, Namespace]
#   remediation: Give the setting the value of the telemetry profile, or change the profile in plimsoll.yaml.
#   tags: [kubernetes, observability]
#   parameters:
#     type: object
#     description: What the configuration files of the monitoring have to say.
#     required: [namespace, settings]
#     additionalProperties: false
#     properties:
#       namespace:
#         title: Namespace
#         description: Where the ConfigMaps are.
#         type: string
#         minLength: 1
#       settings:
#         title: Settings
#         description: One entry a setting.
#         type: array
#         minItems: 1
#         items:
#           type: object
#           required: [configMap, file, path, value]
#           additionalProperties: false
#           properties:
#             configMap: {title: ConfigMap, description: Its name., type: string, minLength: 1}
#             file: {title: File, description: The key of the ConfigMap., type: string, minLength: 1}
#             path:
#               title: Path
#               description: Keys and indexes from the file's root; `*` stands for every key or item.
#               type: array
#               minItems: 1
#               items: {type: [string, integer]}
#             value: {title: Value, description: What it has to be.}
#             optional: {title: Optional, description: Whether it may be absent., type: boolean}
package policies.monitoring.telemetry_profile

import data.policies.lib.configuration
import data.policies.lib.inventory
import data.policies.lib.manifest
import data.policies.lib.parameters

_parameters := data.plimsoll.config["telemetry-profile"]

# METADATA
# scope: document
# description: The parameters cannot be right.
# entrypoint: true
deny contains {"msg": problem, "path": []} if some problem in parameters.problems("telemetry-profile")

deny contains {"msg": msg, "path": ["metadata", "name"]} if {
	input.kind == "Namespace"
	manifest.name(input) == _parameters.namespace
	some name in {setting.configMap | some setting in _parameters.settings}
	not name in _config_maps
	msg := sprintf("%v has no ConfigMap '%v', which the telemetry profile judges.", [manifest.title(input), name])
}

deny contains {"msg": msg, "path": ["data", setting.file]} if {
	some setting in _settings
	not _files[setting.file]
	msg := sprintf("%v has no file '%v' that is YAML; the telemetry profile judges it.", [
		manifest.title(input),
		setting.file,
	])
}

deny contains {"msg": msg, "path": ["data", setting.file]} if {
	some setting in _settings
	object.get(setting, "optional", false) == false
	file := _files[setting.file]
	count(configuration.values(file, setting.path)) == 0
	msg := sprintf("%v does not set %v in '%v'; the telemetry profile demands %v.", [
		manifest.title(input),
		_dotted(setting.path),
		setting.file,
		_shown(setting.value),
	])
}

deny contains {"msg": msg, "path": ["data", setting.file], "within": within} if {
	some setting in _settings
	file := _files[setting.file]
	some found in configuration.values(file, setting.path)
	not _same(found.value, setting.value)
	within := configuration.line(input.data[setting.file], found.path[count(found.path) - 1], found.value)
	msg := sprintf("%v sets %v in '%v' to %v; the telemetry profile demands %v.", [
		manifest.title(input),
		_dotted(found.path),
		setting.file,
		_shown(found.value),
		_shown(setting.value),
	])
}

_settings contains setting if {
	input.kind == "ConfigMap"
	manifest.namespace(input) == _parameters.namespace
	some setting in _parameters.settings
	setting.configMap == manifest.name(input)
}

_files := configuration.files(input)

_config_maps contains manifest.name(found) if {
	some found in inventory.objects(_parameters.namespace, "ConfigMap")
}

_same(left, right) if left == right

_same(left, right) if _seconds(left) == _seconds(right)

# As Prometheus writes durations:
# https://prometheus.io/docs/prometheus/latest/querying/basics/#float-literals-and-time-durations
_pattern := `([0-9]+)(ms|s|m|h|d|w|y)`

_units := {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800, "y": 31536000}

_seconds(duration) := sum([part |
	some [_, number, unit] in regex.find_all_string_submatch_n(_pattern, duration, -1)
	part := to_number(number) * _units[unit]
]) if {
	is_string(duration)
	regex.match(sprintf(`^(%v)+$`, [_pattern]), duration)
}

_dotted(path) := sprintf("'%v'", [concat(".", [sprintf("%v", [step]) | some step in path])])

_shown(value) := sprintf("'%v'", [value]) if is_string(value)

_shown(value) := json.marshal(value) if not is_string(value)
