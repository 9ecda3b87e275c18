// Command mutants finds the checks of authorisation in the source and makes an overlay of `go test` in which each can be switched off:
// calls of auth that ask for a permission, a reach or another person; conditions under which a fault of auth is returned; the permissions
// and persons of each act of a table; the permission and the fresh proof of each route. It then runs TestChecks of cmd/tongxing, which
// switches them off in turn and lets the subjects of TestAuthorisation try again. For each check that the table of authorisation does not
// notice it runs the tests of the package. It fails when they, too, pass without the check.
//
//	go run ./services/platform/auth/mutants
//	go run ./services/platform/auth/mutants 'act account grant: apart'    # only the tests of the package, for some checks
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"golang.org/x/sync/errgroup"
)

func main() {
	out, err := exec.Command("go", "env", "GOMOD").Output()
	if err == nil {
		err = run(filepath.Dir(strings.TrimSpace(string(out))))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "mutants:", err)
		os.Exit(1)
	}
}

func run(root string) error {
	tmp, err := os.MkdirTemp("", "checks")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp) //nolint:errcheck // a temporary directory that stays is harmless
	p, overlay, err := plant(root, tmp)
	if err != nil {
		return err
	}
	if err := say("%d checks in the source, besides those of routes and acts", len(p.checks)); err != nil {
		return err
	}
	left := os.Args[1:]
	if len(left) == 0 {
		if left, err = byTable(root, overlay); err != nil {
			return err
		}
	}
	return p.byFeatures(tmp, overlay, left)
}

func say(format string, args ...any) error {
	_, err := fmt.Fprintf(os.Stdout, format+"\n", args...)
	return err
}

// leftMark begins the line of a check that the table of authorisation does not notice (TestChecks).
const leftMark = "LEFT "

// byTable runs TestChecks and returns the checks that the table does not notice.
func byTable(root, overlay string) (left []string, err error) {
	cmd := exec.Command("go", "test", "-overlay", overlay, "-tags", "mutants", "-count=1", "-timeout", "60m", "-v", "-run", "^TestChecks$", "./cmd/tongxing")
	cmd.Dir, cmd.Stderr = root, os.Stderr
	said, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	for lines := bufio.NewScanner(said); lines.Scan(); {
		line := lines.Text()
		if _, check, ok := strings.Cut(line, leftMark); ok {
			left = append(left, check)
		} else if !strings.Contains(line, " story") { // the sentences of the story
			if err := say("%s", line); err != nil {
				return nil, err
			}
		}
	}
	return left, cmd.Wait()
}

