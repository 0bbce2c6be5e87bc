package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
)

// protocolVersion changes whenever a request or an answer changes its meaning.
const protocolVersion = 1

// maxAnswerBytes bounds one answer, so that no policy can exhaust the memory of the process that reads it.
const maxAnswerBytes = 64 << 20

// request is one line of input.
type request struct {
	ID int `json:"id"`
	// Op is "version", "load", "evaluate", "test" or "inspect".
	Op string `json:"op"`
	// Modules is file name to text: load, inspect.
	Modules map[string]string `json:"modules"`
	// Data becomes the document `data`: load.
	Data json.RawMessage `json:"data"`
	// Input becomes the document `input`: evaluate.
	Input json.RawMessage `json:"input"`
	// Queries are references to rules: evaluate. One answer each, in order.
	Queries []string `json:"queries"`
	// DeadlineMS is how long one query or one test may take, in milliseconds; 0 is no deadline.
	DeadlineMS int64 `json:"deadline_ms"`
	// Coverage asks for coverage: test.
	Coverage bool `json:"coverage"`
	// Filter is a regular expression that a test's full name must match: test.
	Filter string `json:"filter"`
}

// moduleError says why a module cannot be used.
type moduleError struct {
	File    string `json:"file"`
	Line    int    `json:"line"`
	Column  int    `json:"column"`
	Message string `json:"message"`
}

// failure says why a query has no value.
type failure struct {
	// Kind is "error", "undefined", "timeout" or "size".
	Kind string `json:"kind"`
	// Message is OPA's own text, with the place where it knows one.
	Message string `json:"message"`
}

type versionAnswer struct {
	ID       int    `json:"id"`
	Protocol int    `json:"protocol"`
	OPA      string `json:"opa"`
}

type loadAnswer struct {
	ID     int           `json:"id"`
	Errors []moduleError `json:"errors"`
}

// queryAnswer answers one query of an evaluate request: exactly one of Value and Failure is set.
type queryAnswer struct {
	ID      int             `json:"id"`
	Query   int             `json:"query"`
	Value   json.RawMessage `json:"value,omitempty"`
	Failure *failure        `json:"failure,omitempty"`
	Prints  []string        `json:"prints,omitempty"`
}

// errorAnswer answers a request that makes no sense.
type errorAnswer struct {
	ID    int    `json:"id"`
	Error string `json:"error"`
}

// writer writes one JSON object a line.
type writer struct {
	output io.Writer
}

func newWriter(output io.Writer) *writer {
	return &writer{output}
}

// write sends one answer at once: were it kept back, a later death would be blamed on the wrong query.
func (w *writer) write(answer any) error {
	line, err := encode(answer)
	if err != nil {
		return fmt.Errorf("encoding an answer: %w", err)
	}
	if _, err := w.output.Write(append(line, '\n')); err != nil {
		return fmt.Errorf("writing an answer: %w", err)
	}
	return nil
}

// encode is json.Marshal without the escapes that only HTML needs.
func encode(value any) ([]byte, error) {
	var buffer bytes.Buffer
	encoder := json.NewEncoder(&buffer)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return nil, err
	}
	return bytes.TrimRight(buffer.Bytes(), "\n"), nil
}
