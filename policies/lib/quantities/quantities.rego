# METADATA
# title: Quantities of resources
# description: |
#   Quantities such as 250m and 2Gi as numbers, so that 1000m equals 1 and 2048Mi equals 2Gi. The pattern is
#   stricter than units.parse, which takes spellings that the API server refuses.
# related_resources:
#   - ref: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
#     description: Quantity
package policies.lib.quantities

_pattern := `^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)(m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei|[eE][+-]?[0-9]{1,2})?$`

# METADATA
# description: The quantity as a number; undefined for what is none. A string, or a number as YAML reads it.
number(quantity) := units.parse(quantity) if {
	is_string(quantity)
	regex.match(_pattern, quantity)
} else := quantity if is_number(quantity)

# METADATA
# description: Whether both are quantities and of the same size.
same(left, right) if number(left) == number(right)