// byFeatures runs the tests of the package of each check that is left, with the check switched off; those of its work, and of the platform
// as well, are in cmd/tongxing. One test has to fail, unless the check is one of unnoticed.
func (p *planter) byFeatures(tmp, overlay string, left []string) error {
	suites := &suites{planter: p, tmp: tmp, overlay: overlay, built: map[string]string{}}
	var noticed, survive atomic.Int64
	var group errgroup.Group
	group.SetLimit(runtime.NumCPU())
	for _, check := range left {
		if reason, known := leftOut(check); known {
			if err := say("left out, %s: %s", reason, check); err != nil {
				return err
			}
			continue
		}
		group.Go(func() error {
			for _, s := range p.suitesOf(check) {
				fails, err := suites.notice(s, check)
				if err != nil {
					return err
				}
				if fails {
					noticed.Add(1)
					return nil
				}
			}
			survive.Add(1)
			return say("SURVIVES: %s", check)
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	if err := say("%d checks that the table does not notice; of these %d are noticed by a test of their package, %d survive", len(left), noticed.Load(), survive.Load()); err != nil {
		return err
	}
	if survive.Load() > 0 {
		return errors.New("no test fails without the checks that survive")
	}
	return nil
}

// suites builds the tests of each package once.
type suites struct {
	*planter
	tmp, overlay string
	mu           sync.Mutex
	built        map[string]string // test programs by package
}

// notice reports whether a test of the suite fails with the check switched off.
func (s *suites) notice(of suite, check string) (bool, error) {
	program, err := s.program(of)
	return err == nil && s.test(program, of, check) != nil, err
}

// program returns the built tests of the package; they have passed without a change.
func (s *suites) program(of suite) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if program := s.built[of.pkg]; program != "" {
		return program, nil
	}
	to := filepath.Join(s.tmp, strconv.Itoa(len(s.built))+".test")
	cmd := exec.Command("go", "test", "-c", "-overlay", s.overlay, "-o", to, "./"+of.pkg)
	cmd.Dir = s.root
	if said, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build the tests of %s: %w\n%s", of.pkg, err, said)
	}
	if err := s.test(to, of, ""); err != nil {
		return "", fmt.Errorf("without a change: %w", err)
	}
	s.built[of.pkg] = to
	return to, nil
}

// suite is a package and which of its tests are run.
type suite struct{ pkg, only string }

// suitesOf returns what is run for the check, in turn.
func (p *planter) suitesOf(check string) []suite {
	whole := suite{"cmd/tongxing", "^Test(Story|Work|Trial|Visible|Reach)"}
	if table, ok := strings.CutPrefix(check, "act "); ok {
		name, _, _ := strings.Cut(table, " ")
		return []suite{{p.tables[name], "."}, whole}
	}
	if file, _, ok := strings.Cut(check, ".go:"); ok {
		return []suite{{filepath.ToSlash(filepath.Dir(file)), "."}, whole}
	}
	return []suite{whole}
}

// test runs the tests with the check switched off and returns an error when one fails.
func (p *planter) test(program string, s suite, check string) error {
	cmd := exec.Command(program, "-test.failfast", "-test.timeout", "10m", "-test.run", s.only)
	cmd.Dir, cmd.Env = filepath.Join(p.root, s.pkg), append(os.Environ(), checkOff+"="+check)
	if said, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("the tests of %s: %w\n%s", s.pkg, err, said)
	}
	return nil
}

// checkOff names the environment variable with the check that is switched off from the start.
const checkOff = "TONGXING_CHECK_OFF"

// plant writes the changed files to dir and returns the overlay, and the planter that knows the checks.
func plant(root, dir string) (p *planter, overlay string, err error) {
	p = &planter{root: root, tables: map[string]string{}}
	replace := map[string]string{}
	add := func(path, text string) error {
		to := filepath.Join(dir, strconv.Itoa(len(replace))+".go")
		replace[filepath.Join(root, path)] = to
		return os.WriteFile(to, []byte(text), 0o600)
	}
	for _, top := range []string{"services", "cmd"} {
		err := filepath.WalkDir(filepath.Join(root, top), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
				return err
			}
			name, _ := filepath.Rel(root, path)
			if slices.ContainsFunc(passed, func(part string) bool { return strings.Contains(name, part) }) {
				return nil
			}
			text, err := p.plant(name)
			if err != nil || text == "" {
				return err
			}
			return add(name, text)
		})
		if err != nil {
			return nil, "", err
		}
	}
	slices.Sort(p.checks)
	list := "package auth\n\n// Checks are all checks in the source.\nvar Checks = []string{\n"
	for _, c := range p.checks {
		list += "\t" + strconv.Quote(c) + ",\n"
	}
	err = errors.Join(
		add("services/platform/auth/mutants_switch.go", switches),
		add("services/platform/auth/mutants_list.go", list+"}\n"),
		add("services/platform/workflow/mutants_check.go", checked),
	)
	if err != nil {
		return nil, "", err
	}
	data, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return nil, "", err
	}
	overlay = filepath.Join(dir, "overlay.json")
	return p, overlay, os.WriteFile(overlay, data, 0o600)
}

// passed are parts of the names of files without checks of requests: tools of tests, the store, commands.
var passed = []string{"/mutants/", "apitest/", "workflowtest/", "/docstore", "notifytest/", "oidctest/", "cmd/tongxing/seed", "cmd/tongxing/user"}

// planter changes source files.
type planter struct {
	root   string
	checks []string
	tables map[string]string // the package of each table of acts, by the table's name
	name   string            // of the present file
	text   string
	fset   *token.FileSet
	edits  []edit
	auth   string // how the file names the package auth: "auth.", "" inside it
}

