package main

import (
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"
)

// good returns accepted production settings; each row of the test changes one of them.
func good() map[string]string {
	return map[string]string{
		"TONGXING_ADDR": "127.0.0.1:8080", "TONGXING_DATA": "/srv/tongxing", "TONGXING_KEY_FILE": "/etc/tongxing/keys.json",
		"TONGXING_PUBLIC_URL": "https://tx.example.cn", "TONGXING_SMS_URL": "https://sms.example.cn/send", "TONGXING_SMS_TOKEN": "t0ken",
	}
}

func TestConfigRefusesUnsafeSettings(t *testing.T) {
	if c, err := loadConfig(good()); err != nil || c.refuse() != nil {
		t.Fatalf("the good settings are refused: %v %v", err, c.refuse())
	}
	for name, spoil := range map[string]map[string]string{
		"addr without port":        {"TONGXING_ADDR": "127.0.0.1"},
		"no data":                  {"TONGXING_DATA": ""},
		"no key file":              {"TONGXING_KEY_FILE": ""},
		"keys beside the data":     {"TONGXING_KEY_FILE": "/srv/tongxing/keys.json"},
		"no public address":        {"TONGXING_PUBLIC_URL": ""},
		"public address in clear":  {"TONGXING_PUBLIC_URL": "http://tx.example.cn"},
		"no SMS gateway":           {"TONGXING_SMS_URL": ""},
		"SMS in clear":             {"TONGXING_SMS_URL": "http://sms.example.cn"},
		"SMS without token":        {"TONGXING_SMS_TOKEN": ""},
		"mail without sender":      {"TONGXING_SMTP_URL": "smtp://mail.example.cn:587"},
		"mail scheme":              {"TONGXING_SMTP_URL": "http://mail.example.cn", "TONGXING_MAIL_FROM": "a@example.cn"},
		"mail without TLS":         {"TONGXING_SMTP_URL": "smtp://mail.example.cn?tls=insecure", "TONGXING_MAIL_FROM": "a@example.cn"},
		"mongo scheme":             {"MONGODB_URI": "http://x"},
		"redis scheme":             {"REDIS_URL": "http://x"},
		"no file of providers":     {"TONGXING_SSO_FILE": "/nowhere/sso.json"},
		"proxy is no address":      {"TONGXING_TRUSTED_PROXIES": "proxy"},
		"proxy is everybody":       {"TONGXING_TRUSTED_PROXIES": "0.0.0.0/0"},
		"factor of no role":        {"TONGXING_SECOND_FACTOR": "county_admin,mayor"},
		"factor of none and some":  {"TONGXING_SECOND_FACTOR": "none,auditor"},
		"metrics to all":           {"TONGXING_METRICS_OPEN": "true", "TONGXING_ADDR": "0.0.0.0:80"},
		"deadline too long":        {"TONGXING_DEADLINE": "1h"},
		"clock ahead in earnest":   {"TONGXING_DEMO_AHEAD": "240h"},
		"clock behind":             {"TONGXING_DEMO_AHEAD": "-1h", "TONGXING_DEMO": "true"},
		"demonstration to the net": {"TONGXING_DEMO": "true", "TONGXING_ADDR": "0.0.0.0:8080"},
	} {
		settings := good()
		for k, v := range spoil {
			settings[k] = v
		}
		c, err := loadConfig(settings)
		if err == nil && c.Data == "./data" { // an empty value falls back to the default
			c.Data = spoil["TONGXING_DATA"]
		}
		if err == nil {
			err = c.refuse()
		}
		if err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func TestDemoClockStandsAhead(t *testing.T) {
	c, err := loadConfig(map[string]string{"TONGXING_DEMO": "true", "TONGXING_DEMO_AHEAD": "240h"})
	if err != nil || c.refuse() != nil {
		t.Fatal(err, c.refuse())
	}
	if d := time.Until(c.clock()); d < 239*time.Hour || d > 241*time.Hour {
		t.Errorf("the clock stands %s ahead", d)
	}
}

func TestConfigHidesSecrets(t *testing.T) {
	settings := good()
	settings["MONGODB_URI"] = "mongodb://u:hunter2@db.example.cn"
	c, err := loadConfig(settings)
	if err != nil {
		t.Fatal(err)
	}
	if s := fmt.Sprint(c.LogValue()); strings.Contains(s, "hunter2") || strings.Contains(s, "t0ken") {
		t.Errorf("a secret shows in %s", s)
	}
}

func TestReadmeListsEverySetting(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	typ := reflect.TypeFor[config]()
	for i := range typ.NumField() {
		name, def := typ.Field(i).Tag.Get("env"), typ.Field(i).Tag.Get("envDefault")
		row := "| `" + name + "` | "
		if def != "" {
			row += "`" + def + "` | "
		}
		if !strings.Contains(string(readme), row) {
			t.Errorf("README.md lacks the row beginning %q", row)
		}
	}
}
