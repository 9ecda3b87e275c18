package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"log/slog"
	"maps"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tongxing-platform/tongxing/services/accounts"
	"github.com/tongxing-platform/tongxing/services/activities"
	"github.com/tongxing-platform/tongxing/services/attendance"
	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/delegations"
	"github.com/tongxing-platform/tongxing/services/evaluation"
	"github.com/tongxing-platform/tongxing/services/orgs"
	"github.com/tongxing-platform/tongxing/services/pairings"
	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/register"
	"github.com/tongxing-platform/tongxing/services/reports"
	"github.com/tongxing-platform/tongxing/services/satisfaction"
	"github.com/tongxing-platform/tongxing/services/servicelog"
	"github.com/tongxing-platform/tongxing/services/surveys"
	"github.com/tongxing-platform/tongxing/services/volunteers"
)

var actionCode = regexp.MustCompile(`^[a-z_]+\.[a-z_]+$`)

// writtenActions returns the audit actions in the source: of the acts of each table, and every text in the form "noun.verb" that is
// assigned to an Action, passed to a function that writes an entry, or kept for a state in a map. What it cannot see, because it is put
// together when the program runs, is found by the story (tellBooks), which has a word for every record that it made.
func writtenActions(t *testing.T) []string {
	t.Helper()
	found := map[string]bool{}
	for _, root := range []string{"../../services", "../../notify", "../../scheduler", "."} {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
			if err != nil {
				return err
			}
			collectActions(file, found)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return slices.Sorted(maps.Keys(found))
}

// writers matches the names of functions that take an action as an argument.
var writers = regexp.MustCompile(`^(note[A-Za-z]*|entryOf|write[A-Za-z]*|take[A-Za-z]*|move[A-Za-z]*|audit[A-Za-z]*|changeFactors)$`)

func collectActions(file *ast.File, found map[string]bool) {
	add := func(e ast.Expr) {
		if s := literal(e); actionCode.MatchString(s) {
			found[s] = true
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CompositeLit:
			if m, ok := n.Type.(*ast.MapType); ok && name(m.Key) == "Status" {
				for _, e := range n.Elts {
					add(e.(*ast.KeyValueExpr).Value)
				}
			}
			fields := keyedFields(n)
			add(fields["Action"])
			if acts, ok := fields["Acts"].(*ast.CompositeLit); ok && fields["Enter"] != nil {
				for _, a := range acts.Elts {
					if act, ok := a.(*ast.CompositeLit); ok && keyedFields(act)["Action"] == nil {
						found[literal(fields["Name"])+"."+literal(keyedFields(act)["Name"])] = true
					}
				}
			}
		case *ast.AssignStmt:
			for i, l := range n.Lhs {
				sel, ok := l.(*ast.SelectorExpr)
				id, plain := l.(*ast.Ident)
				if (ok && sel.Sel.Name == "Action" || plain && id.Name == "action") && i < len(n.Rhs) {
					add(n.Rhs[i])
				}
			}
		case *ast.CallExpr:
			if writers.MatchString(name(n.Fun)) {
				for _, arg := range n.Args {
					add(arg)
				}
			}
		}
		return true
	})
}

// name returns the last part of a name, "" for another expression.
func name(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.SelectorExpr:
		return e.Sel.Name
	case *ast.Ident:
		return e.Name
	}
	return ""
}

func keyedFields(c *ast.CompositeLit) map[string]ast.Expr {
	out := map[string]ast.Expr{}
	for _, e := range c.Elts {
		if kv, ok := e.(*ast.KeyValueExpr); ok {
			if k, ok := kv.Key.(*ast.Ident); ok {
				out[k.Name] = kv.Value
			}
		}
	}
	return out
}

func literal(e ast.Expr) string {
	if l, ok := e.(*ast.BasicLit); ok && l.Kind == token.STRING {
		if s, err := strconv.Unquote(l.Value); err == nil {
			return s
		}
	}
	return ""
}

// auditedDocuments are the documents whose changes are recorded.
var auditedDocuments = []any{
	accounts.User{}, orgs.Org{}, volunteers.Volunteer{}, volunteers.Invitation{}, activities.Activity{}, activities.Signup{}, attendance.Attendance{},
	attendance.Certificate{}, register.Beneficiary{}, pairings.Pairing{}, pairings.Contact{}, servicelog.Entry{}, servicelog.Thread{}, satisfaction.Round{}, delegations.Delegation{}, delegations.Contact{}, surveys.Survey{}, surveys.Task{}, evaluation.Evaluation{}, contracts.Contract{}, reports.Report{},
	contracts.Milestone{}, contracts.Amendment{}, contracts.Indicator{}, contracts.Claim{}, contracts.Report{}, contracts.Payment{},
}

// auditedApp returns the built program with an empty store.
func auditedApp(t *testing.T) *app {
	t.Helper()
	cfg, err := loadConfig(map[string]string{"TONGXING_DATA": t.TempDir(), "TONGXING_DEMO": "true"})
	if err != nil {
		t.Fatal(err)
	}
	a, err := newApp(t.Context(), cfg, slog.New(slog.DiscardHandler), parts{noSync: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() })
	return a
}

