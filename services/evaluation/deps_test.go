package evaluation_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/evaluation"
	"github.com/tongxing-platform/tongxing/services/orgs"
	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/docstoretest"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// newEnv builds both services on a fresh store, with everything they use real except the ledger's figures.
func newEnv(t *testing.T) *env {
	t.Helper()
	e := &env{t: t, db: docstoretest.Open(t), now: noon, evaluators: []string{"usr_third", "usr_village", "usr_fourth"}}
	now := func() time.Time { return e.now }
	sealer := must(privacy.NewSealer(privacy.NewKeyring()))(t)
	e.audit = must(audit.Open(e.db, now))(t)
	e.outbox = must(notify.Open(notify.Deps{
		DB: e.db, Sealer: sealer, Templates: slices.Concat(orgs.Templates, contracts.Templates, evaluation.Templates), Now: now,
	}))(t)
	calendar := must(region.OpenCalendar(t.Context(), e.db))(t)
	usersIn := func(_ context.Context, _ string, roles ...auth.Role) ([]string, error) {
		var list []string
		for _, r := range roles {
			list = append(list, "usr_of_"+string(r))
			if r == auth.Evaluator {
				list = append(list, e.evaluators...)
			}
		}
		return list, nil
	}
	e.contracts = must(contracts.New(contracts.Deps{
		DB: e.db, Audit: e.audit, Outbox: e.outbox, Now: now, Orgs: e.orgs(sealer, now), Calendar: calendar, UsersIn: usersIn,
		Figures: func(context.Context, string, string) (contracts.Figures, error) { return e.figures, nil },
	}))(t)
	e.service = must(evaluation.New(evaluation.Deps{
		DB: e.db, Audit: e.audit, Outbox: e.outbox, Now: now, Contracts: e.contracts, Calendar: calendar, UsersIn: usersIn,
		UsersOf: func(_ context.Context, orgID string, role auth.Role) ([]string, error) {
			if orgID == e.provider && role == auth.ProjectLead {
				return []string{"usr_lead"}, nil
			}
			return nil, nil
		},
		Actors: func(_ context.Context, userIDs ...string) (list []auth.Actor, err error) {
			for _, id := range userIDs {
				a := auth.Actor{UserID: id, PersonKey: e.persons[id]}
				if id == "usr_lead" {
					a.Bindings = []auth.Binding{{Role: auth.ProjectLead, OrgID: e.provider}}
				}
				list = append(list, a)
			}
			return list, nil
		},
		PageIn: func(_ context.Context, _ string, role auth.Role, exceptOrg string, page ...docstore.Option) (docstore.Page[string], error) {
			if exceptOrg != e.provider || len(page) != 2 {
				t.Errorf("a page of candidates without those of %q, %d options", exceptOrg, len(page))
			}
			return docstore.Page[string]{Items: []string{"usr_of_" + string(role)}, Next: "more"}, nil
		},
	}))(t)
	e.people()
	e.template = must(e.service.EnsureDefault(e.system()))(t)
	return e
}
