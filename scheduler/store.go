package scheduler

import (
	"context"
	"errors"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/id"
)

type store struct {
	db     *docstore.DB
	runs   *docstore.Collection[Run]
	leases *docstore.Collection[lease]
}

func openStore(db *docstore.DB) (*store, error) {
	runs, err := docstore.Declare[Run](db, docstore.Spec{
		Name:   "job_runs",
		Fields: []string{"job", "slot", "status"},
		Indexes: []docstore.Index{
			{Name: "once", Fields: []string{"job", "slot"}, Unique: true},
			{Name: "open", Fields: []string{"status", "slot"}},
		},
	})
	if err != nil {
		return nil, err
	}
	leases, err := docstore.Declare[lease](db, docstore.Spec{Name: "job_leases"})
	return &store{db: db, runs: runs, leases: leases}, err
}

// latestRun returns the job's run with the latest slot, or docstore.ErrNotFound.
func (s *store) latestRun(ctx context.Context, job string) (Run, error) {
	return s.runs.First(ctx, docstore.Filter{{Key: "job", Value: job}}, docstore.Sort("-slot"))
}

// enqueue stores the run; false when another replica has stored one for that slot.
func (s *store) enqueue(ctx context.Context, r *Run) (bool, error) {
	r.ID = id.New("run")
	err := s.runs.Insert(ctx, r)
	if docstore.IsDuplicate(err, "once") {
		return false, nil
	}
	return err == nil, err
}

// openRuns returns the unfinished runs, oldest first.
func (s *store) openRuns(ctx context.Context) ([]Run, error) {
	return s.runs.Find(ctx, docstore.Filter{
		{Key: "status", Value: bson.D{{Key: "$in", Value: []Status{Queued, Running}}}},
	}, docstore.Sort("slot"), docstore.Limit(500))
}

// beginRun starts the run for the holder, or takes it over from a process that died; false when there is nothing to start.
func (s *store) beginRun(ctx context.Context, runID, holder string, now time.Time) (run Run, mine bool, err error) {
	err = s.db.Tx(ctx, func(ctx context.Context) error {
		mine = false
		old, err := s.runs.Get(ctx, runID)
		if err != nil || old.Status != Queued && old.Status != Running {
			return err
		}
		newest, err := s.latestRun(ctx, old.Job)
		if err != nil {
			return err
		}
		fence, free, err := s.acquireLease(ctx, old.Job, holder, now)
		if err != nil {
			return err
		}
		if !free && (old.Status == Running || old.Manual) {
			return nil
		}
		run, err = s.runs.Update(ctx, runID, func(r *Run) error {
			switch {
			case !free:
				r.finish(Skipped, OutcomeBusy, now)
			case newest.ID != r.ID && r.Status == Queued && !r.Manual:
				r.finish(Skipped, OutcomeOvertaken, now)
			case newest.ID != r.ID && r.Status == Running:
				r.finish(Lost, OutcomeOvertaken, now)
			case r.Tries >= maxTries:
				r.finish(Lost, OutcomeTries, now)
			default:
				r.Status, r.Outcome, r.Holder, r.Fence, r.StartedAt = Running, "", holder, fence, now
				r.Tries++
			}
			return nil
		})
		if err != nil {
			return err
		}
		mine = run.Status == Running
		if free && !mine {
			return s.releaseLease(ctx, run.Job, fence)
		}
		return nil
	}, docstore.Hot(runID))
	return run, mine && err == nil, err
}

// finishRun stores the result of the run and releases the lease; errLost when another replica has it by now.
func (s *store) finishRun(ctx context.Context, run Run, end func(*Run)) (Run, error) {
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		if err := s.releaseLease(ctx, run.Job, run.Fence); err != nil {
			return err
		}
		kept, err := s.runs.Update(ctx, run.ID, func(r *Run) error {
			if r.Fence != run.Fence {
				return errLost
			}
			end(r)
			return nil
		})
		run = kept
		return err
	})
	return run, err
}

// removeRuns deletes the job's runs before the instant, but never the latest one, from which the next start is computed.
func (s *store) removeRuns(ctx context.Context, job string, before time.Time) error {
	newest, err := s.latestRun(ctx, job)
	if errors.Is(err, docstore.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if newest.Slot.Before(before) {
		before = newest.Slot
	}
	_, err = s.runs.DeleteMany(ctx, docstore.Filter{{Key: "job", Value: job}, {Key: "slot", Value: bson.D{{Key: "$lt", Value: before}}}})
	return err
}
