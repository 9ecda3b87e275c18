package attendance

import (
	"context"
	"fmt"
	"time"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/services/activities"
	"github.com/tongxing-platform/tongxing/services/orgs"
	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/id"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
	"github.com/tongxing-platform/tongxing/services/volunteers"
)

// Deps are the dependencies of the service. Every field is needed.
type Deps struct {
	DB         *docstore.DB
	Sealer     *privacy.Sealer
	Audit      *audit.Log
	Outbox     *notify.Outbox
	Now        func() time.Time
	Orgs       *orgs.Service
	Volunteers *volunteers.Service
	Activities *activities.Service
	Calendar   *region.Calendar // working days

	Served   func(ctx context.Context, act *activities.Activity, people []string) error // counts the persons of the register whom an activity served
	Unserved func(ctx context.Context, activityID, reason string) error                 // takes them out again
}

// Service holds the use cases of attendance, the ledger and certificates. It may be used by many goroutines at once.
type Service struct {
	Deps
	store        *store
	stays        *workflow.Flow[stay, Status]
	certificates *workflow.Flow[heldCertificate, CertificateStatus]
}

// New declares the collections and returns the service.
func New(d Deps) (*Service, error) {
	st, err := openStore(d.DB, d.Sealer)
	if err != nil {
		return nil, err
	}
	s := &Service{Deps: d, store: st}
	s.stays = &workflow.Flow[stay, Status]{
		Table: s.stayActs(), DB: d.DB, Audit: d.Audit, Now: s.now, Load: s.loadStay,
		Reaches: func(reach auth.Scope, t *stay) bool { return st.stays.InScope(reach, &t.Attendance) },
		Version: func(t *stay) int64 { return t.Version },
		Save:    func(ctx context.Context, t *stay) error { return st.all.Save(ctx, &t.Attendance) },
		Entry:   func(t *stay) audit.Entry { return stayEntry(&t.Attendance) },
	}
	s.certificates = &workflow.Flow[heldCertificate, CertificateStatus]{
		Table: &certificateActs, DB: d.DB, Audit: d.Audit, Now: s.now, Load: s.loadCertificate,
		Reaches: func(reach auth.Scope, p *heldCertificate) bool { return st.papers.InScope(reach, &p.Certificate) },
		Version: func(p *heldCertificate) int64 { return p.Version },
		Save:    func(ctx context.Context, p *heldCertificate) error { return st.allDocs.Save(ctx, &p.Certificate) },
		Entry:   func(p *heldCertificate) audit.Entry { return certificateEntry(&p.Certificate) },
	}
	return s, nil
}

func (s *Service) now() time.Time { return s.Now().UTC().Truncate(time.Millisecond) }

// activityToRun returns the activity if the actor may run its attendance.
func (s *Service) activityToRun(ctx context.Context, activityID string) (activities.Activity, error) {
	actor, err := auth.Require(ctx, auth.AttendanceRun)
	if err != nil {
		return activities.Activity{}, err
	}
	act, err := s.Activities.Get(ctx, activityID)
	if err == nil && !actor.ForOrg(auth.AttendanceRun, act.OrgID, act.Region) {
		err = docstore.ErrNotFound
	}
	return act, err
}

func window(act *activities.Activity, now time.Time) error {
	if !act.Open() || now.Before(act.Start.Add(-Early)) || now.After(act.End.Add(Early)) {
		return ErrWindow
	}
	return nil
}

// ByHand is a stay that the organiser records by hand.
type ByHand struct {
	VolunteerID string
	In, Out     time.Time
	Reason      string // for recording by hand
	Note        string // reason for more than 8 hours that day
}

