// Command mutants makes small faulty changes to the code of the store and runs the tests that must fail because of each. It
// fails when no test does, when the text to be replaced is not in its file exactly once, and when the tests fail without a
// change.
//
//	go run ./services/platform/docstore/mutants            # all
//	go run ./services/platform/docstore/mutants -only desc # those whose names contain the word
package main

import (
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
	only := flag.String("only", "", "plant only the faults whose names contain this")
	flag.Parse()
	chosen := slices.DeleteFunc(slices.Clone(mutants), func(m mutant) bool { return !strings.Contains(m.name, *only) })
	root, err := moduleRoot()
	if err == nil {
		err = run(root, suites, chosen, os.Stdout)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "mutants:", err)
		os.Exit(1)
	}
}

func moduleRoot() (string, error) {
	out, err := exec.Command("go", "env", "GOMOD").Output()
	return filepath.Dir(strings.TrimSpace(string(out))), err
}

// run tries the mutants, as many at once as there are processors, and writes a line for each.
func run(root string, suites map[string][]step, chosen []mutant, out io.Writer) error {
	tmp, err := os.MkdirTemp("", "mutants")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp) //nolint:errcheck // a temporary directory that stays is harmless
	for name, steps := range suites {
		if !slices.ContainsFunc(chosen, func(m mutant) bool { return m.suite == name }) {
			continue
		}
		by, err := failingTest(root, "", steps)
		if err == nil && by != "" {
			err = fmt.Errorf("%s fails without a change", by)
		}
		if err != nil {
			return fmt.Errorf("suite %s: %w", name, err)
		}
	}
	var mu sync.Mutex
	var survivors []string
	var group errgroup.Group
	group.SetLimit(runtime.NumCPU())
	for _, m := range chosen {
		group.Go(func() error {
			start := time.Now()
			overlay, err := plant(root, tmp, m)
			if err != nil {
				return err
			}
			by, err := failingTest(root, overlay, suites[m.suite])
			if err != nil {
				return fmt.Errorf("%s: %w", m.name, err)
			}
			mu.Lock()
			defer mu.Unlock()
			if by == "" {
				survivors = append(survivors, m.name)
				by = "SURVIVES"
			}
			_, err = fmt.Fprintf(out, "%-50s %-60s %3.0f s\n", m.name, by, time.Since(start).Seconds())
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	if len(survivors) > 0 {
		return fmt.Errorf("no test fails for: %s", strings.Join(survivors, ", "))
	}
	_, err = fmt.Fprintf(out, "%d planted faults found\n", len(chosen))
	return err
}

// plant writes the changed file and returns the overlay that replaces the original by it.
func plant(root, tmp string, m mutant) (overlay string, err error) {
	path := filepath.Join(root, docstore, m.file)
	text, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	if n := strings.Count(string(text), m.old); n != 1 {
		return "", fmt.Errorf("%s: %s holds %q %d times, not once: adapt the mutant", m.name, m.file, m.old, n)
	}
	dir, err := os.MkdirTemp(tmp, "fault")
	if err != nil {
		return "", err
	}
	faulty := filepath.Join(dir, filepath.Base(path))
	if err := os.WriteFile(faulty, []byte(strings.Replace(string(text), m.old, m.new, 1)), 0o600); err != nil {
		return "", err
	}
	list, err := json.Marshal(map[string]any{"Replace": map[string]string{path: faulty}})
	if err != nil {
		return "", err
	}
	overlay = filepath.Join(dir, "overlay.json")
	return overlay, os.WriteFile(overlay, list, 0o600)
}

// failingTest returns the first test that fails, or "" when all pass. Tests that do not compile or panic return an error.
func failingTest(root, overlay string, steps []step) (name string, err error) {
	for _, s := range steps {
		cmd := exec.Command("go", "test", "-overlay", overlay, "-failfast", "-timeout", "5m", "-run", s.run, "-skip", s.skip, "./"+docstore+"/"+s.pkg)
		if overlay == "" {
			cmd.Args = slices.Delete(cmd.Args, 2, 4)
		}
		cmd.Dir, cmd.Env = root, append(os.Environ(), "RAPID_NOFAILFILE=true", "RAPID_SHRINKTIME=1s")
		said, err := cmd.CombinedOutput()
		for line := range strings.Lines(string(said)) { // the innermost test is last
			if _, rest, ok := strings.Cut(line, "--- FAIL: "); ok {
				name, _, _ = strings.Cut(rest, " ")
			}
		}
		switch {
		case strings.Contains(string(said), "no tests to run"):
			return "", fmt.Errorf("no test of %s is called %s", s.pkg, s.run)
		case err != nil && (name == "" || strings.Contains(string(said), "\npanic: ")):
			return "", fmt.Errorf("the tests of %s did not run to their end: %w\n%s", s.pkg, err, said)
		case err != nil:
			return name, nil
		}
	}
	return "", nil
}
