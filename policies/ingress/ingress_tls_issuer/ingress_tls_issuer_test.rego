# METADATA
# description: Tests of the policy ingress-tls-issuer.
package policies.ingress.ingress_tls_issuer_test

import data.policies.ingress.ingress_tls_issuer

_config := {"ingress-tls-issuer": {"issuers": ["letsencrypt-production"]}}

_issuer := "cert-manager.io/cluster-issuer"

_ingress(spec) := {
	"kind": "Ingress",
	"metadata": {"name": "api", "annotations": {_issuer: "letsencrypt-production"}},
	"spec": spec,
}

_spec(host, names) := {"rules": [{"host": host}], "tls": [{"hosts": names, "secretName": "api-tls"}]}

_found(document) := found if {
	found := ingress_tls_issuer.deny with input as document with data.plimsoll.config as _config
}

_paths(document) := {violation.path | some violation in _found(document)}

test_fail_no_issuer if {
	every annotations in [null, {}, {_issuer: null}, {"cert-manager.io/issuer": "letsencrypt-production"}] {
		document := {
			"kind": "Ingress",
			"metadata": {"name": "api", "annotations": annotations},
			"spec": _spec("api.example.com", ["api.example.com"]),
		}
		_found(document) == {{
			"msg": "Ingress 'api' has its certificates from 'nobody' by 'cert-manager.io/cluster-issuer'; approved are 'letsencrypt-production'.",
			"path": ["metadata", "annotations", _issuer],
		}}
	}
}

test_fail_other_issuer if {
	document := object.union(
		_ingress(_spec("api.example.com", ["api.example.com"])),
		{"metadata": {"annotations": {_issuer: "self-signed"}}},
	)
	_paths(document) == {["metadata", "annotations", _issuer]}
}

test_fail_host_not_covered if {
	every names in [[], null, ["www.example.com"], ["*.api.example.com"], ["*.com"], ["*"]] {
		_found(_ingress(_spec("api.example.com", names))) == {{
			"msg": "Ingress 'api' serves the host 'api.example.com', which 0 of its tls entries with a secret cover.",
			"path": ["spec", "rules", 0, "host"],
		}}
	}
}

test_fail_second_host if {
	spec := object.union(_spec("api.example.com", ["api.example.com"]), {"rules": [
		{"host": "api.example.com"},
		{"host": "www.example.com"},
	]})
	_paths(_ingress(spec)) == {["spec", "rules", 1, "host"]}
}

test_fail_no_tls if _paths(_ingress({"rules": [{"host": "api.example.com"}]})) == {["spec", "rules", 0, "host"]}

test_fail_no_secret if {
	spec := {"rules": [{"host": "api.example.com"}], "tls": [{"hosts": ["api.example.com"]}]}
	_paths(_ingress(spec)) == {["spec", "rules", 0, "host"]}
}

test_fail_no_host if {
	_found(_ingress({"rules": [{"http": {"paths": []}}], "tls": [{"secretName": "api-tls"}]})) == {{
		"msg": "Rule 1 of Ingress 'api' has no host: it answers for every host, which no certificate covers.",
		"path": ["spec", "rules", 0],
	}}
}

test_fail_default_backend if {
	_found(_ingress({"defaultBackend": {"service": {"name": "web"}}})) == {{
		"msg": "Ingress 'api' has a 'defaultBackend', which answers for every host and which no certificate covers.",
		"path": ["spec", "defaultBackend"],
	}}
}

test_fail_without_parameters if {
	document := _ingress(_spec("api.example.com", ["api.example.com"]))
	count(ingress_tls_issuer.deny) == 2 with input as document
}

test_pass if {
	every names in [["api.example.com"], ["www.example.com", "API.example.com"], ["*.example.com"]] {
		_found(_ingress(_spec("api.example.com", names))) == set()
	}
}

test_pass_wildcard_host if _found(_ingress(_spec("*.example.com", ["*.example.com"]))) == set()
