// Command tongxing is the whole platform in one program.
//
//	@title						Tongxing 同行
//	@version					1.0
//	@description				Care for those left behind: organisations, volunteers and civil-affairs staff on one chain from attendance to payment.
//	@license.name				Apache-2.0
//	@BasePath					/api/v1
//	@securityDefinitions.apikey	session
//	@in							header
//	@name						Authorization
//	@description				"Bearer TOKEN", or the cookie tongxing_session that logging in sets
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"

	"github.com/alecthomas/kong"
)

// cli lists the sub-commands for kong.
type cli struct {
	Serve    serveCmd    `cmd:"" help:"Serve the platform until told to stop."`
	Ready    readyCmd    `cmd:"" help:"Ask the server on this machine whether it is ready; for health checks."`
	Seed     seedCmd     `cmd:"" help:"Fill an empty store with a believable demonstration county."`
	Import   importCmd   `cmd:"" help:"Take over rosters as offices keep them."`
	User     userCmd     `cmd:"" help:"People who log in, and the key file."`
	Backup   backupCmd   `cmd:"" help:"Save the store as it is now into one file, while it is served or not."`
	Restore  restoreCmd  `cmd:"" help:"Restore a backup into an empty data directory or database."`
	Move     moveCmd     `cmd:"" help:"Move the store to MongoDB, or back into a data directory."`
	OCDS     ocdsCmd     `cmd:"" name:"ocds" help:"Write the published contracts as open data (OCDS 1.1) to standard output, while the store is served or not."`
	Check    checkCmd    `cmd:"" help:"Verify store, ledger, audit chain and seals, and name what is wrong. Changes nothing."`
	Rebuild  rebuildCmd  `cmd:"" help:"Derive columns, running totals and blind indexes again, and tell what differed."`
	Evaluate evaluateCmd `cmd:"" help:"Compute results of evaluations again. Changes nothing."`
	Migrate  migrateCmd  `cmd:"" help:"Bring the store forward to this program's data version, as the server does when it starts."`
	Version  versionCmd  `cmd:"" help:"Print the version of the program."`
	Words    wordsCmd    `cmd:"" hidden:"" help:"Write what codes are called, for the web apps."`
}

type versionCmd struct{}

// Run prints the module version and the revision it was built from.
func (versionCmd) Run(out io.Writer) error {
	version, revision, toolchain, err := build()
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "tongxing %s, revision %s, %s\n", version, revision, toolchain)
	return err
}

// environ returns the environment of the process as a map.
func environ() map[string]string {
	m := make(map[string]string)
	for _, kv := range os.Environ() {
		if k, v, ok := strings.Cut(kv, "="); ok {
			m[k] = v
		}
	}
	return m
}

func main() {
	var c cli
	k := kong.Parse(&c, kong.Name("tongxing"), kong.Description("同行 Tongxing: care for those left behind, from attendance to payment."),
		kong.UsageOnError())
	cfg, err := loadConfig(environ())
	k.FatalIfErrorf(err)
	log := slog.New(slog.NewJSONHandler(os.Stderr, &slog.HandlerOptions{Level: cfg.LogLevel}))
	k.BindTo(context.Background(), (*context.Context)(nil))
	k.BindTo(os.Stdout, (*io.Writer)(nil))
	err = k.Run(cfg, log)
	if errors.Is(err, context.Canceled) { // only SIGINT and SIGTERM cancel the ctx of a command
		err = fmt.Errorf("interrupted: %w", err)
	}
	k.FatalIfErrorf(err)
}
