package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/storage"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
	"github.com/open-policy-agent/opa/v1/util"
)

// load replaces the modules and the data. It answers every error; what has none is ready to be evaluated.
func (e *engine) load(asked request) error {
	store, err := newStore(asked.Data)
	if err != nil {
		return e.answers.write(errorAnswer{ID: asked.ID, Error: fmt.Sprintf("The data cannot be used: %v.", err)})
	}
	e.current.set("parsing the modules")
	parsed, problems := parseAll(asked.Modules)
	e.current.set("compiling the modules")
	compiler, usable, more, err := compileUsable(parsed, asked.Modules, problems, store)
	if err != nil {
		return e.answers.write(errorAnswer{ID: asked.ID, Error: fmt.Sprintf("The modules cannot be compiled: %v.", err)})
	}
	e.modules, e.compiler, e.store = usable, compiler, store
	e.prepared = map[string]rego.PreparedEvalQuery{}
	e.current.set("waiting")
	return e.answers.write(loadAnswer{ID: asked.ID, Errors: sorted(more)})
}

func newStore(data []byte) (storage.Store, error) {
	object := map[string]any{}
	if len(data) > 0 {
		if err := util.NewJSONDecoder(bytes.NewReader(data)).Decode(&object); err != nil {
			return nil, err
		}
	}
	return inmem.NewFromObjectWithOpts(object, inmem.OptRoundTripOnWrite(false), inmem.OptReturnASTValuesOnRead(true)), nil
}

// parseAll parses each module as Rego v1 or, where that fails, as v0, which older policy directories are written in.
// What is neither is reported as v1 sees it.
func parseAll(texts map[string]string) (map[string]*ast.Module, []moduleError) {
	modules := map[string]*ast.Module{}
	var problems []moduleError
	for _, file := range util.KeysSorted(texts) {
		module, err := parse(file, texts[file])
		if err != nil {
			problems = append(problems, describe(file, err)...)
			continue
		}
		if found := refusedBuiltins(file, module); len(found) > 0 {
			problems = append(problems, found...)
			continue
		}
		modules[file] = module
	}
	return modules, problems
}

func parse(file, text string) (*ast.Module, error) {
	options := ast.ParserOptions{ProcessAnnotation: true, RegoVersion: ast.RegoV1}
	module, err := ast.ParseModuleWithOpts(file, text, options)
	if err == nil {
		return module, nil
	}
	options.RegoVersion = ast.RegoV0
	if older, olderErr := ast.ParseModuleWithOpts(file, text, options); olderErr == nil {
		return older, nil
	}
	return nil, err
}

// compileUsable compiles the largest set of modules that compiles: those that errors name are left out, with those that
// depend on them, until there are no errors.
func compileUsable(
	parsed map[string]*ast.Module, texts map[string]string, problems []moduleError, store storage.Store,
) (*ast.Compiler, map[string]*ast.Module, []moduleError, error) {
	ctx := context.Background()
	transaction, err := store.NewTransaction(ctx)
	if err != nil {
		return nil, nil, nil, err
	}
	defer store.Abort(ctx, transaction)
	usable := parsed
	for {
		problems = append(problems, leaveOut(usable, texts, problems)...)
		compiler := newCompiler().WithPathConflictsCheck(storage.NonEmpty(ctx, store, transaction))
		compiler.Compile(usable)
		if !compiler.Failed() {
			return compiler, usable, problems, nil
		}
		before := len(usable)
		found := describe("", compiler.Errors)
		for _, problem := range found {
			delete(usable, problem.File)
		}
		if len(usable) == before {
			return nil, nil, nil, compiler.Errors // They name no module: nothing can be proved about any.
		}
		problems = append(problems, found...)
	}
}

func newCompiler() *ast.Compiler {
	return ast.NewCompiler().WithCapabilities(capabilities()).WithEnablePrintStatements(true).SetErrorLimit(0)
}

// describe gives each of OPA's errors its place; file is for those that have none.
func describe(file string, err error) []moduleError {
	var several ast.Errors
	var single *ast.Error
	if errors.As(err, &single) {
		several = ast.Errors{single}
	} else if !errors.As(err, &several) {
		return []moduleError{{file, 1, 1, err.Error()}}
	}
	found := make([]moduleError, 0, len(several))
	for _, one := range several {
		described := moduleError{file, 1, 1, fmt.Sprintf("%s: %s", one.Code, one.Message)}
		if one.Location != nil && one.Location.File != "" {
			described.File = one.Location.File
			described.Line, described.Column = max(1, one.Location.Row), max(1, one.Location.Col) // 0 for the text's end
		}
		found = append(found, described)
	}
	return found
}

// sorted orders problems by place and drops repetitions. It is never nil, so that the answer holds a list.
func sorted(problems []moduleError) []moduleError {
	ordered := append([]moduleError{}, problems...)
	slices.SortFunc(ordered, func(a, b moduleError) int {
		return cmp.Or(
			cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line),
			cmp.Compare(a.Column, b.Column), cmp.Compare(a.Message, b.Message),
		)
	})
	return slices.Compact(ordered)
}
