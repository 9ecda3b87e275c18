package evaluation

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/tongxing-platform/tongxing/services/contracts"
)

// Way is how an item came to its points: Adjusted, Counted or by Raters; with none of them nobody scored it.
type Way struct {
	Item     string                  // code
	Points   int64                   // hundredths; before the limits of the item
	Adjusted bool                    // set after an objection or a re-check
	Reason   string                  // of the adjustment, for those who may see the cards
	Counted  bool                    // by the indicators: the rest up to Of
	Kind     contracts.IndicatorKind // of the indicators; empty: all
	RatioBP  int64                   // their weighted mean, each up to 100 %
	Num, Den int64                   // the share of the maximum that the band of the ratio gives; 0, 0 without bands
	Of       []contracts.IndicatorProgress
	Raters   int     // by so many raters: the mean by weight
	Given    []Given // what each gave, for those who may see the cards
}

// Given is what one rater gave.
type Given struct {
	Party  Party
	Weight int64
	Points int64 // hundredths
}

// Ways tells for each item of the sheet, in its order, how Score comes to its points.
func Ways(in Inputs) []Way {
	var list []Way
	for _, it := range in.Sheet.items() {
		list = append(list, in.way(it))
	}
	return list
}

// way is the only place that knows how points come about: Score takes them from it.
func (in *Inputs) way(it *Item) Way {
	w := Way{Item: it.Code}
	for _, a := range slices.Backward(in.Adjustments) {
		if a.Item == it.Code {
			w.Points, w.Adjusted, w.Reason = a.Points, true, a.Reason
			return w
		}
	}
	if !it.byRater() {
		return in.counted(it, w)
	}
	var sum, weights int64
	for i := range in.Cards {
		c := &in.Cards[i]
		if !scores(it, c.Party, in.parties()) {
			continue
		}
		g := Given{Party: c.Party, Weight: c.Weight, Points: it.pointsFrom(c.Marks)}
		w.Raters, w.Given = w.Raters+1, append(w.Given, g)
		sum, weights = sum+g.Weight*g.Points, weights+g.Weight
	}
	if weights > 0 {
		w.Points = divideHalfUp(sum, weights)
	}
	return w
}

func (in *Inputs) counted(it *Item, w Way) Way {
	w.Counted, w.RatioBP = true, in.ratio(it.Indicator)
	for _, p := range in.Progress {
		if p.Kind == it.Indicator {
			w.Kind, w.Of = it.Indicator, append(w.Of, p)
		}
	}
	if w.Of == nil {
		w.Of = in.Progress
	}
	if it.Method == AutoRatio {
		w.Points = divideHalfUp(it.Max*min(w.RatioBP, 10_000), 10_000)
		return w
	}
	for _, b := range it.Bands {
		if w.RatioBP >= b.FromBP {
			w.Num, w.Den, w.Points = b.Num, b.Den, divideHalfUp(it.Max*b.Num, b.Den)
			return w
		}
	}
	w.Den = 1
	return w
}

// Text says the way in words.
func (w Way) Text(lang string) string {
	in := func(zh, en string) string {
		if strings.HasPrefix(lang, "en") {
			return en
		}
		return zh
	}
	switch {
	case w.Adjusted && w.Reason == "":
		return in("按异议或复查的决定调整", "Set by the decision on an objection or a re-check")
	case w.Adjusted:
		return in("调整：", "Set: ") + w.Reason
	case w.Counted:
		var of []string
		for _, p := range w.Of {
			of = append(of, fmt.Sprintf("%s %s%%", p.Name, Hundredths(min(p.RatioBP, 10_000))))
		}
		text := in("指标完成率 ", "Indicators at ") + Hundredths(w.RatioBP) + "%"
		if len(of) > 0 {
			text += in("（", " (") + strings.Join(of, in("、", ", ")) + in("）", ")")
		}
		if w.Den > 0 {
			text += in("，得满分的 ", ", which gives of the maximum ") + strconv.FormatInt(w.Num, 10) + "/" + strconv.FormatInt(w.Den, 10)
		}
		return text
	case len(w.Given) > 0:
		var of []string
		for _, g := range w.Given {
			of = append(of, fmt.Sprintf("%s %s × %d%%", partyWord(g.Party, lang), Hundredths(g.Points), g.Weight))
		}
		return in("评委打分：", "Raters: ") + strings.Join(of, in("；", "; "))
	}
	if w.Raters > 0 {
		return in("评委打分，按权重平均（", "Mean by weight of raters (") + strconv.Itoa(w.Raters) + in(" 名）", ")")
	}
	return in("没有人评分", "Nobody scored it")
}

func partyWord(p Party, lang string) string { return PartyWords.Of(string(p), lang) }

// Hundredths writes 1234 as "12.34".
func Hundredths(n int64) string { return fmt.Sprintf("%d.%02d", n/100, n%100) }
