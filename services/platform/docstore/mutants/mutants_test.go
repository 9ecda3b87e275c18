package main

import (
	"strings"
	"testing"
)

// TestFaults checks that every mutant can still be applied; `make mutants` runs them.
func TestFaults(t *testing.T) {
	root, err := moduleRoot()
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range mutants {
		if _, err := plant(root, t.TempDir(), m); err != nil {
			t.Error(err)
		}
		if suites[m.suite] == nil {
			t.Errorf("%s: there is no suite %q", m.name, m.suite)
		}
	}
	if _, err := plant(root, t.TempDir(), mutant{file: "query/filter.go", old: "Kind"}); err == nil || !strings.Contains(err.Error(), "not once") {
		t.Errorf("a text that is there several times: %v", err)
	}
}

// TestRun checks that run reports a mutant that changes nothing and not one that tests find.
func TestRun(t *testing.T) {
	root, err := moduleRoot()
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	err = run(root, suites, []mutant{
		{"a fault", "query/filter.go", "r[last]++", "r[last] += 2", query},
		{"no fault", "query/filter.go", "r[last] = 0xE000", "r[last] = 0xE001 - 1", query},
	}, &out)
	if err == nil || !strings.HasSuffix(err.Error(), "no test fails for: no fault") || !strings.Contains(out.String(), "TestPrefixEnd") {
		t.Errorf("the run ends with %v and says\n%s", err, out.String())
	}
}
