# METADATA
# description: Tests of missing parameters.
package policies.lib.parameters_test

import data.policies.lib.parameters

test_absent if {
	parameters.problems("metrics-port") == {"The parameters of policy 'metrics-port' are incomplete: there is no section 'metrics-port'."}
}

test_present if parameters.problems("metrics-port") == set() with data.plimsoll.config as {"metrics-port": {}}
