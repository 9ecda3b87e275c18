// Command mutants plants faults in the engines and runs the tests that must find each. It fails when one is not found,
// when the text that a fault replaces is no longer there exactly once, and when the tests fail without any fault. The
// tests are built once, with all faults in them; a variable of the environment says which of them is real.
//
//	go run ./services/platform/docstore/mutants            # all
//	go run ./services/platform/docstore/mutants -only desc # those whose names contain the word
//	go run ./services/platform/docstore/mutants -check     # only that the texts are there
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"maps"
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
	r := runner{out: os.Stdout, faults: mutants}
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
	faults  []mutant
	only    string
	check   bool
	workers int

	root, tmp string
	mu        sync.Mutex
	survivors []string
}

func (r *runner) run() error {
	chosen := slices.DeleteFunc(slices.Clone(r.faults), func(m mutant) bool { return !strings.Contains(m.name, r.only) })
	out, err := exec.Command("go", "env", "GOMOD").Output()
	if err != nil {
		return fmt.Errorf("find the module: %w", err)
	}
	r.root = filepath.Dir(strings.TrimSpace(string(out)))
	if r.tmp, err = os.MkdirTemp("", "mutants"); err != nil {
		return err
	}
	defer os.RemoveAll(r.tmp) //nolint:errcheck // a temporary directory that stays is harmless
	overlay, err := r.plant(chosen)
	if err != nil {
		return err
	}
	if r.check {
		_, err := fmt.Fprintf(r.out, "%d faults can be planted\n", len(chosen))
		return err
	}
	if err := r.build(chosen, overlay); err != nil {
		return err
	}
	var g errgroup.Group
	g.SetLimit(max(1, r.workers))
	for _, m := range chosen {
		g.Go(func() error { return r.try(m) })
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

// build makes the tests of the suites that are needed, and sees that they are there and green without a fault: else every
// fault would seem to be found, or none.
func (r *runner) build(chosen []mutant, overlay string) error {
	for _, s := range suites {
		if !slices.ContainsFunc(chosen, func(m mutant) bool { return slices.Contains(m.suites, s.name) }) {
			continue
		}
		cmd := exec.Command("go", "test", "-c", "-overlay", overlay, "-ldflags", "-s -w", "-o", r.binary(s), "./"+pkg(s))
		cmd.Dir = r.root
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("build the tests of %s: %w\n%s", s.name, err, out)
		}
		by, err := r.find(s, "")
		if err == nil && by != "" {
			err = fmt.Errorf("%s fails without a fault", by)
		}
		if err != nil {
			return fmt.Errorf("suite %s: %w", s.name, err)
		}
	}
	return nil
}

func (r *runner) binary(s suite) string { return filepath.Join(r.tmp, s.name+".test") }

func pkg(s suite) string { return docstore + "/" + s.name }

// try says which test finds the fault, and after how long.
func (r *runner) try(m mutant) error {
	start, by := time.Now(), ""
	for _, s := range suites {
		if by != "" || !slices.Contains(m.suites, s.name) {
			continue
		}
		var err error
		if by, err = r.find(s, m.name); err != nil {
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

const variable = "TONGXING_PLANTED"

// plant writes changed files and an overlay that puts them in the place of the real ones; the tree stays as it is.
func (r *runner) plant(chosen []mutant) (overlay string, err error) {
	replace := map[string]string{}
	put := func(path, text string) {
		if err == nil {
			replace[path] = filepath.Join(r.tmp, filepath.Base(filepath.Dir(path))+"_"+filepath.Base(path))
			err = os.WriteFile(replace[path], []byte(text), 0o600)
		}
	}
	byFile := map[string][]mutant{}
	for _, m := range chosen {
		path := filepath.Join(r.root, docstore, m.file)
		byFile[path] = append(byFile[path], m)
	}
	for path, list := range byFile {
		text, name, err := planted(path, list)
		if err != nil {
			return "", err
		}
		put(path, text)
		put(filepath.Join(filepath.Dir(path), "planted.go"), fmt.Sprintf("package %s\n\nimport \"os\"\n\nvar planted = os.Getenv(%q)\n", name, variable))
	}
	text, failed := json.Marshal(map[string]any{"Replace": replace})
	if err = errors.Join(err, failed); err != nil {
		return "", err
	}
	overlay = filepath.Join(r.tmp, "overlay.json")
	return overlay, os.WriteFile(overlay, text, 0o600)
}

// planted is the file with a second, faulty body in front of that of each function that a fault is in.
func planted(path string, list []mutant) (text, pkg string, err error) {
	src, err := os.ReadFile(path)
	if err != nil {
		return "", "", err
	}
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, path, src, parser.SkipObjectResolution)
	if err != nil {
		return "", "", err
	}
	bodies := map[int]string{} // by where they go
	for _, m := range list {
		if n := strings.Count(string(src), m.old); n != 1 {
			return "", "", fmt.Errorf("%s: %s holds %q %d times, not once: write the fault anew", m.name, m.file, m.old, n)
		}
		at := strings.Index(string(src), m.old)
		i := slices.IndexFunc(file.Decls, func(d ast.Decl) bool {
			f, ok := d.(*ast.FuncDecl)
			return ok && f.Body != nil && set.Position(f.Body.Lbrace).Offset < at && at+len(m.old) <= set.Position(f.Body.Rbrace).Offset
		})
		if i < 0 {
			return "", "", fmt.Errorf("%s: %q is not inside of a function", m.name, m.old)
		}
		f := file.Decls[i].(*ast.FuncDecl)
		begin, end := set.Position(f.Body.Lbrace).Offset+1, set.Position(f.Body.Rbrace).Offset
		faulty := string(src[begin:at]) + m.new + string(src[at+len(m.old):end])
		if f.Type.Results == nil {
			faulty += "\nreturn\n"
		}
		bodies[begin] += fmt.Sprintf("\nif planted == %q {%s}\n", m.name, faulty)
	}
	out := string(src)
	for _, begin := range slices.Backward(slices.Sorted(maps.Keys(bodies))) {
		out = out[:begin] + bodies[begin] + out[begin:]
	}
	return out, file.Name.Name, nil
}

// find returns the first test of the suite that fails with the fault, or "" when all pass.
func (r *runner) find(s suite, fault string) (string, error) {
	for _, step := range s.steps {
		cmd := exec.Command(r.binary(s), "-test.failfast", "-test.timeout", "5m", "-test.run", step.run, "-test.skip", step.skip)
		cmd.Env = append(os.Environ(), "RAPID_NOFAILFILE=true", "RAPID_SHRINKTIME=1s", variable+"="+fault)
		cmd.Dir = filepath.Join(r.root, pkg(s))
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
