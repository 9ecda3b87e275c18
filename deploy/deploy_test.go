// Package deploy_test checks this directory without a container engine: its files agree with each other and with the real
// program. A test that needs a missing tool (nginx, systemd, promtool) is skipped with a message.
package deploy_test

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"gopkg.in/yaml.v2"
)

func readDeployFile(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

var built struct {
	once sync.Once
	path string
	err  error
}

func TestMain(m *testing.M) {
	code := m.Run()
	if built.path != "" {
		_ = os.RemoveAll(filepath.Dir(built.path))
	}
	os.Exit(code)
}

// buildProgram returns the path of the binary, built with the command line of the Dockerfile.
func buildProgram(t *testing.T) string {
	t.Helper()
	line := regexp.MustCompile(`(?m)^RUN (go build .*)$`).FindStringSubmatch(readDeployFile(t, "Dockerfile"))
	if line == nil {
		t.Fatal("the Dockerfile does not build the program")
	}
	built.once.Do(func() {
		dir, err := os.MkdirTemp("", "tongxing-deploy")
		if err != nil {
			built.err = err
			return
		}
		built.path = filepath.Join(dir, "tongxing")
		cmd := exec.Command("sh", "-c", strings.ReplaceAll(line[1], "/out/tongxing", built.path))
		cmd.Dir = ".."
		if out, err := cmd.CombinedOutput(); err != nil {
			built.err = fmt.Errorf("%w: %s", err, out)
		}
	})
	if built.err != nil {
		t.Fatal(built.err)
	}
	return built.path
}

// runProgram runs the program with these settings and no others.
func runProgram(t *testing.T, settings map[string]string, args ...string) (string, error) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), buildProgram(t), args...)
	cmd.Dir = t.TempDir()
	cmd.Env = []string{"PATH=" + os.Getenv("PATH")}
	for k, v := range settings {
		cmd.Env = append(cmd.Env, k+"="+v)
	}
	out, err := cmd.CombinedOutput()
	return string(out), err
}

func requireTool(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("%s is not on this machine: not checked", name)
	}
	return path
}

func freeAddr(t *testing.T) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close() //nolint:errcheck // only its port is needed
	return ln.Addr().String()
}

// serveBehindProxy starts the program behind a proxy with this public address and returns its own address.
func serveBehindProxy(t *testing.T, public string) string {
	t.Helper()
	addr, keys := freeAddr(t), filepath.Join(t.TempDir(), "keys.json")
	if out, err := runProgram(t, nil, "user", "keys", keys); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	settings := map[string]string{
		"TONGXING_ADDR": addr, "TONGXING_DATA": filepath.Join(t.TempDir(), "data"), "TONGXING_KEY_FILE": keys, "TONGXING_TRUSTED_PROXIES": "127.0.0.1",
		"TONGXING_PUBLIC_URL": public, "TONGXING_SMS_URL": "https://sms.example.gov.cn", "TONGXING_SMS_TOKEN": "t",
	}
	cmd := exec.Command(buildProgram(t), "serve")
	for k, v := range settings {
		cmd.Env = append(cmd.Env, k+"="+v)
	}
	startProcess(t, cmd)
	if out, err := runProgram(t, settings, "ready", "--for=60s"); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return addr
}

// startProcess runs the command until the test ends and shows its output when the test fails.
func startProcess(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(os.Interrupt)
		timer := time.AfterFunc(30*time.Second, func() { _ = cmd.Process.Kill() })
		_ = cmd.Wait()
		timer.Stop()
		if t.Failed() {
			t.Logf("%s said:\n%s", filepath.Base(cmd.Path), said.String())
		}
	})
}

func httpGet(t *testing.T, c *http.Client, url string) (int, string, http.Header) {
	t.Helper()
	res, err := c.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close() //nolint:errcheck // only read from
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(body), res.Header
}

