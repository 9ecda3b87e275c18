package main

import (
	"context"
	"io"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

var shellBlock = regexp.MustCompile("(?s)```sh\n(.*?)```")

// TestReadme runs the example in README.md, as written there, on a small demonstration county.
func TestReadme(t *testing.T) {
	for _, tool := range []string{"bash", "curl"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("the example needs %s", tool)
		}
	}
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	script := "set -euo pipefail\n"
	for _, m := range shellBlock.FindAllStringSubmatch(string(readme), -1) {
		script += m[1]
	}
	dir := t.TempDir()
	cfg, err := loadConfig(map[string]string{"TONGXING_DATA": dir, "TONGXING_DEMO": "true", "TONGXING_LOG_LEVEL": "ERROR"})
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelError}))
	if err := (seedCmd{Size: "small", Seed: 1}).Run(t.Context(), cfg, log, io.Discard); err != nil {
		t.Fatal(err)
	}
	a, err := newApp(t.Context(), cfg, log, parts{})
	if err != nil {
		t.Fatal(err)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- a.serve(ctx, ln) }()
	cmd := exec.CommandContext(t.Context(), "bash", "-c", script)
	cmd.Env = append(os.Environ(), "API=http://"+ln.Addr().String()+"/api/v1", "DATA="+dir)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Errorf("%v", err)
	}
	for _, want := range []string{`"status":"published"`, `"status":"confirmed"`, `"ratio_bp":`, `"minutes":`} {
		if !strings.Contains(string(out), want) {
			t.Errorf("the example does not show %s", want)
		}
	}
	if t.Failed() {
		t.Logf("%s", out)
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
