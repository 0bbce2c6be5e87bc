package main

import (
	"fmt"
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
)

// refused lists the builtins that reach outside the process: a verdict must depend on the input alone.
var refused = []string{"http.send", "net.lookup_ip_addr", "opa.runtime"}

// capabilities are OPA's own without the refused builtins and without the network (remote references of JSON schemas).
func capabilities() *ast.Capabilities {
	allowed := ast.CapabilitiesForThisVersion()
	allowed.Builtins = slices.DeleteFunc(allowed.Builtins, func(builtin *ast.Builtin) bool {
		return slices.Contains(refused, builtin.Name)
	})
	allowed.AllowNet = []string{}
	return allowed
}

// refusedBuiltins finds the uses of refused builtins in a module. OPA itself would only call them undefined.
func refusedBuiltins(file string, module *ast.Module) []moduleError {
	var found []moduleError
	ast.WalkRefs(module, func(ref ast.Ref) bool {
		name := ref.String()
		if slices.Contains(refused, name) {
			location := ref[0].Location
			message := fmt.Sprintf("The builtin '%s' is refused: a policy may not reach the network or the environment.", name)
			found = append(found, moduleError{file, location.Row, location.Col, message})
		}
		return false
	})
	return found
}
