// Command mutants plants faults in the engines and runs the tests that must find each. It fails when one is not found,
// when the text that a fault replaces is no longer there exactly once, and when the tests fail without any fault.
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
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
)

func main() {
	r := runner{out: os.Stdout}
	flag.StringVar(&r.only, "only", "", "plant only the faults whose names contain this")
	flag.BoolVar(&r.check, "check", false, "only check that each fault can be planted")
	flag.IntVar(&r.workers, "workers", runtime.NumCPU(), "how many faults to try at once")
	flag.Parse()
	if err := r.run(); err != nil {
		fmt.Fprintln(os.Stderr, "mutants:", err)
		os.Exit(1)
	}
}

type runner struct {
	out     io.Writer
	only    string
	check   bool
	workers int

	root, tmp string
	mu        sync.Mutex
	survivors []string
}

func (r *runner) run() error {
	chosen := slices.DeleteFunc(slices.Clone(mutants), func(m mutant) bool { return !strings.Contains(m.name, r.only) })
	out, err := exec.Command("go", "env", "GOMOD").Output()
	if err != nil {
		return fmt.Errorf("find the module: %w", err)
	}
	r.root = filepath.Dir(strings.TrimSpace(string(out)))
	if r.tmp, err = os.MkdirTemp("", "mutants"); err != nil {
		return err
	}
	defer os.RemoveAll(r.tmp) //nolint:errcheck // a temporary directory that stays is harmless
	overlays := make([]string, len(chosen))
	for i, m := range chosen {
		if overlays[i], err = m.plant(r.root, filepath.Join(r.tmp, fmt.Sprint(i))); err != nil {
			return err
		}
	}
	if r.check {
		_, err := fmt.Fprintf(r.out, "%d faults can be planted\n", len(chosen))
		return err
	}
	if err := r.sound(chosen); err != nil {
		return err
	}
	var g errgroup.Group
	g.SetLimit(max(1, r.workers))
	for i, m := range chosen {
		g.Go(func() error { return r.try(m, overlays[i]) })
	}
	if err := g.Wait(); err != nil {
		return err
	}
	if _, err := fmt.Fprintf(r.out, "%d of %d planted faults found\n", len(chosen)-len(r.survivors), len(chosen)); err != nil {
		return err
	}
	if len(r.survivors) > 0 {
		return fmt.Errorf("not found: %s", strings.Join(r.survivors, ", "))
	}
	return nil
}

// sound sees that the tests are there and green without a fault: else every fault would seem to be found, or none.
func (r *runner) sound(chosen []mutant) error {
	for _, s := range suites {
		if !slices.ContainsFunc(chosen, func(m mutant) bool { return slices.Contains(m.suites, s.name) }) {
			continue
		}
		by, err := s.find(r.root, filepath.Join(r.tmp, s.name), "")
		if err == nil && by != "" {
			err = fmt.Errorf("%s fails without a fault", by)
		}
		if err != nil {
			return fmt.Errorf("suite %s: %w", s.name, err)
		}
	}
	return nil
}

// try says which test finds the fault, and after how long.
func (r *runner) try(m mutant, overlay string) error {
	start, by := time.Now(), ""
	for _, s := range suites {
		if by != "" || !slices.Contains(m.suites, s.name) {
			continue
		}
		var err error
		if by, err = s.find(r.root, filepath.Dir(overlay), overlay); err != nil {
			return fmt.Errorf("%s: %w", m.name, err)
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if by == "" {
		r.survivors = append(r.survivors, m.name)
		by = "SURVIVES"
	}
	_, err := fmt.Fprintf(r.out, "%-46s %-60s %3.0f s\n", m.name, by, time.Since(start).Seconds())
	return err
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

// find builds the suite once and returns the first test that fails in it, or "" when all steps pass. The binary is left
// in dir only as long as it is needed.
func (s suite) find(root, dir, overlay string) (string, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	bin := filepath.Join(dir, s.name+".test")
	pkg := filepath.ToSlash(filepath.Join(docstore, s.name))
	build := exec.Command("go", "test", "-c", "-overlay", overlay, "-ldflags", "-s -w", "-o", bin, "./"+pkg)
	build.Dir = root
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build the tests: %w\n%s", err, out)
	}
	defer os.Remove(bin) //nolint:errcheck // goes with the directory
	for _, step := range s.steps {
		cmd := exec.Command(bin, "-test.failfast", "-test.timeout", "10m", "-test.run", step.run, "-test.skip", step.skip)
		cmd.Env = append(os.Environ(), "RAPID_NOFAILFILE=true", "RAPID_SHRINKTIME=1s")
		cmd.Dir = filepath.Join(root, pkg)
		out, err := cmd.CombinedOutput()
		switch by := failed(string(out)); {
		case strings.Contains(string(out), "no tests to run"):
			return "", fmt.Errorf("no test is called %s", step.run)
		case err == nil:
		case by == "" || strings.Contains(string(out), "\npanic: "): // whoever panics has not looked
			return "", fmt.Errorf("the tests of %s did not run to their end: %w\n%s", step.run, err, out)
		default:
			return by, nil
		}
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
	return name
}
