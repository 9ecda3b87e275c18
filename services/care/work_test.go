package care_test

import (
	"testing"

	"github.com/tongxing-platform/tongxing/services/care"
	"github.com/tongxing-platform/tongxing/services/feature"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// waiting returns the work that waits for the person, by kind, as the desk does.
func (e *env) waiting(a auth.Actor) map[string]feature.WorkList {
	e.t.Helper()
	out := map[string]feature.WorkList{}
	for _, kind := range e.service.Feature().Work {
		if kind.For(a) {
			if w := must(kind.List(e.as(a), feature.WorkQuery{Actor: a, Now: e.now}))(e.t); w.Count > 0 {
				out[kind.Code] = w
			}
		}
	}
	return out
}

// TestFileWork: each kind counts as many files as the list with the same filter shows, and waits exactly for the people who may
// take the next act.
func TestFileWork(t *testing.T) {
	e := newEnv(t)
	for i, status := range []care.FileStatus{care.Draft, care.VillageSubmitted, care.TownshipVerified, care.ExitPending} {
		for range i + 1 {
			if err := e.service.ChangeFile(e.as(e.county), e.draft().ID, func(b *care.Beneficiary) { b.Status = status }); err != nil {
				t.Fatal(err)
			}
		}
	}
	for name, tt := range map[string]struct {
		who  auth.Actor
		want map[care.FileStatus]int64
	}{
		"director":   {e.director, map[care.FileStatus]int64{care.Draft: 1}},
		"supervisor": {e.supervisor, map[care.FileStatus]int64{care.Draft: 1, care.VillageSubmitted: 2}},
		"county":     {e.county, map[care.FileStatus]int64{care.TownshipVerified: 3, care.ExitPending: 4}},
		"far":        {e.farDirector, nil},
		"lead":       {e.lead, nil},
	} {
		got := e.waiting(tt.who)
		if len(got) != len(tt.want) {
			t.Errorf("%s: %v", name, got)
		}
		for status, want := range tt.want {
			listed := must(e.service.List(e.as(tt.who), care.FileQuery{Status: status}))(t)
			if w := got["beneficiary_"+string(status)]; w.Count != want || int64(len(listed.Items)) != want || w.Items[0].Title == "" || w.Since.IsZero() {
				t.Errorf("%s, %s: %+v, listed %d", name, status, w, len(listed.Items))
			}
		}
	}
}

// TestPairingWork goes from the proposal to the second period without contact.
func TestPairingWork(t *testing.T) {
	e := newEnv(t)
	f, v := e.registered(), e.volunteer("1990-01-01", true, true)
	p := e.proposed(f.ID, care.OneToOne)
	self := asVolunteer(v)
	one := func(a auth.Actor, code string, late int64) feature.WorkList {
		t.Helper()
		all := e.waiting(a)
		w := all[code]
		if len(all) != 1 || w.Count != 1 || w.Late != late || w.Items[0].ID != p.ID || w.Items[0].Title != f.Pseudonym {
			t.Errorf("%s, late %d: %+v", code, late, all)
		}
		return w
	}
	one(e.lead, "pairing_proposed", 0)
	must(e.service.Match(e.as(e.lead), p.ID, 0, []string{v.ID}))(t)
	one(e.lead, "pairing_matched", 0)
	must(e.service.RecordConsent(e.as(e.lead), p.ID, 0, e.consent()))(t)
	one(e.lead, "pairing_consented", 0)
	p = must(e.service.Activate(e.as(e.lead), p.ID, 0))(t)
	if len(e.waiting(e.lead))+len(e.waiting(self)) != 0 {
		t.Errorf("nothing waits at first: %v, %v", e.waiting(e.lead), e.waiting(self))
	}
	e.now = p.NextDue.Add(-7).Start()
	if w := one(self, "pairing_contact", 0); !w.Due.Equal(p.NextDue.LastInstant()) || w.Items[0].Link != "/v/me/pairings/"+p.ID {
		t.Errorf("due: %+v", w)
	}
	e.now = p.NextDue.Add(1).Start()
	one(self, "pairing_contact", 1)
	if w := one(e.lead, "pairing_missed", 1); !w.Due.Equal(p.NextDue.LastInstant()) {
		t.Errorf("missed: %+v", w)
	}
	e.remind(region.DayOf(e.now)) // the next period has begun: the missed one is still late
	if w := one(e.supervisor, "pairing_missed", 1); !w.Due.Equal(p.NextDue.LastInstant()) {
		t.Errorf("missed, looked at by the job: %+v", w)
	}
	if len(e.waiting(e.stranger)) != 0 {
		t.Errorf("another organisation: %v", e.waiting(e.stranger))
	}
}
