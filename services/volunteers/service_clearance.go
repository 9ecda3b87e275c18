package volunteers

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/files"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// ErrAuthority refuses a result without an authority.
var ErrAuthority = fault.New(fault.Invalid, "clearance_authority", "Say which authority answered.", "请选择出具结果的机关。")

// Consent records the acting volunteer's consent to the query, by the current version of the text.
func (s *Service) Consent(ctx context.Context, version string) (Volunteer, error) {
	if version != ClearanceConsent {
		return Volunteer{}, ErrConsent.At("version")
	}
	return s.clearance.Take(ctx, "consent", "me", s.own(call{Do: consentTo(version)}))
}

// ConsentOnPaper records another person's signed consent, which the organisation keeps.
func (s *Service) ConsentOnPaper(ctx context.Context, volunteerID string) (Volunteer, error) {
	return s.clearance.Take(ctx, "consent_on_paper", volunteerID, call{Do: consentTo(PaperConsent)})
}

// consentTo returns the func by which an act stores the version of the text.
func consentTo(version string) func(context.Context, workflow.Asking, *Volunteer) error {
	return func(_ context.Context, q workflow.Asking, v *Volunteer) error {
		v.Clearance.ConsentVersion, v.Clearance.ConsentAt, v.Clearance.OnPaper = version, q.Now, version == PaperConsent
		return nil
	}
}

// WithdrawConsent withdraws the acting volunteer's consent before the query is made.
func (s *Service) WithdrawConsent(ctx context.Context) (Volunteer, error) {
	return s.clearance.Take(ctx, "withdraw", "me", s.own(call{Do: func(_ context.Context, q workflow.Asking, v *Volunteer) error {
		v.withdrawConsent(q.Now)
		return nil
	}}))
}

// RecordQuery records that the query was made today.
func (s *Service) RecordQuery(ctx context.Context, volunteerID string) (Volunteer, error) {
	return s.clearance.Take(ctx, "query", volunteerID, call{Do: func(_ context.Context, q workflow.Asking, v *Volunteer) error {
		v.Clearance.QueriedDay = region.DayOf(q.Now)
		return nil
	}})
}

// RecordResult records the authority's answer by its document. A hit bars the volunteer at once; a clear result counts when another
// person has confirmed it. It returns auth.ErrSelf for the volunteer, ErrAuthority, ErrClearanceDay for a day before the query or in
// the future, a field error without number or issuer, and ErrNoDocument when the document is not attached.
func (s *Service) RecordResult(ctx context.Context, volunteerID string, r Result) (Volunteer, error) {
	r.DocumentNo, r.Issuer = strings.TrimSpace(r.DocumentNo), strings.TrimSpace(r.Issuer)
	act, c := "answer", call{}
	if r.Hit {
		act, c.Tell = "bar", s.telling(frozenNotices...)
	}
	c.Do = func(ctx context.Context, q workflow.Asking, v *Volunteer) error {
		if err := s.checkResult(ctx, &r, v, v.Clearance.QueriedDay, q.Now); err != nil {
			return err
		}
		if r.Hit {
			v.recordHit(r, q.Actor, q.Now)
		} else {
			v.record(r, q.Actor)
		}
		return nil
	}
	return s.clearance.Take(ctx, act, volunteerID, c)
}

// checkResult is Result.check, and returns ErrNoDocument unless the file is kept as a paper of this query: attached after the consent
// to it, and not the document of an earlier answer.
func (s *Service) checkResult(ctx context.Context, r *Result, v *Volunteer, first region.Day, now time.Time) error {
	if err := r.check(first, now); err != nil {
		return err
	}
	f, err := s.File(ctx, r.FileID)
	switch {
	case err != nil && !errors.Is(err, docstore.ErrNotFound):
		return err
	case err != nil || f.Record != v.ID || f.Purpose != clearancePaper || f.CreatedAt.Before(v.Clearance.ConsentAt):
		return ErrNoDocument.At("file_id")
	case v.Clearance.Status == Barred && r.FileID == v.Clearance.FileID:
		return ErrNoDocument.At("file_id")
	case f.State == files.Quarantined:
		return files.ErrChecking.At("file_id")
	case f.State != files.Kept:
		return ErrNoDocument.At("file_id")
	}
	return nil
}

// ConfirmResult makes a recorded clear result valid. It returns auth.ErrSelf for the volunteer and for the person who recorded it.
// version is the version that the actor saw.
func (s *Service) ConfirmResult(ctx context.Context, volunteerID string, version int64) (Volunteer, error) {
	return s.clearance.Take(ctx, "clear", volunteerID, call{Version: version, Do: func(_ context.Context, q workflow.Asking, v *Volunteer) error {
		v.confirm(q.Actor)
		return nil
	}})
}

// ReturnResult refuses a recorded clear result that does not agree with its document; it has to be recorded again.
func (s *Service) ReturnResult(ctx context.Context, volunteerID string, version int64, reason string) (Volunteer, error) {
	return s.clearance.Take(ctx, "return", volunteerID, call{Version: version, Reason: reason})
}

