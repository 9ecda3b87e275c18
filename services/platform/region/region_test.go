package region_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/docstoretest"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

func openTree(t *testing.T) (*region.Tree, *docstore.DB) {
	t.Helper()
	db := docstoretest.Open(t)
	tree, err := region.Open(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	return tree, db
}

func codes(list []region.Region) string {
	var out []string
	for _, r := range list {
		out = append(out, r.Code)
	}
	return strings.Join(out, " ")
}

func hasFieldFault(err error, field, code string) bool {
	f, ok := errors.AsType[*fault.Fault](err)
	if !ok {
		return false
	}
	for _, fl := range f.Fields {
		if fl.Path == field && fl.Code == code {
			return true
		}
	}
	return false
}

func TestTree(t *testing.T) {
	tree, _ := openTree(t)
	for _, tt := range []struct {
		code, name, path, full string
		level                  region.Level
	}{
		{"52", "贵州省", "52/", "贵州省", region.Province},
		{"5201", "贵阳市", "52/5201/", "贵州省 贵阳市", region.City},
		{"520111", "花溪区", "52/5201/520111/", "贵州省 贵阳市 花溪区", region.County},
		{"520111101", "青岩镇", "52/5201/520111/520111101/", "贵州省 贵阳市 花溪区 青岩镇", region.Township},
		{"110101001", "东华门街道", "11/1101/110101/110101001/", "北京市 东城区 东华门街道", region.Township}, // 市辖区 is not a place
		{"441900003", "东城街道", "44/4419/441900/441900003/", "广东省 东莞市 东城街道", region.Township},   // a city without counties
	} {
		r, ok := tree.Lookup(tt.code)
		if !ok || r.Name != tt.name || r.Path != tt.path || r.Level != tt.level || r.Kind != region.GB {
			t.Errorf("%s: %+v", tt.code, r)
		}
		if got := tree.FullName(r.Path); got != tt.full {
			t.Errorf("%s: %q, want %q", tt.code, got, tt.full)
		}
		if path, ok := tree.Path(tt.code); !ok || path != tt.path || tree.Name(path) != tt.name {
			t.Errorf("%s: path %q", tt.code, path)
		}
	}
	for _, code := range []string{"", "99", "5299", "520111x", "52/", "520111999999", strings.Repeat("5", 50)} {
		if _, ok := tree.Lookup(code); ok {
			t.Errorf("%q is found", code)
		}
		if _, err := tree.Find(t.Context(), code); !errors.Is(err, region.ErrUnknown) {
			t.Errorf("%q: %v", code, err)
		}
	}
	if n := len(tree.Children(t.Context(), "")); n != 31 {
		t.Errorf("%d provinces", n)
	}
	if got := codes(tree.Children(t.Context(), "5201")); !strings.HasPrefix(got, "520102 520103 520111") {
		t.Errorf("below Guiyang: %s", got)
	}
	if n := len(tree.Children(t.Context(), "nowhere")); n != 0 {
		t.Errorf("%d regions below nowhere", n)
	}
}

// TestEveryRowHasItsParentsPath walks the whole compiled-in tree: each path is that of the parent and one code more.
func TestEveryRowHasItsParentsPath(t *testing.T) {
	tree, _ := openTree(t)
	count := map[region.Level]int{}
	var walk func(parent region.Region)
	walk = func(parent region.Region) {
		for _, r := range tree.Children(t.Context(), parent.Code) {
			count[r.Level]++
			if r.Path != parent.Path+r.Code+"/" || r.Parent != parent.Code || r.Level != parent.Level+1 || r.Name == "" {
				t.Fatalf("%+v below %s", r, parent.Path)
			}
			if r.Level < region.County { // the townships' own children are one question to the store each
				walk(r)
			}
		}
	}
	walk(region.Region{})
	if got := fmt.Sprint(count); got != "map[1:31 2:342 3:2978]" {
		t.Errorf("levels %s", got)
	}
}

func TestResolve(t *testing.T) {
	tree, _ := openTree(t)
	for written, want := range map[string]string{
		"520000": "52", "520100": "5201", "520111": "520111", "520111000000": "520111", " 520111101000 ": "520111101", "520111101": "520111101",
		"441900": "441900", "441900000000": "441900", "999900": "", "": "", "000000": "",
	} {
		if r, ok := tree.Resolve(written); ok != (want != "") || r.Code != want {
			t.Errorf("%q: %q, want %q", written, r.Code, want)
		}
	}
}

func TestPaths(t *testing.T) {
	for path, want := range map[string]string{"52/5201/520111/": "520111", "52/": "52", "": "", "/": ""} {
		if got := region.CodeOf(path); got != want {
			t.Errorf("CodeOf(%q) = %q", path, got)
		}
	}
	for _, tt := range []struct {
		path, root string
		want       bool
	}{
		{"52/5201/", "52/", true}, {"52/5201/", "52/5201/", true}, {"52/", "52/5201/", false}, {"52/5201/", "", true}, {"52/52010/", "52/5201/", false},
	} {
		if got := region.Within(tt.path, tt.root); got != tt.want {
			t.Errorf("Within(%q, %q) = %t", tt.path, tt.root, got)
		}
	}
}

func TestSay(t *testing.T) {
	for _, tt := range [][3]string{
		{region.Day("2026-03-05").Say("zh"), "2026年3月5日"}, {region.Day("2026-03-05").Say("en"), "5 Mar 2026"}, {region.Day("soon").Say("zh"), "soon"},
		{region.SayMonth("2025-12", "zh"), "2025年12月"}, {region.SayMonth("2025-12", "en"), "Dec 2025"}, {region.SayMonth("2025-13", "zh"), "2025-13"},
	} {
		if tt[0] != tt[1] {
			t.Errorf("%s, want %s", tt[0], tt[1])
		}
	}
}

func TestAddVillagesAndCustomNodes(t *testing.T) {
	tree, db := openTree(t)
	ctx := t.Context()
	village, err := tree.Add(ctx, region.Region{Code: "520111101201", Name: " 龙井村 ", Level: region.Village, Parent: "520111101"})
	if err != nil || village.Path != "52/5201/520111/520111101/520111101201/" || village.Kind != region.GB || village.Name != "龙井村" {
		t.Fatalf("%+v, %v", village, err)
	}
	many, err := tree.AddMany(ctx, []region.Region{
		{Code: "520111K01", Name: "花溪经济开发区", Level: region.Township, Parent: "520111"},
		{Code: "520111K0101", Name: "开发区社区", Level: region.Village, Parent: "520111K01"}, // below one of the same call
	})
	if err != nil || many[0].Kind != region.Custom || many[1].Path != "52/5201/520111/520111K01/520111K0101/" {
		t.Fatalf("%+v, %v", many, err)
	}
	if got := tree.FullName(many[1].Path); got != "贵州省 贵阳市 花溪区 花溪经济开发区 开发区社区" {
		t.Errorf("full name %q", got)
	}
	for path, name := range map[string]string{village.Path: "青岩镇 龙井村", many[1].Path: "花溪经济开发区 开发区社区", "52/5201/520111/520111101/": "青岩镇", "": ""} {
		if got := tree.VillageName(path); got != name {
			t.Errorf("village name %q, want %q", got, name)
		}
	}
	if got := codes(tree.Children(ctx, "520111")); !strings.HasSuffix(got, " 520111K01") {
		t.Errorf("children: %s", got)
	}
	if n, err := tree.AddMany(ctx, nil); err != nil || len(n) != 0 {
		t.Errorf("none: %v", err)
	}
	if err := tree.Reload(ctx); err != nil {
		t.Fatal(err)
	}
	if r, ok := tree.Lookup("520111K0101"); !ok || r.Parent != "520111K01" {
		t.Errorf("after reload: %+v", r)
	}
	for name, tt := range map[string]struct {
		r           region.Region
		field, code string
	}{
		"unknown parent":   {region.Region{Code: "520111101202", Name: "某村", Level: region.Village, Parent: "520199"}, "parent", "region_unknown"},
		"no parent":        {region.Region{Code: "98", Name: "某省", Level: region.Province}, "parent", "region_unknown"},
		"twice":            {region.Region{Code: "520111101201", Name: "某村", Level: region.Village, Parent: "520111101"}, "code", "region_duplicate"},
		"compiled in":      {region.Region{Code: "520111101", Name: "某镇", Level: region.Township, Parent: "520111"}, "code", "region_duplicate"},
		"other province":   {region.Region{Code: "530111101201", Name: "某村", Level: region.Village, Parent: "520111101"}, "code", "region_code_province"},
		"small letter":     {region.Region{Code: "520111k02", Name: "某区", Level: region.Township, Parent: "520111"}, "code", "region_code_invalid"},
		"too long":         {region.Region{Code: "5201111012011", Name: "某村", Level: region.Village, Parent: "520111101"}, "code", "region_code_invalid"},
		"letter as gb":     {region.Region{Code: "520111K02", Kind: region.GB, Name: "某区", Level: region.Township, Parent: "520111"}, "kind", "region_kind_invalid"},
		"same level":       {region.Region{Code: "520111K02", Name: "某区", Level: region.County, Parent: "520111"}, "level", "region_level_invalid"},
		"below a village":  {region.Region{Code: "520111K02", Name: "某组", Level: region.Village + 1, Parent: "520111101201"}, "level", "region_level_invalid"},
		"slash in name":    {region.Region{Code: "520111K02", Name: "甲/乙", Level: region.Township, Parent: "520111"}, "name", "region_name_invalid"},
		"no name":          {region.Region{Code: "520111K02", Name: " ", Level: region.Township, Parent: "520111"}, "name", "region_name_invalid"},
		"name of 51 signs": {region.Region{Code: "520111K02", Name: strings.Repeat("村", 51), Level: region.Township, Parent: "520111"}, "name", "region_name_invalid"},
	} {
		if _, err := tree.Add(ctx, tt.r); !hasFieldFault(err, tt.field, tt.code) {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err = tree.AddMany(ctx, []region.Region{
		{Code: "520111K03", Name: "甲区", Level: region.Township, Parent: "520111"}, {Code: "520111K03", Name: "乙区", Level: region.Township, Parent: "520111"},
	})
	if !errors.Is(err, region.ErrDuplicate) {
		t.Errorf("twice in one call: %v", err)
	}
	if _, ok := tree.Lookup("520111K03"); ok {
		t.Error("half of a refused call was stored")
	}
	failed := errors.New("no")
	err = db.Tx(ctx, func(ctx context.Context) error {
		if _, err := tree.Add(ctx, region.Region{Code: "520111K04", Name: "丙区", Level: region.Township, Parent: "520111"}); err != nil {
			return err
		}
		if _, err := tree.Find(ctx, "520111K04"); err != nil {
			t.Errorf("inside its transaction: %v", err)
		}
		return failed
	})
	if _, ok := tree.Lookup("520111K04"); ok || !errors.Is(err, failed) {
		t.Errorf("rolled back, but found: %v", err)
	}
}

func BenchmarkSearch(b *testing.B) {
	tree, err := region.Open(b.Context(), docstoretest.Open(b))
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		tree.Search(region.Search{Typed: "huaxi", Deepest: region.Village, Limit: 20})
	}
}
