# METADATA
# title: Ingress serves a host without a certificate of an approved issuer
# description: |
#   An Ingress names no cluster issuer of cert-manager, or none that is approved; or one of its hosts appears in no
#   `tls` entry that has a secret; or it answers for every host, which no certificate can cover. A wildcard covers
#   one label.
#
#   ## Why it matters
#   ingress-nginx serves a host that no certificate covers with a self-signed one of its own: clients refuse it, or
#   learn to ignore the warning. A staging issuer's certificate is trusted by nobody.
#
#   ## Avoid
#   ```yaml
#   metadata:
#     annotations:
#       cert-manager.io/cluster-issuer: letsencrypt-production
#   spec:
#     rules:
#       - host: api.coderev.example.com
#   ```
#
#   ## Prefer
#   ```yaml
#   metadata:
#     annotations:
#       cert-manager.io/cluster-issuer: letsencrypt-production
#   spec:
#     tls:
#       - hosts: [api.coderev.example.com]
#         secretName: api-tls
#     rules:
#       - host: api.coderev.example.com
#   ```
# related_resources:
#   - ref: https://cert-manager.io/docs/usage/ingress/
#     description: Annotated Ingress resources
#   - ref: https://kubernetes.io/docs/concepts/services-networking/ingress/#tls
#     description: TLS of an Ingress
# custom:
#   id: ingress-tls-issuer
#   severity: high
#   input:
#     kinds: [networking.k8s.io/Ingress]
#   remediation: Name an approved cluster issuer and list every host in a tls entry with a secretName.
#   tags: [kubernetes, security, ingress, tls]
#   parameters:
#     type: object
#     description: Who may issue certificates.
#     required: [issuers]
#     additionalProperties: false
#     properties:
#       issuers:
#         title: Issuers
#         description: The names of the approved ClusterIssuers.
#         type: array
#         minItems: 1
#         uniqueItems: true
#         items: {type: string, minLength: 1}
package policies.ingress.ingress_tls_issuer

import data.policies.lib.manifest
import data.policies.lib.parameters

_annotation := "cert-manager.io/cluster-issuer"

_issuers := {issuer | some issuer in data.plimsoll.config["ingress-tls-issuer"].issuers}

# METADATA
# scope: document
# description: The parameters cannot be right.
# entrypoint: true
deny contains {"msg": problem, "path": []} if some problem in parameters.problems("ingress-tls-issuer")

deny contains {"msg": msg, "path": ["metadata", "annotations", _annotation]} if {
	issuer := manifest.value(input, ["metadata", "annotations", _annotation], "nobody")
	not issuer in _issuers
	msg := sprintf("%v has its certificates from '%v' by '%v'; approved are '%v'.", [
		manifest.title(input),
		issuer,
		_annotation,
		concat("', '", _issuers),
	])
}

deny contains {"msg": msg, "path": ["spec", "rules", index, "host"]} if {
	some index, host in _hosts
	host != ""
	not _covered(host)
	msg := sprintf("%v serves the host '%v', which 0 of its tls entries with a secret cover.", [
		manifest.title(input),
		host,
	])
}

deny contains {"msg": msg, "path": ["spec", "rules", index]} if {
	some index, host in _hosts
	host == ""
	msg := sprintf("Rule %v of %v has no host: it answers for every host, which no certificate covers.", [
		index + 1,
		manifest.title(input),
	])
}

deny contains {"msg": msg, "path": ["spec", "defaultBackend"]} if {
	manifest.value(input, ["spec", "defaultBackend"], null) != null
	msg := sprintf("%v has a 'defaultBackend', which answers for every host and which no certificate covers.", [
		manifest.title(input),
	])
}

_hosts := [manifest.value(stated, ["host"], "") | some stated in manifest.value(input, ["spec", "rules"], [])]

_covered(host) if {
	is_string(host)
	some certified in manifest.value(input, ["spec", "tls"], [])
	manifest.value(certified, ["secretName"], "") != ""
	some name in manifest.value(certified, ["hosts"], [])
	is_string(name)
	_covers(lower(name), lower(host))
}

_covers(name, host) if name == host

_covers(name, host) if {
	startswith(name, "*.")
	trim_prefix(name, "*") == concat("", [".", concat(".", array.slice(split(host, "."), 1, 99))])
}
