package reports

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/services/attendance"
	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/id"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
	"github.com/tongxing-platform/tongxing/services/servicelog"
)

// Deps are the dependencies of the service. Every field but Font is needed.
type Deps struct {
	DB        *docstore.DB
	Audit     *audit.Log
	Outbox    *notify.Outbox
	Now       func() time.Time
	Calendar  *region.Calendar
	Regions   *region.Tree
	Contracts *contracts.Service
	Hours     func(ctx context.Context, of attendance.Of, owner string) ([]attendance.Total, error)                // attendance.Monthly
	Services  func(ctx context.Context, contractID string, q servicelog.FigureQuery) (servicelog.Breakdown, error) // servicelog.Breakdown
	UsersIn   func(ctx context.Context, regionPath string, roles ...auth.Role) ([]string, error)
	Font      string // file of the font of PDFs; empty: the system's
}

// Service holds the use cases of reports. It may be used by many goroutines at once.
type Service struct {
	Deps
	store *store
	flow  *workflow.Flow[Report, Status]
}

// New declares the collection and returns the service.
func New(d Deps) (*Service, error) {
	st, err := openStore(d.DB)
	if err != nil {
		return nil, err
	}
	s := &Service{Deps: d, store: st}
	s.flow = &workflow.Flow[Report, Status]{
		Table: &reportActs, DB: d.DB, Audit: d.Audit, Now: s.now, Load: st.load, Reaches: st.reports.InScope, Save: st.all.Save,
		Version: func(r *Report) int64 { return r.Version },
		Entry: func(r *Report) audit.Entry {
			return audit.Entry{Subjects: []string{r.ID}, Region: r.Region}
		},
	}
	return s, nil
}

func (s *Service) now() time.Time { return s.Now().UTC().Truncate(time.Millisecond) }

func (s *Service) today() region.Day { return region.DayOf(s.now()) }

// Query filters a list of reports. Empty fields do not filter.
type Query struct {
	ContractID, OrgID string
	Status            Status
	Page              []docstore.Option
}

// Named is a report with its contract's name and number.
type Named struct {
	Report
	No, Name string
	Provider string
	Buyer    string
}

// List returns the reports within the actor's reach, the latest period first.
func (s *Service) List(ctx context.Context, q Query) (docstore.Page[Named], error) {
	actor, err := auth.Require(ctx, auth.ContractRead)
	if err != nil {
		return docstore.Page[Named]{}, err
	}
	page, err := s.store.list(ctx, actor.Scope(auth.ContractRead), q)
	if err != nil {
		return docstore.Page[Named]{}, err
	}
	ids := make([]string, len(page.Items))
	for i := range page.Items {
		ids[i] = page.Items[i].ContractID
	}
	of, err := s.Contracts.GetMany(ctx, ids)
	out := docstore.Page[Named]{Items: make([]Named, len(page.Items)), Next: page.Next}
	for i, r := range page.Items {
		c := of[r.ContractID]
		out.Items[i] = named(r, &c)
	}
	return out, err
}

func named(r Report, c *contracts.Contract) Named {
	return Named{Report: r, No: c.No, Name: c.Name, Provider: c.ProviderName, Buyer: c.BuyerDept}
}

// Get returns the report without checking the actor, for the use cases of other features.
func (s *Service) Get(ctx context.Context, reportID string) (Report, error) {
	return s.store.all.Get(ctx, reportID)
}

// Read returns the report within the actor's reach with its figures: as handed in, or those of now before. Else docstore.ErrNotFound.
func (s *Service) Read(ctx context.Context, reportID string) (Named, error) {
	actor, err := auth.Require(ctx, auth.ContractRead)
	if err != nil {
		return Named{}, err
	}
	r, err := s.store.load(ctx, actor.Scope(auth.ContractRead), reportID)
	if err != nil {
		return Named{}, err
	}
	return s.whole(ctx, r)
}

// whole adds the contract's name and the figures of now to a report that has none yet.
func (s *Service) whole(ctx context.Context, r Report) (Named, error) {
	c, err := s.Contracts.Get(ctx, r.ContractID)
	if err != nil {
		return Named{}, err
	}
	if r.Figures == nil {
		if r.Figures, err = s.figures(ctx, &c, &r); err != nil {
			return Named{}, err
		}
	}
	return named(r, &c), nil
}

type call = workflow.Call[Report]

// take takes one of reportActs with the report, and tells the other side unless it was only written.
func (s *Service) take(ctx context.Context, act, reportID string, c call) (Named, error) {
	if act != "write" {
		c.Tell = s.tellOf
	}
	r, err := s.flow.Take(ctx, act, reportID, c)
	if err != nil {
		return Named{}, err
	}
	return s.whole(ctx, r)
}

// Write replaces the texts of a report that is not handed in. version, unless 0, is the version the writer saw.
func (s *Service) Write(ctx context.Context, reportID string, version int64, t Texts) (Named, error) {
	t.trim()
	return s.take(ctx, "write", reportID, call{Version: version, Do: func(_ context.Context, q workflow.Asking, r *Report) error {
		if err := t.check(); err != nil {
			return err
		}
		r.Texts, r.Makers = t, q.Actor.AddTo(r.Makers)
		return nil
	}})
}

