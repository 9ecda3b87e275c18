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
	overlay, n, err := plant(root, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if n < 250 {
		t.Errorf("only %d checks are found", n)
	}
	cmd := exec.CommandContext(t.Context(), "go", "build", "-overlay", overlay, "./services/platform/auth", "./services/platform/workflow")
	cmd.Dir = root
	if said, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, said)
	}
}