// Review lifts a bar that the authority has withdrawn. Only the region's office may do it, except the person who recorded the hit.
// The volunteer stays frozen until released.
func (s *Service) Review(ctx context.Context, volunteerID string, r Result, reason string) (Volunteer, error) {
	r.DocumentNo, r.Issuer = strings.TrimSpace(r.DocumentNo), strings.TrimSpace(r.Issuer)
	return s.clearance.Take(ctx, "review", volunteerID, call{Reason: reason, Do: func(ctx context.Context, q workflow.Asking, v *Volunteer) error {
		if err := s.checkResult(ctx, &r, v, v.Clearance.ResultDay, q.Now); err != nil {
			return err
		}
		v.record(r, q.Actor)
		v.confirm(q.Actor)
		return nil
	}})
}

// The days before the end of a clearance on which reminders are sent.
const (
	remindFirst = 30
	remindLast  = 7
)

// RemindClearances reminds volunteers and their organisations 30 and 7 days before a clear result ends, and sets ended ones to
// Expired. Each message has a key and is sent once, however often the job runs.
func (s *Service) RemindClearances(ctx context.Context) error {
	now, today := s.now(), s.today()
	return s.store.eachEnding(ctx, today.Add(remindFirst+1).Start(), func(v Volunteer) error {
		left := region.DayOf(v.ClearanceValidTo).Sub(today)
		switch {
		case !now.Before(v.ClearanceValidTo):
			return s.expire(ctx, v.ID)
		case !v.remindable():
			return nil
		case left <= remindLast:
			return s.remind(ctx, &v, "7")
		}
		return s.remind(ctx, &v, "30")
	})
}

// remindable reports whether a clearance or certificate that ends matters to the volunteer, who may not serve while frozen or barred. Who
// is released later is reminded then.
func (v *Volunteer) remindable() bool {
	return v.Status != Frozen && v.Status != Cancelled && v.Clearance.Status != Barred
}

func (s *Service) remind(ctx context.Context, v *Volunteer, days string) error {
	once := string(region.DayOf(v.ClearanceValidTo)) + "/" + days
	return s.DB.Tx(ctx, func(ctx context.Context) error {
		return s.tell(ctx, v, notice{template: "volunteer.clearance_expiring", once: once},
			notice{template: "volunteer.clearance_expiring", once: once, toOrgs: true})
	})
}

// expire sets an ended clear result to Expired, unless a renewal is pending, and stops what the volunteer may not go on with.
func (s *Service) expire(ctx context.Context, volunteerID string) error {
	_, err := s.clearance.Take(ctx, "expire", volunteerID, call{Tell: func(ctx context.Context, v *Volunteer) error {
		once := string(region.DayOf(v.ClearanceValidTo))
		return s.tell(ctx, v, notice{template: "volunteer.clearance_expired", once: once},
			notice{template: "volunteer.clearance_expired", once: once, toOrgs: true})
	}})
	if errors.Is(err, ErrClearanceMove) { // the renewal is pending
		err = s.stopEnded(ctx, volunteerID)
	}
	if errors.Is(err, docstore.ErrNotFound) {
		return nil
	}
	return err
}

// StillApplies reports whether a queued message is still true.
func (s *Service) StillApplies(ctx context.Context, m notify.Message) (bool, error) {
	switch m.Template {
	case "volunteer.stopped": // its subject is what was stopped
		return true, nil
	case "volunteer.invited":
		return s.invitationStands(ctx, m.Subject)
	}
	v, err := s.store.all.Get(ctx, m.Subject)
	if errors.Is(err, docstore.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	ends := v.Status != Cancelled && string(region.DayOf(v.ClearanceValidTo)) == m.Data["ends"]
	from := m.To
	if m.Via != "" {
		from = m.Via
	}
	mine := from == v.ID || v.Joined(from)
	seen := v.SkillDays()[m.Data["skill"]] == region.Day(m.Data["until"])
	switch m.Template {
	case "volunteer.verified":
		return v.Status == Verified, nil
	case "volunteer.active", "volunteer.released":
		return v.Status == Active, nil
	case "volunteer.frozen":
		return v.Status == Frozen || v.Clearance.Status == Barred, nil
	case "volunteer.join_asked":
		return slices.Contains(v.AskedOrgIDs, m.Data["org"]), nil
	case "volunteer.joined":
		return v.Joined(m.Data["org"]), nil
	case "volunteer.guardian_code":
		return v.Guardian != nil && v.Guardian.Code.Hash != "" && strings.HasSuffix(m.Key, "/"+v.Guardian.Code.Nonce), nil
	case "volunteer.skill_verified":
		return seen, nil
	case "volunteer.skill_expiring":
		return seen && mine && v.remindable() && string(s.today()) <= m.Data["until"], nil
	case "volunteer.skill_expired":
		return seen && mine && v.Status != Cancelled, nil
	case "volunteer.clearance_expiring":
		return ends && mine && v.remindable() && s.now().Before(v.ClearanceValidTo), nil
	case "volunteer.clearance_expired":
		return ends && v.Clearance.Status == Expired, nil
	}
	return true, nil
}
