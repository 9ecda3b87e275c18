package main

import (
	"io"
	"strings"
	"testing"
)

// TestFaults sees that every fault can still be planted, and, beyond the short form, that one in each engine is found;
// `make mutants` tries all of them.
func TestFaults(t *testing.T) {
	if err := run(io.Discard, "", true); err != nil {
		t.Fatal(err)
	}
	if testing.Short() {
		return
	}
	var out strings.Builder
	err := run(&out, "sorts upwards only", false)
	if t.Log(out.String()); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), "2 of 2") {
		t.Error("not both engines were tried")
	}
}
