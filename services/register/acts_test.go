package register_test

import (
	"context"
	"testing"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/workflow/workflowtest"
	"github.com/tongxing-platform/tongxing/services/register"
)

// TestActsAgreeFile tries every act on a file in every state as every role and compares the outcome with what Acts answered.
func TestActsAgreeFile(t *testing.T) {
	e := newEnv(t)
	facts, who := e.Child()
	made := must(e.Register.Create(e.As(e.Director), register.Content{Facts: facts, Identity: who}))(t)
	first, s := made.Beneficiary, e.Register
	as := func(user string, role auth.Role, key string) auth.Actor {
		a := inRegion(user, role, county)
		a.PersonKey = key
		return a
	}
	people := workflowtest.Everybody(county, e.Org)
	people["maker"], people["verifier"] = e.Director, e.Supervisor
	people["maker who verifies"] = as("usr_2", auth.TownSupervisor, e.Director.PersonKey)
	people["maker who confirms"] = as("usr_3", auth.CountyAdmin, e.Director.PersonKey)
	people["verifier who confirms"] = as("usr_4", auth.CountyAdmin, e.Supervisor.PersonKey)
	err := func(_ register.File, err error) error { return err }
	workflowtest.Cells[register.Beneficiary, register.FileStatus]{
		Flow:   s.FileFlow(),
		States: []register.FileStatus{register.Draft, register.VillageSubmitted, register.TownshipVerified, register.Registered, register.ExitPending, register.Exited},
		People: people,
		Make: func(t *testing.T, state register.FileStatus) string {
			err := s.ChangeFile(e.As(e.Director), first.ID, func(b *register.Beneficiary) {
				meta := b.Meta
				*b = first
				b.Meta, b.Status, b.SubmittedBy, b.OrgIDs = meta, state, e.Director.UserID, []string{e.Org}
				switch state {
				case register.TownshipVerified:
					b.Checkers = e.Supervisor.AddTo(nil)
				case register.ExitPending:
					b.ExitReason, b.ExitMakers = register.MovedOut, e.Supervisor.AddTo(nil)
				}
			})
			if err != nil {
				t.Fatal(err)
			}
			return first.ID
		},
		Take: map[string]func(context.Context, string) error{
			"edit": func(ctx context.Context, id string) error {
				return err(s.Edit(ctx, id, 0, register.Content{Facts: facts, Identity: register.Identity{}}))
			},
			"discard": func(ctx context.Context, id string) error {
				err := s.Discard(ctx, id, 0)
				if err == nil {
					first = must(s.Create(e.As(e.Director), register.Content{Facts: facts, Identity: who}))(t).Beneficiary
				}
				return err
			},
			"submit":       func(ctx context.Context, id string) error { return err(s.Submit(ctx, id, 0)) },
			"verify":       func(ctx context.Context, id string) error { return err(s.Verify(ctx, id, 0)) },
			"confirm":      func(ctx context.Context, id string) error { return err(s.Confirm(ctx, id, 0)) },
			"return":       func(ctx context.Context, id string) error { return err(s.Return(ctx, id, 0, register.Mismatch, "")) },
			"propose_exit": func(ctx context.Context, id string) error { return err(s.ProposeExit(ctx, id, 0, register.MovedOut)) },
			"exit":         func(ctx context.Context, id string) error { return err(s.ConfirmExit(ctx, id, 0)) },
			"assign":       func(ctx context.Context, id string) error { return err(s.Assign(ctx, id, 0, e.OtherOrg)) },
			"withdraw":     func(ctx context.Context, id string) error { return err(s.Withdraw(ctx, id, 0, e.Org)) },
		},
	}.Run(t, 1900)
}

// TestActsOverHTTP: the view of one file or pairing lists its acts, with the reasons of refused ones.
func TestActsOverHTTP(t *testing.T) {
	e := newEnv(t)
	facts, who := e.Child()
	facts.Guardianship, who.GuardianName, who.GuardianMobile = register.NotAsked, "", ""
	f := must(e.Register.Create(e.As(e.Director), register.Content{Facts: facts, Identity: who}))(t)
	var v struct {
		Acts []struct {
			Act string
			Why *struct{ Code, Text string }
		}
	}
	app := e.api()
	app.As(e.Director).Do("GET", "/beneficiaries/"+f.ID, nil).Want(200).JSON(&v)
	if len(v.Acts) != 3 || v.Acts[0].Act != "edit" || v.Acts[0].Why != nil || v.Acts[2].Act != "submit" || v.Acts[2].Why == nil || v.Acts[2].Why.Code != "guardian_needed" {
		t.Errorf("acts: %+v", v.Acts)
	}
	app.As(e.Auditor).Do("GET", "/beneficiaries/"+f.ID, nil).Want(403)
}
