# METADATA
# description: Tests of configuration files in ConfigMaps.
package policies.lib.configuration_test

import data.policies.lib.configuration

test_files if {
	document := {"data": {"a.yaml": "x: 1\n", "b.ini": "[a]\nb = 'c", "c.json": "[1]", "d": 7}}
	configuration.files(document) == {"a.yaml": {"x": 1}, "c.json": [1]}
}

test_files_absent if {
	every document in [{}, {"data": null}, {"data": {}}] {
		configuration.files(document) == {}
	}
}

test_values if {
	file := {"jobs": [{"pace": "15s"}, {"pace": "60s"}, {}]}
	configuration.values(file, ["jobs", 0, "pace"]) == {{"path": ["jobs", 0, "pace"], "value": "15s"}}
	count(configuration.values(file, ["jobs", "*", "pace"])) == 2
	configuration.values(file, ["jobs", "*", "name"]) == set()
	configuration.values(null, ["jobs"]) == set()
}

test_line if {
	configuration.line("a:\n  pace: 15s # often\n", "pace", "15s # often") == "pace: 15s # often"
	configuration.line("a:\n  pace: \"15s\"\n", "pace", "15s") == `pace: "15s"`
	configuration.line("- url: http://a:1\n", "url", "http://a:1") == "url: http://a:1"
	configuration.line("rate: 10\n", "rate", 10) == "rate: 10"
}

test_line_not_once if {
	configuration.line("pace: 15s\npace: 15s\n", "pace", "15s") == ""
	configuration.line("pace: 30s\n", "pace", "15s") == ""
	configuration.line("", "pace", "15s") == ""
}
