package workflow

import "github.com/tongxing-platform/tongxing/services/platform/fault"

// ActView is one act in the view of a thing: what the person who asks may do with it now. Without Why the act is open.
type ActView struct {
	Act string   `json:"act" example:"approve"`
	Why *WhyView `json:"why,omitempty"`
}

// WhyView says why an act is refused, in the language of the person who asks.
type WhyView struct {
	Code string `json:"code" example:"own_work"`
	Text string `json:"text"`
}

// Views writes the answers in the language; never nil.
func Views(answers []Answer, lang string) []ActView {
	views := make([]ActView, len(answers))
	for i, a := range answers {
		views[i].Act = a.Act
		if a.Why != nil {
			views[i].Why = &WhyView{Code: a.Why.Code, Text: why(a.Why, lang)}
		}
	}
	return views
}

// why is the text of a refusal: that of its first field when it blames fields, since it says more.
func why(f *fault.Fault, lang string) string {
	if len(f.Fields) > 0 {
		return f.FieldText(f.Fields[0], lang)
	}
	return f.Text(lang)
}

// OpenViews are the answers that are open, for the rows of a list; never nil.
func OpenViews(answers []Answer) []ActView {
	views := []ActView{}
	for _, a := range answers {
		if a.Why == nil {
			views = append(views, ActView{Act: a.Act})
		}
	}
	return views
}
