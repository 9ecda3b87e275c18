package servicelog

import (
	"context"

	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
)

// Query filters a list of entries. Empty fields do not filter; without a state, those thrown away are left out.
type Query struct {
	ContractID, OrgID, ThreadID string
	FileID                      string // person served
	Worker                      string // user id
	Region                      string // path prefix
	Status                      Status
	Kind                        contracts.ServiceKind
	Month                       string // 2026-03, in which it counts
	Page                        []docstore.Option
}

// View is an entry with what its reader may see of it.
type View struct {
	Entry
	Texts      Texts
	Pseudonyms []string // of People, in their order
	Doubles    []Double // for who approves it
	Contract   string   // name
	Thread     string   // title
}

// Double is another entry in which a person was served at the same time.
type Double struct {
	Entry
	OrgName string
	Same    bool // the approved entry of the same visit: this one cannot be approved
	Ours    bool // of the same organisation
}

// Read returns the entry if it lies within the actor's reach, else docstore.ErrNotFound, and writes an audit entry.
func (s *Service) Read(ctx context.Context, entryID string) (View, error) {
	actor, err := auth.Require(ctx, auth.ServiceRead)
	if err != nil {
		return View{}, err
	}
	var e Entry
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		var err error
		if e, err = s.store.loadEntry(ctx, actor.Scope(auth.ServiceRead), entryID); err != nil {
			return err
		}
		return s.Audit.Write(ctx, audit.Entry{
			Action: "service.read", Subjects: append([]string{e.ID}, e.PersonIDs...), Region: e.Region, Shown: []string{e.Region},
		})
	})
	if err != nil {
		return View{}, err
	}
	return s.view(ctx, e)
}

// inReach returns the entry, without its texts, if it lies within the actor's reach, else docstore.ErrNotFound. It writes no audit entry: it
// opens the history, which shows no person.
func (s *Service) inReach(ctx context.Context, entryID string) (Entry, error) {
	actor, err := auth.Require(ctx, auth.ServiceRead)
	if err != nil {
		return Entry{}, err
	}
	return s.store.loadEntry(ctx, actor.Scope(auth.ServiceRead), entryID)
}

// threadInReach is inReach for a thread.
func (s *Service) threadInReach(ctx context.Context, threadID string) (Thread, error) {
	actor, err := auth.Require(ctx, auth.ServiceRead)
	if err != nil {
		return Thread{}, err
	}
	return s.store.loadThread(ctx, actor.Scope(auth.ServiceRead), threadID)
}

func (s *Service) view(ctx context.Context, e Entry) (v View, err error) {
	v = View{Entry: e}
	if v.Texts, err = s.store.openTexts(&e); err != nil {
		return v, err
	}
	if v.Pseudonyms, err = s.pseudonyms(ctx, e.PersonIDs); err != nil {
		return v, err
	}
	c, err := s.Contracts.Get(ctx, e.ContractID)
	if err != nil {
		return v, err
	}
	v.Contract = c.Name
	if e.ThreadID != "" {
		t, err := s.GetThread(ctx, e.ThreadID)
		if err != nil {
			return v, err
		}
		v.Thread = t.Title
	}
	actor := auth.From(ctx)
	if e.Status != Submitted || !actor.May(auth.ServiceApprove) || !actor.ForOrg(auth.ServiceApprove, e.OrgID, e.Region) {
		return v, nil
	}
	others, err := s.doubles(ctx, &e)
	if err != nil {
		return v, err
	}
	ids := make([]string, len(others))
	for i, o := range others {
		ids[i] = o.OrgID
	}
	names, err := s.OrgNames(ctx, ids)
	if err != nil {
		return v, err
	}
	for _, o := range others {
		v.Doubles = append(v.Doubles, Double{Entry: o, OrgName: names[o.OrgID], Same: e.sameVisit(&o), Ours: o.OrgID == e.OrgID})
	}
	return v, nil
}

// pseudonyms returns the pseudonyms of the files, in their order.
func (s *Service) pseudonyms(ctx context.Context, fileIDs []string) ([]string, error) {
	files, err := s.Register.GetMany(ctx, fileIDs)
	if err != nil {
		return nil, err
	}
	out := make([]string, len(fileIDs))
	for i, id := range fileIDs {
		if b, ok := files[id]; ok {
			out[i] = s.Register.PseudonymOf(&b)
		}
	}
	return out, nil
}