// TestTrialAuditWords checks that there is a word for every action that the program can write and for every field that a record can name.
func TestTrialAuditWords(t *testing.T) {
	a := auditedApp(t)
	known := map[string]bool{}
	for _, f := range a.features {
		for _, w := range f.Actions {
			if known[w.Code()] || w[1] == "" || w[2] == "" {
				t.Errorf("%s: declared twice or without a word", w.Code())
			}
			known[w.Code()] = true
		}
	}
	written := writtenActions(t)
	for _, action := range written {
		if !known[action] {
			t.Errorf("the audit action %s has no word: add it to auditActions of its feature", action)
		}
		delete(known, action)
	}
	for action := range known {
		t.Errorf("nothing writes the audit action %s", action)
	}
	if len(written) < 200 {
		t.Errorf("only %d actions were found in the source", len(written))
	}
	fields := map[string]bool{"status": true}
	for _, w := range a.fieldWords() {
		fields[w.Code()] = true
	}
	for _, d := range auditedDocuments {
		names, _ := audit.FieldNames(reflect.TypeOf(d))
		for _, name := range names {
			if !fields[name] {
				t.Errorf("%T: the field %s has no word: add it to auditFields", d, name)
			}
		}
	}
}

// TestTrialAuditChangesHoldNoPersonalValue fills every document with values of its own, changes all of them, and looks for any of these in
// what a record would hold: only fields that are marked as not personal show theirs, and none of these is sealed, secret or free text.
func TestTrialAuditChangesHoldNoPersonalValue(t *testing.T) {
	for _, d := range auditedDocuments {
		typ := reflect.TypeOf(d)
		_, shown := audit.FieldNames(typ)
		rapid.Check(t, func(rt *rapid.T) {
			before, after := reflect.New(typ), reflect.New(typ)
			fillDocument(rt, before.Elem())
			fillDocument(rt, after.Elem())
			for _, c := range audit.TakeSnapshot(before.Interface()).ChangesTo(audit.TakeSnapshot(after.Interface())) {
				if c.From+c.To != "" && !slices.Contains(shown, c.Field) {
					rt.Fatalf("%s.%s is shown: %+v", typ, c.Field, c)
				}
				if text := c.From + c.To; strings.Contains(text, personal) {
					rt.Fatalf("%s.%s holds a personal value: %+v", typ, c.Field, c)
				}
			}
		})
		for _, name := range shown {
			if !slices.Contains(openFields, name) {
				t.Errorf("%s.%s is shown with its values: say in openFields that they are never personal", typ, name)
			}
		}
	}
}

// openFields are the fields that may be shown with their values, written a second time on purpose.
var openFields = strings.Fields(`
	agreed_by amount_fen award_day baseline budget_fen calls_per_month capacity certified checkin credit credit_at danger delta_fen due end entries filed_day
	fiscal_year from invoice_no issued_at kind late late_filed late_published locked_to measure meetings_per_quarter method min_age minutes needs_clearance
	new_end no no_subcontract notice_day outcome own paid_at paid_fen deducted_fen deduct_fen pay_bp person_times public_from public_to published_day radius_metres rating
	rating_to region report_every report_year reported review review_by school_on served sessions signed_day signed_on signup_from signup_to source start subject target target_group
	to type unit uscc valid_to value village_on voucher_no waitlist weight workers year`)

// personal is part of every text that fillDocument writes into a field of free text, a sealed or a secret one.
const personal = "张小明13911112222"

// fillDocument fills a value: texts of fields that are not shown contain personal.
func fillDocument(t *rapid.T, v reflect.Value) {
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(rapid.Bool().Draw(t, "bool"))
	case reflect.Int64:
		v.SetInt(rapid.Int64().Draw(t, "int"))
	case reflect.Float64:
		v.SetFloat(rapid.Float64().Draw(t, "float"))
	case reflect.String:
		v.SetString(personal + rapid.String().Draw(t, "text"))
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			v.SetBytes([]byte(personal + rapid.String().Draw(t, "bytes")))
			return
		}
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fillDocument(t, v.Index(0))
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fillDocument(t, v.Elem())
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			v.Set(reflect.ValueOf(time.UnixMilli(rapid.Int64Range(0, 4e12).Draw(t, "time"))))
			return
		}
		for i := range v.NumField() {
			f := v.Type().Field(i)
			if f.IsExported() && !(f.Tag.Get("audit") == "value" && f.Type.Kind() == reflect.String) {
				fillDocument(t, v.Field(i))
			}
		}
	}
}

// TestRecordPrefixes checks that no two features name records by the same prefix of their ids: one of them would have no history.
func TestRecordPrefixes(t *testing.T) {
	owner := map[string]string{}
	for _, f := range emptyApp(t).features {
		for prefix := range f.Records {
			if owner[prefix] != "" {
				t.Errorf("%s and %s both have records %s_", owner[prefix], f.Name, prefix)
			}
			owner[prefix] = f.Name
		}
	}
}
