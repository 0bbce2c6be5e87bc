package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/cover"
	"github.com/open-policy-agent/opa/v1/storage"
	"github.com/open-policy-agent/opa/v1/tester"
)

// testAnswer answers one test rule, as soon as it is done and in no particular order.
type testAnswer struct {
	ID   int        `json:"id"`
	Test testResult `json:"test"`
}

type testResult struct {
	Package string   `json:"package"`
	Name    string   `json:"name"`
	File    string   `json:"file"`
	Line    int      `json:"line"`
	Passed  bool     `json:"passed"`
	Skipped bool     `json:"skipped"`
	Message string   `json:"message"`
	Prints  []string `json:"prints"`
}

// testsDoneAnswer follows the last test.
type testsDoneAnswer struct {
	ID       int            `json:"id"`
	Done     bool           `json:"done"`
	Coverage []fileCoverage `json:"coverage"`
}

// test runs the test rules of the modules that are loaded.
func (e *engine) test(asked request) error {
	e.current.set("running tests")
	ctx := context.Background()
	transaction, err := e.store.NewTransaction(ctx)
	if err != nil {
		return e.answers.write(errorAnswer{ID: asked.ID, Error: err.Error()})
	}
	defer e.store.Abort(ctx, transaction)
	covered, results, err := e.startTests(ctx, transaction, asked)
	if err != nil {
		return e.answers.write(errorAnswer{ID: asked.ID, Error: fmt.Sprintf("The tests cannot be compiled: %v", err)})
	}
	for result := range results {
		if err := e.answers.write(testAnswer{asked.ID, describeTest(result)}); err != nil {
			return err
		}
	}
	e.current.set("waiting")
	done := testsDoneAnswer{ID: asked.ID, Done: true, Coverage: []fileCoverage{}}
	if covered != nil {
		done.Coverage = coverageOf(covered.Report(e.modules))
	}
	return e.answers.write(done)
}

func (e *engine) startTests(
	ctx context.Context, transaction storage.Transaction, asked request,
) (*cover.Cover, chan *tester.Result, error) {
	copies := map[string]*ast.Module{} // The runner renames tests in the modules it compiles.
	for file, module := range e.modules {
		copies[file] = module.Copy()
	}
	runner := tester.NewRunner().
		SetCompiler(newCompiler()).
		SetStore(e.store).
		SetModules(copies).
		CapturePrintOutput(true).
		RaiseBuiltinErrors(true).
		Filter(asked.Filter).
		SetTimeout(time.Duration(asked.DeadlineMS) * time.Millisecond)
	if !asked.Coverage {
		results, err := runner.RunTests(ctx, transaction)
		return nil, results, err
	}
	covered := cover.New()
	runner.SetCoverageQueryTracer(covered)
	results, err := runner.RunTests(ctx, transaction)
	return covered, results, err
}

func describeTest(result *tester.Result) testResult {
	described := testResult{
		Package: strings.TrimPrefix(result.Package, "data."),
		Name:    result.Name,
		File:    result.Location.File,
		Line:    result.Location.Row,
		Passed:  result.Pass(),
		Skipped: result.Skip,
		Prints:  []string{},
	}
	if output := strings.TrimRight(string(result.Output), "\n"); output != "" {
		described.Prints = strings.Split(output, "\n")
	}
	if result.Error != nil {
		described.Message = withPlace(result.Error)
	} else if result.Fail {
		described.Message = failedCases(result)
	}
	return described
}

// failedCases names the cases of a test with several cases that failed.
func failedCases(result *tester.Result) string {
	var names []string
	for name, sub := range result.SubResults.Iter {
		if sub.Fail && len(sub.SubResults) == 0 {
			names = append(names, "'"+strings.Join(name, "/")+"'")
		}
	}
	if len(names) == 0 {
		return ""
	}
	return fmt.Sprintf("Failed for %s.", strings.Join(names, ", "))
}
