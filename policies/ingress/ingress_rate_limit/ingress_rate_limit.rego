# METADATA
# title: Ingress does not limit the rate of requests
# description: |
#   An Ingress has no `nginx.ingress.kubernetes.io/limit-rps`, or its value is no whole number within the allowed
#   range, or `limit-whitelist` takes clients out of the limit that the parameters do not name.
#
#   ## Why it matters
#   Without a limit, one client can use up what the autoscalers add, and the bill and the databases feel it first. A
#   limit that ingress-nginx cannot read is no limit.
#
#   ## Avoid
#   ```yaml
#   metadata:
#     annotations:
#       nginx.ingress.kubernetes.io/limit-rps: '0'
#   ```
#
#   ## Prefer
#   ```yaml
#   metadata:
#     annotations:
#       nginx.ingress.kubernetes.io/limit-rps: '100'
#   ```
# related_resources:
#   - ref: https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#rate-limiting
#     description: Rate limiting in ingress-nginx
# custom:
#   id: ingress-rate-limit
#   severity: medium
#   input:
#     kinds: [networking.k8s.io/Ingress]
#   remediation: Annotate the Ingress with nginx.ingress.kubernetes.io/limit-rps and a number within the range.
#   tags: [kubernetes, security, ingress]
#   parameters:
#     type: object
#     description: The range of the limit.
#     required: [min, max]
#     additionalProperties: false
#     properties:
#       min: {title: Least, description: The least limit in requests per second., type: integer, minimum: 1}
#       max: {title: Greatest, description: The greatest limit in requests per second., type: integer, minimum: 1}
#       exempt:
#         title: Exempt
#         description: The ranges of client addresses, in CIDR notation, that an Ingress may exempt.
#         type: array
#         uniqueItems: true
#         items: {type: string, minLength: 1}
package policies.ingress.ingress_rate_limit

import data.policies.lib.manifest
import data.policies.lib.parameters

_limit := "nginx.ingress.kubernetes.io/limit-rps"

_whitelist := "nginx.ingress.kubernetes.io/limit-whitelist"

_parameters := data.plimsoll.config["ingress-rate-limit"]

# METADATA
# scope: document
# description: The parameters cannot be right.
# entrypoint: true
deny contains {"msg": problem, "path": []} if some problem in parameters.problems("ingress-rate-limit")

deny contains {"msg": msg, "path": ["metadata", "annotations", _limit]} if {
	not _within_range(_stated(_limit, null))
	msg := sprintf("%v limits clients to '%v' requests per second by '%v'; %v to %v are demanded.", [
		manifest.title(input),
		_stated(_limit, "unlimited"),
		_limit,
		_parameters.min,
		_parameters.max,
	])
}

deny contains {"msg": msg, "path": ["metadata", "annotations", _whitelist]} if {
	some range in _exempt
	not range in {allowed | some allowed in _parameters.exempt}
	msg := sprintf("%v exempts the clients '%v' from its rate limit by '%v'; the parameters do not name them.", [
		manifest.title(input),
		range,
		_whitelist,
	])
}

_stated(annotation, fallback) := manifest.value(input, ["metadata", "annotations", annotation], fallback)

# Annotations are strings: a bare number is refused by the API server.
_within_range(limit) if {
	is_string(limit)
	regex.match(`^[0-9]+$`, limit)
	to_number(limit) >= _parameters.min
	to_number(limit) <= _parameters.max
}

_exempt contains trim_space(range) if {
	some range in split(manifest.text(input, ["metadata", "annotations", _whitelist]), ",")
	trim_space(range) != ""
}
