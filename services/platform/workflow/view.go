package workflow

import "github.com/tongxing-platform/tongxing/services/platform/fault"

// ActView is one act in the view of a thing, for the asking person. It is allowed when Why is absent.
type ActView struct {
	Act string   `json:"act" example:"approve"`
	Why *WhyView `json:"why,omitempty"`
}

// WhyView says why an act is refused, in the language of the person who asks.
type WhyView struct {
	Code string `json:"code" example:"own_work"`
	Text string `json:"text"`
}

// Views converts the answers into views in the language; never nil.
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

// why returns the text of a refusal: of its first field error if it has one, because that is more specific.
func why(f *fault.Fault, lang string) string {
	if len(f.Fields) > 0 {
		return f.FieldText(f.Fields[0], lang)
	}
	return f.Text(lang)
}

// OpenViews returns the views of allowed acts, for the rows of a list; never nil.
func OpenViews(answers []Answer) []ActView {
	views := []ActView{}
	for _, a := range answers {
		if a.Why == nil {
			views = append(views, ActView{Act: a.Act})
		}
	}
	return views
}
