package servicelog

import (
	"context"
	"fmt"
	"slices"

	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/id"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

type threadCall = workflow.Call[Thread]

// ThreadQuery filters a list of threads. Empty fields do not filter.
type ThreadQuery struct {
	ContractID, OrgID string
	Kind              contracts.ServiceKind
	Status            ThreadStatus
	Page              []docstore.Option
}

// ThreadView is a thread with what its reader may see of it.
type ThreadView struct {
	Thread
	PlanText   privacy.Secret
	Texts      []privacy.Secret // of Notes
	Pseudonyms []string         // of PersonIDs
	Contract   string           // name
}

// CreateThread begins case or group work of the contract's organisation.
func (s *Service) CreateThread(ctx context.Context, c ThreadContent) (ThreadView, error) {
	actor, err := auth.Require(ctx, auth.ServiceWrite)
	if err != nil {
		return ThreadView{}, err
	}
	made := id.New("thr")
	var t Thread
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		t = Thread{Status: Open, StatusAt: s.now()}
		t.ID = made
		if err := s.writeThread(ctx, actor, &t, c); err != nil {
			return err
		}
		if _, err := s.Contracts.RequirePerforming(ctx, t.ContractID, t.OrgID, s.now()); err != nil {
			return atContract(err)
		}
		if err := s.store.allThreads.Insert(ctx, &t); err != nil {
			return err
		}
		e := s.threads.Entry(&t)
		e.Action = "service_thread.create"
		return s.Audit.Write(ctx, e)
	})
	if err != nil {
		return ThreadView{}, fmt.Errorf("begin a thread: %w", err)
	}
	return s.threadView(ctx, t)
}

// EditThread replaces plan, people and lead of an open thread. Kind and contract stay.
func (s *Service) EditThread(ctx context.Context, threadID string, version int64, c ThreadContent) (ThreadView, error) {
	return s.takeThread(ctx, "edit", threadID, threadCall{Version: version, Do: func(ctx context.Context, q workflow.Asking, t *Thread) error {
		c.Kind, c.ContractID = t.Kind, t.ContractID
		return s.writeThread(ctx, q.Actor, t, c)
	}})
}

func (s *Service) writeThread(ctx context.Context, actor auth.Actor, t *Thread, c ThreadContent) error {
	c.People = slices.Compact(slices.Sorted(slices.Values(c.People)))
	var p fault.Problems
	c.check(s.today(), &p)
	if err := p.Err(); err != nil {
		return err
	}
	contract, err := s.ours(ctx, actor, c.ContractID)
	if err != nil {
		return err
	}
	people, err := s.people(ctx, contract.ProviderID, c.People)
	if err != nil {
		return err
	}
	staff, err := s.staff(ctx, contract.ProviderID)
	if err != nil {
		return err
	}
	if c.Lead == "" {
		c.Lead = actor.UserID
	}
	if !slices.Contains(staff, c.Lead) {
		return ErrWorkers.At("lead")
	}
	lead, err := s.Actors(ctx, c.Lead)
	if err != nil {
		return err
	}
	t.Makers = actor.AddTo(t.Makers)
	for _, a := range lead {
		t.Makers = a.AddTo(t.Makers)
	}
	t.Kind, t.ContractID, t.OrgID, t.Title, t.Lead, t.Start, t.ReviewBy = c.Kind, contract.ID, contract.ProviderID, c.Title, c.Lead, c.Start, c.ReviewBy
	t.PersonIDs, t.Region = c.People, people[0].Region
	t.Plan, err = s.store.sealer.Reseal(aad(threadsName, "plan", t.ID), t.Plan, c.Plan.Reveal())
	return err
}

// AddReview records a review of the work and when the next one is due.
func (s *Service) AddReview(ctx context.Context, threadID string, version int64, n NewNote) (ThreadView, error) {
	return s.addNote(ctx, "review", threadID, version, Review, n)
}

// Supervise records a supervisor's note. It returns auth.ErrSelf for the lead and for who wrote the thread.
func (s *Service) Supervise(ctx context.Context, threadID string, version int64, n NewNote) (ThreadView, error) {
	return s.addNote(ctx, "supervise", threadID, version, Supervision, n)
}

