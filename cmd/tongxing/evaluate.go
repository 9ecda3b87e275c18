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

// Run prints the published, the stored and the computed result and one line for each item. The exit code is 1 when one of the first two
// does not follow from its inputs. It changes nothing.
func (c evaluateCmd) Run(ctx context.Context, cfg config, log *slog.Logger, out io.Writer) error {
	return offline(ctx, cfg, log, func(ctx context.Context, a *app) error {
		p, err := a.evaluation.Recompute(ctx, c.Recompute)
		if err != nil {
			return plain(err)
		}
		return printProof(out, p)
	})
}

// printProof prints the published, the stored and the computed result and the way to the points of each item, and fails when one of
// the first two does not follow from its inputs.
func printProof(out io.Writer, p evaluation.Proof) error {
	published := "nothing"
	if p.Published != nil {
		published = fmt.Sprintf("%s %s, inputs %s", evaluation.Hundredths(p.Published.Total), p.Published.Grade, p.PublishedHash)
		if p.PublishedHash != p.StoredHash {
			published += " (adjusted since; to be made public again)"
		}
	}
	_, err := fmt.Fprintf(out, "published: %s\nstored:    %s %s, inputs %s\ncomputed:  %s %s, inputs %s\n", published, evaluation.Hundredths(p.Stored.Total), p.Stored.Grade, p.StoredHash,
		evaluation.Hundredths(p.Computed.Total), p.Computed.Grade, p.Hash)
	for i, w := range p.Ways {
		line := p.Computed.Items[i]
		_, e := fmt.Fprintf(out, "%s %s: %s of %s. %s\n", w.Item, line.Name, evaluation.Hundredths(line.Points), evaluation.Hundredths(line.Max), w.Text("en"))
		err = errors.Join(err, e)
	}
	for _, v := range p.Computed.Vetoes {
		_, e := fmt.Fprintf(out, "veto in force: %s, so the total is 0\n", v)
		err = errors.Join(err, e)
	}
	switch {
	case err != nil:
	case !p.Equal:
		err = errors.New("the stored result does not follow from its inputs")
	case !p.PublishedEqual:
		err = errors.New("the published result does not follow from its inputs")
	}
	return err
}
