package contracts_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/orgs"
	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/docstoretest"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// newEnv returns the service on a new store with real dependencies, except the ledger's figures.
func newEnv(t *testing.T) *env {
	t.Helper()
	e := &env{t: t, db: docstoretest.Open(t), now: noon}
	now := func() time.Time { return e.now }
	sealer := must(privacy.NewSealer(privacy.NewKeyring()))(t)
	e.audit = must(audit.Open(e.db, now))(t)
	e.outbox = must(notify.Open(notify.Deps{DB: e.db, Sealer: sealer, Templates: slices.Concat(orgs.Templates, contracts.Templates), Now: now}))(t)
	e.service = must(contracts.New(contracts.Deps{
		DB: e.db, Audit: e.audit, Outbox: e.outbox, Now: now, Orgs: e.orgs(sealer, now), Calendar: must(region.OpenCalendar(t.Context(), e.db))(t),
		UsersIn: func(_ context.Context, _ string, roles ...auth.Role) ([]string, error) {
			var list []string
			for _, r := range roles {
				list = append(list, "usr_of_"+string(r))
			}
			return list, nil
		},
		Figures: func(context.Context, string, string) (contracts.Figures, error) { return e.figures, nil },
	}))(t)
	e.people()
	return e
}

// queued counts the messages of a template.
func (e *env) queued(template string) int {
	return len(must(e.outbox.List(e.t.Context(), template+"/"))(e.t))
}
