package delegations

import (
	"context"
	"errors"
	"slices"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/files"
)

// ErrPaperUsed refuses to remove a paper that something in the delegation rests on.
var ErrPaperUsed = fault.New(fault.Conflict, "delegation_paper_used", "A check or the signing names this paper, so it stays.", "核查或签订登记引用了该材料，不能删除。")

// The purposes of the papers of a delegation.
const (
	proofPaper  = "check_proof"
	signedPaper = "signed"
	noticePaper = "notice"
)

// papers returns the place of the papers of a delegation.
func (s *Service) papers() files.Place {
	return files.Place{Prefix: "del", Reach: s.reachPapers, Keeps: s.keepsPaper, Purposes: []files.Purpose{
		{Code: proofPaper, ZH: "受托人核查佐证", EN: "Proof of a check", Personal: true, Most: 12},
		{Code: signedPaper, ZH: "签字的委托照护协议", EN: "Signed agreement", Personal: true, Most: 5},
		{Code: noticePaper, ZH: "告知学校和村（居）委会的书面材料", EN: "Notice to school or village", Personal: true, Most: 5},
	}}
}

// reachPapers lets those who write the delegation add and remove papers: proofs and the signed copy of a draft, notices until the
// confirmation. They and those who confirm see them.
func (s *Service) reachPapers(ctx context.Context, act files.Act, delegationID string, p files.Purpose) (files.Holder, error) {
	actor := auth.From(ctx)
	d, err := s.store.loadDelegation(ctx, actor.Scope(auth.BeneficiaryEdit), delegationID)
	writes := err == nil
	if errors.Is(err, docstore.ErrNotFound) {
		d, err = s.store.loadDelegation(ctx, actor.Scope(auth.BeneficiaryVerify), delegationID)
	}
	open := d.Status == Draft || d.Status == Signed && p.Code == noticePaper
	switch {
	case err != nil:
		return files.Holder{}, err
	case act != files.See && !writes:
		return files.Holder{}, auth.ErrForbidden
	case act != files.See && !open:
		return files.Holder{}, ErrMove
	}
	return files.Holder{Region: d.Region}, nil
}

// keepsPaper returns ErrPaperUsed for a paper that a check or the signing names.
func (s *Service) keepsPaper(ctx context.Context, f files.File) error {
	d, err := s.Get(ctx, f.Record)
	if err != nil {
		return err
	}
	if f.ID == d.SignedFile || slices.ContainsFunc(d.Checks, func(c Check) bool { return c.FileID == f.ID }) {
		return ErrPaperUsed
	}
	return nil
}
