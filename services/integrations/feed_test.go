package integrations_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/tongxing-platform/tongxing/services/integrations"
	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
)

// all reads the whole feed in pages of the size.
func (e *env) all(a auth.Actor, after int64, limit int) (ids []string, next int64) {
	e.Helper()
	for {
		p, err := e.service.Changes(as(a), after, limit)
		if err != nil {
			e.Fatal(err)
		}
		for _, c := range p.Items {
			if c.Seq <= after {
				e.Errorf("%d comes after %d", c.Seq, after)
			}
			after = c.Seq
			ids = append(ids, c.ID)
		}
		if after = p.Next; !p.More {
			return ids, after
		}
	}
}

func TestFeedShowsWhatOneMayRead(t *testing.T) {
	e := newEnv(t)
	e.add("con_1", "org_a", county)
	e.add("con_2", "org_b", county)
	e.add("con_3", "org_b", sibling)
	for _, entry := range []audit.Entry{
		{Action: "contract.read", Subjects: []string{"con_1"}},                // a read
		{Action: "signup.confirm", Subjects: []string{"con_1"}, Version: 3},   // another noun
		{Action: "contract.sign", Subjects: []string{"ben_1"}, Version: 3},    // another record
		{Action: "milestone.accept", Subjects: []string{"con_1"}, Version: 3}, // a part: no version
	} {
		if err := e.audit.Write(as(office), entry); err != nil {
			t.Fatal(err)
		}
	}
	for _, tt := range []struct {
		name string
		a    auth.Actor
		want []string
	}{
		{"leader", leader, []string{"con_1", "con_1"}}, {"other", other, []string{"con_2", "con_3"}}, {"office", office, []string{"con_1", "con_2", "con_1"}},
		{"far", far, []string{"con_3"}}, {"nobody", nobody, nil}, {"auditor", auditor, nil},
	} {
		for _, limit := range []int{1, 2, 100} {
			if got, _ := e.all(tt.a, 0, limit); !slices.Equal(got, tt.want) {
				t.Errorf("%s sees %v, want %v", tt.name, got, tt.want)
			}
		}
	}
	a := leader
	a.Token = &auth.Token{ID: "tok_1", Scopes: []auth.TokenScope{auth.ActivitiesRead}}
	if got, _ := e.all(a, 0, 10); len(got) != 0 {
		t.Errorf("a token without the scope sees %v", got)
	}
	a.Token.Scopes = []auth.TokenScope{auth.ContractsRead}
	p, err := e.service.Changes(as(a), 0, 10)
	if err != nil || len(p.Items) != 2 || p.Items[0].State != "signed" || p.Items[0].Version != 1 || p.Items[0].Act != "contract.sign" || p.Items[1].Version != 0 {
		t.Errorf("%+v %v", p, err)
	}
	for _, after := range []int64{-1, p.Next + 100} {
		if _, err := e.service.Changes(as(a), after, 10); !errors.Is(err, integrations.ErrCursor) {
			t.Errorf("%d: %v", after, err)
		}
	}
	if at, err := e.service.Latest(as(a)); err != nil || at != p.Next {
		t.Errorf("latest %d, want %d, %v", at, p.Next, err)
	}
	if _, err := e.service.Changes(context.Background(), 0, 10); !errors.Is(err, auth.ErrLogin) {
		t.Error(err)
	}
}

// TestFeedHasNoGaps reads by cursor while many transactions write, some of them slow and some rolled back. What was read once is the whole and is
// never added to in the middle.
func TestFeedHasNoGaps(t *testing.T) {
	e := newEnv(t)
	const writers, each = 8, 25
	undo := errors.New("undo")
	var writing sync.WaitGroup
	for n := range writers {
		writing.Go(func() {
			for i := range each {
				err := e.db.Tx(as(office), func(ctx context.Context) error {
					if err := e.addIn(ctx, fmt.Sprintf("con_%d_%d", n, i), "org_a", county); err != nil {
						return err
					}
					if i%5 == 4 {
						return undo
					}
					return nil
				})
				if err != nil && !errors.Is(err, undo) {
					t.Error(err)
				}
			}
		})
	}
	done := make(chan struct{})
	go func() { writing.Wait(); close(done) }()
	var got []string
	next, over := int64(0), false
	for !over {
		select {
		case <-done:
			over = true // and once more
		default:
		}
		var ids []string
		ids, next = e.all(leader, next, 7)
		got = append(got, ids...)
	}
	whole, _ := e.all(leader, 0, 100)
	if !slices.Equal(got, whole) || len(whole) != writers*each*4/5 {
		t.Errorf("read %d along the way, %d in all, want %d", len(got), len(whole), writers*each*4/5)
	}
}