// Record records a stay by hand, for example from a list on paper. The stay lies in the past and within the activity's time,
// and is not the recorder's own. Its hours count when the volunteer has agreed, by signing up themselves or afterwards, and the township
// or county has confirmed them.
func (s *Service) Record(ctx context.Context, activityID string, h ByHand) (Attendance, error) {
	act, err := s.activityToRun(ctx, activityID)
	if err != nil {
		return Attendance{}, err
	}
	actor := auth.From(ctx)
	if err := actor.MustBeVerified(); err != nil {
		return Attendance{}, err
	}
	selves, err := s.selves(ctx, h.VolunteerID)
	if err != nil {
		return Attendance{}, err
	}
	if err := actor.NotSelf(selves...); err != nil {
		return Attendance{}, err
	}
	now := s.now()
	if err := handRules(&act, &h, now); err != nil {
		return Attendance{}, err
	}
	if err := s.mayServe(ctx, &act, h.VolunteerID, h.In); err != nil {
		return Attendance{}, err
	}
	a := open(&act, h.VolunteerID, h.In, Hand)
	a.ID, a.Status, a.StatusAt = id.New("att"), Pending, now
	a.Reason, a.Note, a.Recorders = h.Reason, h.Note, actor.AddTo(nil)
	a.Close(h.Out, Hand)
	if err := s.agreeBySignup(ctx, &a, now); err != nil {
		return Attendance{}, err
	}
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		if err := s.checkFits(ctx, &a, Pending, Confirmed, Disputed, Upheld, Corrected); err != nil {
			return err
		}
		a.Meta = docstore.Meta{ID: a.ID}
		if err := s.store.all.Insert(ctx, &a); err != nil {
			return err
		}
		if err := s.note(ctx, "attendance.by_hand", &a); err != nil || a.Agreed() {
			return err
		}
		return s.tell(ctx, "attendance.agreement_asked", &a, &act)
	})
	if err != nil {
		return Attendance{}, fmt.Errorf("record at %s: %w", activityID, err)
	}
	return a, nil
}

func handRules(act *activities.Activity, h *ByHand, now time.Time) error {
	h.In, h.Out = h.In.UTC().Truncate(time.Millisecond), h.Out.UTC().Truncate(time.Millisecond)
	if !act.Open() || act.Status == activities.Archived {
		return ErrWindow
	}
	if err := why.Check(h.Reason); err != nil {
		return err
	}
	if !h.In.Before(h.Out) || h.Out.After(now) || h.In.Before(act.Start.Add(-Early)) || h.Out.After(act.End.Add(Early)) {
		return ErrInterval.At("out")
	}
	return nil
}

// Settle enters the end of a stay that was left open, or changes the end or the note of a pending one, by hand and with a
// reason. version, unless 0, is the version the organiser saw; if it has changed since, docstore.ErrStale is returned. It reads
// Out, Reason and Note of h.
func (s *Service) Settle(ctx context.Context, attendanceID string, version int64, h ByHand) (Attendance, error) {
	return s.takeStay(ctx, "settle", attendanceID, stayCall{Version: version, Reason: h.Reason, Do: func(ctx context.Context, q workflow.Asking, t *stay) error {
		act, err := s.Activities.Get(ctx, t.ActivityID)
		if err != nil {
			return err
		}
		if err := q.Actor.MustBeVerified(); err != nil {
			return err
		}
		h := h
		h.In = t.InAt
		if err := handRules(&act, &h, q.Now); err != nil {
			return err
		}
		t.Recorders, t.Reason, t.Note = q.Actor.AddTo(t.Recorders), h.Reason, h.Note
		t.closeByHand(h.Out)
		return s.checkFits(ctx, &t.Attendance, Pending, Confirmed, Disputed, Upheld, Corrected)
	}})
}

type stayCall = workflow.Call[stay]

// takeStay takes one of stayActs with the attendance.
func (s *Service) takeStay(ctx context.Context, act, attendanceID string, c stayCall) (Attendance, error) {
	t, err := s.stays.Take(ctx, act, attendanceID, c)
	return t.Attendance, err
}

// moveStay makes the change and takes one of the hidden stayActs with the attendance, in the caller's transaction.
func (s *Service) moveStay(ctx context.Context, act, attendanceID string, now time.Time, change func(*Attendance)) (Attendance, error) {
	return s.store.all.Update(ctx, attendanceID, func(a *Attendance) error {
		t := stay{Attendance: *a}
		if err := s.stays.Move(act, workflow.Asking{Actor: auth.From(ctx), Now: now}, "", &t); err != nil {
			return err
		}
		*a = t.Attendance
		change(a)
		return nil
	})
}

// checkFits locks the volunteer and checks the stay against the volunteer's others in the states: see Attendance.Fits.
func (s *Service) checkFits(ctx context.Context, a *Attendance, states ...Status) error {
	if err := s.store.lockVolunteer(ctx, a.VolunteerID); err != nil {
		return err
	}
	others, err := s.store.staysAround(ctx, a.VolunteerID, a.CountFrom, a.CountTo, states...)
	if err != nil {
		return err
	}
	return a.Fits(others)
}

func (s *Service) note(ctx context.Context, action string, a *Attendance) error {
	e := stayEntry(a)
	e.Action, e.Reason = action, a.Reason
	return s.Audit.Write(ctx, e)
}

// stayEntry returns the audit entry about an attendance.
func stayEntry(a *Attendance) audit.Entry {
	return audit.Entry{Subjects: []string{a.ID, a.ActivityID, a.VolunteerID}, Region: a.Region}
}
