package oidc_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tongxing-platform/tongxing/services/platform/oidc"
)

const good = `{"key":"gz","issuer":"https://sso.example.gov.cn","client_id":"tongxing","secret":"s3cret","name_zh":"省平台","name_en":"Province"}`

func TestReadSettings(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string, mode os.FileMode) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), mode); err != nil {
			t.Fatal(err)
		}
		return path
	}
	write("secret", "from-file\n", 0o600)
	write("empty", "\n", 0o600)
	write("open", "from-file", 0o644)
	in := func(old, new string) string { return "[" + strings.Replace(good, old, new, 1) + "]" }
	for name, tt := range map[string]struct {
		text  string
		mode  os.FileMode
		local bool
		want  string // part of the error; empty: accepted
	}{
		"good":               {text: "[" + good + "]"},
		"two":                {text: "[" + good + "," + strings.NewReplacer("gz", "yn", "sso.", "id.").Replace(good) + "]"},
		"secret from a file": {text: in(`"secret":"s3cret"`, `"secret_file":"secret"`)},
		"all fields":         {text: in(`"key"`, `"id_number_claim":"id_card","scopes":["profile"],"multi_factor_acr":["2"],"logout":true,"key"`)},
		"http, local":        {text: in("https://sso.example.gov.cn", "http://127.0.0.1:9"), local: true},
		"http":               {text: in("https://", "http://"), want: "https"},
		"http elsewhere":     {text: in("https://", "http://"), local: true, want: "https"},
		"http on loopback":   {text: in("https://sso.example.gov.cn", "http://127.0.0.1:9"), want: "https"},
		"no address":         {text: in("https://sso.example.gov.cn", "sso.example.gov.cn"), want: "issuer"},
		"a query":            {text: in("gov.cn", "gov.cn/?x=1"), want: "issuer"},
		"same key":           {text: "[" + good + "," + strings.Replace(good, "sso.", "id.", 1) + "]", want: "another one has this key"},
		"same issuer":        {text: "[" + good + "," + strings.Replace(good, "gz", "yn", 1) + "]", want: "another one has this key or issuer"},
		"key":                {text: in(`"gz"`, `"GZ/"`), want: "key"},
		"no client":          {text: in(`"tongxing"`, `""`), want: "client_id"},
		"no secret":          {text: in(`"s3cret"`, `""`), want: "secret"},
		"two secrets":        {text: in(`"secret"`, `"secret_file":"secret","secret"`), want: "one of them"},
		"no secret file":     {text: in(`"secret":"s3cret"`, `"secret_file":"gone"`), want: "secret_file"},
		"empty secret file":  {text: in(`"secret":"s3cret"`, `"secret_file":"empty"`), want: "is empty"},
		"open secret file":   {text: in(`"secret":"s3cret"`, `"secret_file":"open"`), want: "chmod 600"},
		"no name":            {text: in("省平台", " "), want: "name_zh"},
		"scope":              {text: in(`"key"`, `"scopes":["a b"],"key"`), want: "scope"},
		"unknown field":      {text: in(`"key"`, `"clientid":"x","key"`), want: "clientid"},
		"wrong type":         {text: in(`"s3cret"`, `7`), want: "secret"},
		"no list":            {text: good, want: "list"},
		"none":               {text: "[]", want: "1 to 10"},
		"open to others":     {text: "[" + good + "]", mode: 0o644, want: "chmod 600"},
	} {
		mode := tt.mode
		if mode == 0 {
			mode = 0o600
		}
		path := write(strings.ReplaceAll(name, " ", "-")+".json", tt.text, mode)
		list, err := oidc.ReadSettings(path, tt.local)
		switch {
		case tt.want == "" && (err != nil || list[0].Secret == ""):
			t.Errorf("%s: %v", name, err)
		case tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "s3cret")):
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := oidc.ReadSettings(filepath.Join(dir, "gone"), false); err == nil {
		t.Error("a file that is not there")
	}
	if _, err := oidc.ReadSettings(dir, false); err == nil {
		t.Error("a directory")
	}
}
