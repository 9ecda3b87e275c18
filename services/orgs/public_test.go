package orgs_test

import (
	"testing"

	"github.com/tongxing-platform/tongxing/services/orgs"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
)

// TestKnownToThePublic: an organisation has a page from its approval on, also when it is suspended or closed; a draft and a withdrawn file never have one.
func TestKnownToThePublic(t *testing.T) {
	e := newEnv(t)
	draft := e.reviewing(1)
	_, err := e.service.ReadKnown(t.Context(), draft.ID)
	wants(t, "in review", err, docstore.ErrNotFound)
	withdrawn := e.draft(2)
	must(e.service.Withdraw(e.as(e.owner), withdrawn.ID))(t)
	_, err = e.service.ReadKnown(t.Context(), withdrawn.ID)
	wants(t, "withdrawn", err, docstore.ErrNotFound)
	o := e.approved(3)
	for _, step := range []func() (orgs.Org, error){
		func() (orgs.Org, error) { return o, nil },
		func() (orgs.Org, error) { return e.service.Suspend(e.as(e.reviewer), o.ID, why) },
		func() (orgs.Org, error) { return e.service.Cancel(e.as(e.reviewer), o.ID, why) },
	} {
		want := must(step())(t)
		if got, err := e.service.ReadKnown(t.Context(), o.ID); err != nil || got.Status != want.Status {
			t.Errorf("known as %s, is %s (%v)", got.Status, want.Status, err)
		}
	}
}

// TestFindPublic finds by a part of the name, its pinyin and the whole code; only approved organisations, and in pieces that can be continued.
func TestFindPublic(t *testing.T) {
	e := newEnv(t)
	a := e.approved(1)
	hidden := e.reviewing(2)
	part := string([]rune(a.Name)[1:3])
	for typed, want := range map[string]int{part: 1, a.USCC: 1, " " + a.USCC: 1, a.USCC[:9]: 0, hidden.USCC: 0, "没有": 0} {
		got, err := e.service.FindPublic(t.Context(), orgs.Query{}, typed, 20)
		if err != nil || len(got.Items) != want || want > 0 && got.Items[0].ID != a.ID {
			t.Errorf("%q finds %d (%v)", typed, len(got.Items), err)
		}
	}
	if got, err := e.service.FindPublic(t.Context(), orgs.Query{Region: "11/"}, part, 20); err != nil || len(got.Items) > 0 {
		t.Errorf("elsewhere: %d (%v)", len(got.Items), err)
	}
}
