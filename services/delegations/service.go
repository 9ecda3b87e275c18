package delegations

import (
	"context"
	"time"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/files"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
	"github.com/tongxing-platform/tongxing/services/register"
)

// Deps are the dependencies of the service. Every field is needed.
type Deps struct {
	DB       *docstore.DB
	Sealer   *privacy.Sealer
	Index    *privacy.BlindIndex
	Audit    *audit.Log
	Outbox   *notify.Outbox
	Now      func() time.Time
	Register *register.Service
	File     func(ctx context.Context, fileID string) (files.File, error) // files.Get
	Papers   func(ctx context.Context, delegationID string) error         // files.RemoveAll
}

// Service holds the use cases of delegated care. It may be used by many goroutines at once.
type Service struct {
	Deps
	store       *store
	delegations *workflow.Flow[Delegation, Status]
}

// New declares the collections and returns the service.
func New(d Deps) (*Service, error) {
	st, err := openStore(d.DB, d.Sealer, d.Index)
	if err != nil {
		return nil, err
	}
	s := &Service{Deps: d, store: st}
	s.delegations = &workflow.Flow[Delegation, Status]{
		Table: &delegationActs, DB: d.DB, Audit: d.Audit, Now: s.now, Load: st.loadDelegation, Reaches: st.delegations.InScope, Save: st.saveDelegation,
		Version: func(d *Delegation) int64 { return d.Version },
		Entry: func(d *Delegation) audit.Entry {
			return audit.Entry{Subjects: []string{d.ID, d.FileID}, Region: d.Region}
		},
	}
	return s, nil
}

func (s *Service) now() time.Time { return s.Now().UTC().Truncate(time.Millisecond) }

func (s *Service) today() region.Day { return region.DayOf(s.now()) }

// reader returns the actor when one of their offices in a region may read files of persons. Organisations may read the cards of persons
// assigned to them, but no delegation.
func reader(ctx context.Context) (auth.Actor, error) {
	actor, err := auth.Require(ctx, auth.BeneficiaryRead)
	if err == nil && actor.Job == "" && len(actor.Regions(auth.BeneficiaryRead)) == 0 {
		err = auth.ErrForbidden
	}
	return actor, err
}
