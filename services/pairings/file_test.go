package pairings_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/tongxing-platform/tongxing/services/pairings"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/register"
)

func TestExit(t *testing.T) {
	e := newEnv(t)
	f := e.Registered()
	v := e.Volunteer("1990-01-01", true, true)
	p := e.active(f.ID, v)
	waiting := e.proposed(f.ID, pairings.Team)
	must(e.Register.ProposeExit(e.As(e.Director), f.ID, 0, register.MovedWithParents))(t)
	_, err := e.Register.Confirm(e.As(e.Admin), f.ID, 0)
	wants(t, "confirming instead of returning", err, register.ErrFileMove)
	_, err = e.Register.ConfirmExit(e.As(e.Supervisor), f.ID, 0)
	wants(t, "the township lets go", err, auth.ErrForbidden)
	must(e.Register.Return(e.As(e.Admin), f.ID, 0, register.Mismatch, ""))(t)
	both := inRegion("usr_both", auth.TownSupervisor, town)
	both.Bindings = append(both.Bindings, auth.Binding{Role: auth.CountyAdmin, Region: county})
	must(e.Register.ProposeExit(e.As(both), f.ID, 0, register.MovedWithParents))(t)
	_, err = e.Register.ConfirmExit(e.As(both), f.ID, 0)
	wants(t, "who proposed the exit confirms it", err, auth.ErrSelf)
	got := must(e.Register.ConfirmExit(e.As(e.Admin), f.ID, 0))(t)
	if got.Status != register.Exited || got.ExitedOn != today || len(got.OrgIDs) != 0 {
		t.Errorf("exited: %+v", got.Beneficiary)
	}
	for _, id := range []string{p.ID, waiting.ID} {
		if q := e.pairing(id); q.Status != pairings.Ended || q.EndReason != pairings.Away {
			t.Errorf("pairing: %s %s", q.Status, q.EndReason)
		}
	}
	if to := e.Sent("pairing.ended"); !slices.Contains(to, v.ID) || !slices.Contains(to, e.Org) {
		t.Errorf("told: %v", to)
	}
	if got := must(e.Register.Return(e.As(e.Admin), f.ID, 0, register.Reentry, ""))(t); got.Status != register.Draft {
		t.Errorf("re-entry: %s", got.Status)
	}
	e.Enter(f.ID)
}

func TestAssignment(t *testing.T) {
	e := newEnv(t)
	draft := e.Draft()
	_, err := e.Register.Assign(e.As(e.Supervisor), draft.ID, 0, e.Org)
	wants(t, "assigning a draft", err, register.ErrNotRegistered)
	f := e.Enter(draft.ID)
	_, err = e.Register.Read(e.As(e.Lead), f.ID)
	wants(t, "reading before the assignment", err, docstore.ErrNotFound)
	_, err = e.service.Propose(e.As(e.Lead), pairings.NewPairing{BeneficiaryID: f.ID, OrgID: e.Org, Type: pairings.OneToOne, Plan: pairings.Plan{CallsPerMonth: 1}})
	wants(t, "proposing before the assignment", err, docstore.ErrNotFound)
	must(e.Register.Assign(e.As(e.Supervisor), f.ID, 0, e.Org))(t)
	card := must(e.Register.Read(e.As(e.Lead), f.ID))(t)
	if card.Whole || card.Identity != (register.Identity{}) || card.Pseudonym == "" {
		t.Errorf("card: %+v", card)
	}
	must(e.service.Propose(e.As(e.Lead), pairings.NewPairing{BeneficiaryID: f.ID, OrgID: e.Org, Type: pairings.OneToOne, Plan: pairings.Plan{CallsPerMonth: 1}}))(t)
	_, err = e.service.Propose(e.As(e.Lead), pairings.NewPairing{BeneficiaryID: f.ID, OrgID: e.OtherOrg, Type: pairings.OneToOne, Plan: pairings.Plan{CallsPerMonth: 1}})
	wants(t, "proposing for another organisation", err, auth.ErrForbidden)
	_, err = e.Register.Withdraw(e.As(e.Supervisor), f.ID, 0, e.Org)
	wants(t, "withdrawing with a pairing open", err, register.ErrAssigned)
	_, err = e.Register.Withdraw(e.As(e.Supervisor), f.ID, 0, childName)
	wants(t, "withdrawing from nobody", err, docstore.ErrNotFound)
	_, err = e.Register.Assign(e.As(e.Supervisor), f.ID, 0, "org_none")
	if !errors.Is(err, docstore.ErrNotFound) {
		t.Errorf("no such organisation: %v", err)
	}
}

func TestPairingsFollowAMove(t *testing.T) {
	e := newEnv(t)
	f := e.Registered()
	p := e.active(f.ID, e.Volunteer("1990-01-01", false, true))
	facts, _ := e.Child()
	must(e.Register.Return(e.As(e.Admin), f.ID, 0, register.Correction, ""))(t)
	facts.Region = next
	got := must(e.Register.Edit(e.As(e.Supervisor), f.ID, 0, register.Content{Facts: facts, Identity: register.Identity{}}))(t)
	if got.Region != next || got.Pseudonym != "小A·三年级·龙井村" || e.pairing(p.ID).Region != next {
		t.Errorf("moved: %s %s %s", got.Region, got.Pseudonym, e.pairing(p.ID).Region)
	}
}
