package servicelog

import (
	"context"
	"fmt"

	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
	"github.com/tongxing-platform/tongxing/services/register"
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

// DropTallies deletes the figures of a contract.
func (s *Service) DropTallies(ctx context.Context, contractID string) error {
	_, err := s.store.tallies.DeleteMany(ctx, docstore.Filter{{Key: "contract_id", Value: contractID}})
	return err
}

// FillMonths stores tallies of a contract as n entries of that many months make them, in every kind and dimension.
func (s *Service) FillMonths(ctx context.Context, contractID string, months []string, villages int, n int64) error {
	return s.DB.Tx(ctx, func(ctx context.Context) error {
		for _, month := range months {
			c := cells{}
			for i, code := range contracts.ServiceKindWords.Codes() {
				kind := contracts.ServiceKind(code)
				each := n / int64(len(months)*len(contracts.ServiceKindWords.Words))
				c.add(month, kind, nil, Sums{Services: each, Minutes: 60 * each})
				for v := range villages {
					t := Traits{Gender: register.Female, Band: Bands[v%len(Bands)], Kinds: []string{"left_behind_child"}, Village: fmt.Sprintf("52/5201/520111/520111101/v%d/", v)}
					c.add(month, kind, &t, Sums{Times: each / int64(villages), New: int64(i), Present: 2})
				}
			}
			if err := s.store.book(ctx, contractID, c); err != nil {
				return err
			}
		}
		return nil
	})
}
