package main

import (
	"encoding/csv"
	"encoding/json"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/tongxing-platform/tongxing/services/platform/httpapi/apitest"
)

// protected are the beginnings of the operations whose answers are about persons cared for.
var protected = []string{"/beneficiaries", "/file-", "/pairings", "/dangers", "/delegations", "/service-", "/satisfaction-", "/surveys", "/survey-", "/police-", "/register-statistics"}

// fieldsFile says which role may get which field of an answer about persons cared for.
const fieldsFile = "testdata/fields.csv"

// fieldRoles collects, by operation and field, the roles that got it in an answer.
type fieldRoles map[string]map[string]bool

// collect notes the fields of an answer of the operation to the role.
func (f fieldRoles) collect(op, role string, r *apitest.Response) {
	_, path, _ := strings.Cut(op, " ")
	if role == "" || !slices.ContainsFunc(protected, func(p string) bool { return strings.HasPrefix(path, p) }) {
		return
	}
	var v any
	if json.Unmarshal(r.Body, &v) != nil {
		return
	}
	for _, field := range jsonFields("", v) {
		key := op + "," + field
		if f[key] == nil {
			f[key] = map[string]bool{}
		}
		f[key][role] = true
	}
}

// jsonFields returns the paths of the values in a JSON value. Lists count as their elements; what is keyed by codes of a form is one field.
func jsonFields(path string, v any) []string {
	switch v := v.(type) {
	case map[string]any:
		if strings.HasSuffix(path, "details") || strings.HasSuffix(path, "answers") {
			return []string{path + ".*"}
		}
		var list []string
		for name, inner := range v {
			list = append(list, jsonFields(strings.TrimPrefix(path+"."+name, "."), inner)...)
		}
		return list
	case []any:
		list := []string{}
		for _, inner := range v {
			list = append(list, jsonFields(path, inner)...)
		}
		return list
	}
	return []string{path}
}

// check compares what was collected with the table: every field that a role got is declared for it.
func (f fieldRoles) check(t *testing.T) {
	t.Helper()
	if os.Getenv("TONGXING_FIELDS") == "write" {
		f.write(t)
		return
	}
	file, err := os.Open(fieldsFile)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close() //nolint:errcheck // only read
	lines, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	declared := map[string][]string{}
	for _, l := range lines[1:] {
		declared[l[0]+","+l[1]] = strings.Fields(l[2])
	}
	undeclared := 0
	for _, key := range slices.Sorted(maps.Keys(f)) {
		for _, role := range slices.Sorted(maps.Keys(f[key])) {
			if !slices.Contains(declared[key], role) {
				undeclared++
				t.Errorf("%s is shown to %s, which %s does not declare: see fieldRoles.write", key, role, fieldsFile)
			}
		}
	}
	t.Logf("%d fields of answers about persons cared for, %d undeclared", len(f), undeclared)
	if len(f) < 200 {
		t.Errorf("only %d fields were seen", len(f))
	}
}

// write stores what was collected, to be read line by line before it is committed: TONGXING_FIELDS=write go test -run TestAuthorisation ./cmd/tongxing.
func (f fieldRoles) write(t *testing.T) {
	t.Helper()
	var b strings.Builder
	b.WriteString("operation,field,roles\n")
	for _, key := range slices.Sorted(maps.Keys(f)) {
		b.WriteString(key + "," + strings.Join(slices.Sorted(maps.Keys(f[key])), " ") + "\n")
	}
	if err := os.WriteFile(fieldsFile, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
}
