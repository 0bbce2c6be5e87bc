# METADATA
# description: Tests of quantities.
package policies.lib.quantities_test

import data.policies.lib.quantities

test_same if {
	quantities.same("1000m", "1")
	quantities.same("1", 1)
	quantities.same("0.1", "100m")
	quantities.same(0.25, "250m")
	quantities.same("2048Mi", "2Gi")
	quantities.same("1.5Gi", "1536Mi")
	quantities.same("1e3", "1k")
	quantities.same("+1", "1.")
}

test_not_same if {
	not quantities.same("512Mi", "512M")
	not quantities.same("100m", "100M")
	not quantities.same("250m", "250")
}

# What the API server refuses is of no size, and so never the one that is demanded.
test_no_quantity if {
	every refused in ["1gi", "1GB", " 1Gi", "1 Gi", "", "nothing", "1e", null, true, ["1"]] {
		not quantities.number(refused)
	}
}