// edit replaces a part of a file.
type edit struct {
	from, to int
	by       string
}

// texts are changes of single files: the switches whose names are known only when the program runs.
var texts = map[string][][2]string{
	"services/platform/httpapi/serve.go": {
		{`if !actor.May(rt.permission) {`, `if !actor.May(rt.permission) && !auth.Off("route "+rt.method+" "+rt.path) {`},
		{`if rt.stepUp {`, `if rt.stepUp && !auth.Off("proof "+rt.method+" "+rt.path) {`},
	},
	"services/platform/workflow/flow.go": {
		{`_, refused := auth.Require(ctx, p)`, `_, refused := auth.MutRequire("act "+f.Name+" "+a.Name+": permission", ctx, p)`},
		{`f.Load(ctx, actor.Scope(p), id)`, `f.Load(ctx, actor.MutScope("act "+f.Name+" "+a.Name+": reach", p), id)`},
		{`if err := f.Check(a, q, &t); err != nil {`, `if err := f.checkMut(a, q, &t); err != nil {`},
	},
	"services/platform/workflow/workflow.go": {
		{`if err := tb.Check(a, q, t); err != nil {`, `if err := tb.checkMut(a, q, t); err != nil {`},
	},
}

// plant returns the changed text of the file; "" when it has no check.
func (p *planter) plant(name string) (string, error) {
	data, err := os.ReadFile(filepath.Join(p.root, name))
	if err != nil {
		return "", err
	}
	p.name, p.text, p.edits, p.fset, p.auth = name, string(data), nil, token.NewFileSet(), "auth."
	if list := texts[filepath.ToSlash(name)]; list != nil {
		for _, t := range list {
			if strings.Count(p.text, t[0]) != 1 {
				return "", fmt.Errorf("%s holds %q %d times, not once: adapt texts", name, t[0], strings.Count(p.text, t[0]))
			}
			p.text = strings.Replace(p.text, t[0], t[1], 1)
		}
		if strings.Contains(name, "workflow") {
			return p.text, nil
		}
	}
	file, err := parser.ParseFile(p.fset, name, p.text, 0)
	if err != nil {
		return "", err
	}
	if file.Name.Name == "auth" {
		p.auth = ""
	} else if !slices.ContainsFunc(file.Imports, func(i *ast.ImportSpec) bool { return strings.HasSuffix(i.Path.Value, `/platform/auth"`) }) {
		return "", nil
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			p.call(n)
		case *ast.CompositeLit:
			p.table(n)
		case *ast.IfStmt:
			if refuses(n.Body.List) {
				p.condition(n.Cond)
			}
		case *ast.CaseClause:
			if len(n.List) == 1 && refuses(n.Body) {
				if _, value := n.List[0].(*ast.BasicLit); !value {
					p.condition(n.List[0])
				}
			}
		case *ast.FuncDecl:
			if n.Body != nil && n.Type.Results != nil && n.Type.Results.NumFields() == 1 {
				if kind, ok := n.Type.Results.List[0].Type.(*ast.Ident); ok && kind.Name == "error" {
					p.last(n.Body.List)
				}
			}
		}
		return true
	})
	if len(p.edits) == 0 && p.text == string(data) {
		return "", nil
	}
	slices.SortStableFunc(p.edits, func(a, b edit) int { return b.from - a.from })
	text := p.text
	for _, e := range p.edits {
		text = text[:e.from] + e.by + text[e.to:]
	}
	return text, nil
}

// table notes the package of a table of acts.
func (p *planter) table(n *ast.CompositeLit) {
	generic, ok := n.Type.(*ast.IndexListExpr)
	if !ok {
		return
	}
	if sel, ok := generic.X.(*ast.SelectorExpr); !ok || sel.Sel.Name != "Table" {
		return
	}
	for _, e := range n.Elts {
		if kv, ok := e.(*ast.KeyValueExpr); ok && kv.Key.(*ast.Ident).Name == "Name" {
			name, _ := strconv.Unquote(kv.Value.(*ast.BasicLit).Value)
			p.tables[name] = filepath.ToSlash(filepath.Dir(p.name))
		}
	}
}

