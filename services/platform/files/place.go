package files

import "context"

// Place is what a feature lets files be attached to: its records of one kind. Features hand their places over in
// feature.Feature.
type Place struct {
	Prefix   string    // how the ids of the records begin: "org"
	Purposes []Purpose // what the files are for, in the order of a list of choices

	// Reach returns to whom the record belongs when the person in ctx may do the act with its files of that purpose; else
	// docstore.ErrNotFound, auth.ErrForbidden or the refusal of the record's state.
	Reach func(ctx context.Context, act Act, recordID string, p Purpose) (Holder, error)

	// Keeps returns a refusal when a file that Reach lets the person remove has to stay; nil: none has to.
	Keeps func(ctx context.Context, f File) error
}

// Act is what a person may do with the files of a record.
type Act string

// The acts.
const (
	Add    Act = "add"
	See    Act = "see"
	Remove Act = "remove"
)

// Purpose is what a file is for.
type Purpose struct {
	Code     string // unique in its place
	ZH, EN   string
	Personal bool  // every opening is audited
	Most     int64 // files of this purpose that one record may have
}

// name is what the purpose is called in the language.
func (p Purpose) name(lang string) string {
	if lang == "en" {
		return p.EN
	}
	return p.ZH
}

// Holder is to whom a record belongs; its limits count the files.
type Holder struct {
	OrgID  string // empty: none
	Region string // path
}

// account is the id of the holder's usage.
func (h Holder) account() string {
	switch {
	case h.OrgID != "":
		return h.OrgID
	case h.Region != "":
		return h.Region
	default:
		return "platform"
	}
}

func (p *Place) purpose(code string) (Purpose, bool) {
	for _, x := range p.Purposes {
		if x.Code == code {
			return x, true
		}
	}
	return Purpose{}, false
}
