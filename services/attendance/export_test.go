package attendance

import (
	"context"
	"slices"

	"github.com/tongxing-platform/tongxing/services/platform/id"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// Stay and Held are the things of the tables of acts.
type (
	Stay = stay
	Held = paper
)

// StayFlow is the table of a stay's acts as the service takes them.
func (s *Service) StayFlow() *workflow.Flow[Stay, Status] { return s.stays }

// CertificateFlow is the table of a certificate's acts as the service takes them.
func (s *Service) CertificateFlow() *workflow.Flow[Held, CertificateStatus] { return s.papers }

// Put puts a stay into the state, past all rules; in a state that counts, with an entry of its hours in the ledger.
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

// PutCertificate puts a certificate into the state, past all rules.
func (s *Service) PutCertificate(ctx context.Context, c Certificate, state CertificateStatus) error {
	_, err := s.store.allDocs.Update(ctx, c.ID, func(kept *Certificate) error {
		meta := kept.Meta
		*kept = c
		kept.Meta, kept.Status = meta, state
		return nil
	})
	return err
}
