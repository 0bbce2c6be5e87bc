# METADATA
# title: Fields and names of Kubernetes objects
# description: |
#   OPA treats a call with an undefined operand as undefined, so a rule that reads an absent field passes in
#   silence. These helpers always answer: they take null for absent, as the API server does, and name a fallback.
#   They also check types, since a builtin function that is given the wrong one is an error.
package policies.lib.manifest

# METADATA
# description: The value at a path, or the fallback where it is absent, null, or below something that is no object.
value(document, path, fallback) := found if {
	is_object(document)
	found := object.get(document, path, null)
	found != null
} else := fallback

# METADATA
# description: The string at a path; empty where there is no string.
text(document, path) := found if {
	found := value(document, path, "")
	is_string(found)
} else := ""

# METADATA
# description: The list at a path; empty where there is no list.
items(document, path) := found if {
	found := value(document, path, [])
	is_array(found)
} else := []

# METADATA
# description: The object's name; its generateName where it has none, and empty where it has neither.
name(document) := sprintf("%v", [value(
	document,
	["metadata", "name"],
	value(document, ["metadata", "generateName"], ""),
)])

# METADATA
# description: The object's namespace, `default` where it states none, as kubectl has it. A Namespace is in itself.
namespace(document) := name(document) if {
	document.kind == "Namespace"
} else := value(document, ["metadata", "namespace"], "default")

# METADATA
# description: What to call the object in a message, such as Deployment 'auth-service'.
title(document) := sprintf("%v '%v'", [value(document, ["kind"], "Object"), name(document)])

# METADATA
# description: |
#   Whether a controller of the cluster made the object, such as the ReplicaSet of a Deployment: then its maker is
#   judged. A file that claims an owner is judged all the same.
controlled(document) if {
	live(document)
	some owner in value(document, ["metadata", "ownerReferences"], [])
	owner.controller == true
}

# METADATA
# description: Whether the object was read from a cluster; only the API server gives out a uid.
live(document) if value(document, ["metadata", "uid"], "") != ""
