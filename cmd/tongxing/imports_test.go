package main

import (
	"encoding/json"
	"errors"
	"go/parser"
	"go/token"
	"io"
	"os/exec"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/tongxing-platform/tongxing/"

// layers lists which packages each package may import. "platform" stands for everything below services/platform.
var layers = map[string][]string{
	"platform":              {"platform"},
	"notify":                {"platform"},
	"services/feature":      {"platform", "notify"},
	"services/desk":         {"platform", "services/feature"},
	"services/accounts":     {"platform", "notify", "services/feature"},
	"services/orgs":         {"platform", "notify", "services/feature"},
	"services/volunteers":   {"platform", "notify", "services/feature", "services/accounts", "services/orgs"},
	"services/contracts":    {"platform", "notify", "services/feature", "services/accounts", "services/orgs"},
	"services/register":     {"platform", "notify", "services/feature", "services/orgs"},
	"services/pairings":     {"platform", "notify", "services/feature", "services/volunteers", "services/register"},
	"services/servicelog":   {"platform", "notify", "services/feature", "services/contracts", "services/register"},
	"services/satisfaction": {"platform", "notify", "services/feature", "services/contracts", "services/register", "services/servicelog"},
	"services/delegations":  {"platform", "notify", "services/feature", "services/register"},
	"services/surveys":      {"platform", "notify", "services/feature", "services/register"},
	"services/statistics":   {"platform", "services/feature", "services/register"},
	"services/activities":   {"platform", "notify", "services/feature", "services/accounts", "services/orgs", "services/volunteers", "services/contracts"},
	"services/attendance":   {"platform", "notify", "services/feature", "services/accounts", "services/orgs", "services/volunteers", "services/contracts", "services/activities"},
	"services/evaluation":   {"platform", "notify", "services/feature", "services/accounts", "services/orgs", "services/volunteers", "services/contracts", "services/activities", "services/attendance"},
	"services/reports":      {"platform", "notify", "services/feature", "services/contracts", "services/attendance", "services/servicelog"},
	"services/integrations": {"platform", "notify", "services/feature"},
	"services/ocds":         {"platform", "services/feature", "services/orgs", "services/contracts", "services/evaluation"},
	"services/news":         {"platform", "notify", "services/feature", "services/orgs"},
	"services/opendata":     {"platform", "services/feature", "services/orgs", "services/contracts", "services/activities", "services/evaluation"},
	"scheduler": {"platform", "notify", "services/accounts", "services/orgs", "services/volunteers", "services/contracts", "services/pairings", "services/delegations", "services/register", "services/satisfaction",
		"services/statistics", "services/surveys", "services/activities", "services/attendance", "services/evaluation", "services/reports", "services/integrations"},
	"web":          {"platform", "services/orgs", "services/news", "services/opendata", "services/contracts", "services/satisfaction", "services/statistics", "services/activities", "services/attendance", "services/evaluation"},
	"openapi":      {},
	"deploy":       {},
	"cmd/tongxing": nil, // everything
}

// doors lists the only packages that may import an outside library. A trailing /* stands for the packages below.
var doors = map[string][]string{
	"github.com/gofiber/fiber":             {"services/platform/httpapi", "services/platform/httpapi/apitest", "cmd/tongxing", "http.go"},
	"go.mongodb.org/mongo-driver/v2/mongo": {"services/platform/docstore/mongo"},
	"go.mongodb.org/mongo-driver/v2/bson":  {"services/platform/docstore", "services/platform/docstore/*", "store.go"},
	"zombiezen.com/go/sqlite":              {"services/platform/docstore/sqlite", "services/platform/docstore/sqlite/sqlitetest"},
	"modernc.org/sqlite":                   {"services/platform/docstore/sqlite/sqlitetest"},
	"github.com/redis/go-redis":            {"services/platform/coord"},
	"github.com/robfig/cron":               {"scheduler"},
	"github.com/xuri/excelize":             {"services/platform/sheet"},
	"github.com/signintech/gopdf":          {"services/platform/pdf"},
	"github.com/wneessen/go-mail":          {"notify"},
	"github.com/go-playground/validator":   {"services/platform/httpapi"},
	"github.com/prometheus/client_golang":  {"services/platform/httpapi", "cmd/tongxing"},
	"github.com/swaggo/files":              {"services/platform/httpapi"},
	"github.com/6tail/lunar-go":            {"services/platform/region"},
	"golang.org/x/crypto/argon2":           {"services/accounts"},
	"filippo.io/age":                       {"services/platform/docstore/backup", "services/platform/files"},
	"github.com/minio/minio-go":            {"services/platform/files"},
	"github.com/gabriel-vasile/mimetype":   {"services/platform/files"},
	"github.com/schollz/progressbar":       {"cmd/tongxing"},
	"github.com/coreos/go-oidc":            {"services/platform/oidc"},
	"golang.org/x/oauth2":                  {"services/platform/oidc"},
	"github.com/zitadel/oidc":              {"services/platform/oidc/oidctest"},
}

type goPackage struct {
	ImportPath string
	Dir        string
	GoFiles    []string
	Imports    []string
}

func listPackages(t *testing.T) []goPackage {
	t.Helper()
	out, err := exec.Command("go", "list", "-json=ImportPath,Dir,GoFiles,Imports", module+"...").Output()
	if err != nil {
		t.Fatal(err)
	}
	var pkgs []goPackage
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p goPackage
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return pkgs
		} else if err != nil {
			t.Fatal(err)
		}
		pkgs = append(pkgs, p)
	}
}

