package scheduler

import (
	"context"
	"errors"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
)

const (
	leaseTime  = time.Minute
	leaseRenew = leaseTime / 3
)

// errLost says that another replica holds the lease by now.
var errLost = errors.New("the lease was lost")

// lease is the right to work on a job; its id is the job's name. Fence grows with each holder, so what an earlier one
// still wants to write is recognised.
type lease struct {
	docstore.Meta `bson:",inline"`
	Holder        string    `bson:"holder"`
	Fence         int64     `bson:"fence"`
	Until         time.Time `bson:"until"`
}

func (l *lease) held(now time.Time) bool { return now.Before(l.Until) }

// take gives the lease to the holder under the next number; false when somebody holds it.
func (s *store) take(ctx context.Context, job, holder string, now time.Time) (fence int64, ok bool, err error) {
	l, err := s.leases.Upsert(ctx, job, func(l *lease) error {
		if l.held(now) {
			return errLost
		}
		l.Holder, l.Until = holder, now.Add(leaseTime)
		l.Fence++
		return nil
	})
	if errors.Is(err, errLost) {
		return 0, false, nil
	}
	return l.Fence, err == nil, err
}

// extend holds the lease longer, or returns errLost.
func (s *store) extend(ctx context.Context, job string, fence int64, until time.Time) error {
	_, err := s.leases.Update(ctx, job, func(l *lease) error {
		if l.Fence != fence {
			return errLost
		}
		l.Until = until
		return nil
	})
	return err
}

// giveBack ends the lease at once, or returns errLost.
func (s *store) giveBack(ctx context.Context, job string, fence int64) error {
	return s.extend(ctx, job, fence, time.Time{})
}

// busy tells whether somebody holds the job's lease.
func (s *store) busy(ctx context.Context, job string, now time.Time) (bool, error) {
	l, err := s.leases.Get(ctx, job)
	if errors.Is(err, docstore.ErrNotFound) {
		return false, nil
	}
	return l.held(now), err
}
