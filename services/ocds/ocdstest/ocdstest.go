// Package ocdstest checks packages of open data against the official schemas and codelists of OCDS 1.1, which are not part of the
// project. They are looked for in the directory that TONGXING_OCDS_SCHEMAS names, else in ../shared/ocds beside the project.
package ocdstest

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// Checker checks packages. A nil Checker checks nothing.
type Checker struct {
	release          map[string]any // with our extension
	releases, record *jsonschema.Schema
	codes            map[string][]string // by file name
}

// Open returns a checker with the extension whose release-schema.json is given, or nil when the schemas are absent: then the test's
// output says so.
func Open(t *testing.T, extension []byte) *Checker {
	t.Helper()
	dir := os.Getenv("TONGXING_OCDS_SCHEMAS")
	if dir == "" {
		root, err := exec.CommandContext(t.Context(), "git", "rev-parse", "--git-common-dir").Output()
		if err != nil {
			t.Logf("NOT CHECKED against the official OCDS schemas: the project's directory is not known (%v); name theirs in TONGXING_OCDS_SCHEMAS", err)
			return nil
		}
		common, err := filepath.Abs(strings.TrimSpace(string(root)))
		if err != nil {
			t.Fatal(err)
		}
		dir = filepath.Join(filepath.Dir(common), "..", "shared", "ocds")
	}
	if _, err := os.Stat(filepath.Join(dir, "release-schema.json")); errors.Is(err, fs.ErrNotExist) {
		t.Logf("NOT CHECKED against the official OCDS schemas and codelists, which are absent: no %s", dir)
		return nil
	}
	k := &Checker{codes: map[string][]string{}}
	k.readCodes(t, filepath.Join(dir, "codelists"))
	k.release = read(t, filepath.Join(dir, "release-schema.json"))
	var ours map[string]any
	if err := json.Unmarshal(extension, &ours); err != nil {
		t.Fatal(err)
	}
	patch(k.release, ours)
	strict(k.release)
	releases, records := read(t, filepath.Join(dir, "release-package-schema.json")), read(t, filepath.Join(dir, "record-package-schema.json"))
	// Records are published without a versioned release, whose schema has a file of its own.
	delete(records["definitions"].(map[string]any)["record"].(map[string]any)["properties"].(map[string]any), "versionedRelease")
	for _, p := range []map[string]any{releases, records} { // paging is no part of the core of the standard
		p["properties"].(map[string]any)["links"] = map[string]any{"type": "object", "properties": map[string]any{"next": map[string]any{"type": "string", "format": "uri"}}}
		strict(p)
	}
	k.releases, k.record = k.compile(t, releases), k.compile(t, records)
	return k
}

func (k *Checker) compile(t *testing.T, schema map[string]any) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	for _, s := range []map[string]any{k.release, schema} {
		if err := c.AddResource(s["id"].(string), s); err != nil {
			t.Fatal(err)
		}
	}
	made, err := c.Compile(schema["id"].(string))
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// Check returns what is wrong with a package of releases or records: against the schema, in which every field has to be known, and
// against the codelists. A code of an open list is its own or begins with "x_".
func (k *Checker) Check(data []byte) error {
	if k == nil {
		return nil
	}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		return err
	}
	p, _ := v.(map[string]any)
	schema := k.releases
	list, isReleases := p["releases"].([]any)
	if !isReleases {
		schema = k.record
		records, _ := p["records"].([]any)
		for _, r := range records {
			list = append(list, r.(map[string]any)["compiledRelease"])
		}
	}
	errs := []error{schema.Validate(v)}
	for _, r := range list {
		errs = append(errs, k.checkCodes(k.release, r, "release"))
	}
	return errors.Join(errs...)
}

// checkCodes compares the codes in a value with the lists that its schema names.
func (k *Checker) checkCodes(schema map[string]any, v any, at string) error {
	if ref, ok := schema["$ref"].(string); ok {
		schema = k.release["definitions"].(map[string]any)[strings.TrimPrefix(ref, "#/definitions/")].(map[string]any)
	}
	var errs []error
	if file, ok := schema["codelist"].(string); ok {
		values, isList := v.([]any)
		if !isList {
			values = []any{v}
		}
		for _, code := range values {
			text, open := fmt.Sprint(code), schema["openCodelist"] == true
			if !slices.Contains(k.codes[file], text) && !(open && strings.HasPrefix(text, "x_")) {
				errs = append(errs, fmt.Errorf("%s: %q is not in %s", at, text, file))
			}
		}
	}
	switch v := v.(type) {
	case map[string]any:
		properties, _ := schema["properties"].(map[string]any)
		for _, name := range slices.Sorted(maps.Keys(v)) {
			if of, ok := properties[name].(map[string]any); ok {
				errs = append(errs, k.checkCodes(of, v[name], at+"/"+name))
			}
		}
	case []any:
		if of, ok := schema["items"].(map[string]any); ok {
			for _, member := range v {
				errs = append(errs, k.checkCodes(of, member, at))
			}
		}
	}
	return errors.Join(errs...)
}

func (k *Checker) readCodes(t *testing.T, dir string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.csv"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no codelists in %s: %v", dir, err)
	}
	for _, name := range files {
		data, err := os.ReadFile(name) //nolint:gosec // G304: a file of the standard
		if err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\ufeff")))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		column := slices.Index(rows[0], "Code")
		for _, row := range rows[1:] {
			k.codes[filepath.Base(name)] = append(k.codes[filepath.Base(name)], row[column])
		}
	}
}

func read(t *testing.T, path string) map[string]any {
	t.Helper()
	data, err := os.ReadFile(path) //nolint:gosec // G304: a file of the standard
	if err != nil {
		t.Fatal(err)
	}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return v.(map[string]any)
}

// patch merges an extension into a schema, as RFC 7396 says.
func patch(into, ours map[string]any) {
	for name, v := range ours {
		inner, isObject := v.(map[string]any)
		old, wasObject := into[name].(map[string]any)
		if isObject && wasObject {
			patch(old, inner)
			continue
		}
		into[name] = v
	}
}

// strict makes the schema refuse fields that it does not know.
func strict(v any) {
	switch v := v.(type) {
	case map[string]any:
		if _, ok := v["properties"].(map[string]any); ok && v["type"] != nil {
			v["additionalProperties"] = false
		}
		for _, inner := range v {
			strict(inner)
		}
	case []any:
		for _, inner := range v {
			strict(inner)
		}
	}
}
