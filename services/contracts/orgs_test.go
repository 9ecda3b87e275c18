package contracts_test

import (
	"context"
	"time"

	"github.com/tongxing-platform/tongxing/services/orgs"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/ident"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// orgs returns the organisations' service with one approved provider and one draft.
func (e *env) orgs(sealer *privacy.Sealer, now func() time.Time) *orgs.Service {
	e.t.Helper()
	s := must(orgs.New(orgs.Deps{
		DB: e.db, Sealer: sealer, Audit: e.audit, Outbox: e.outbox, Now: now, Regions: must(region.Open(e.t.Context(), e.db))(e.t),
		UsersIn: func(context.Context, string, ...auth.Role) ([]string, error) { return nil, nil },
		Grant:   func(context.Context, string, auth.Binding) error { return nil },
		Appoint: func(context.Context, string) error { return nil },
	}))(e.t)
	ctx := auth.System(e.t.Context(), "test")
	register := func(name string, seq int) string {
		return must(s.Register(ctx, orgs.Profile{
			Name: name, USCC: ident.MakeUSCC("52", "990001", seq), Region: county, Type: orgs.ServiceAgency, Registrar: "花溪区民政局",
			ValidTo: "2029-12-31", Business: "留守儿童关爱服务、困难家庭帮扶",
		}, orgs.Personal{LegalRep: "王明", ContactName: "李青", Mobile: "13800000001", Address: "贵州省贵阳市花溪区青岩镇"}))(e.t).ID
	}
	e.provider, e.inactive = register("青禾社会工作服务中心", 1), register("新苗社会工作服务中心", 2)
	must(s.Submit(ctx, e.provider))(e.t)
	must(s.Take(ctx, e.provider))(e.t)
	must(s.Approve(ctx, e.provider))(e.t)
	return s
}
