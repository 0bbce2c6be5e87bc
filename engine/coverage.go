package main

import (
	"github.com/open-policy-agent/opa/v1/cover"
	"github.com/open-policy-agent/opa/v1/util"
)

// fileCoverage says which lines of a file the tests evaluated. A line of which a part was not evaluated is not covered.
type fileCoverage struct {
	File string `json:"file"`
	// Covered and NotCovered hold ranges of lines, first and last included.
	Covered    [][2]int `json:"covered"`
	NotCovered [][2]int `json:"not_covered"`
	// Percentage is of the lines that can be covered; 100 where there are none.
	Percentage float64 `json:"percentage"`
}

func coverageOf(report cover.Report) []fileCoverage {
	files := []fileCoverage{}
	for _, name := range util.KeysSorted(report.Files) {
		covered, missed := linesOf(report.Files[name].Covered), linesOf(report.Files[name].NotCovered)
		for line := range missed {
			delete(covered, line)
		}
		percentage := 100.0
		if total := len(covered) + len(missed); total > 0 {
			percentage = 100 * float64(len(covered)) / float64(total)
		}
		files = append(files, fileCoverage{name, ranges(covered), ranges(missed), percentage})
	}
	return files
}

func linesOf(stretches []cover.Range) map[int]bool {
	found := map[int]bool{}
	for _, stretch := range stretches {
		for line := stretch.Start.Row; line <= stretch.End.Row; line++ {
			found[line] = true
		}
	}
	return found
}

// ranges joins neighbouring lines.
func ranges(lines map[int]bool) [][2]int {
	joined := [][2]int{}
	for _, line := range util.KeysSorted(lines) {
		if last := len(joined) - 1; last >= 0 && joined[last][1] == line-1 {
			joined[last][1] = line
		} else {
			joined = append(joined, [2]int{line, line})
		}
	}
	return joined
}
