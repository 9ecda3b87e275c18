package servicelog

import (
	"cmp"
	"context"
	"slices"
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
)

// Deps are the dependencies of the service. Every field is needed.
type Deps struct {
	DB        *docstore.DB
	Sealer    *privacy.Sealer
	Audit     *audit.Log
	Outbox    *notify.Outbox
	Now       func() time.Time
	Regions   *region.Tree
	Contracts *contracts.Service
	Register  *register.Service
	UsersOf   func(ctx context.Context, orgID string, role auth.Role) ([]string, error)
	Actors    func(ctx context.Context, userIDs ...string) ([]auth.Actor, error)
	Names     func(ctx context.Context, ids ...string) (map[string]string, error) // of users
	OrgNames  func(ctx context.Context, ids []string) (map[string]string, error)
	Papers    func(ctx context.Context, entryID string) error // files.RemoveAll
}

// Service holds the use cases of the service log. It may be used by many goroutines at once.
type Service struct {
	Deps
	store   *store
	entries *workflow.Flow[Entry, Status]
	threads *workflow.Flow[Thread, ThreadStatus]
}

// New declares the collections and returns the service.
func New(d Deps) (*Service, error) {
	st, err := openStore(d.DB, d.Sealer)
	if err != nil {
		return nil, err
	}
	s := &Service{Deps: d, store: st}
	s.entries = &workflow.Flow[Entry, Status]{
		Table: &entryActs, DB: d.DB, Audit: d.Audit, Now: s.now, Load: st.loadEntry, Reaches: st.entries.InScope, Save: st.allEntries.Save,
		Version: func(e *Entry) int64 { return e.Version },
		Entry: func(e *Entry) audit.Entry {
			return audit.Entry{Subjects: append([]string{e.ID}, e.PersonIDs...), Region: e.Region}
		},
	}
	s.threads = &workflow.Flow[Thread, ThreadStatus]{
		Table: &threadActs, DB: d.DB, Audit: d.Audit, Now: s.now, Load: st.loadThread, Reaches: st.threads.InScope, Save: st.allThreads.Save,
		Version: func(t *Thread) int64 { return t.Version },
		Entry: func(t *Thread) audit.Entry {
			return audit.Entry{Subjects: append([]string{t.ID}, t.PersonIDs...), Region: t.Region}
		},
	}
	return s, nil
}

func (s *Service) now() time.Time { return s.Now().UTC().Truncate(time.Millisecond) }

func (s *Service) today() region.Day { return region.DayOf(s.now()) }

var orgRoles = []auth.Role{auth.SocialWorker, auth.ProjectLead, auth.OrgAdmin}

// staff returns the people of the organisation who may give services, by user id.
func (s *Service) staff(ctx context.Context, orgID string) ([]string, error) {
	var out []string
	for _, role := range orgRoles {
		ids, err := s.UsersOf(ctx, orgID, role)
		if err != nil {
			return nil, err
		}
		out = append(out, ids...)
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// Worker is a person of an organisation who may give services.
type Worker struct{ ID, Name string }

// Workers returns the people of the organisation of a contract within the actor's reach who may give services, by name.
func (s *Service) Workers(ctx context.Context, contractID string) ([]Worker, error) {
	actor, err := auth.Require(ctx, auth.ServiceWrite)
	if err != nil {
		return nil, err
	}
	c, err := s.ours(ctx, actor, contractID)
	if err != nil {
		return nil, err
	}
	ids, err := s.staff(ctx, c.ProviderID)
	if err != nil {
		return nil, err
	}
	names, err := s.Names(ctx, ids...)
	if err != nil {
		return nil, err
	}
	out := make([]Worker, 0, len(names))
	for id, name := range names {
		out = append(out, Worker{id, name})
	}
	slices.SortFunc(out, func(a, b Worker) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID)) })
	return out, nil
}

// ours returns the contract if the actor writes for its provider, else ErrNotOurs.
func (s *Service) ours(ctx context.Context, actor auth.Actor, contractID string) (contracts.Contract, error) {
	c, err := s.Contracts.Get(ctx, contractID)
	if err != nil && !isMissing(err) {
		return c, err
	}
	if err != nil || c.ProviderID == "" || !actor.ForOrg(auth.ServiceWrite, c.ProviderID, c.Region) {
		return c, ErrNotOurs.At("contract_id")
	}
	return c, nil
}
