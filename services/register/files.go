package register

import (
	"context"
	"errors"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/files"
)

// MeasureProof is the purpose of the attachments that prove a measure for a child without a caregiver.
const MeasureProof = "measure_proof"

// papers returns the place of the scans of consents and of the proofs of measures. They belong to the file of the person, not to a pairing, because they name
// the person and the guardian.
func (s *Service) papers() files.Place {
	return files.Place{Prefix: "ben", Reach: s.reachPapers, Purposes: []files.Purpose{
		{Code: "consent", ZH: "监护人或本人同意书", EN: "Consent of the guardian or the person", Personal: true, Most: 10},
		{Code: MeasureProof, ZH: "监护措施证明", EN: "Proof of a measure for a child alone", Personal: true, Most: 10},
	}}
}

// reachPapers lets those who write the file add scans until the person has left, and remove them from a draft. They and those who
// verify files see the scans; organisations and volunteers do not.
func (s *Service) reachPapers(ctx context.Context, act files.Act, fileID string, _ files.Purpose) (files.Holder, error) {
	actor := auth.From(ctx)
	b, err := s.store.loadFile(ctx, actor.Scope(auth.BeneficiaryEdit), fileID)
	writes := err == nil
	if errors.Is(err, docstore.ErrNotFound) {
		b, err = s.store.loadFile(ctx, actor.Scope(auth.BeneficiaryVerify), fileID)
	}
	switch {
	case err != nil:
		return files.Holder{}, err
	case act != files.See && !writes:
		return files.Holder{}, auth.ErrForbidden
	case act == files.Add && b.Status == Exited, act == files.Remove && b.Status != Draft:
		return files.Holder{}, ErrFileLocked
	}
	return files.Holder{Region: b.Region}, nil
}
