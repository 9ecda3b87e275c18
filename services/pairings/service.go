package pairings

import (
	"context"
	"time"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
	"github.com/tongxing-platform/tongxing/services/register"
	"github.com/tongxing-platform/tongxing/services/volunteers"
)

// Deps are the dependencies of the service. Every field is needed.
type Deps struct {
	DB         *docstore.DB
	Sealer     *privacy.Sealer
	Audit      *audit.Log
	Outbox     *notify.Outbox
	Now        func() time.Time
	Regions    *region.Tree
	Volunteers *volunteers.Service
	Register   *register.Service

	Contract  func(ctx context.Context, contractID, orgID, village string) error // a fault at contract_id unless the contract may count it
	Contacted func(ctx context.Context, p *Pairing, c *Contact) error            // counts a contact for the contract of the pairing
}

// Service holds the use cases of pairings. It may be used by many goroutines at once.
type Service struct {
	Deps
	store    *store
	pairings *workflow.Flow[Pairing, PairingStatus]
	dangers  *workflow.Flow[Contact, DangerStatus]
}

// New declares the collections and returns the service.
func New(d Deps) (*Service, error) {
	st, err := openStore(d.DB, d.Sealer)
	if err != nil {
		return nil, err
	}
	s := &Service{Deps: d, store: st}
	s.pairings = &workflow.Flow[Pairing, PairingStatus]{
		Table: &pairingActs, DB: d.DB, Audit: d.Audit, Now: s.now, Load: st.loadPairing, Reaches: st.pairings.InScope, Save: st.savePairing,
		Version: func(p *Pairing) int64 { return p.Version },
		Entry: func(p *Pairing) audit.Entry {
			return audit.Entry{Subjects: []string{p.ID, p.BeneficiaryID}, Region: p.Region}
		},
	}
	s.dangers = &workflow.Flow[Contact, DangerStatus]{
		Table: &dangerActs, DB: d.DB, Audit: d.Audit, Now: s.now, Load: st.loadDanger, Reaches: st.contacts.InScope, Save: st.saveContact,
		Version: func(c *Contact) int64 { return c.Version },
		Entry: func(c *Contact) audit.Entry {
			return audit.Entry{Subjects: []string{c.ID, c.PairingID}, Region: c.Region}
		},
	}
	return s, nil
}

func (s *Service) now() time.Time { return s.Now().UTC().Truncate(time.Millisecond) }

func (s *Service) today() region.Day { return region.DayOf(s.now()) }
