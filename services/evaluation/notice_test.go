package evaluation_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/notify/notifytest"
	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/evaluation"
)

// TestMessagesNameTheKind checks that every message names the kind of evaluation in its own language.
func TestMessagesNameTheKind(t *testing.T) {
	e := newEnv(t)
	e.figures = contracts.Figures{Minutes: 60_000, Sessions: 80}
	e.final(e.merged(e.planned(e.contract("GS-1"), evaluation.Mid), "a"))
	named := 0
	for _, m := range notifytest.Queued(t, e.outbox, "evaluation.") {
		i := slices.IndexFunc(evaluation.Templates, func(t notify.Template) bool { return t.Name == m.Template })
		zh, en := evaluation.Templates[i].Render("zh", m.Data).Body, evaluation.Templates[i].Render("en", m.Data).Body
		if strings.Contains(en, "{") || strings.Contains(en, "中期") || strings.Contains(zh, "{") {
			t.Errorf("%s: %s / %s", m.Template, zh, en)
		}
		if strings.Contains(zh, "中期评估") {
			if named++; !strings.Contains(en, "mid-term evaluation of") {
				t.Errorf("%s: %s", m.Template, en)
			}
		}
	}
	if named == 0 {
		t.Error("no message names the kind")
	}
}
