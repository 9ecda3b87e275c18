// Command provider runs the identity provider of oidctest for tests in a browser. Its argument is a JSON object with Client and People; it
// prints its address, and ends with its standard input.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"

	"github.com/tongxing-platform/tongxing/services/platform/oidc/oidctest"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	var with struct {
		Client oidctest.Client
		People []oidctest.Person
	}
	if len(os.Args) != 2 {
		return fmt.Errorf("give the client and the people as JSON")
	}
	if err := json.Unmarshal([]byte(os.Args[1]), &with); err != nil {
		return err
	}
	p, err := oidctest.Start(with.Client, with.People...)
	if err != nil {
		return err
	}
	defer p.Close()
	_, _ = fmt.Fprintln(os.Stdout, p.Issuer)
	_, err = io.Copy(io.Discard, os.Stdin)
	return err
}
