package main

import (
	"io"
	"strings"
	"testing"
)

// TestFaults sees that every fault can still be planted; `make mutants` tries them.
func TestFaults(t *testing.T) {
	if err := (&runner{out: io.Discard, faults: mutants, check: true}).run(); err != nil {
		t.Fatal(err)
	}
}

// TestRun tells a fault that is found from one that is none.
func TestRun(t *testing.T) {
	var out strings.Builder
	err := (&runner{out: &out, workers: 2, faults: []mutant{
		{"a fault", "query/filter.go", "r[last]++", "r[last] += 2", []string{"query"}},
		{"no fault", "query/filter.go", "r[last] = 0xE000", "r[last] = 0xE001 - 1", []string{"query"}},
	}}).run()
	if err == nil || !strings.HasSuffix(err.Error(), "not found: no fault") {
		t.Errorf("the run ends with %v", err)
	}
	if text := out.String(); !strings.Contains(text, "TestPrefixEnd") || !strings.Contains(text, "1 of 2 planted faults found") {
		t.Errorf("the run says\n%s", text)
	}
}

// TestCannotPlant sees that a fault is not silently left out when the code has changed, or when it would not be reached.
func TestCannotPlant(t *testing.T) {
	for old, want := range map[string]string{"not in the file": "0 times", "Kind": "not once", "package query": "not inside of a function"} {
		err := (&runner{out: io.Discard, check: true, faults: []mutant{{"x", "query/filter.go", old, "", []string{"query"}}}}).run()
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", old, err)
		}
	}
}
