package deploy_test

import (
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gopkg.in/yaml.v2"
)

type compose struct {
	Services map[string]service
	Networks map[string]struct {
		Internal bool
		IPAM     struct{ Config []struct{ Subnet string } }
	}
	Volumes map[string]any
	Secrets map[string]struct{ File string }
}

type service struct {
	Image       string
	Command     any
	Environment map[string]string
	Networks    any
	Volumes     []string
	Secrets     []any
	DependsOn   map[string]struct{ Condition string } `yaml:"depends_on"`
	Healthcheck map[string]any
	Restart     string
	ReadOnly    bool     `yaml:"read_only"`
	CapDrop     []string `yaml:"cap_drop"`
	SecurityOpt []string `yaml:"security_opt"`
	Ports       []string
	Deploy      struct {
		Resources struct{ Limits map[string]string }
	}
}

// secretNames returns the names of a service's secrets, in short or long form.
func (s service) secretNames() (names []string) {
	for _, x := range s.Secrets {
		if long, ok := x.(map[any]any); ok {
			x = long["source"]
		}
		names = append(names, fmt.Sprint(x))
	}
	return names
}

// loadCompose runs init-secrets.sh, fills in the settings that a person has to give, and returns the file with these
// settings.
func loadCompose(t *testing.T) (c compose, dir string) {
	t.Helper()
	dir = t.TempDir()
	for range 2 { // the second run changes nothing
		before, _ := os.ReadFile(filepath.Join(dir, ".env"))
		if out, err := exec.Command("./init-secrets.sh", dir).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		if after := readDeployFile(t, filepath.Join(dir, ".env")); len(before) > 0 && after != string(before) {
			t.Error("running it again made other secrets")
		}
	}
	env := dotEnv(readDeployFile(t, filepath.Join(dir, ".env")))
	for k, v := range map[string]string{"TONGXING_PUBLIC_URL": "https://tongxing.example.gov.cn", "TONGXING_SMS_URL": "https://sms.example.gov.cn", "TONGXING_SMS_TOKEN": "t"} {
		if _, asked := env[k]; !asked {
			t.Errorf("init-secrets.sh does not ask for %s", k)
		}
		env[k] = v
	}
	text := strings.ReplaceAll(readDeployFile(t, "compose.yaml"), "$$", "\x00")
	text = regexp.MustCompile(`\$\{([A-Z_]+)(:[?-])?([^}]*)\}`).ReplaceAllStringFunc(text, func(m string) string {
		name := regexp.MustCompile(`[A-Z_]+`).FindString(m)
		v, ok := env[name]
		if !ok || v == "" && strings.Contains(m, ":?") {
			t.Errorf("%s is in no .env", m)
		}
		return v
	})
	if err := yaml.Unmarshal([]byte(strings.ReplaceAll(text, "\x00", "$")), &c); err != nil {
		t.Fatal(err)
	}
	return c, dir
}

