package main

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestPlant checks that the switches can still be planted and that the changed program can be built; `make mutants` uses them.
func TestPlant(t *testing.T) {
	out, err := exec.CommandContext(t.Context(), "go", "env", "GOMOD").Output()
	if err != nil {
		t.Fatal(err)
	}
	root := filepath.Dir(strings.TrimSpace(string(out)))
	p, overlay, err := plant(root, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if len(p.checks) < 250 || p.tables["contract"] != "services/contracts" {
		t.Errorf("only %d checks, and tables %v, are found", len(p.checks), p.tables)
	}
	cmd := exec.CommandContext(t.Context(), "go", "build", "-overlay", overlay, "./services/platform/auth", "./services/platform/workflow")
	cmd.Dir = root
	if said, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, said)
	}
}