// check returns the quoted name of the check at the position.
func (p *planter) check(n ast.Node) string {
	at := p.fset.Position(n.Pos())
	name := fmt.Sprintf("%s:%d %s", p.name, at.Line, strings.Join(strings.Fields(p.text[at.Offset:p.fset.Position(n.End()).Offset]), " "))
	for slices.Contains(p.checks, name) {
		name += "'"
	}
	p.checks = append(p.checks, name)
	return strconv.Quote(name)
}

// asking are the calls that ask whether somebody may, with the number of their arguments.
var asking = map[string]int{"Require": 2, "Scope": 1, "NotSelf": -1, "ForOrg": 3, "ForRegion": 2, "Within": 2, "MustBeVerified": 0, "CanGrant": 2, "Apart": 2}

// call plants a switch in a call of auth, or of a method of its Actor.
func (p *planter) call(n *ast.CallExpr) {
	sel, ok := n.Fun.(*ast.SelectorExpr)
	if !ok || p.auth == "" {
		return
	}
	args, asks := asking[sel.Sel.Name]
	if !asks || args >= 0 && args != len(n.Args) {
		return
	}
	pkg, _ := sel.X.(*ast.Ident)
	function := sel.Sel.Name == "Require" || sel.Sel.Name == "CanGrant" || sel.Sel.Name == "Apart"
	if function != (pkg != nil && pkg.Name == "auth") || pkg != nil && pkg.Name == "region" {
		return
	}
	if _, job := sel.X.(*ast.CompositeLit); job || pkg != nil && pkg.Name == "all" {
		return // the program's own reach
	}
	comma := ", "
	if len(n.Args) == 0 {
		comma = ""
	}
	at := p.fset.Position(sel.Sel.Pos()).Offset
	p.edits = append(p.edits, edit{at, at, "Mut"})
	at = p.fset.Position(n.Lparen).Offset + 1
	p.edits = append(p.edits, edit{at, at, p.check(n) + comma})
}

// condition plants a switch in each alternative of a condition.
func (p *planter) condition(e ast.Expr) {
	if b, ok := e.(*ast.BinaryExpr); ok && b.Op == token.LOR {
		p.condition(b.X)
		p.condition(b.Y)
		return
	}
	from, to := p.fset.Position(e.Pos()).Offset, p.fset.Position(e.End()).Offset
	p.edits = append(p.edits, edit{from, from, "(!" + p.auth + "Off(" + p.check(e) + ") && ("}, edit{to, to, "))"})
}

// last plants a switch in the last statement of a function when it returns a refusal.
func (p *planter) last(list []ast.Stmt) {
	if len(list) == 0 || !refuses(list[len(list)-1:]) {
		return
	}
	e := list[len(list)-1].(*ast.ReturnStmt).Results[0]
	from, to := p.fset.Position(e.Pos()).Offset, p.fset.Position(e.End()).Offset
	p.edits = append(p.edits, edit{from, from, p.auth + "MutRefusal(" + p.check(e) + ", "}, edit{to, to, ")"})
}

// refuses reports whether the statements return a refusal of auth, or that of a role beyond the actor's.
func refuses(list []ast.Stmt) bool {
	if len(list) != 1 {
		return false
	}
	r, ok := list[0].(*ast.ReturnStmt)
	if !ok || len(r.Results) == 0 {
		return false
	}
	found := false
	ast.Inspect(r.Results[len(r.Results)-1], func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.SelectorExpr:
			x, _ := n.X.(*ast.Ident)
			found = found || x != nil && x.Name == "auth" && strings.HasPrefix(n.Sel.Name, "Err")
		case *ast.Ident:
			found = found || slices.Contains(ownRefusals, n.Name)
		}
		return true
	})
	return found
}

// ownRefusals are faults of auth inside it, and faults of features that refuse somebody.
var ownRefusals = []string{"ErrLogin", "ErrForbidden", "ErrSelf", "ErrUnverified", "ErrRecentlyReset", "ErrBeyond", "ErrHandReview"}
