package main

import (
	"context"
	"errors"
	"io"
	"log/slog"

	"github.com/tongxing-platform/tongxing/services/ocds"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
)

type ocdsCmd struct {
	Kind  string `arg:"" optional:"" enum:"releases,records" default:"releases" help:"releases: what happened and when; records: the latest state of each contract."`
	Lines bool   `help:"JSON Lines: one release or record in each line, instead of one package."`
}

// Run writes the same as the downloads of the site. It fails when no contract has been published.
func (c ocdsCmd) Run(ctx context.Context, cfg config, log *slog.Logger, out io.Writer) error {
	ctx, stop := interruptible(ctx)
	defer stop()
	a, err := newApp(ctx, cfg, log, parts{read: true})
	if err != nil {
		return err
	}
	return errors.Join(a.ocds.Write(auth.System(ctx, "ocds"), out, ocds.Kind(c.Kind), c.Lines), a.Close())
}
