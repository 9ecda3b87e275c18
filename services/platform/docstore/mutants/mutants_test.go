package main

import (
	"io"
	"strings"
	"testing"
)

// TestFaults sees that every fault can still be planted, and, beyond the short form, that one in each engine is found;
// `make mutants` tries all of them.
func TestFaults(t *testing.T) {
	if err := (&runner{out: io.Discard, check: true}).run(); err != nil {
		t.Fatal(err)
	}
	if testing.Short() {
		return
	}
	var out strings.Builder
	err := (&runner{out: &out, only: "sorts upwards only"}).run()
	if t.Log(out.String()); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), "2 of 2") {
		t.Error("not both engines were tried")
	}
}
