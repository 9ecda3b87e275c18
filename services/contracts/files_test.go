package contracts_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/files"
	"github.com/tongxing-platform/tongxing/services/platform/id"
)

// filing tries acts with the files of records as people of every kind.
type filing struct {
	*env
	people map[string]auth.Actor
}

func (e *env) filing() filing {
	elsewhere := buyer("usr_elsewhere", auth.BuyerClerk)
	elsewhere.Bindings[0].Region = "52/5203/520302/"
	both := buyer("usr_both", auth.BuyerFinance)
	both.Bindings = append(both.Bindings, auth.Binding{Role: auth.OrgFinance, OrgID: e.provider})
	return filing{e, map[string]auth.Actor{
		"clerk": e.clerk, "approver": e.approver, "finance": e.finance, "lead": e.lead, "org finance": e.orgFinance, "both": both,
		"worker": staff("usr_worker", auth.SocialWorker, e.provider), "province": {UserID: "usr_p", Bindings: []auth.Binding{{Role: auth.CountyViewer, Region: "52/"}}},
		"another organisation": staff("usr_far", auth.OrgAdmin, e.inactive), "another county": elsewhere, "nobody": {UserID: "usr_nobody"},
	}}
}

var strangers = map[string]bool{"another organisation": true, "another county": true, "nobody": true}

// may checks that only the adders may add and only the removers remove, that everybody but strangers sees the files, and that
// the state refuses the rest with the errors adding and removing (nil: it allows it).
func (f filing) may(record, purpose string, adders, removers map[string]bool, adding, removing error) {
	f.t.Helper()
	tried := 0
	for _, place := range f.service.Feature().Files {
		for _, p := range place.Purposes {
			if p.Code != purpose || !id.HasPrefix(place.Prefix, record) {
				continue
			}
			for who, a := range f.people {
				for act, rule := range map[files.Act]struct {
					who     map[string]bool
					refusal error
				}{files.Add: {adders, adding}, files.Remove: {removers, removing}, files.See: {nil, nil}} {
					want := rule.refusal
					switch {
					case strangers[who]:
						want = docstore.ErrNotFound
					case act != files.See && !rule.who[who]:
						want = auth.ErrForbidden
					case act != files.See && want == nil && who == "both" && purpose == "voucher":
						want = auth.ErrSelf
					}
					h, err := place.Reach(f.as(a), act, record, p)
					if !errors.Is(err, want) || err == nil && (h.OrgID != f.provider || h.Region != county) {
						f.t.Errorf("%s %s of %s %s: %v %v, want %v", who, act, purpose, record, h, err, fmt.Sprint(want))
					}
					tried++
				}
			}
		}
	}
	if tried != 3*len(f.people) {
		f.t.Errorf("%d tries with %s", tried, purpose)
	}
}

func people(who ...string) map[string]bool {
	set := map[string]bool{}
	for _, w := range who {
		set[w] = true
	}
	return set
}

func TestFilesOfContracts(t *testing.T) {
	e := newEnv(t)
	f := e.filing()
	both := people("clerk", "approver", "lead", "org finance", "both")
	side := people("clerk", "approver")
	c := e.awarded("GS-1")
	f.may(c.ID, "signed", both, side, nil, nil)
	f.may(c.ID, "amendment", both, side, contracts.ErrMove, contracts.ErrMove)
	must(e.service.Sign(e.as(e.approver), c.ID, "2026-02-27"))(t)
	f.may(c.ID, "signed", both, side, nil, nil)
	f.may(c.ID, "amendment", both, side, nil, contracts.ErrMove)
	must(e.service.Publish(e.as(e.approver), c.ID))(t)
	must(e.service.Begin(e.as(e.clerk), c.ID))(t)
	f.may(c.ID, "signed", both, side, nil, contracts.ErrMove)
	must(e.service.DraftAmendment(e.as(e.clerk), c.ID, 100_000, "", "服务人数增加，经双方协商一致"))(t)
	f.may(c.ID, "amendment", both, side, nil, nil)
	must(e.service.Suspend(e.as(e.approver), c.ID, sayWhy))(t)
	f.may(c.ID, "signed", both, side, contracts.ErrMove, contracts.ErrMove)
	f.may(c.ID, "amendment", both, side, contracts.ErrMove, nil)
}

func TestFilesOfMilestonesAndPayments(t *testing.T) {
	e := newEnv(t)
	f := e.filing()
	provider, payer := people("lead", "org finance", "both"), people("finance", "both")
	c := e.performing("GS-1")
	m := c.Milestones[0].ID
	p := e.payment(c, 1).ID
	f.may(m, "evidence", provider, provider, nil, nil)
	f.may(p, "invoice", provider, provider, nil, nil)
	f.may(p, "voucher", payer, payer, contracts.ErrPaymentMove, contracts.ErrPaymentMove)
	must(e.service.SubmitMilestone(e.as(e.lead), c.ID, m, "已按方案完成全部工作，材料见附件目录第一至第五项。"))(t)
	f.may(m, "evidence", provider, provider, contracts.ErrMilestoneMove, contracts.ErrMilestoneMove)
	must(e.service.ReturnMilestone(e.as(e.approver), c.ID, m, sayWhy))(t)
	f.may(m, "evidence", provider, provider, nil, nil)
	must(e.service.Suspend(e.as(e.approver), c.ID, sayWhy))(t)
	f.may(m, "evidence", provider, provider, contracts.ErrMove, contracts.ErrMove)
	f.may(p, "invoice", provider, provider, contracts.ErrMove, contracts.ErrMove)
	must(e.service.Resume(e.as(e.approver), c.ID, sayWhy))(t)
	e.accepted(c, 1)
	applied := must(e.service.Apply(e.as(e.orgFinance), p, "FP-2026-0001"))(t)
	f.may(p, "invoice", provider, provider, contracts.ErrPaymentMove, contracts.ErrPaymentMove)
	f.may(p, "voucher", payer, payer, contracts.ErrPaymentMove, contracts.ErrPaymentMove)
	must(e.service.ApprovePayment(e.as(e.approver), p, applied.Hash()))(t)
	f.may(p, "voucher", payer, payer, nil, nil)
	must(e.service.Pay(e.as(e.finance), p, "PZ-2026-0001"))(t)
	f.may(p, "voucher", payer, payer, nil, contracts.ErrPaymentMove)
}
