// Command mutants finds the checks of authorisation in the source and makes an overlay of `go test` in which each can be switched off:
// calls of auth that ask for a permission, a reach or another person; conditions under which a fault of auth is returned; the permissions
// and persons of each act of a table; the permission and the fresh proof of each route. It then runs TestChecks of cmd/tongxing, which
// switches them off in turn and lets the subjects of TestAuthorisation try again. It fails when the table of authorisation notices none of
// it for some check.
//
//	go run ./services/platform/auth/mutants
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
	"slices"
	"strconv"
	"strings"
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
	overlay, n, err := plant(root, tmp)
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(os.Stdout, "%d checks in the source, besides those of routes and acts\n", n); err != nil {
		return err
	}
	cmd := exec.Command("go", "test", "-overlay", overlay, "-tags", "mutants", "-count=1", "-timeout", "60m", "-v", "-run", "^TestChecks$", "./cmd/tongxing")
	cmd.Dir, cmd.Stderr = root, os.Stderr
	said, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	for lines := bufio.NewScanner(said); lines.Scan(); {
		if line := lines.Text(); !strings.Contains(line, " story") { // the sentences of the story
			if _, err := fmt.Fprintln(os.Stdout, line); err != nil {
				return err
			}
		}
	}
	return cmd.Wait()
}

// plant writes the changed files to dir and returns the overlay, and the number of checks that can be switched off by name.
func plant(root, dir string) (overlay string, n int, err error) {
	p := &planter{root: root}
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
			return "", 0, err
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
		return "", 0, err
	}
	data, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return "", 0, err
	}
	overlay = filepath.Join(dir, "overlay.json")
	return overlay, len(p.checks), os.WriteFile(overlay, data, 0o600)
}

// passed are parts of the names of files without checks of requests: tools of tests, the store, commands.
var passed = []string{"/mutants/", "apitest/", "workflowtest/", "/docstore", "notifytest/", "oidctest/", "cmd/tongxing/seed", "cmd/tongxing/user"}

// planter changes source files.
type planter struct {
	root   string
	checks []string
	name   string // of the present file
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
