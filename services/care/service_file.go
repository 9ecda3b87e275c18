package care

import (
	"context"
	"slices"

	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// The refusals of steps.
var (
	ErrReasonUnknown = fault.New(fault.Invalid, "reason_unknown", "Choose one of the reasons.", "请选择一项原因。")
	ErrPurpose       = fault.New(fault.Invalid, "purpose_unknown", "Choose what you need the value for.", "请选择查看用途。")
	ErrOrgs          = fault.New(fault.Conflict, "file_orgs_full", "Five organisations are assigned already.", "该对象已交由 5 家机构服务，不能再增加。")
)

const maxOrgs = 5

var (
	returnReasons = []ReturnReason{Incomplete, Mismatch, NotEligible, Duplicated, Correction, Reentry}
	exitReasons   = []ExitReason{CameOfAge, ParentsBack, MovedWithParents, MovedOut, Resolved, Deceased, Mistaken}
	purposes      = PurposeWords.Codes()
)

// Submit hands the draft to the township.
func (s *Service) Submit(ctx context.Context, fileID string, version int64) (File, error) {
	return s.takeFile(ctx, "submit", fileID, fileCall{
		Version: version,
		Do: func(_ context.Context, q workflow.Asking, b *Beneficiary) error {
			b.Makers, b.SubmittedBy = q.Actor.AddTo(b.Makers), q.Actor.ID()
			return nil
		},
		Tell: s.tellWaiting(auth.TownSupervisor),
	})
}

// Verify confirms for the township what others of it made, and hands it to the county.
func (s *Service) Verify(ctx context.Context, fileID string, version int64) (File, error) {
	return s.takeFile(ctx, "verify", fileID, fileCall{
		Version: version,
		Do: func(_ context.Context, q workflow.Asking, b *Beneficiary) error {
			b.Checkers = q.Actor.AddTo(b.Checkers)
			return nil
		},
		Tell: s.tellWaiting(auth.CountyAdmin),
	})
}

// Confirm registers the person for the county. Neither who made the file nor who verified it does so.
func (s *Service) Confirm(ctx context.Context, fileID string, version int64) (File, error) {
	return s.takeFile(ctx, "confirm", fileID, fileCall{
		Version: version,
		Do: func(_ context.Context, _ workflow.Asking, b *Beneficiary) error {
			b.EnteredOn = s.today()
			return nil
		},
	})
}

// Return gives the file back with a reason: what is being checked, registered or has left goes to draft, a pending exit
// back to registered. The township returns what was submitted to it, the county everything.
func (s *Service) Return(ctx context.Context, fileID string, version int64, reason ReturnReason, note privacy.Secret) (File, error) {
	if !slices.Contains(returnReasons, reason) {
		return File{}, ErrReasonUnknown.At("reason")
	}
	return s.takeFile(ctx, "return", fileID, fileCall{
		Version: version, Reason: string(reason),
		Do: func(_ context.Context, _ workflow.Asking, b *Beneficiary) (err error) {
			if b.Status == ExitPending {
				b.ExitReason, b.ExitMakers = "", nil
			}
			b.ReturnReason, b.Checkers = reason, nil
			b.ReturnNote, err = s.store.sealText(filesName, "return_note", b.ID, note)
			return err
		},
		Tell: s.tellReturned,
	})
}

// ProposeExit asks the county to take the person off the register. While R-16 applies, the case is not solved.
func (s *Service) ProposeExit(ctx context.Context, fileID string, version int64, reason ExitReason) (File, error) {
	if !slices.Contains(exitReasons, reason) {
		return File{}, ErrReasonUnknown.At("reason")
	}
	return s.takeFile(ctx, "propose_exit", fileID, fileCall{
		Version: version, Reason: string(reason),
		Do: func(_ context.Context, q workflow.Asking, b *Beneficiary) error {
			if b.Alone(s.today()) && (reason == Resolved || reason == ParentsBack) {
				return ErrAlone
			}
			b.ExitReason, b.ExitMakers, b.SubmittedBy = reason, q.Actor.AddTo(nil), q.Actor.ID()
			return nil
		},
		Tell: s.tellWaiting(auth.CountyAdmin),
	})
}

// ConfirmExit takes the person off the register for the county. What is open of pairings ends with it.
func (s *Service) ConfirmExit(ctx context.Context, fileID string, version int64) (File, error) {
	return s.takeFile(ctx, "exit", fileID, fileCall{
		Version: version,
		Do: func(ctx context.Context, q workflow.Asking, b *Beneficiary) error {
			b.ExitedOn, b.OrgIDs = s.today(), nil
			return s.endAllOf(ctx, q, b)
		},
	})
}

// Assign lets the organisation see the person's card and run pairings for them.
func (s *Service) Assign(ctx context.Context, fileID string, version int64, orgID string) (File, error) {
	return s.takeFile(ctx, "assign", fileID, fileCall{
		Version: version, Reason: orgID,
		Do: func(ctx context.Context, _ workflow.Asking, b *Beneficiary) error {
			if _, err := s.Orgs.RequireActive(ctx, orgID); err != nil {
				return err
			}
			return b.assign(orgID)
		},
	})
}

func (b *Beneficiary) assign(orgID string) error {
	if slices.Contains(b.OrgIDs, orgID) {
		return nil
	}
	if len(b.OrgIDs) >= maxOrgs {
		return ErrOrgs
	}
	b.OrgIDs = append(b.OrgIDs, orgID)
	return nil
}

// Withdraw takes the person away from the organisation again, once no pairing of theirs is open.
func (s *Service) Withdraw(ctx context.Context, fileID string, version int64, orgID string) (File, error) {
	return s.takeFile(ctx, "withdraw", fileID, fileCall{
		Version: version, Reason: orgID,
		Do: func(ctx context.Context, _ workflow.Asking, b *Beneficiary) error {
			if !slices.Contains(b.OrgIDs, orgID) {
				return docstore.ErrNotFound
			}
			open, err := s.store.openOf(ctx, b.ID)
			if err != nil {
				return err
			}
			if slices.ContainsFunc(open, func(p Pairing) bool { return p.OrgID == orgID }) {
				return ErrAssigned
			}
			b.OrgIDs = slices.DeleteFunc(b.OrgIDs, func(o string) bool { return o == orgID })
			return nil
		},
	})
}

// Reveal returns one sealed value in full, for one of the purposes, and notes who saw it and what for.
func (s *Service) Reveal(ctx context.Context, fileID, field, purpose string) (privacy.Secret, error) {
	actor, err := auth.Require(ctx, auth.BeneficiaryReveal)
	if err != nil {
		return "", err
	}
	if !slices.Contains(purposes, purpose) {
		return "", ErrPurpose.At("purpose")
	}
	var value privacy.Secret
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		b, err := s.store.files.In(actor.Scope(auth.BeneficiaryReveal)).Get(ctx, fileID)
		if err != nil {
			return err
		}
		who, err := s.store.open(&b, field)
		if err != nil {
			return err
		}
		known := false
		for _, f := range pairs(&who, &b) {
			if f.name == field {
				known, value = true, *f.plain
			}
		}
		if !known {
			return ErrNoField.At("field")
		}
		return s.Audit.Write(ctx, audit.Entry{
			Action: "beneficiary.reveal", Subjects: []string{b.ID}, Region: b.Region, Fields: []string{field}, Purpose: purpose,
		})
	})
	if err != nil {
		return "", err
	}
	return value, nil
}
