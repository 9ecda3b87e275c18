package care

import (
	"context"
	"slices"

	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// The refusals of steps.
var (
	ErrReason  = fault.New(fault.Invalid, "reason_unknown", "Choose one of the reasons.", "请选择一项原因。")
	ErrPurpose = fault.New(fault.Invalid, "purpose_unknown", "Choose what you need the value for.", "请选择查看用途。")
	ErrOrgs    = fault.New(fault.Conflict, "file_orgs_full", "Five organisations are assigned already.", "该对象已交由 5 家机构服务，不能再增加。")
)

const maxOrgs = 5

var (
	returnReasons = []ReturnReason{Incomplete, Mismatch, NotEligible, Duplicated, Correction, Reentry}
	exitReasons   = []ExitReason{CameOfAge, ParentsBack, MovedWithParents, MovedOut, Resolved, Deceased, Mistaken}
	purposes      = []string{"visit", "contact", "verification", "emergency", "assistance"}
)

// Submit hands the draft to the township.
func (s *Service) Submit(ctx context.Context, fileID string, version int64) (File, error) {
	return s.step(ctx, auth.BeneficiaryEdit, fileID, version, "beneficiary.submit", "", func(ctx context.Context, actor auth.Actor, b *Beneficiary) error {
		if err := b.Move(VillageSubmitted, s.now()); err != nil {
			return err
		}
		if err := b.Ready(s.today()); err != nil {
			return err
		}
		b.Makers, b.SubmittedBy = named(b.Makers, actor), actor.ID()
		return s.tellFile(ctx, b, "care.file_submitted", auth.TownSupervisor)
	})
}

// Verify confirms for the township what others of it made, and hands it to the county.
func (s *Service) Verify(ctx context.Context, fileID string, version int64) (File, error) {
	return s.step(ctx, auth.BeneficiaryVerify, fileID, version, "beneficiary.verify", "", func(ctx context.Context, actor auth.Actor, b *Beneficiary) error {
		if err := s.check(actor, b, TownshipVerified, b.Makers, auth.TownSupervisor); err != nil {
			return err
		}
		b.Checkers = named(b.Checkers, actor)
		return s.tellFile(ctx, b, "care.file_submitted", auth.CountyAdmin)
	})
}

// Confirm registers the person for the county. Neither who made the file nor who verified it does so.
func (s *Service) Confirm(ctx context.Context, fileID string, version int64) (File, error) {
	return s.step(ctx, auth.BeneficiaryVerify, fileID, version, "beneficiary.confirm", "", func(_ context.Context, actor auth.Actor, b *Beneficiary) error {
		b.EnteredOn = s.today()
		return s.check(actor, b, Registered, slices.Concat(b.Makers, b.Checkers), auth.CountyAdmin)
	})
}

// check is one step towards registration by one of the role who is none of the others.
func (s *Service) check(actor auth.Actor, b *Beneficiary, to FileStatus, others []string, role auth.Role) error {
	if b.Status == ExitPending {
		return ErrFileMove // registered again by Return only
	}
	if !holds(actor, b.Region, role) {
		return auth.ErrForbidden
	}
	if err := b.Move(to, s.now()); err != nil {
		return err
	}
	if err := actor.NotSelf(others...); err != nil {
		return err
	}
	return b.Ready(s.today())
}

// holds tells whether the actor has one of the roles for the region.
func holds(a auth.Actor, path string, roles ...auth.Role) bool {
	return a.Job != "" || slices.ContainsFunc(a.Bindings, func(b auth.Binding) bool {
		return b.Region != "" && region.Within(path, b.Region) && slices.Contains(roles, b.Role)
	})
}

// Return gives the file back with a reason: what is being checked, registered or has left goes to draft, a pending exit
// back to registered. The township returns what was submitted to it, the county everything.
func (s *Service) Return(ctx context.Context, fileID string, version int64, reason ReturnReason, note privacy.Secret) (File, error) {
	if !slices.Contains(returnReasons, reason) {
		return File{}, ErrReason.At("reason")
	}
	return s.step(ctx, auth.BeneficiaryVerify, fileID, version, "beneficiary.return", string(reason), func(ctx context.Context, actor auth.Actor, b *Beneficiary) error {
		if !holds(actor, b.Region, auth.CountyAdmin) && b.Status != VillageSubmitted {
			return auth.ErrForbidden
		}
		to := Draft
		if b.Status == ExitPending {
			to, b.ExitReason, b.ExitMakers = Registered, "", nil
		}
		if err := b.Move(to, s.now()); err != nil {
			return err
		}
		b.ReturnReason, b.Checkers = reason, nil
		var err error
		if b.ReturnNote, err = s.store.sealText(filesName, "return_note", b.ID, note); err != nil {
			return err
		}
		return s.tellReturned(ctx, b)
	})
}

// ProposeExit asks the county to take the person off the register. While R-16 applies, the case is not solved.
func (s *Service) ProposeExit(ctx context.Context, fileID string, version int64, reason ExitReason) (File, error) {
	if !slices.Contains(exitReasons, reason) {
		return File{}, ErrReason.At("reason")
	}
	return s.step(ctx, auth.BeneficiaryEdit, fileID, version, "beneficiary.propose_exit", string(reason), func(ctx context.Context, actor auth.Actor, b *Beneficiary) error {
		if err := b.Move(ExitPending, s.now()); err != nil {
			return err
		}
		if b.Alone(s.today()) && (reason == Resolved || reason == ParentsBack) {
			return ErrAlone
		}
		b.ExitReason, b.ExitMakers, b.SubmittedBy = reason, named(nil, actor), actor.ID()
		return s.tellFile(ctx, b, "care.file_submitted", auth.CountyAdmin)
	})
}

// ConfirmExit takes the person off the register for the county. What is open of pairings ends with it.
func (s *Service) ConfirmExit(ctx context.Context, fileID string, version int64) (File, error) {
	return s.step(ctx, auth.BeneficiaryVerify, fileID, version, "beneficiary.exit", "", func(ctx context.Context, actor auth.Actor, b *Beneficiary) error {
		if !holds(actor, b.Region, auth.CountyAdmin) {
			return auth.ErrForbidden
		}
		if err := b.Move(Exited, s.now()); err != nil {
			return err
		}
		if err := actor.NotSelf(b.ExitMakers...); err != nil {
			return err
		}
		b.ExitedOn, b.OrgIDs = s.today(), nil
		return s.endAllOf(ctx, b)
	})
}

// Assign lets the organisation see the person's card and run pairings for them.
func (s *Service) Assign(ctx context.Context, fileID string, version int64, orgID string) (File, error) {
	return s.step(ctx, auth.BeneficiaryVerify, fileID, version, "beneficiary.assign", orgID, func(ctx context.Context, _ auth.Actor, b *Beneficiary) error {
		if b.Status != Registered {
			return ErrNotRegistered
		}
		if _, err := s.Orgs.RequireActive(ctx, orgID); err != nil {
			return err
		}
		return b.assign(orgID)
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
	return s.step(ctx, auth.BeneficiaryVerify, fileID, version, "beneficiary.withdraw", orgID, func(ctx context.Context, _ auth.Actor, b *Beneficiary) error {
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
