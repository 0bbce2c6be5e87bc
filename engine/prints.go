package main

import (
	"strings"

	"github.com/open-policy-agent/opa/v1/topdown/print"
)

// Bounds of what is kept of the print() calls of one query.
const (
	maxPrintLines = 200
	maxPrintBytes = 64 << 10
)

// prints collects what a policy prints. What exceeds the bounds is dropped, and the last line says so.
type prints struct {
	lines []string
	bytes int
	full  bool
}

// Print implements print.Hook.
func (p *prints) Print(_ print.Context, line string) error {
	switch {
	case p.full:
	case len(p.lines) >= maxPrintLines || p.bytes+len(line) > maxPrintBytes:
		p.full = true
		p.lines = append(p.lines, "… more was printed")
	default:
		p.bytes += len(line)
		p.lines = append(p.lines, strings.TrimRight(line, "\n"))
	}
	return nil
}
