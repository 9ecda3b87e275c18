package attendance_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/services/attendance"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/workflow/workflowtest"
)

const reason = "与签到表核对不符"

// everybody returns an actor of every role, the volunteer, the volunteer with a role in the office, and the person who
// records stays by hand.
func (w *world) everybody(volunteerID string) map[string]auth.Actor {
	people := workflowtest.Everybody(county, w.OrgID)
	volunteer := auth.From(w.Volunteer(volunteerID))
	people["volunteer"] = volunteer
	for name, b := range map[string]auth.Binding{
		"volunteer in the organisation": {Role: auth.OrgAdmin, OrgID: w.OrgID},
		"volunteer in the county":       {Role: auth.CountyAdmin, Region: county},
	} {
		both := volunteer
		both.Bindings = append([]auth.Binding{b}, volunteer.Bindings...)
		people[name] = both
	}
	people["recorder"] = auth.From(w.As("usr_recorder", auth.OrgAdmin))
	return people
}

// TestStayActsAgree tries every act on a stay in every state as every role, before and after the organisation's last day for
// confirming, and compares the outcome with what Acts answered.
func TestStayActsAgree(t *testing.T) {
	w := newWorld(t)
	ids := w.Volunteers(1)
	act := w.activity(monday.AddDate(0, 0, 3), 2*time.Hour, ids...)
	base := w.stay(act, ids[0], act.Start, act.End)
	base.Recorders = []string{"usr_recorder"}
	s := w.Service
	result := func(_ attendance.Attendance, err error) error { return err }
	cells := workflowtest.Cells[attendance.Stay, attendance.Status]{
		Flow: s.StayFlow(), People: w.everybody(ids[0]),
		States: []attendance.Status{
			attendance.CheckedIn, attendance.CheckedOut, attendance.Pending, attendance.Confirmed, attendance.Rejected, attendance.Disputed,
			attendance.Upheld, attendance.Corrected, attendance.Voided,
		},
		Make: func(t *testing.T, state attendance.Status) string {
			want(t, s.Put(job(), base, state), nil)
			return base.ID
		},
		Take: map[string]func(context.Context, string) error{
			"settle": func(ctx context.Context, id string) error {
				return result(s.Settle(ctx, id, 0, attendance.ByHand{Out: act.End, Reason: reason}))
			},
			"reject":        func(ctx context.Context, id string) error { return result(s.Reject(ctx, id, reason)) },
			"confirm":       func(ctx context.Context, id string) error { return result(s.Confirm(ctx, id)) },
			"confirm_over":  func(ctx context.Context, id string) error { return result(s.ConfirmOver(ctx, id, reason)) },
			"agree":         func(ctx context.Context, id string) error { return result(s.Agree(ctx, id)) },
			"ask_agreement": func(ctx context.Context, id string) error { return result(s.AskAgreement(ctx, id)) },
			"agree_by_code": func(ctx context.Context, id string) error {
				_, err := s.AgreeByCode(ctx, id, "000000")
				if errors.Is(err, attendance.ErrHandCode) {
					err = nil // the table allowed it
				}
				return err
			},
			"dispute": func(ctx context.Context, id string) error { return result(s.Dispute(ctx, id, reason)) },
			"void":    func(ctx context.Context, id string) error { return result(s.Void(ctx, id, reason)) },
			"correct": func(ctx context.Context, id string) error {
				return result(s.Correct(ctx, id, 0, attendance.ByHand{In: act.Start, Out: act.End.Add(-time.Hour), Reason: reason}))
			},
			"uphold":         func(ctx context.Context, id string) error { return result(s.Uphold(ctx, id, reason)) },
			"undo_check_out": func(ctx context.Context, id string) error { return result(s.UndoCheckOut(ctx, id)) },
		},
	}
	cells.Run(t, 2000)
	w.At(act.End.AddDate(0, 1, 0))
	cells.Run(t, 2000)
}

// TestCertificateActsAgree does the same with a certificate.
func TestCertificateActsAgree(t *testing.T) {
	w := newWorld(t)
	ids := w.Volunteers(1)
	act := w.activity(monday.AddDate(0, 0, 3), 2*time.Hour, ids...)
	w.served(act, ids[0])
	base, err := w.RequestCertificate(w.Volunteer(ids[0]), attendance.NewCertificate{OrgID: w.OrgID, From: "2026-03-01", To: "2026-03-05"})
	want(t, err, nil)
	s := w.Service
	result := func(_ attendance.Certificate, err error) error { return err }
	workflowtest.Cells[attendance.Held, attendance.CertificateStatus]{
		Flow: s.CertificateFlow(), People: w.everybody(ids[0]),
		States: []attendance.CertificateStatus{attendance.Requested, attendance.Issued, attendance.Refused, attendance.Revoked},
		Make: func(t *testing.T, state attendance.CertificateStatus) string {
			want(t, s.PutCertificate(job(), base, state), nil)
			return base.ID
		},
		Take: map[string]func(context.Context, string) error{
			"issue":  func(ctx context.Context, id string) error { return result(s.IssueCertificate(ctx, id)) },
			"refuse": func(ctx context.Context, id string) error { return result(s.RefuseCertificate(ctx, id, reason)) },
			"revoke": func(ctx context.Context, id string) error { return result(s.RevokeCertificate(ctx, id, reason)) },
		},
	}.Run(t, 400)
}
