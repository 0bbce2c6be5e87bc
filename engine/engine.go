package main

import (
	"encoding/json"
	"fmt"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/storage"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
	"github.com/open-policy-agent/opa/v1/version"
)

// engine holds what was loaded last.
type engine struct {
	answers  *writer
	current  *activity
	modules  map[string]*ast.Module
	compiler *ast.Compiler
	store    storage.Store
	prepared map[string]rego.PreparedEvalQuery
}

func newEngine(answers *writer, current *activity) *engine {
	return &engine{
		answers:  answers,
		current:  current,
		compiler: newCompiler(),
		store:    inmem.New(),
		prepared: map[string]rego.PreparedEvalQuery{},
	}
}

// handle answers one line. Only a failure to write is an error: everything else is an answer.
func (e *engine) handle(line []byte) error {
	var asked request
	if err := json.Unmarshal(line, &asked); err != nil {
		return e.answers.write(errorAnswer{ID: asked.ID, Error: fmt.Sprintf("The request is not valid: %v.", err)})
	}
	switch asked.Op {
	case "version":
		return e.answers.write(versionAnswer{ID: asked.ID, Protocol: protocolVersion, OPA: version.Version})
	case "load":
		return e.load(asked)
	case "evaluate":
		return e.evaluate(asked)
	case "test":
		return e.test(asked)
	case "inspect":
		return e.inspect(asked)
	default:
		return e.answers.write(errorAnswer{ID: asked.ID, Error: fmt.Sprintf("There is no operation %q.", asked.Op)})
	}
}
