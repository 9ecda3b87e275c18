package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"
)

// readyCmd is for health checks in containers and on machines without curl.
type readyCmd struct {
	For time.Duration `help:"How long to go on asking until the answer is yes; 0 asks once." default:"0s"`
}

// Run asks the server on this machine whether it is ready; its error says why not.
func (c readyCmd) Run(ctx context.Context, cfg config, out io.Writer) error {
	host, port, err := net.SplitHostPort(cfg.Addr)
	if err != nil {
		return fmt.Errorf("TONGXING_ADDR: %w", err)
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	url := "http://" + net.JoinHostPort(host, port) + "/readyz"
	for end := time.Now().Add(c.For); ; time.Sleep(200 * time.Millisecond) {
		err := askReady(ctx, url)
		if err == nil {
			_, err = fmt.Fprintln(out, "ready")
			return err
		}
		if !time.Now().Before(end) {
			return err
		}
	}
}

func askReady(ctx context.Context, url string) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	if err != nil {
		return err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return fmt.Errorf("not ready: %w", err)
	}
	defer res.Body.Close() //nolint:errcheck // nothing was written
	if res.StatusCode != http.StatusOK {
		said, _ := io.ReadAll(io.LimitReader(res.Body, 2048))
		return fmt.Errorf("not ready: %s %s", res.Status, said)
	}
	return nil
}
