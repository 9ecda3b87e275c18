package attendance

import (
	"context"
	"slices"

	"github.com/tongxing-platform/tongxing/services/platform/id"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// The types of the tables of acts.
type (
	Stay = stay
	Held = heldCertificate
)

// StayFlow returns the flow by which the service takes acts on stays.
func (s *Service) StayFlow() *workflow.Flow[Stay, Status] { return s.stays }

// CertificateFlow returns the flow by which the service takes acts on certificates.
func (s *Service) CertificateFlow() *workflow.Flow[Held, CertificateStatus] { return s.certificates }

// Put stores a stay in the state without checking any rule, with an entry in the ledger if its hours count in that state.
func (s *Service) Put(ctx context.Context, a Attendance, state Status) error {
	return s.DB.Tx(ctx, func(ctx context.Context) error {
		kept, err := s.store.all.Update(ctx, a.ID, func(kept *Attendance) error {
			meta, postings := kept.Meta, kept.Postings
			*kept = a
			kept.Meta, kept.Postings, kept.Status = meta, postings, state
			if slices.Contains(counted, state) {
				kept.EntryID, kept.Postings = id.New("led"), postings+1
			}
			return nil
		})
		if err != nil || !slices.Contains(counted, state) {
			return err
		}
		return s.post(ctx, []Entry{entryOf(&kept, "usr_test", "")})
	})
}

// PutCertificate stores a certificate in the state without checking any rule.
func (s *Service) PutCertificate(ctx context.Context, c Certificate, state CertificateStatus) error {
	_, err := s.store.allDocs.Update(ctx, c.ID, func(kept *Certificate) error {
		meta := kept.Meta
		*kept = c
		kept.Meta, kept.Status = meta, state
		return nil
	})
	return err
}