func TestDockerfile(t *testing.T) {
	file := strings.ReplaceAll(readDeployFile(t, "Dockerfile"), "\\\n", " ")
	var user, entry string
	stages := map[string]bool{}
	for _, line := range strings.Split(file, "\n") {
		word := strings.Fields(line)
		if len(word) == 0 {
			continue
		}
		switch word[0] {
		case "FROM":
			if _, tag, ok := strings.Cut(word[1], ":"); !ok || tag == "latest" {
				t.Errorf("%s names no version", line)
			}
			if len(word) == 4 {
				stages[word[3]] = true
			}
			user = "root"
		case "ADD":
			t.Errorf("%s: COPY says what it does", line)
		case "COPY":
			if from, ok := strings.CutPrefix(word[1], "--from="); ok {
				if !stages[from] {
					t.Errorf("%s: no stage %s above", line, from)
				}
				continue
			}
			for _, src := range word[1 : len(word)-1] {
				if _, err := os.Stat(filepath.Join("..", src)); err != nil {
					t.Errorf("%s: %v", line, err)
				}
			}
		case "USER":
			user = word[1]
		case "ENTRYPOINT", "CMD":
			entry += word[0]
			if !strings.HasPrefix(word[1], "[") {
				t.Errorf("%s runs a shell, which would keep the signal to stop", line)
			}
		case "RUN":
			if strings.Contains(line, "apt-get install") && (!strings.Contains(line, "--no-install-recommends") || !strings.Contains(line, "rm -rf /var/lib/apt/lists")) {
				t.Errorf("%s leaves more than it needs", line)
			}
		}
	}
	if !regexp.MustCompile(`^[1-9]\d+:[1-9]\d+$`).MatchString(user) || entry != "ENTRYPOINTCMD" {
		t.Errorf("runs as %s, by %s", user, entry)
	}
	if !strings.Contains(readDeployFile(t, "../web/package.json"), `"build":`) || !strings.Contains(file, "npm run build") {
		t.Error("the apps are not built")
	}
	for _, want := range []string{"fonts-wqy-microhei", "HEALTHCHECK", "npm ci"} {
		if !strings.Contains(file, want) {
			t.Errorf("no %s", want)
		}
	}
	for _, never := range []string{"deploy/.env", "deploy/secrets/", "data/"} {
		if !slices.Contains(strings.Split(readDeployFile(t, "Dockerfile.dockerignore"), "\n"), never) {
			t.Errorf("%s could get into an image", never)
		}
	}
	if out, err := runProgram(t, nil, "version"); err != nil || !strings.HasPrefix(out, "tongxing ") {
		t.Errorf("the program that the Dockerfile builds says %q, %v", out, err)
	}
}

var command = regexp.MustCompile(`\btongxing1? ((?:serve|ready|seed|import|user|backup|restore|move|check|rebuild|migrate|version)\b[^` + "`" + `\n&|;)]*)`)

// TestCommands: the runbook, the units and the containers name only commands and flags that exist.
func TestCommands(t *testing.T) {
	seen := map[string]string{}
	files := []string{"README.md", "capacity.md", "init-secrets.sh", "systemd/tongxing.service", "systemd/tongxing-backup.service"}
	for _, name := range files {
		for _, m := range command.FindAllStringSubmatch(readDeployFile(t, name), -1) {
			seen[strings.TrimSpace(m[1])] = name
		}
	}
	if len(seen) < 12 {
		t.Errorf("only %d commands were found: %v", len(seen), seen)
	}
	help := map[string]string{}
	for line, name := range seen {
		word := strings.Fields(line)
		path := word[:1]
		if len(word) > 1 && (word[0] == "user" || word[0] == "import") {
			path = word[:2]
		}
		key := strings.Join(path, " ")
		if help[key] == "" {
			out, err := runProgram(t, nil, append(slices.Clone(path), "--help")...)
			if err != nil {
				t.Errorf("%s: tongxing %s: %s", name, key, out)
				continue
			}
			help[key] = out
		}
		for _, w := range word[len(path):] {
			if flag, ok := strings.CutPrefix(w, "--"); ok {
				flag, _, _ = strings.Cut(flag, "=")
				if !regexp.MustCompile(`--(\[no-\])?` + regexp.QuoteMeta(flag) + `\b`).MatchString(help[key]) {
					t.Errorf("%s: tongxing %s has no --%s:\n%s", name, key, flag, help[key])
				}
			}
		}
	}
}

var metric = regexp.MustCompile(`\b(?:tongxing|go|process|promhttp)_[a-z0-9_]+`)