// CloseThread ends the work with its outcome, which counts for the contract.
func (s *Service) CloseThread(ctx context.Context, threadID string, version int64, n NewNote) (ThreadView, error) {
	return s.addNote(ctx, "close", threadID, version, Closing, n)
}

func (s *Service) addNote(ctx context.Context, act, threadID string, version int64, kind NoteKind, n NewNote) (ThreadView, error) {
	t, err := s.GetThread(ctx, threadID)
	if err != nil {
		return ThreadView{}, err
	}
	return s.takeThread(ctx, act, threadID, threadCall{Version: version, Hot: t.ContractID, Do: func(ctx context.Context, q workflow.Asking, t *Thread) error {
		if err := n.check(t, kind, s.today()); err != nil {
			return err
		}
		text, err := s.store.sealer.Seal(aad(threadsName, noteField(len(t.Notes)), t.ID), n.Text.Reveal())
		if err != nil {
			return err
		}
		t.Notes = append(t.Notes, Note{Kind: kind, On: n.On, Text: text, By: q.Actor.ID()})
		switch kind {
		case Review:
			t.ReviewBy = n.ReviewBy
		case Closing:
			t.Outcome, t.ReviewBy = n.Outcome, ""
			return s.countClosed(ctx, t)
		}
		return nil
	}})
}

// ReopenThread lets closed work go on; it does not count as closed any more.
func (s *Service) ReopenThread(ctx context.Context, threadID string, version int64, reason string) (ThreadView, error) {
	t, err := s.GetThread(ctx, threadID)
	if err != nil {
		return ThreadView{}, err
	}
	return s.takeThread(ctx, "reopen", threadID, threadCall{Version: version, Reason: reason, Hot: t.ContractID, Do: func(ctx context.Context, _ workflow.Asking, t *Thread) error {
		t.Outcome = ""
		return s.uncountClosed(ctx, t)
	}})
}

func (s *Service) takeThread(ctx context.Context, act, threadID string, c threadCall) (ThreadView, error) {
	t, err := s.threads.Take(ctx, act, threadID, c)
	if err != nil {
		return ThreadView{}, err
	}
	return s.threadView(ctx, t)
}

// ThreadActs returns what the acting person may do with the thread now.
func (s *Service) ThreadActs(ctx context.Context, t *Thread) []workflow.Answer {
	return s.threads.Acts(ctx, t)
}

// ReadThread returns the thread if it lies within the actor's reach, else docstore.ErrNotFound, and writes an audit entry.
func (s *Service) ReadThread(ctx context.Context, threadID string) (ThreadView, error) {
	actor, err := auth.Require(ctx, auth.ServiceRead)
	if err != nil {
		return ThreadView{}, err
	}
	var t Thread
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		var err error
		if t, err = s.store.loadThread(ctx, actor.Scope(auth.ServiceRead), threadID); err != nil {
			return err
		}
		return s.Audit.Write(ctx, audit.Entry{
			Action: "service_thread.read", Subjects: append([]string{t.ID}, t.PersonIDs...), Region: t.Region, Shown: []string{t.Region},
		})
	})
	if err != nil {
		return ThreadView{}, err
	}
	return s.threadView(ctx, t)
}

func (s *Service) threadView(ctx context.Context, t Thread) (v ThreadView, err error) {
	v = ThreadView{Thread: t}
	if v.PlanText, v.Texts, err = s.store.openNotes(&t); err != nil {
		return v, err
	}
	if v.Pseudonyms, err = s.pseudonyms(ctx, t.PersonIDs); err != nil {
		return v, err
	}
	c, err := s.Contracts.Get(ctx, t.ContractID)
	v.Contract = c.Name
	return v, err
}

// Threads returns the threads within the actor's reach, the latest first. It shows no person.
func (s *Service) Threads(ctx context.Context, q ThreadQuery) (docstore.Page[Thread], error) {
	actor, err := auth.Require(ctx, auth.ServiceRead)
	if err != nil {
		return docstore.Page[Thread]{}, err
	}
	return s.store.listThreads(ctx, actor.Scope(auth.ServiceRead), q)
}
