package main

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/tongxing-platform/tongxing/services/evaluation"
)

// TestRecompute: `tongxing evaluate --recompute` prints the published figure and the way to the points of each item, and fails for a result that
// does not follow from its inputs.
func TestRecompute(t *testing.T) {
	cfg, _ := seeded(t, "small", 11)
	var final evaluation.Evaluation
	err := offline(t.Context(), cfg, silent, func(ctx context.Context, a *app) error {
		list, err := a.evaluation.List(ctx, evaluation.Query{})
		for _, e := range list.Items {
			if e.Public != nil {
				final = e
			}
		}
		return err
	})
	if err != nil || final.ID == "" {
		t.Fatalf("no published result: %v", err)
	}
	var out bytes.Buffer
	if err := (evaluateCmd{Recompute: final.ID}).Run(t.Context(), cfg, silent, &out); err != nil {
		t.Fatal(err)
	}
	total := evaluation.Hundredths(final.Public.Total)
	if text := out.String(); !strings.Contains(text, "published: "+total+" ") || !strings.Contains(text, "stored:    "+total+" ") || !strings.Contains(text, "computed:  "+total+" ") || !strings.Contains(text, "Indicators at ") ||
		!strings.Contains(text, "Raters: ") || strings.Count(text, " of ") < len(final.Public.Items) {
		t.Errorf("%s", text)
	}
	if err := printProof(&out, evaluation.Proof{}); err == nil {
		t.Error("a result that differs is no fault")
	}
	if err := (evaluateCmd{Recompute: "evl_none"}).Run(t.Context(), cfg, silent, &out); err == nil {
		t.Error("an unknown evaluation is no fault")
	}
}
