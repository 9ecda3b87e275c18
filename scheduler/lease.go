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

// errLost means that another replica holds the lease by now.
var errLost = errors.New("the lease was lost")

// lease is the right to work on a job; its id is the job's name. Fence grows with each holder, so that late writes of an
// earlier holder are recognised.
type lease struct {
	docstore.Meta `bson:",inline"`
	Holder        string    `bson:"holder"`
	Fence         int64     `bson:"fence"`
	Until         time.Time `bson:"until"`
}

func (l *lease) held(now time.Time) bool { return now.Before(l.Until) }

// acquireLease gives the lease to the holder with the next fence; false when somebody holds it.
func (s *store) acquireLease(ctx context.Context, job, holder string, now time.Time) (fence int64, ok bool, err error) {
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

// extendLease extends the lease, or returns errLost.
func (s *store) extendLease(ctx context.Context, job string, fence int64, until time.Time) error {
	_, err := s.leases.Update(ctx, job, func(l *lease) error {
		if l.Fence != fence {
			return errLost
		}
		l.Until = until
		return nil
	})
	return err
}

// releaseLease ends the lease at once, or returns errLost.
func (s *store) releaseLease(ctx context.Context, job string, fence int64) error {
	return s.extendLease(ctx, job, fence, time.Time{})
}

// isLeased reports whether somebody holds the job's lease.
func (s *store) isLeased(ctx context.Context, job string, now time.Time) (bool, error) {
	l, err := s.leases.Get(ctx, job)
	if errors.Is(err, docstore.ErrNotFound) {
		return false, nil
	}
	return l.held(now), err
}
