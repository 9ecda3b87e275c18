package integrations

import (
	"context"
	"fmt"
	"strings"

	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
)

// The bounds of a page of the feed.
const (
	DefaultLimit = 100
	MaxLimit     = 500

	scanBatch = 500
	maxScan   = 4 * scanBatch // audit records looked through for one page
)

// Changes returns up to limit changes behind the cursor, in the order of the chain, of the records that the actor may read. A page may have
// fewer items, or none, and More set: the records looked through were of others. It returns ErrCursor for a cursor ahead of the chain.
func (s *Service) Changes(ctx context.Context, after int64, limit int) (Changes, error) {
	if _, err := auth.Require(ctx, auth.Session); err != nil {
		return Changes{}, err
	}
	if limit <= 0 {
		limit = DefaultLimit
	}
	limit = min(limit, MaxLimit)
	head, err := s.Audit.Head(ctx)
	if err != nil {
		return Changes{}, fmt.Errorf("feed of changes: %w", err)
	}
	if after > head.Seq || after < 0 {
		return Changes{}, ErrCursor
	}
	page := Changes{Items: []Change{}, Next: after}
	for scanned := 0; scanned < maxScan; scanned += scanBatch {
		records, err := s.Audit.After(ctx, page.Next, scanBatch)
		if err != nil {
			return Changes{}, fmt.Errorf("feed of changes: %w", err)
		}
		seen, err := s.reached(ctx, records)
		if err != nil {
			return Changes{}, err
		}
		for _, c := range seen {
			if len(page.Items) == limit {
				page.More = true
				return page, nil
			}
			page.Items = append(page.Items, c)
			page.Next = c.Seq
		}
		if len(records) > 0 {
			page.Next = records[len(records)-1].Seq
		}
		if len(records) < scanBatch {
			return page, nil
		}
	}
	page.More = true
	return page, nil
}

// Latest returns the cursor of the end of the feed.
func (s *Service) Latest(ctx context.Context) (int64, error) {
	if _, err := auth.Require(ctx, auth.Session); err != nil {
		return 0, err
	}
	head, err := s.Audit.Head(ctx)
	return head.Seq, err
}

// reached returns the changes among the records, in their order, of records that the actor may read now.
func (s *Service) reached(ctx context.Context, records []audit.Record) ([]Change, error) {
	actor := auth.From(ctx)
	var changes []Change
	ids := map[string][]string{}
	for i := range records {
		c, ok := s.follow.changeOf(&records[i])
		if prefix, _, _ := strings.Cut(c.ID, "_"); ok && actor.May(s.follow[prefix].Read) {
			changes = append(changes, c)
			ids[prefix] = append(ids[prefix], c.ID)
		}
	}
	within := map[string]bool{}
	for prefix, list := range ids {
		found, err := s.follow[prefix].Readable(ctx, list)
		if err != nil {
			return nil, fmt.Errorf("feed of changes: %w", err)
		}
		for id := range found {
			within[id] = true
		}
	}
	kept := changes[:0]
	for _, c := range changes {
		if within[c.ID] {
			kept = append(kept, c)
		}
	}
	return kept, nil
}
