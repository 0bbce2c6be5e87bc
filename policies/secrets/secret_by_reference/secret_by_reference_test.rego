# METADATA
# description: Tests of the policy secret-by-reference.
package policies.secrets.secret_by_reference_test

import data.policies.secrets.secret_by_reference

_config := {
	"platform": {"tiers": {"production": {"namespaces": ["shop"]}}, "services": ["web"]},
	"secret-by-reference": {"stores": ["vault"], "refreshAtMost": "1h", "tiers": ["production"]},
}

_secret(fields) := object.union({"kind": "Secret", "metadata": {"name": "db", "namespace": "shop"}}, fields)

_external(spec) := {
	"kind": "ExternalSecret",
	"metadata": {"name": "db", "namespace": "shop"},
	"spec": object.union({"secretStoreRef": {"name": "vault"}, "refreshInterval": "1h"}, spec),
}

_pod(spec) := {"kind": "Pod", "metadata": {"name": "web", "namespace": "shop"}, "spec": spec}

_env(name, key) := _pod({"containers": [{"env": [
	{"name": "A", "value": "b"},
	{"name": "PASSWORD", "valueFrom": {"secretKeyRef": {"name": name, "key": key}}},
]}]})

_fetched := {"data": [{"secretKey": "password"}]}

_found_with(document, made) := found if {
	found := secret_by_reference.deny with input as document
		with data.plimsoll.config as _config
		with data.inventory as {"namespace": {"shop": {"external-secrets.io/v1": {"ExternalSecret": made}}}}
}

_found(document) := _found_with(document, {"db": _external(_fetched)})

_paths(document) := {violation.path | some violation in _found(document)}

test_fail_literal if {
	_found(_secret({"stringData": {"password": "x"}})) == {{
		"msg": "Secret 'db' holds values in 'stringData'; they come from a store.",
		"path": ["stringData"],
	}}
	_paths(_secret({"data": {"password": "eA=="}})) == {["data"]}
}

test_fail_other_store if {
	_found(_external({"secretStoreRef": {"name": "fake"}})) == {{
		"msg": "ExternalSecret 'db' reads from 'fake'; approved are 'vault'.",
		"path": ["spec", "secretStoreRef", "name"],
	}}
}

test_fail_no_store if {
	without := json.remove(_external({}), ["spec/secretStoreRef"])
	_paths(without) == {["spec", "secretStoreRef", "name"]}
}

test_fail_seldom if {
	every interval in ["2h", "0", "0s", "24h", "", "often", 3600] {
		_paths(_external({"refreshInterval": interval})) == {["spec", "refreshInterval"]}
	}
}

test_fail_seldom_message if {
	_found(_external({"refreshInterval": "24h"})) == {{
		"msg": "ExternalSecret 'db' refreshes with '24h'; at most '1h' may pass.",
		"path": ["spec", "refreshInterval"],
	}}
}

test_fail_nobody_makes_it if {
	_found(_env("cache", "password")) == {{
		"msg": "Pod 'web' needs the Secret 'cache', which no ExternalSecret makes.",
		"path": ["spec", "containers", 0, "env", 1, "valueFrom", "secretKeyRef", "name"],
	}}
}

test_fail_key_is_not_made if {
	_found(_env("db", "username")) == {{
		"msg": "Pod 'web' needs the key 'username' of the Secret 'db', which its ExternalSecret does not make.",
		"path": ["spec", "containers", 0, "env", 1, "valueFrom", "secretKeyRef", "name"],
	}}
}

test_fail_template_replaces if {
	made := {"db": _external(object.union(_fetched, {"target": {"template": {"data": {"url": "x"}}}}))}
	count(_found_with(_env("db", "password"), made)) == 1
	count(_found_with(_env("db", "url"), made)) == 0
}

test_fail_whole_secret if {
	_paths(_pod({"containers": [{"envFrom": [{"secretRef": {"name": "cache"}}]}]})) == {["spec", "containers", 0, "envFrom", 0, "secretRef", "name"]}
	_paths(_pod({"volumes": [{"secret": {"secretName": "cache"}}]})) == {["spec", "volumes", 0, "secret", "secretName"]}
}

test_fail_file_that_is_not_made if {
	volume := {"secret": {"secretName": "db", "items": [{"key": "ca.crt", "path": "ca.crt"}]}}
	_paths(_pod({"volumes": [volume]})) == {["spec", "volumes", 0, "secret", "secretName"]}
}

test_fail_without_inventory if {
	count(secret_by_reference.deny) == 1 with input as _env("db", "password") with data.plimsoll.config as _config
}

test_fail_unknown_tier if {
	config := object.union(_config, {"secret-by-reference": {"tiers": ["prodution"]}})
	count(secret_by_reference.deny) == 1 with input as _pod({}) with data.plimsoll.config as config
}

test_pass_made if {
	_found(_env("db", "password")) == set()
	_found(_pod({"containers": [{"envFrom": [{"secretRef": {"name": "db"}}]}]})) == set()
	_found(_pod({"volumes": [{"secret": {"secretName": "db"}}, {"emptyDir": {}}]})) == set()
	_found(_pod({"volumes": [{"secret": {"secretName": "db", "items": [{"key": "password"}]}}]})) == set()
}

test_pass_made_under_another_name if {
	made := {"x": object.union(_external(object.union(_fetched, {"target": {"name": "db"}})), {"metadata": {"name": "x"}})}
	_found_with(_env("db", "password"), made) == set()
}

test_pass_template_merges if {
	template := {"mergePolicy": "Merge", "data": {"url": "x"}}
	made := {"db": _external(object.union(_fetched, {"target": {"template": template}}))}
	_found_with(_env("db", "password"), made) == set()
}

test_pass_keys_of_the_store if {
	made := {"db": _external({"dataFrom": [{"extract": {"key": "db"}}]})}
	_found_with(_env("db", "anything"), made) == set()
}

test_pass_external if {
	_found(_external({})) == set()
	_found(json.remove(_external({}), ["spec/refreshInterval"])) == set()
	_found(_external({"refreshInterval": "15m"})) == set()
}

test_pass_live_secret if {
	_found(object.union(_secret({"data": {"a": "b"}}), {"metadata": {"uid": "1"}})) == set()
}

test_pass_empty_secret if _found(_secret({"data": null})) == set()

test_pass_outside_the_platform if {
	_found(object.union(_secret({"data": {"a": "b"}}), {"metadata": {"namespace": "other"}})) == set()
}
