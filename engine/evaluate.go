package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/topdown"
)

// evaluate answers each query on one input as soon as it is done.
func (e *engine) evaluate(asked request) error {
	input, err := parseInput(asked.Input)
	for index, query := range asked.Queries {
		answer := queryAnswer{ID: asked.ID, Query: index}
		if err != nil {
			answer.Failure = &failure{"error", fmt.Sprintf("The input is not valid JSON: %v.", err)}
		} else {
			e.current.set("evaluating " + query)
			answer = e.answer(answer, query, input, time.Duration(asked.DeadlineMS)*time.Millisecond)
			e.current.set("waiting")
		}
		if err := e.answers.write(answer); err != nil {
			return err
		}
	}
	return nil
}

func parseInput(text []byte) (ast.Value, error) {
	if len(text) == 0 {
		return nil, errors.New("it is missing")
	}
	return ast.ValueFromReader(bytes.NewReader(text))
}

// answer evaluates one query. Errors of builtins are failures: OPA's default would make them undefined, and a policy
// would pass by accident.
func (e *engine) answer(answer queryAnswer, query string, input ast.Value, deadline time.Duration) queryAnswer {
	ctx := context.Background()
	if deadline > 0 {
		limited, cancel := context.WithTimeout(ctx, deadline)
		defer cancel()
		ctx = limited
	}
	prepared, err := e.prepare(query)
	if err != nil {
		answer.Failure = &failure{"error", err.Error()}
		return answer
	}
	printed := &prints{}
	results, err := prepared.Eval(ctx, rego.EvalParsedInput(input), rego.EvalPrintHook(printed), rego.EvalSortSets(true))
	answer.Prints = printed.lines
	switch {
	case err != nil && (topdown.IsCancel(err) || errors.Is(err, context.DeadlineExceeded)):
		answer.Failure = &failure{"timeout", err.Error()}
	case err != nil:
		answer.Failure = &failure{"error", withPlace(err)}
	case len(results) == 0:
		answer.Failure = &failure{"undefined", query}
	default:
		value, err := encode(results[0].Expressions[0].Value)
		switch {
		case err != nil:
			answer.Failure = &failure{"error", fmt.Sprintf("The result cannot be written as JSON: %v.", err)}
		case len(value) > maxAnswerBytes:
			answer.Failure = &failure{"size", fmt.Sprintf("%d bytes", len(value))}
		default:
			answer.Value = value
		}
	}
	return answer
}

// withPlace is an error's text with file, line and column; OPA's own text lacks the column.
func withPlace(err error) string {
	var known *topdown.Error
	if errors.As(err, &known) && known.Location != nil {
		at := known.Location
		return fmt.Sprintf("%s:%d:%d: %s: %s", at.File, at.Row, at.Col, known.Code, known.Message)
	}
	return err.Error()
}

// prepare compiles a query once.
func (e *engine) prepare(query string) (rego.PreparedEvalQuery, error) {
	if prepared, ok := e.prepared[query]; ok {
		return prepared, nil
	}
	if _, err := ast.ParseRef(query); err != nil {
		return rego.PreparedEvalQuery{}, err
	}
	prepared, err := rego.New(
		rego.Query(query),
		rego.Compiler(e.compiler),
		rego.Store(e.store),
		rego.Capabilities(capabilities()),
		rego.StrictBuiltinErrors(true),
	).PrepareForEval(context.Background())
	if err == nil {
		e.prepared[query] = prepared
	}
	return prepared, err
}
