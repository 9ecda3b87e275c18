package satisfaction_test

import (
	"errors"
	"flag"
	"os"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/register/registertest"
	"github.com/tongxing-platform/tongxing/services/satisfaction"
)

func auditOf(id string) audit.Query { return audit.Query{Subjects: []string{id}} }

// blames reports whether the error names the field.
func blames(err error, path string) bool {
	f, ok := errors.AsType[*fault.Fault](err)
	return ok && slices.ContainsFunc(f.Fields, func(fl fault.Field) bool { return fl.Path == path })
}

// TestResult computes mean and share of known answers.
func TestResult(t *testing.T) {
	for _, tt := range []struct {
		faces     satisfaction.Faces
		mean, bp  int64
		satisfied bool
	}{
		{satisfaction.Faces{0, 0, 0, 0, 5}, 500, 10_000, true},
		{satisfaction.Faces{1, 1, 1, 1, 1}, 300, 4_000, true},
		{satisfaction.Faces{2, 0, 0, 3, 1}, 317, 6_666, true}, // 19 / 6 = 3.1666…
		{satisfaction.Faces{0, 0, 1, 0, 7}, 475, 8_750, true},
		{satisfaction.Faces{0, 0, 0, 4, 0}, 0, 0, false},
		{nil, 0, 0, false},
	} {
		tally := satisfaction.Tally{Faces: tt.faces}
		r := tally.Shown()
		if (r != nil) != tt.satisfied || r != nil && (r.MeanHundredths != tt.mean || r.SatisfiedBP != tt.bp) {
			t.Errorf("%v: %+v", tt.faces, r)
		}
	}
}

// TestTowns checks that neither a town that is shown nor what is left of the whole has fewer than five answers.
func TestTowns(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var all []satisfaction.TownFaces
		var whole int64
		for i := range rapid.IntRange(0, 6).Draw(rt, "towns") {
			n := rapid.Int64Range(1, 12).Draw(rt, "answers")
			all = append(all, satisfaction.TownFaces{Town: string(rune('a' + i)), Faces: satisfaction.Faces{n, 0, 0, 0, 0}})
			whole += n
		}
		rest := whole
		shown := satisfaction.ShownTowns(all)
		for _, s := range shown {
			rest -= s.Faces[0]
			if other := whole - s.Faces[0]; s.Faces[0] < 5 || other < 5 {
				rt.Fatalf("%v of %v: the complement has %d", s, all, other)
			}
		}
		if len(shown) > 0 && rest > 0 && rest < 5 {
			rt.Fatalf("%v are shown of %v: the others have %d", shown, all, rest)
		}
	})
	big := func(n int64) satisfaction.Faces { return satisfaction.Faces{0, 0, 0, 0, n} }
	if got := satisfaction.ShownTowns([]satisfaction.TownFaces{{Town: "a", Faces: big(5)}, {Town: "b", Faces: big(6)}}); len(got) != 2 {
		t.Errorf("two large towns: %v", got)
	}
}

// TestRecount answers by code and by call in any order, with double answers, refusals and files merged, and compares the closed round with a recount.
func TestRecount(t *testing.T) {
	if os.Getenv("TONGXING_NIGHTLY") == "" {
		if err := flag.Set("rapid.checks", "8"); err != nil {
			t.Fatal(err)
		}
	}
	rapid.Check(t, func(rt *rapid.T) {
		e := newEnv(t)
		near, far := e.persons(village, 6), e.persons(registertest.Distant, 3)
		everybody := append(slices.Clone(near), far...)
		e.serve(e.contract, 2*time.Hour, everybody...)
		v := must(e.service.Open(e.As(e.Clerk), e.contract, plan()))(t)
		codes := e.codes(v.ID)
		for _, p := range must(e.service.Print(e.As(e.FarDirector), v.ID, nil))(t) {
			codes[p.FileID] = p.Code
		}
		given, ways := map[string]int64{}, map[string]satisfaction.Way{}
		refused, left, out := map[string]bool{}, map[string]bool{}, map[string]bool{} // out: also those who had answered
		for range rapid.IntRange(3, 25).Draw(rt, "steps") {
			who, score := rapid.SampledFrom(everybody).Draw(rt, "who"), rapid.Int64Range(1, 5).Draw(rt, "score")
			caller := e.Supervisor
			if slices.Contains(far, who) {
				caller = e.FarSupervisor
			}
			closed := given[who] > 0 || left[who]
			switch rapid.SampledFrom([]string{"code", "code", "call", "refuse", "wrong", "leave", "print"}).Draw(rt, "step") {
			case "code":
				if err := e.answer(codes[who], score); (err == nil) == closed {
					rt.Fatalf("by code, answered or left %v: %v", closed, err)
				} else if err == nil {
					given[who], ways[who] = score, satisfaction.ByLink
				}
			case "call":
				err := e.service.TakeAnswer(e.As(caller), e.slip(v.ID, who).ID, satisfaction.Answer{Score: score})
				if (err == nil) == (closed || refused[who]) {
					rt.Fatalf("by call, answered, left or refused %v: %v", closed || refused[who], err)
				} else if err == nil {
					given[who], ways[who] = score, satisfaction.ByCall
				}
			case "refuse":
				if err := e.service.Refuse(e.As(caller), e.slip(v.ID, who).ID); err == nil {
					refused[who] = true
				}
			case "wrong":
				if e.answer(privacy.Secret("ZZZZZ-ZZZZZ"), score) == nil {
					rt.Fatal("an invented code is good")
				}
			case "leave":
				if slices.Contains(near, who) && !out[who] && len(out) < 2 {
					e.leave(who)
					out[who], left[who] = true, given[who] == 0
				}
			case "print":
				if slices.Contains(near, who) && !closed {
					if fresh := e.codes(v.ID, e.slip(v.ID, who).ID)[who]; fresh != "" {
						codes[who] = fresh
					}
				}
			}
		}
		got := must(e.service.Close(e.As(e.Clerk), v.ID, 0))(t)
		want := satisfaction.Tally{}
		faces := make(satisfaction.Faces, 5)
		for _, id := range everybody {
			if left[id] {
				continue
			}
			want.Asked++
			switch {
			case given[id] > 0 && ways[id] == satisfaction.ByCall:
				want.ByCall++
			case given[id] > 0:
				want.ByLink++
			case refused[id]:
				want.Refused++
			}
			if given[id] > 0 {
				faces[given[id]-1]++
			}
		}
		if want.Answers() > 0 {
			want.Faces = faces
		}
		want.Towns = got.Result.Towns
		if !reflect.DeepEqual(got.Result, want) {
			rt.Fatalf("counted %+v, want %+v", got.Result, want)
		}
		bp := must(e.service.SatisfiedBP(t.Context(), e.contract))(t)
		n := want.Answers()
		if (bp != nil) != (n >= 5) || bp != nil && *bp != (faces[3]+faces[4])*10_000/n {
			rt.Fatalf("the share is %v of %v", bp, faces)
		}
	})
}
