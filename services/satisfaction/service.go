package satisfaction

import (
	"context"
	"errors"
	"time"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
	"github.com/tongxing-platform/tongxing/services/register"
	"github.com/tongxing-platform/tongxing/services/servicelog"
)

// Deps are the dependencies of the service. Every field is needed.
type Deps struct {
	DB        *docstore.DB
	Sealer    *privacy.Sealer
	Index     *privacy.BlindIndex
	Audit     *audit.Log
	Outbox    *notify.Outbox
	Now       func() time.Time
	Regions   *region.Tree
	Contracts *contracts.Service
	Register  *register.Service
	Log       *servicelog.Service
	UsersIn   func(ctx context.Context, regionPath string, roles ...auth.Role) ([]string, error) // accounts.UsersIn
}

// Service holds the use cases of asking those served. It may be used by many goroutines at once.
type Service struct {
	Deps
	store  *store
	rounds *workflow.Flow[Round, Status]
}

// New declares the collections and returns the service.
func New(d Deps) (*Service, error) {
	st, err := openStore(d.DB, d.Sealer, d.Index)
	if err != nil {
		return nil, err
	}
	s := &Service{Deps: d, store: st}
	s.rounds = &workflow.Flow[Round, Status]{
		Table: &roundActs, DB: d.DB, Audit: d.Audit, Now: s.now, Load: st.loadRound, Reaches: st.rounds.InScope, Save: st.allRounds.Save,
		Version: func(r *Round) int64 { return r.Version },
		Entry:   func(r *Round) audit.Entry { return audit.Entry{Subjects: []string{r.ID}, Region: r.Region} },
	}
	return s, nil
}

func (s *Service) now() time.Time { return s.Now().UTC().Truncate(time.Millisecond) }

func (s *Service) today() region.Day { return region.DayOf(s.now()) }

func isMissing(err error) bool { return errors.Is(err, docstore.ErrNotFound) }

// may returns the round when the acting person may take the act with it; p is the permission of the act.
func (s *Service) may(ctx context.Context, act string, p auth.Permission, roundID string) (auth.Actor, Round, error) {
	actor, err := auth.Require(ctx, p)
	if err != nil {
		return actor, Round{}, err
	}
	r, err := s.store.loadRound(ctx, actor.Scope(p), roundID)
	if err == nil {
		err = roundActs.Check(roundActs.Find(act), workflow.Asking{Actor: actor, Now: s.now()}, &r)
	}
	return actor, r, err
}

// townOf returns the path of the town of a village: the last region above it that is a town, else the one above it.
func (s *Service) townOf(path string) string {
	above := parent(path)
	for p := path; p != ""; p = parent(p) {
		if r, ok := s.Regions.Resolve(region.CodeOf(p)); ok && r.Level == region.Township {
			return p
		}
	}
	return above
}

// parent returns the path of the region above.
func parent(path string) string {
	for i := len(path) - 2; i >= 0; i-- {
		if path[i] == '/' {
			return path[:i+1]
		}
	}
	return ""
}

// withAbove returns the paths with those of the regions above each, as a scope over an array of regions needs them.
func withAbove(paths ...string) []string {
	have := map[string]bool{}
	var all []string
	for _, path := range paths {
		for ; path != "" && !have[path]; path = parent(path) {
			have[path] = true
			all = append(all, path)
		}
	}
	return all
}