func room(importPath string) string {
	rel := strings.TrimPrefix(importPath, module)
	if strings.HasPrefix(rel, "services/platform/") {
		return "platform"
	}
	parts := strings.Split(rel, "/")
	if len(parts) > 1 && (parts[0] == "services" || parts[0] == "cmd") {
		return path.Join(parts[0], parts[1])
	}
	return parts[0]
}

func TestImportsPointDownwards(t *testing.T) {
	for _, p := range listPackages(t) {
		from := room(p.ImportPath)
		allowed, known := layers[from]
		if !known {
			t.Errorf("%s: the package %s is not in the import map; add it to layers and to services/README.md", p.ImportPath, from)
			continue
		}
		for _, imp := range p.Imports {
			to := room(imp)
			if !strings.HasPrefix(imp, module) || to == from || allowed == nil {
				continue
			}
			if !slices.Contains(allowed, to) {
				t.Errorf("%s imports %s: %s may not import %s", p.ImportPath, imp, from, to)
			}
		}
	}
}

func TestLibrariesAreImportedInOnePlace(t *testing.T) {
	for _, p := range listPackages(t) {
		rel := strings.TrimPrefix(p.ImportPath, module)
		for _, imp := range p.Imports {
			for lib, rooms := range doors {
				if imp != lib && !strings.HasPrefix(imp, lib+"/") {
					continue
				}
				if !opens(t, p, rel, imp, rooms) {
					t.Errorf("%s imports %s, which is for %v only", rel, imp, rooms)
				}
			}
		}
	}
}

// opens reports whether the package is in the list, or imports the library only in files of the allowed name.
func opens(t *testing.T, p goPackage, rel, imp string, rooms []string) bool {
	t.Helper()
	for _, r := range rooms {
		switch {
		case r == rel:
			return true
		case strings.HasSuffix(r, "/*") && strings.HasPrefix(rel, strings.TrimSuffix(r, "*")):
			return true
		case strings.HasSuffix(r, ".go") && onlyIn(t, p, imp, strings.TrimSuffix(r, ".go")):
			return true
		}
	}
	return false
}

// onlyIn reports whether all files of p that import imp are named stem.go or stem_*.go.
func onlyIn(t *testing.T, p goPackage, imp, stem string) bool {
	t.Helper()
	for _, f := range p.GoFiles {
		if f == stem+".go" || strings.HasPrefix(f, stem+"_") {
			continue
		}
		for _, i := range importsOf(t, path.Join(p.Dir, f)) {
			if i == imp {
				return false
			}
		}
	}
	return true
}

func importsOf(t *testing.T, file string) []string {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	paths := make([]string, len(f.Imports))
	for i, s := range f.Imports {
		paths[i], _ = strconv.Unquote(s.Path.Value)
	}
	return paths
}

// TestProviderOfTestsStaysOut checks that the identity provider of the tests is no part of the program.
func TestProviderOfTestsStaysOut(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", module+"cmd/tongxing").Output()
	if err != nil {
		t.Fatal(err)
	}
	for dep := range strings.SplitSeq(string(out), "\n") {
		if strings.HasPrefix(dep, "github.com/zitadel/") || strings.HasSuffix(dep, "/oidctest") {
			t.Errorf("the program contains %s", dep)
		}
	}
}
