package pairings_test

import (
	"testing"

	"github.com/tongxing-platform/tongxing/services/feature"
	"github.com/tongxing-platform/tongxing/services/pairings"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// TestPairingWork checks what waits for whom at each step of a pairing, from its proposal to the second period without a contact.
func TestPairingWork(t *testing.T) {
	e := newEnv(t)
	f, v := e.Registered(), e.Volunteer("1990-01-01", true, true)
	p := e.proposed(f.ID, pairings.OneToOne)
	self := asVolunteer(v)
	one := func(a auth.Actor, code string, late int64) feature.WorkList {
		t.Helper()
		all := e.Waiting(e.service.Feature().Work, a)
		w := all[code]
		if far := len(e.Waiting(e.service.Feature().Work, e.Stranger)) + len(e.Waiting(e.service.Feature().Work, e.FarSupervisor)); far != 0 {
			t.Errorf("%s: %d kinds wait elsewhere", code, far)
		}
		if len(all) != 1 || w.Count != 1 || w.Late != late || w.Items[0].ID != p.ID || w.Items[0].Title != f.Pseudonym {
			t.Errorf("%s, late %d: %+v", code, late, all)
		}
		return w
	}
	one(e.Lead, "pairing_proposed", 0)
	must(e.service.Match(e.As(e.Lead), p.ID, 0, []string{v.ID}))(t)
	one(e.Lead, "pairing_matched", 0)
	must(e.service.RecordConsent(e.As(e.Lead), p.ID, 0, e.consent()))(t)
	one(e.Lead, "pairing_consented", 0)
	p = must(e.service.Activate(e.As(e.Lead), p.ID, 0))(t)
	if len(e.Waiting(e.service.Feature().Work, e.Lead))+len(e.Waiting(e.service.Feature().Work, self)) != 0 {
		t.Errorf("nothing waits at first: %v, %v", e.Waiting(e.service.Feature().Work, e.Lead), e.Waiting(e.service.Feature().Work, self))
	}
	e.Now = p.NextDue.Add(-7).Start()
	if w := one(self, "pairing_contact", 0); !w.Due.Equal(p.NextDue.LastInstant()) || w.Items[0].Link != "/v/me/pairings/"+p.ID {
		t.Errorf("due: %+v", w)
	}
	e.Now = p.NextDue.Add(1).Start()
	one(self, "pairing_contact", 1)
	if w := one(e.Lead, "pairing_missed", 1); !w.Due.Equal(p.NextDue.LastInstant()) {
		t.Errorf("missed: %+v", w)
	}
	e.remind(region.DayOf(e.Now)) // the next period has begun: the missed one is still late
	if w := one(e.Supervisor, "pairing_missed", 1); !w.Due.Equal(p.NextDue.LastInstant()) {
		t.Errorf("missed, looked at by the job: %+v", w)
	}
	if len(e.Waiting(e.service.Feature().Work, e.Stranger)) != 0 {
		t.Errorf("another organisation: %v", e.Waiting(e.service.Feature().Work, e.Stranger))
	}
}