// TestAlerts: the program reports every metric that a rule uses, and every rule says what to do.
func TestAlerts(t *testing.T) {
	var rules struct {
		Groups []struct {
			Name  string
			Rules []struct {
				Alert, Expr, For    string
				Labels, Annotations map[string]string
			}
		}
	}
	if err := yaml.UnmarshalStrict([]byte(readDeployFile(t, "alerts.yaml")), &rules); err != nil {
		t.Fatal(err)
	}
	_, figures, _ := httpGet(t, http.DefaultClient, "http://"+serveBehindProxy(t, "https://tongxing.example.gov.cn")+"/metrics")
	n := 0
	for _, r := range rules.Groups[0].Rules {
		n++
		names := metric.FindAllString(r.Expr, -1)
		if len(names) == 0 && !strings.Contains(r.Expr, "up{") {
			t.Errorf("%s asks for no figure of ours: %s", r.Alert, r.Expr)
		}
		for _, name := range names {
			if !regexp.MustCompile(`(?m)^` + name + `[ {]`).MatchString(figures) {
				t.Errorf("%s: the program has no %s", r.Alert, name)
			}
		}
		for _, class := range regexp.MustCompile(`class="[^"]*"`).FindAllString(r.Expr, -1) {
			if !strings.Contains(figures, class) {
				t.Errorf("%s: no figure has %s", r.Alert, class)
			}
		}
		if r.Labels["severity"] == "" || r.Annotations["summary"] == "" {
			t.Errorf("%s has no severity or summary", r.Alert)
		}
		if part, ok := strings.CutPrefix(r.Annotations["do"], "README.md: "); ok {
			if !strings.Contains(strings.ToLower(readDeployFile(t, "README.md")), "\n## "+part+"\n") {
				t.Errorf("%s: README.md has no part %q", r.Alert, part)
			}
		} else if r.Annotations["do"] == "" {
			t.Errorf("%s does not say what to do", r.Alert)
		}
	}
	if n < 8 {
		t.Errorf("%d rules", n)
	}
	t.Run("promtool", func(t *testing.T) {
		if out, err := exec.Command(requireTool(t, "promtool"), "check", "rules", "alerts.yaml").CombinedOutput(); err != nil {
			t.Errorf("%s", out)
		}
	})
}

// TestSystemd lets systemd parse the units and rate their exposure: 0 is none, 10 is complete.
func TestSystemd(t *testing.T) {
	analyze := requireTool(t, "systemd-analyze")
	dir := t.TempDir()
	var units []string
	for _, name := range []string{"tongxing.service", "tongxing-backup.service", "tongxing-backup.timer"} {
		text := strings.ReplaceAll(readDeployFile(t, "systemd/"+name), "/usr/local/bin/tongxing", buildProgram(t))
		text = strings.ReplaceAll(text, "User=tongxing", "User=root") // the test machine has no user tongxing
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		units = append(units, path)
	}
	if out, err := exec.Command(analyze, append([]string{"verify", "--man=no", "--recursive-errors=no"}, units...)...).CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("verify: %v\n%s", err, out)
	}
	for _, unit := range units[:2] {
		asTongxing := strings.ReplaceAll(readDeployFile(t, unit), "User=root", "User=tongxing")
		if err := os.WriteFile(unit, []byte(asTongxing), 0o600); err != nil {
			t.Fatal(err)
		}
		if out, err := exec.Command(analyze, "security", "--offline=true", "--threshold=15", "--no-pager", unit).CombinedOutput(); err != nil {
			t.Errorf("%s leaves more open than 1.5 of 10: %v\n%s", filepath.Base(unit), err, out)
		}
	}
	if out, err := exec.Command(analyze, "calendar", regexp.MustCompile(`OnCalendar=(.*)`).FindStringSubmatch(readDeployFile(t, units[2]))[1]).CombinedOutput(); err != nil {
		t.Errorf("the timer: %s", out)
	}
	settings := map[string]string{"TONGXING_DATA": "/var/lib/tongxing", "TONGXING_KEY_FILE": "/etc/tongxing/keys.json"}
	for k, v := range dotEnv(readDeployFile(t, "systemd/tongxing.env.example")) {
		settings[k] = v
	}
	checkSettings(t, settings)
}

// dotEnv parses lines of NAME=value.
func dotEnv(text string) map[string]string {
	out := map[string]string{}
	for _, line := range strings.Split(text, "\n") {
		if k, v, ok := strings.Cut(line, "="); ok && !strings.HasPrefix(line, "#") {
			out[k] = v
		}
	}
	return out
}

// checkSettings starts the program with the settings: it must know each of them and accept it.
func checkSettings(t *testing.T, settings map[string]string) {
	t.Helper()
	known := regexp.MustCompile(`env:"([A-Z_]+)"`).FindAllStringSubmatch(readDeployFile(t, "../cmd/tongxing/config.go"), -1)
	for k := range settings {
		if !slices.ContainsFunc(known, func(m []string) bool { return m[1] == k }) {
			t.Errorf("the program has no setting %s", k)
		}
	}
	if out, err := runProgram(t, settings, "serve", "--check"); err != nil {
		t.Errorf("refused: %v\n%s", err, out)
	}
	delete(settings, "TONGXING_SMS_TOKEN")
	if out, err := runProgram(t, settings, "serve", "--check"); err == nil || !strings.Contains(out, "TONGXING_SMS_TOKEN") {
		t.Errorf("the check refuses nothing: %s", out)
	}
}
