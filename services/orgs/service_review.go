package orgs

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/ident"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// Take puts a submitted file under review.
func (s *Service) Take(ctx context.Context, orgID string) (Org, error) {
	return s.take(ctx, "take", orgID, call{})
}

// Approve allows the organisation to act. The file has to be complete and the licence valid.
func (s *Service) Approve(ctx context.Context, orgID string) (Org, error) {
	complete := func(ctx context.Context, _ workflow.Asking, o *Org) error { return s.complete(ctx, o) }
	return s.take(ctx, "approve", orgID, call{Do: complete, Tell: s.tell("org.approved")})
}

// Return returns the file to its writers for correction.
func (s *Service) Return(ctx context.Context, orgID, reason string) (Org, error) {
	return s.take(ctx, "return", orgID, call{Reason: reason, Tell: s.tell("org.returned")})
}

// Reject closes the file; the organisation may start another.
func (s *Service) Reject(ctx context.Context, orgID, reason string) (Org, error) {
	return s.take(ctx, "reject", orgID, call{Reason: reason, Tell: s.tell("org.rejected")})
}

// Suspend stops the organisation from acting.
func (s *Service) Suspend(ctx context.Context, orgID, reason string) (Org, error) {
	return s.take(ctx, "suspend", orgID, call{Reason: reason, Tell: s.tell("org.suspended")})
}

// Cancel closes the file of an organisation that was dissolved, or a file that its writers abandoned.
func (s *Service) Cancel(ctx context.Context, orgID, reason string) (Org, error) {
	return s.take(ctx, "cancel", orgID, call{Reason: reason, Tell: s.tell("org.cancelled")})
}

// Reinstate allows a suspended organisation to act again. It returns ErrCredit while its credit is serious, and ErrLicence
// when its licence has expired.
func (s *Service) Reinstate(ctx context.Context, orgID, reason string) (Org, error) {
	return s.take(ctx, "reinstate", orgID, call{Reason: reason, Tell: s.tell("org.reinstated")})
}

// SetCredit enters the organisation's credit. Serious credit suspends it in the same transaction; after a better credit it
// stays suspended until it is reinstated.
func (s *Service) SetCredit(ctx context.Context, orgID string, version int64, c Credit, reason string) (Org, error) {
	if !slices.Contains([]Credit{Normal, Abnormal, Serious}, c) {
		var bad fault.Problems
		bad.Add("credit", "unknown", "Choose normal, abnormal or serious.", "请选择正常、异常名录或严重失信。")
		return Org{}, bad.Err()
	}
	var suspends bool
	return s.take(ctx, "credit", orgID, call{
		Version: version,
		Reason:  reason,
		Do: func(_ context.Context, q workflow.Asking, o *Org) error {
			reason := strings.TrimSpace(reason)
			o.Credit, o.CreditReason, o.CreditAt = c, reason, q.Now
			if suspends = c == Serious && o.Status == Approved; suspends {
				o.enter(Suspended, workflow.Step{By: q.Actor.ID(), At: q.Now, Reason: reason})
			}
			return nil
		},
		Note: func(e *audit.Entry) { e.Reason = string(c) + ": " + e.Reason },
		Tell: func(ctx context.Context, o *Org) error {
			if !suspends {
				return nil
			}
			return s.tell("org.suspended")(ctx, o)
		},
	})
}

// Qualification is rating, licence and annual report as known to the registry. Empty fields keep the stored values; a rating
// of 0 is empty when RatingTo is empty too.
type Qualification struct {
	Rating     int64      // 1 to 5
	RatingTo   region.Day // last day of the rating, at most five years ahead
	ValidTo    region.Day
	ReportYear int64
}

func (q Qualification) check(today region.Day) error {
	var bad fault.Problems
	bad.Check(q.Rating >= 0 && q.Rating <= 5, "rating", "range", "A rating is 1A to 5A.", "评估等级为 1A 到 5A。")
	if q.Rating != 0 || q.RatingTo != "" {
		bad.Check(q.Rating != 0, "rating", "required", "Give the rating.", "请填写评估等级。")
		bad.Check(q.RatingTo.Valid() && q.RatingTo <= today.AddMonths(60), "rating_to", "range", "A rating counts for five years at most. Give its last day.", "评估等级有效期不超过 5 年，请填写截止日期。")
	}
	bad.Check(q.ValidTo == "" || q.ValidTo.Valid(), "valid_to", "day", "Give a date such as 2027-03-05.", "请填写正确的日期，例如 2027-03-05。")
	bad.Check(q.ReportYear == 0 || q.ReportYear >= 2000 && q.ReportYear <= int64(today.Start().Year()), "report_year", "range", "Give the year of the last annual report.", "请填写最近一次年报年度。")
	return bad.Err()
}

