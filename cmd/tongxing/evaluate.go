package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"

	"github.com/tongxing-platform/tongxing/services/evaluation"
)

type evaluateCmd struct {
	Recompute string `required:"" placeholder:"ID" help:"Compute the result of an evaluation again from its frozen inputs, and tell the way to the points of each item."`
}

// Run prints the stored and the computed result and one line for each item. The exit code is 1 when they differ. It changes nothing.
func (c evaluateCmd) Run(ctx context.Context, cfg config, log *slog.Logger, out io.Writer) error {
	return offline(ctx, cfg, log, func(ctx context.Context, a *app) error {
		p, err := a.evaluation.Recompute(ctx, c.Recompute)
		if err != nil {
			return plain(err)
		}
		return printProof(out, p)
	})
}

func printProof(out io.Writer, p evaluation.Proof) error {
	_, err := fmt.Fprintf(out, "stored:   %s %s, inputs %s\ncomputed: %s %s, inputs %s\n", evaluation.Hundredths(p.Stored.Total), p.Stored.Grade, p.StoredHash,
		evaluation.Hundredths(p.Computed.Total), p.Computed.Grade, p.Hash)
	for i, w := range p.Ways {
		line := p.Computed.Items[i]
		_, e := fmt.Fprintf(out, "%s %s: %s of %s. %s\n", w.Item, line.Name, evaluation.Hundredths(line.Points), evaluation.Hundredths(line.Max), w.Text("en"))
		err = errors.Join(err, e)
	}
	if err == nil && !p.Equal {
		err = errors.New("the stored result does not follow from its inputs")
	}
	return err
}