func TestCompose(t *testing.T) {
	c, dir := loadCompose(t)
	for name, s := range c.Services {
		once := name == "mongo-init"
		if s.Deploy.Resources.Limits["memory"] == "" || s.Deploy.Resources.Limits["cpus"] == "" || s.Restart == "" || s.Healthcheck == nil && !once {
			t.Errorf("%s: limits %v, restart %q, health %v", name, s.Deploy.Resources.Limits, s.Restart, s.Healthcheck)
		}
		if !slices.Contains(s.SecurityOpt, "no-new-privileges:true") && !once {
			t.Errorf("%s may gain privileges", name)
		}
		if len(s.Ports) > 0 && name != "proxy" {
			t.Errorf("%s can be reached from outside", name)
		}
		if _, tag, _ := strings.Cut(s.Image, ":"); s.Image != "tongxing" && (tag == "" || tag == "latest") {
			t.Errorf("%s: the image %s has no version", name, s.Image)
		}
		for on, how := range s.DependsOn {
			other, there := c.Services[on]
			if !there || how.Condition == "service_healthy" && other.Healthcheck == nil {
				t.Errorf("%s waits for %s to be %s, which it never is", name, on, how.Condition)
			}
		}
		for _, secret := range s.secretNames() {
			if c.Secrets[secret].File == "" {
				t.Errorf("%s: no secret %s", name, secret)
			}
		}
		for _, v := range s.Volumes {
			from, _, _ := strings.Cut(v, ":")
			if _, named := c.Volumes[from]; named {
				continue
			}
			if _, err := os.Stat(from); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	for name, s := range c.Secrets {
		byHand := name == "keys" || strings.HasPrefix(name, "tls.") // init-secrets.sh says so
		info, err := os.Stat(filepath.Join(dir, s.File))
		if err != nil && !byHand {
			t.Errorf("%s: %v", name, err)
		}
		if err == nil && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s may be read by others: %v", name, info.Mode())
		}
	}
	if !c.Networks["inside"].Internal {
		t.Error("MongoDB and Redis reach the world")
	}
	plain := regexp.MustCompile(`//[^/@\s]*:[^$@\s/][^@\s]*@|(?i)password\s*[:=]\s*[a-z0-9]{6,}`)
	if m := plain.FindString(readDeployFile(t, "compose.yaml")); m != "" {
		t.Errorf("a password stands in the file: %s", m)
	}
}

// TestComposeProgram starts the program's checks with the settings of both replicas and looks up their addresses in the
// file.
func TestComposeProgram(t *testing.T) {
	c, _ := loadCompose(t)
	one, two := c.Services["tongxing1"], c.Services["tongxing2"]
	if fmt.Sprint(one) != fmt.Sprint(two) || one.Image == "" {
		t.Error("the two replicas differ")
	}
	if !one.ReadOnly || !slices.Contains(one.CapDrop, "ALL") {
		t.Error("the program may write to its image or has capabilities")
	}
	uri, err := url.Parse(strings.ReplaceAll(one.Environment["MONGODB_URI"], ":27017", "")) // url.Parse does not accept several hosts
	if err != nil {
		t.Fatal(err)
	}
	init := readDeployFile(t, "mongo-init.js")
	for _, host := range strings.Split(uri.Host, ",") {
		m, there := c.Services[host]
		if !there || !strings.Contains(fmt.Sprint(m.Command), "--replSet "+uri.Query().Get("replicaSet")) || !strings.Contains(init, "'"+host+"'") {
			t.Errorf("%s is no member of the replica set: %v", host, m.Command)
		}
		if !strings.Contains(fmt.Sprint(m.Command), "--keyFile") {
			t.Errorf("%s lets everybody in", host)
		}
	}
	if password, _ := uri.User.Password(); len(password) < 32 || password != c.Services["mongo-init"].Environment["MONGO_APP_PASSWORD"] {
		t.Error("mongo-init gives the program's user another password")
	}
	if user := uri.User.Username(); !strings.Contains(init, "createUser({ user: '"+user+"'") || !strings.Contains(init, "getSiblingDB('"+strings.TrimPrefix(uri.Path, "/")+"')") ||
		uri.Query().Get("authSource") != "tongxing" {
		t.Errorf("mongo-init makes another user than %s", user)
	}
	redis, err := url.Parse(one.Environment["REDIS_URL"])
	if err != nil || c.Services[redis.Hostname()].Image == "" {
		t.Errorf("no Redis at %v, %v", redis, err)
	}
	if subnet := c.Networks["outside"].IPAM.Config[0].Subnet; one.Environment["TONGXING_TRUSTED_PROXIES"] != subnet || subnet == "" {
		t.Errorf("the proxy's network %s is not believed", subnet)
	}
	secret := one.Secrets[0].(map[any]any)["target"]
	if one.Environment["TONGXING_KEY_FILE"] != "/run/secrets/"+fmt.Sprint(secret) {
		t.Errorf("the keys lie in %v", secret)
	}
	for _, upstream := range regexp.MustCompile(`server (tongxing\d):(\d+)`).FindAllStringSubmatch(readDeployFile(t, "nginx.conf"), -1) {
		if s := c.Services[upstream[1]]; !strings.HasSuffix(s.Environment["TONGXING_ADDR"], ":"+upstream[2]) {
			t.Errorf("the proxy asks %s, which listens elsewhere", upstream[0])
		}
	}
	checkSettings(t, one.Environment)
}
