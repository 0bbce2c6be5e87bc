package main

import (
	"fmt"
	"os"
	"runtime/debug"
	"runtime/metrics"
	"time"
)

// memoryInterval is how often the memory in use is looked at. A policy can fill about 100 MiB in that time; what grows
// faster is stopped by the limit that the parent process sets.
const memoryInterval = 10 * time.Millisecond

// watchMemory ends the process, with a last line that names what it was doing, once it holds more than its limit.
func watchMemory(limitMiB uint64, current *activity) {
	debug.SetGCPercent(400) // Most of the heap is the compiled policies: collect seldom while there is room.
	if limitMiB == 0 {
		return
	}
	limit := limitMiB << 20
	debug.SetMemoryLimit(int64(limit / 4 * 3)) // Above three quarters, collect as often as it takes.
	go func() {
		for range time.Tick(memoryInterval) {
			if memoryInUse() > limit {
				fmt.Fprintf(os.Stderr, "plimsoll-engine: more than %d MiB of memory in use while %s\n", limitMiB, current)
				os.Exit(exitMemory)
			}
		}
	}()
}

// memoryInUse is what the process has obtained from the operating system and not given back, in bytes.
func memoryInUse() uint64 {
	samples := []metrics.Sample{
		{Name: "/memory/classes/total:bytes"},
		{Name: "/memory/classes/heap/released:bytes"},
	}
	metrics.Read(samples)
	return samples[0].Value.Uint64() - samples[1].Value.Uint64()
}