// Submit hands the report in with the figures of now.
func (s *Service) Submit(ctx context.Context, reportID string, version int64) (Named, error) {
	return s.take(ctx, "submit", reportID, call{Version: version, Do: func(ctx context.Context, q workflow.Asking, r *Report) error {
		if r.End >= s.today() {
			return ErrEarly
		}
		c, err := s.Contracts.Get(ctx, r.ContractID)
		if err != nil {
			return err
		}
		r.Makers = q.Actor.AddTo(r.Makers)
		r.Figures, err = s.figures(ctx, &c, r)
		return err
	}})
}

// Accept accepts the report and locks the figures of its contract until the end of the period. It returns ErrEarlier while an earlier
// report is undecided, and ErrMoved when the figures are no longer those that were handed in.
func (s *Service) Accept(ctx context.Context, reportID string, version int64) (Named, error) {
	var contractID string
	return s.take(ctx, "accept", reportID, call{Version: version, Note: func(e *audit.Entry) { e.Subjects = append(e.Subjects, contractID) }, Do: func(ctx context.Context, _ workflow.Asking, r *Report) error {
		contractID = r.ContractID
		n, err := s.store.undecided(ctx, r.ContractID, r.To)
		if err != nil {
			return err
		}
		if n > 0 {
			return ErrEarlier
		}
		c, err := s.Contracts.Get(ctx, r.ContractID)
		if err != nil {
			return err
		}
		now, err := s.figures(ctx, &c, r)
		if err != nil {
			return err
		}
		if !now.sameAs(r.Figures) {
			return ErrMoved
		}
		return s.Contracts.LockTo(ctx, r.ContractID, r.To)
	}})
}

// Return returns a report with a reason.
func (s *Service) Return(ctx context.Context, reportID string, version int64, reason string) (Named, error) {
	return s.take(ctx, "return", reportID, call{Version: version, Reason: reason, Do: func(_ context.Context, _ workflow.Asking, r *Report) error {
		r.Figures = nil
		return nil
	}})
}

// Skip lets the provider leave out a period, with a reason. Its figures are not locked by it.
func (s *Service) Skip(ctx context.Context, reportID string, version int64, reason string) (Named, error) {
	return s.take(ctx, "skip", reportID, call{Version: version, Reason: reason})
}

// Reopen asks for a skipped report after all.
func (s *Service) Reopen(ctx context.Context, reportID string, version int64) (Named, error) {
	return s.take(ctx, "reopen", reportID, call{Version: version})
}

// OpenDue opens the reports of all periods that have ended, and tells the providers. Running it again is harmless.
func (s *Service) OpenDue(ctx context.Context) error {
	var failed error // an error does not stop the others
	err := s.Contracts.EachReporting(ctx, func(c *contracts.Contract) error {
		if err := s.openOf(ctx, c); err != nil {
			failed = errors.Join(failed, fmt.Errorf("reports of %s: %w", c.ID, err))
		}
		return nil
	})
	return errors.Join(err, failed)
}

func (s *Service) openOf(ctx context.Context, c *contracts.Contract) error {
	last, err := s.store.last(ctx, c.ID)
	if err != nil {
		return err
	}
	for _, r := range periods(c, last, s.today()) {
		made := id.New("rpt")
		err := s.DB.Tx(ctx, func(ctx context.Context) error {
			r := r
			r.ID, r.ContractID, r.OrgID, r.Region = made, c.ID, c.ProviderID, c.Region
			r.Due, r.Status, r.StatusAt = s.Calendar.AddWorkdays(r.End, DueDays), Open, s.now()
			if err := s.store.all.Insert(ctx, &r); err != nil {
				return err
			}
			e := s.flow.Entry(&r)
			e.Action = "contract_report.open"
			if err := s.Audit.Write(ctx, e); err != nil {
				return err
			}
			return s.tell(ctx, &r, c, "report.opened", r.OrgID)
		})
		if docstore.IsDuplicate(err, "one_per_period") {
			continue
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// RemindDue reminds the provider two working days before a report is due, and tells both sides of overdue ones. Each message is
// sent once, however often the job runs.
func (s *Service) RemindDue(ctx context.Context) error {
	today := s.today()
	soon := s.Calendar.AddWorkdays(today, 2)
	return s.store.eachDue(ctx, soon, func(r Report) error {
		c, err := s.Contracts.Get(ctx, r.ContractID)
		if errors.Is(err, docstore.ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		return s.DB.Tx(ctx, func(ctx context.Context) error {
			if !r.Late(today) {
				return s.tell(ctx, &r, &c, "report.due", r.OrgID)
			}
			to, err := s.UsersIn(ctx, r.Region, auth.BuyerClerk)
			if err != nil {
				return err
			}
			return s.tell(ctx, &r, &c, "report.overdue", append(to, r.OrgID)...)
		})
	})
}
