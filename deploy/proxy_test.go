package deploy_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestProxy starts nginx.conf, with other addresses and paths, in front of the program and of a dead replica.
func TestProxy(t *testing.T) {
	nginx := requireTool(t, "nginx")
	dir, plain, secure := t.TempDir(), freeAddr(t), freeAddr(t)
	makeCertificate(t, dir)
	conf := readDeployFile(t, "nginx.conf")
	for _, change := range [][2]string{
		{"/run/secrets/", dir + "/"}, {"/run/nginx.pid", dir + "/nginx.pid"}, {"/dev/stdout", dir + "/access.log"}, {"/dev/stderr", dir + "/error.log"},
		{"listen 80 ", "listen " + plain + " "}, {"listen 443 ", "listen " + secure + " "},
		{"tongxing1:8080", serveBehindProxy(t, "https://"+secure)}, {"tongxing2:8080", freeAddr(t)},
		{"http {", "http {\n  client_body_temp_path " + dir + "/body; proxy_temp_path " + dir + "/proxy; fastcgi_temp_path " + dir + "/f; uwsgi_temp_path " + dir + "/u; scgi_temp_path " + dir + "/s;"},
	} {
		if !strings.Contains(conf, change[0]) {
			t.Errorf("nginx.conf has no %q", change[0])
		}
		conf = strings.ReplaceAll(conf, change[0], change[1])
	}
	file := filepath.Join(dir, "nginx.conf")
	if err := os.WriteFile(file, []byte(conf), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(nginx, "-t", "-q", "-p", dir, "-e", dir+"/error.log", "-c", file).CombinedOutput(); err != nil {
		log, _ := os.ReadFile(dir + "/error.log")
		t.Fatalf("nginx -t: %s%s", out, log)
	}
	startProcess(t, exec.Command(nginx, "-p", dir, "-e", dir+"/error.log", "-c", file, "-g", "daemon off;"))
	c := &http.Client{
		Timeout:       20 * time.Second,
		Transport:     &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}, //nolint:gosec // self-signed certificate of this test
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	awaitAnswer(t, c, "https://"+secure+"/healthz")
	for range 6 { // without failover, half of them would go to the dead replica
		if status, body, head := httpGet(t, c, "https://"+secure+"/healthz"); status != http.StatusOK || !strings.Contains(body, "ok") || head.Get("Strict-Transport-Security") == "" {
			t.Errorf("through the proxy: %d %s %v", status, body, head)
		}
	}
	for _, path := range []string{"/metrics", "/readyz"} {
		if status, body, _ := httpGet(t, c, "https://"+secure+path); status != http.StatusNotFound || strings.Contains(body, "tongxing_") {
			t.Errorf("%s from outside: %d %s", path, status, body)
		}
	}
	if status, _, head := httpGet(t, c, "http://"+plain+"/x?y=1"); status != http.StatusPermanentRedirect || !strings.HasPrefix(head.Get("Location"), "https://") || !strings.HasSuffix(head.Get("Location"), "/x?y=1") {
		t.Errorf("without TLS: %d %v", status, head)
	}
	if status, body, _ := httpGet(t, c, "https://"+secure+"/api/v1/me?code=424242"); status != http.StatusUnauthorized || !strings.Contains(body, "request_id") && !strings.Contains(body, "code") {
		t.Errorf("the API: %d %s", status, body)
	}
	log := readDeployFile(t, dir+"/access.log") // nginx writes the line after the answer
	for end := time.Now().Add(10 * time.Second); !strings.Contains(log, "/api/v1/me") && time.Now().Before(end); log = readDeployFile(t, dir+"/access.log") {
		time.Sleep(20 * time.Millisecond)
	}
	if !strings.Contains(log, "/api/v1/me") || strings.Contains(log, "424242") {
		t.Errorf("the proxy's log shows what was asked, or nothing:\n%s", log)
	}
}

// awaitAnswer asks until the server answers.
func awaitAnswer(t *testing.T, c *http.Client, url string) {
	t.Helper()
	var err error
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); <-time.After(50 * time.Millisecond) {
		var res *http.Response
		if res, err = c.Get(url); err == nil {
			_ = res.Body.Close()
			return
		}
	}
	t.Fatal(err)
}

func makeCertificate(t *testing.T, dir string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	about := &x509.Certificate{SerialNumber: big.NewInt(1), DNSNames: []string{"localhost"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour)}
	cert, err := x509.CreateCertificate(rand.Reader, about, about, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	for name, block := range map[string]*pem.Block{"tls.crt": {Type: "CERTIFICATE", Bytes: cert}, "tls.key": {Type: "PRIVATE KEY", Bytes: private}} {
		if err := os.WriteFile(filepath.Join(dir, name), pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
