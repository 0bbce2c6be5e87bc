# METADATA
# title: Configuration files in ConfigMaps
# description: |
#   Programs read their configuration from files, and a ConfigMap holds those as text. These helpers parse the text,
#   and find the line that a value stands on, so that a finding can name it.
package policies.lib.configuration

import data.policies.lib.manifest

# METADATA
# description: The files of a ConfigMap that are YAML or JSON, parsed, by key; others are left out.
files(document) := {key: parsed |
	some key, text in manifest.value(document, ["data"], {})
	is_string(text)
	yaml.is_valid(text)
	parsed := yaml.unmarshal(text)
}

# METADATA
# description: |
#   The values at a path in a parsed file, as objects of path and value. A step of the path may be `*`, for every item
#   of a list and every key of an object.
values(file, path) := {found |
	walk(file, [at, value])
	count(at) == count(path)
	every index, step in path {
		step in {"*", at[index]}
	}
	found := {"path": at, "value": value}
}

# METADATA
# description: The line that gives the key this plain value, without indentation; empty where there is not exactly one.
line(text, key, value) := found[0] if {
	found := [candidate |
		some whole in split(text, "\n")
		candidate := trim_left(trim_space(whole), "- ")
		parts := split(candidate, ":")
		trim(parts[0], `"' `) == sprintf("%v", [key])
		trim(trim_space(concat(":", array.slice(parts, 1, count(parts)))), `"'`) == sprintf("%v", [value])
	]
	count(found) == 1
} else := ""
