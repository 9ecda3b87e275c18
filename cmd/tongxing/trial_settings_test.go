package main

import (
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestTrialUnsafeSettings starts the program with settings that a hurried operator leaves: each is refused with its name.
func TestTrialUnsafeSettings(t *testing.T) {
	open := filepath.Join(t.TempDir(), "data")
	if err := os.Mkdir(open, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(open, 0o750); err != nil {
		t.Fatal(err)
	}
	demo := map[string]string{"TONGXING_DEMO": "true", "TONGXING_DATA": t.TempDir()}
	refuse := func(base map[string]string, name, setting, value string, more map[string]string) {
		t.Helper()
		settings := maps.Clone(base)
		settings[setting] = value
		maps.Copy(settings, more)
		c, err := loadConfig(settings)
		if err != nil {
			t.Fatal(err)
		}
		if err := c.refuse(); err == nil || !strings.Contains(err.Error(), setting) {
			t.Errorf("%s: %s=%s: %v", name, setting, value, err)
		}
	}
	for name, row := range map[string][2]string{
		"every address":           {"TONGXING_ADDR", "0.0.0.0:8080"},
		"every address of v6":     {"TONGXING_ADDR", "[::]:8080"},
		"every address, unnamed":  {"TONGXING_ADDR", ":8080"},
		"an address of the house": {"TONGXING_ADDR", "10.1.2.3:8080"},
		"proxies of a v4 /7":      {"TONGXING_TRUSTED_PROXIES", "10.0.0.0/7"},
		"proxies of a v6 /31":     {"TONGXING_TRUSTED_PROXIES", "127.0.0.1,2001:db8::/31"},
		"all of v4 within v6":     {"TONGXING_TRUSTED_PROXIES", "::ffff:0.0.0.0/96"},
		"all of v6":               {"TONGXING_TRUSTED_PROXIES", "::/0"},
		"MongoDB in clear":        {"MONGODB_URI", "mongodb://u:p@10.0.0.1,198.51.100.7:27017/tongxing?replicaSet=rs0"},
		"MongoDB in clear on v6":  {"MONGODB_URI", "mongodb://u:p@[2001:db8::7]:27017/tongxing"},
		"MongoDB without proof":   {"MONGODB_URI", "mongodb://198.51.100.7/tongxing?tls=true&tlsInsecure=true"},
		"MongoDB, TLS off":        {"MONGODB_URI", "mongodb://198.51.100.7/tongxing?tls=false"},
		"Redis in clear":          {"REDIS_URL", "redis://:p@198.51.100.7:6379/0"},
		"Redis without proof":     {"REDIS_URL", "rediss://:p@198.51.100.7:6379/0?skip_verify=true"},
		"data open to the group":  {"TONGXING_DATA", open},
	} {
		refuse(good(), name, row[0], row[1], nil)
	}
	refuse(demo, "demonstration behind a proxy", "TONGXING_TRUSTED_PROXIES", "127.0.0.1", nil)
	refuse(demo, "demonstration for the public", "TONGXING_PUBLIC_URL", "https://tx.example.cn", nil)
	refuse(demo, "demonstration for the public in clear", "TONGXING_PUBLIC_URL", "http://tx.example.cn", map[string]string{"MONGODB_URI": "mongodb://10.0.0.1"})
}

// TestSafeSettings accepts what the rules on proxies, stores and the data directory do not mean.
func TestSafeSettings(t *testing.T) {
	private := t.TempDir()
	if err := os.Chmod(private, 0o700); err != nil {
		t.Fatal(err)
	}
	for name, more := range map[string]map[string]string{
		"behind a proxy":        {"TONGXING_ADDR": "0.0.0.0:8080", "TONGXING_TRUSTED_PROXIES": "172.30.30.0/24"},
		"wide networks":         {"TONGXING_ADDR": "[::]:8080", "TONGXING_TRUSTED_PROXIES": "10.0.0.0/8,2001:db8::/32,::ffff:10.0.0.0/104,192.0.2.1"},
		"private stores":        {"MONGODB_URI": "mongodb://u:p@10.0.0.1,192.168.3.4:27017/tongxing?replicaSet=rs0", "REDIS_URL": "redis://:p@127.0.0.1:6379/0"},
		"public stores by TLS":  {"MONGODB_URI": "mongodb://u:p@198.51.100.7/tongxing?tls=true", "REDIS_URL": "rediss://:p@198.51.100.7:6379/0"},
		"names without address": {"MONGODB_URI": "mongodb://u:p@mongo1.invalid:27017,mongo2.invalid:27017/tongxing", "REDIS_URL": "redis://redis.invalid:6379/0"},
		"data of the owner":     {"TONGXING_DATA": private},
	} {
		settings := good()
		maps.Copy(settings, more)
		c, err := loadConfig(settings)
		if err != nil {
			t.Fatal(err)
		}
		if err := c.refuse(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