// Qualify enters rating, licence and annual report while the file is open.
func (s *Service) Qualify(ctx context.Context, orgID string, version int64, q Qualification) (Org, error) {
	if err := q.check(s.today()); err != nil {
		return Org{}, err
	}
	return s.take(ctx, "qualify", orgID, call{Version: version, Do: func(_ context.Context, _ workflow.Asking, o *Org) error {
		if q.Rating != 0 {
			o.Rating, o.RatingTo = q.Rating, q.RatingTo
		}
		if q.ValidTo != "" {
			o.ValidTo = q.ValidTo
		}
		if q.ReportYear != 0 {
			o.ReportYear = q.ReportYear
		}
		return nil
	}})
}

// AcceptOldCode enters a code with wrong check characters in a file that is not approved yet, and records who accepted it
// and why.
func (s *Service) AcceptOldCode(ctx context.Context, orgID string, version int64, uscc, reason string) (Org, error) {
	return s.take(ctx, "old_code", orgID, call{Version: version, Reason: reason, Do: func(_ context.Context, q workflow.Asking, o *Org) error {
		uscc := ident.Normalise(uscc)
		old := &OldCode{Code: uscc, By: q.Actor.ID(), At: q.Now, Reason: strings.TrimSpace(reason)}
		o.USCC = uscc
		var bad fault.Problems
		o.checkCode(&bad, old)
		bad.Check(uscc != "", "uscc", "required", "Give the unified social credit code.", "请填写统一社会信用代码。")
		if err := bad.Err(); err != nil {
			return err
		}
		o.OldCode = nil
		if ident.CheckUSCC(uscc) != nil {
			o.OldCode = old
		}
		return nil
	}})
}

// Reveal returns one personal field in full and writes an audit entry with the purpose, one of PurposeWords. The organisation's
// own editors and the county's reviewers may see any field, a buyer's finance the bank account. Others get auth.ErrForbidden. Who is not of
// the organisation needs a verified ID number: auth.ErrUnverified.
func (s *Service) Reveal(ctx context.Context, orgID, field, purpose string) (string, error) {
	actor, err := auth.Require(ctx, auth.OrgRead)
	if err != nil {
		return "", err
	}
	var bad fault.Problems
	bad.Check(slices.Contains(PurposeWords.Codes(), purpose), "purpose", "unknown", "Choose what you need it for.", "请选择查看用途。")
	var value string
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		o, err := s.store.orgs.In(actor.Scope(auth.OrgRead)).Get(ctx, orgID)
		if err != nil {
			return err
		}
		p, err := s.open(o)
		if err != nil {
			return err
		}
		list := sealedFields(&p, &o.Personal)
		i := slices.IndexFunc(list, func(f sealedField) bool { return f.name == field })
		bad := bad
		bad.Check(i >= 0, "field", "unknown", "There is no such field.", "没有这个字段。")
		if err := bad.Err(); err != nil {
			return err
		}
		if !mayReveal(actor, &o, field) {
			return auth.ErrForbidden
		}
		if !actor.ForOrg(auth.OrgEdit, o.ID, "") {
			if err := actor.MustBeVerified(); err != nil {
				return err
			}
		}
		value = list[i].plain.Reveal()
		return s.Audit.Write(ctx, audit.Entry{
			Action: "org.reveal", Subjects: []string{o.ID}, Region: o.Region, Shown: []string{o.Region}, Fields: []string{field}, Purpose: purpose,
		})
	})
	if err != nil {
		return "", fmt.Errorf("reveal a field of %s: %w", orgID, err)
	}
	return value, nil
}

func mayReveal(a auth.Actor, o *Org, field string) bool {
	return a.ForOrg(auth.OrgEdit, o.ID, "") || a.ForRegion(auth.OrgReview, o.Region) ||
		field == FieldBankAccount && a.ForRegion(auth.ContractPay, o.Region)
}

// stillIn reports whether the organisation is still in one of the states; false when it does not exist.
func (s *Service) stillIn(ctx context.Context, orgID string, states ...Status) (bool, error) {
	o, err := s.store.all.Get(ctx, orgID)
	if fault.KindOf(err) == docstore.ErrNotFound.Kind {
		return false, nil
	}
	return err == nil && slices.Contains(states, o.Status), err
}
