package main

import (
	"slices"

	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/satisfaction"
)

// seedAnswers are what families say in the demonstration's closed round.
var seedAnswers = []satisfaction.Answer{
	{Score: 5, Remark: "孩子现在放学愿意自己先写作业了，谢谢。"}, {Score: 4, Remark: "希望暑假也能来。"}, {Score: 5}, {Score: 4}, {Score: 3, Remark: "来的时间有时候对不上，提前说一声就好。"}, {Score: 5},
}

// planSatisfaction has the buyer ask those served under the first contract twice: a round that is closed with results, and one that is open, of which
// some slips are printed and one family has answered.
func (w *seed) planSatisfaction(files func() []seedFile) {
	s, o := w.app.satisfaction, w.serving()[0]
	codes := map[string]privacy.Secret{}
	var round string
	print := func(most int) {
		clear(codes)
		for _, f := range files() {
			list, err := s.Slips(w.director(f), round)
			if err != nil || len(codes) >= most { // nobody of the village is asked
				continue
			}
			at := slices.IndexFunc(list.Items, func(p satisfaction.Person) bool { return p.FileID == f.id && p.Prints == 0 })
			if at < 0 {
				continue
			}
			codes[f.id] = ok(s.Print(w.director(f), round, []string{list.Items[at].ID}))[0].Code
		}
	}
	answer := func(n int) {
		i := 0
		for _, f := range files() {
			if code, asked := codes[f.id]; asked && i < n {
				done(s.Answer(w.sys, code, seedAnswers[i]))
				i++
			}
		}
	}
	w.on(-42, 10, func() {
		round = ok(s.Open(w.staff("clerk"), o.deals[0].id, satisfaction.Plan{From: max(w.day(-90), w.day(o.deals[0].from)), To: w.day(-43), Deadline: w.day(-28)})).ID
	})
	w.on(-41, 10, func() { print(100) })
	w.on(-36, 19, func() { answer(len(seedAnswers)) })
	w.on(-33, 10, func() {
		for _, f := range files() {
			list, err := s.Calls(w.overseer(f), round)
			if err != nil || len(list.Items) == 0 {
				continue
			}
			done(s.NotReached(w.overseer(f), list.Items[0].ID))
			done(s.TakeAnswer(w.overseer(f), list.Items[0].ID, satisfaction.Answer{Score: 4, Remark: "电话里说都好。"}))
			break
		}
	})
	w.on(-28, 9, func() { ok(s.Close(w.staff("clerk"), round, 0)) })
	w.on(-6, 10, func() {
		round = ok(s.Open(w.staff("clerk"), o.deals[0].id, satisfaction.Plan{From: w.day(-42), To: w.day(-7), Deadline: w.day(14)})).ID
	})
	w.on(-5, 10, func() { print(3) })
	w.on(-4, 19, func() { answer(1) })
}
