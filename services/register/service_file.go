package register

import (
	"context"
	"errors"
	"slices"

	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// The refusals of acts on files.
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

// Submit submits the draft to the township.
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

// Discard removes a draft that was never registered, with its history and attachments. Only the audit record of the act remains.
func (s *Service) Discard(ctx context.Context, fileID string, version int64) error {
	_, err := s.files.Take(ctx, "discard", fileID, fileCall{
		Version: version,
		Tell: func(ctx context.Context, b *Beneficiary) error {
			return errors.Join(s.Papers(ctx, b.ID), s.store.dropHistory(ctx, b.ID), s.store.allFiles.Delete(ctx, b.ID))
		},
	})
	return err
}

// Verify verifies a file for the township and passes it to the county. It returns auth.ErrSelf for a person who wrote the file.
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

// Confirm registers the person for the county. It returns auth.ErrSelf for a person who wrote or verified the file.
func (s *Service) Confirm(ctx context.Context, fileID string, version int64) (File, error) {
	return s.takeFile(ctx, "confirm", fileID, fileCall{
		Version: version,
		Do: func(_ context.Context, _ workflow.Asking, b *Beneficiary) error {
			b.EnteredOn = s.today()
			return nil
		},
	})
}

// Return returns the file with a reason: to draft, or from a pending exit to registered. The township may return files that were
// submitted to it, the county every file.
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
			b.ReturnNote, err = s.store.sealText("return_note", b.ID, note)
			return err
		},
		Tell: s.tellReturned,
	})
}

// ProposeExit proposes to the county to remove the person from the register. While R-16 applies, "resolved" is refused.
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

// ConfirmExit removes the person from the register for the county and ends their open pairings.
func (s *Service) ConfirmExit(ctx context.Context, fileID string, version int64) (File, error) {
	return s.takeFile(ctx, "exit", fileID, fileCall{
		Version: version,
		Do: func(ctx context.Context, _ workflow.Asking, b *Beneficiary) error {
			b.ExitedOn, b.OrgIDs = s.today(), nil
			return s.Left(ctx, b)
		},
	})
}

// Assign allows the organisation to see the person's card and to manage pairings for them.
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

// ToServe returns a registered file within the actor's reach for auth.PairingManage, for work of the organisation with its person, in the
// caller's transaction. An organisation has only those assigned to it (docstore.ErrNotFound); when the supervisor or the county plans the
// work, the person is assigned to the organisation.
func (s *Service) ToServe(ctx context.Context, actor auth.Actor, fileID, orgID string) (Beneficiary, error) {
	b, err := s.store.files.In(actor.Scope(auth.PairingManage)).Get(ctx, fileID)
	if err != nil {
		return b, err
	}
	return b, s.assignFor(ctx, actor, &b, orgID)
}

func (s *Service) assignFor(ctx context.Context, actor auth.Actor, b *Beneficiary, orgID string) error {
	if b.Status != Registered {
		return ErrNotRegistered
	}
	if !actor.ForOrg(auth.PairingManage, orgID, b.Region) {
		return auth.ErrForbidden
	}
	if _, err := s.Orgs.RequireActive(ctx, orgID); err != nil {
		return err
	}
	if slices.Contains(b.OrgIDs, orgID) {
		return nil
	}
	if !actor.ForRegion(auth.PairingManage, b.Region) {
		return docstore.ErrNotFound // the actor knows the person through another organisation only
	}
	if err := b.assign(orgID); err != nil {
		return err
	}
	if err := s.store.saveFile(ctx, b); err != nil {
		return err
	}
	return s.noteFile(ctx, "beneficiary.assign", b, orgID)
}

// Withdraw undoes Assign. It returns ErrAssigned while the organisation has an open pairing with the person.
func (s *Service) Withdraw(ctx context.Context, fileID string, version int64, orgID string) (File, error) {
	return s.takeFile(ctx, "withdraw", fileID, fileCall{
		Version: version, Reason: orgID,
		Do: func(ctx context.Context, _ workflow.Asking, b *Beneficiary) error {
			if !slices.Contains(b.OrgIDs, orgID) {
				return docstore.ErrNotFound
			}
			open, err := s.Served(ctx, b.ID, orgID)
			if err != nil {
				return err
			}
			if open {
				return ErrAssigned
			}
			b.OrgIDs = slices.DeleteFunc(b.OrgIDs, func(o string) bool { return o == orgID })
			return nil
		},
	})
}

// Reveal returns one sealed value in full, for one of the purposes, and writes an audit entry with the purpose. change, unless empty, is the
// id of a change of the field, whose former value is returned.
func (s *Service) Reveal(ctx context.Context, fileID, field, change, purpose string) (privacy.Secret, error) {
	actor, err := auth.Require(ctx, auth.BeneficiaryReveal)
	if err != nil {
		return "", err
	}
	if !slices.Contains(purposes, purpose) {
		return "", ErrPurpose.At("purpose")
	}
	if !slices.Contains(revealable, field) {
		return "", ErrNoField.At("field")
	}
	var value privacy.Secret
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		b, err := s.store.files.In(actor.Scope(auth.BeneficiaryReveal)).Get(ctx, fileID)
		if err != nil {
			return err
		}
		sealed := b.sealedDocument().Sealed[field]
		if change != "" {
			was, err := s.store.changeOf(ctx, b.ID, change, field)
			if err != nil {
				return err
			}
			sealed = was.SealedFrom
		}
		if value, err = s.store.openText(field, b.ID, sealed); err != nil {
			return err
		}
		return s.Audit.Write(ctx, audit.Entry{
			Action: "beneficiary.reveal", Subjects: []string{b.ID}, Region: b.Region, Shown: []string{b.Region}, Fields: []string{field}, Purpose: purpose,
		})
	})
	if err != nil {
		return "", err
	}
	return value, nil
}

// revealable are the fields that Reveal knows.
var revealable = append([]string{FieldName, FieldIDNumber, FieldAddress, FieldGuardianName, FieldGuardianMobile}, sealedCodes...)
