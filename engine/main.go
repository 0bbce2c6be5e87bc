// Command plimsoll-engine evaluates Rego with OPA's own library.
//
// It reads requests from standard input and writes answers to standard output, one JSON object a line (see protocol.go).
// It opens no port, reads no file and no environment variable, and ends when its standard input ends.
package main

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
)

// Exit codes. exitMemory is known to the parent process.
const (
	exitFailed = 1
	exitMemory = 77
)

func main() {
	memoryMiB := flag.Uint64("memory-mib", 0, "end with code 77 above this many MiB; 0 is no limit")
	flag.Parse()

	// Nothing but answers may reach standard output, whatever a library prints.
	answers := os.Stdout
	os.Stdout = os.Stderr

	current := newActivity()
	watchMemory(*memoryMiB, current)
	err := serve(os.Stdin, answers, current)
	if err != nil {
		fmt.Fprintln(os.Stderr, "plimsoll-engine:", err)
		os.Exit(exitFailed)
	}
}

// serve answers each request in turn until the input ends.
func serve(input io.Reader, output io.Writer, current *activity) error {
	requests := bufio.NewReaderSize(input, 1<<16)
	opa := newEngine(newWriter(output), current)
	for {
		line, err := requests.ReadBytes('\n')
		if errors.Is(err, io.EOF) && len(line) == 0 {
			return nil
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return fmt.Errorf("reading a request: %w", err)
		}
		if err := opa.handle(line); err != nil {
			return err
		}
	}
}
