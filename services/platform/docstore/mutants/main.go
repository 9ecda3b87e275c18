// Command mutants plants faults in the engines, one after the other, and runs the tests that must find each. It fails when
// one is not found, and when the text that a fault replaces is no longer there exactly once.
//
//	go run ./services/platform/docstore/mutants            # all
//	go run ./services/platform/docstore/mutants -only desc # those whose names contain the word
//	go run ./services/platform/docstore/mutants -check     # only that the texts are there
package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

func main() {
	only := flag.String("only", "", "plant only the faults whose names contain this")
	check := flag.Bool("check", false, "only check that each fault can be planted")
	flag.Parse()
	if err := run(os.Stdout, *only, *check); err != nil {
		fmt.Fprintln(os.Stderr, "mutants:", err)
		os.Exit(1)
	}
}

func run(w io.Writer, only string, check bool) error {
	root, err := moduleRoot()
	if err != nil {
		return err
	}
	tmp, err := os.MkdirTemp("", "mutants")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp) //nolint:errcheck // a temporary directory that stays is harmless
	var survivors []string
	killed, total := 0, 0
	for i, m := range mutants {
		if !strings.Contains(m.name, only) {
			continue
		}
		total++
		overlay, err := m.plant(root, filepath.Join(tmp, fmt.Sprint(i)))
		if err != nil {
			return err
		}
		if check {
			continue
		}
		by, err := m.killer(root, overlay)
		switch {
		case err != nil:
			return err
		case by == "":
			survivors = append(survivors, m.name)
			by = "SURVIVES"
		default:
			killed++
		}
		if _, err := fmt.Fprintf(w, "%-46s %s\n", m.name, by); err != nil {
			return err
		}
	}
	if check {
		_, err := fmt.Fprintf(w, "%d faults can be planted\n", total)
		return err
	}
	if _, err := fmt.Fprintf(w, "%d of %d planted faults found\n", killed, total); err != nil {
		return err
	}
	if len(survivors) > 0 {
		return fmt.Errorf("not found: %s", strings.Join(survivors, ", "))
	}
	return nil
}

func moduleRoot() (string, error) {
	out, err := exec.Command("go", "env", "GOMOD").Output()
	if err != nil {
		return "", fmt.Errorf("find the module: %w", err)
	}
	return filepath.Dir(strings.TrimSpace(string(out))), nil
}

// plant writes the changed file and an overlay that puts it in the place of the real one; the tree stays as it is.
func (m mutant) plant(root, dir string) (overlay string, err error) {
	path := filepath.Join(root, docstore, m.file)
	src, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	if n := bytes.Count(src, []byte(m.old)); n != 1 {
		return "", fmt.Errorf("%s: %s holds %q %d times, not once: write the fault anew", m.name, m.file, m.old, n)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	changed := filepath.Join(dir, filepath.Base(m.file))
	if err := os.WriteFile(changed, bytes.Replace(src, []byte(m.old), []byte(m.new), 1), 0o600); err != nil {
		return "", err
	}
	text, err := json.Marshal(map[string]any{"Replace": map[string]string{path: changed}})
	if err != nil {
		return "", err
	}
	overlay = filepath.Join(dir, "overlay.json")
	return overlay, os.WriteFile(overlay, text, 0o600)
}

// killer returns the first test that finds the fault, or "" when none does.
func (m mutant) killer(root, overlay string) (string, error) {
	for _, s := range suites {
		if !slices.Contains(m.suites, s.name) {
			continue
		}
		cmd := exec.Command("go", "test", "-overlay", overlay, "-count=1", "-failfast", "-timeout", "10m", "-run", s.tests,
			"./"+filepath.ToSlash(filepath.Join(docstore, s.pkg)))
		cmd.Env = append(os.Environ(), "RAPID_NOFAILFILE=true", "RAPID_SHRINKTIME=1s")
		cmd.Dir = root
		out, err := cmd.CombinedOutput()
		if err == nil {
			continue
		}
		if by := failed(string(out)); by != "" {
			return by, nil
		}
		return "", fmt.Errorf("%s: the tests did not run: %w\n%s", m.name, err, out)
	}
	return "", nil
}

// failed returns the innermost test that the output says has failed.
func failed(out string) (name string) {
	for line := range strings.Lines(out) {
		if _, rest, ok := strings.Cut(line, "--- FAIL: "); ok {
			name, _, _ = strings.Cut(rest, " ")
		}
	}
	if name == "" && strings.Contains(out, "panic: ") {
		return "a panic"
	}
	return name
}
