package servicelog

import (
	"context"

	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// Flow returns the table of acts on entries with its things.
func (s *Service) Flow() *workflow.Flow[Entry, Status] { return s.entries }

// ThreadFlow returns the table of acts on threads with its things.
func (s *Service) ThreadFlow() *workflow.Flow[Thread, ThreadStatus] { return s.threads }

// Change changes a stored entry without any rule.
func (s *Service) Change(ctx context.Context, entryID string, change func(*Entry)) error {
	_, err := s.store.allEntries.Update(ctx, entryID, func(e *Entry) error { change(e); return nil })
	return err
}

// ChangeThread changes a stored thread without any rule.
func (s *Service) ChangeThread(ctx context.Context, threadID string, change func(*Thread)) error {
	_, err := s.store.allThreads.Update(ctx, threadID, func(t *Thread) error { change(t); return nil })
	return err
}
