# METADATA
# description: Tests of the policy datastore-isolation.
package policies.storage.datastore_isolation_test

import data.policies.storage.datastore_isolation

_config := {"datastore-isolation": {"datastores": {
	"db": {"namespace": "data", "clients": [{"namespace": "shop", "ports": [5432]}, {"pods": ["dump"], "ports": [5432]}]},
	"cache": {"namespace": "data", "clients": [{"namespace": "shop", "ports": [6379]}]},
}}}

_workload(name, namespace) := {
	"kind": "StatefulSet",
	"metadata": {"name": "main", "namespace": namespace},
	"spec": {"template": {"metadata": {"labels": {"app.kubernetes.io/name": name}}}},
}

_service(spec) := {
	"kind": "Service",
	"metadata": {"name": "entry", "namespace": "data"},
	"spec": object.union({"selector": {"app.kubernetes.io/name": "db"}}, spec),
}

_policy(selector, rules) := {
	"kind": "NetworkPolicy",
	"metadata": {"name": "open", "namespace": "data"},
	"spec": {"podSelector": selector, "policyTypes": ["Ingress"], "ingress": rules},
}

_db := {"matchLabels": {"app.kubernetes.io/name": "db"}}

_shop := {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "shop"}}}

_found(document) := found if {
	found := datastore_isolation.deny with input as document
		with data.plimsoll.config as _config
		with data.inventory as {"namespace": {"data": {"v1": {"Service": {"entry": _service({})}}}}}
}

_paths(document) := {violation.path | some violation in _found(document)}

test_fail_other_namespace if {
	_found(_workload("db", "shop")) == {{
		"msg": "StatefulSet 'main' runs datastore 'db' in namespace 'shop'; its own is 'data'.",
		"path": ["metadata", "namespace"],
	}}
}

test_fail_node_port if {
	_found(_service({"type": "NodePort"})) == {{
		"msg": "Service 'entry' leads to datastore 'db' and is of type 'NodePort'.",
		"path": ["spec", "type"],
	}}
}

test_fail_external_addresses if _paths(_service({"externalIPs": ["192.0.2.1"]})) == {["spec", "externalIPs"]}

test_fail_ingress if {
	backend := {"service": {"name": "entry", "port": {"number": 5432}}}
	document := {
		"kind": "Ingress",
		"metadata": {"name": "way", "namespace": "data"},
		"spec": {"defaultBackend": backend, "rules": [{"http": {"paths": [{"backend": backend}]}}]},
	}
	_paths(document) == {
		["spec", "defaultBackend", "service", "name"],
		["spec", "rules", 0, "http", "paths", 0, "backend", "service", "name"],
	}
}

test_fail_everybody if {
	every selector in [{}, null, _db, {"matchExpressions": [{"key": "app.kubernetes.io/name", "operator": "In", "values": ["db", "x"]}]}] {
		every rule in [{}, {"from": []}, {"ports": [{"port": 5432}]}] {
			["spec", "ingress", 0] in _paths(_policy(selector, [rule]))
		}
	}
}

test_fail_other_client if {
	every peer in [
		{"podSelector": {}},
		{"podSelector": {"matchLabels": {"app.kubernetes.io/name": "cache"}}},
		{"namespaceSelector": {}},
		{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "other"}}},
		{"ipBlock": {"cidr": "10.0.0.0/8"}},
	] {
		_paths(_policy(_db, [{"from": [_shop, peer], "ports": [{"port": 5432}]}])) == {["spec", "ingress", 0, "from", 1]}
	}
}

test_fail_other_client_message if {
	_found(_policy(_db, [{"from": [{"podSelector": {}}], "ports": [{"port": 5432}]}])) == {{
		"msg": "NetworkPolicy 'open' lets pods '*' reach datastore 'db', whose clients do not include it.",
		"path": ["spec", "ingress", 0, "from", 0],
	}}
}

test_fail_other_port if {
	_paths(_policy(_db, [{"from": [_shop], "ports": [{"port": 5432}, {"port": 22}]}])) == {["spec", "ingress", 0, "ports", 1]}
}

test_fail_range_and_all_ports if {
	_paths(_policy(_db, [{"from": [_shop], "ports": [{"port": 1, "endPort": 65535}]}])) == {["spec", "ingress", 0, "ports", 0]}
	_paths(_policy(_db, [{"from": [_shop]}])) == {["spec", "ingress", 0]}
}

test_fail_no_parameters if count(datastore_isolation.deny) == 1 with input as _service({}) with data.plimsoll.config as {}

test_pass_clients if {
	dump := {"podSelector": {"matchLabels": {"app.kubernetes.io/name": "dump"}}}
	_found(_policy(_db, [{"from": [_shop, dump], "ports": [{"port": 5432}]}])) == set()
}

test_pass_own_namespace if _found(_workload("db", "data")) == set()

test_pass_other_workload if _found(_workload("web", "shop")) == set()

test_pass_cluster_service if {
	_found(_service({})) == set()
	_found(_service({"type": "NodePort", "selector": {"app.kubernetes.io/name": "web"}})) == set()
}

test_pass_policy_of_others if {
	_found(_policy({"matchLabels": {"app.kubernetes.io/name": "web"}}, [{}])) == set()
	_found(_policy({"matchExpressions": [{"key": "app.kubernetes.io/name", "operator": "In", "values": ["web"]}]}, [{}])) == set()
	_found(object.union(_policy({}, [{}]), {"metadata": {"namespace": "shop"}})) == set()
}

test_pass_deny if _found(_policy({}, [])) == set()
