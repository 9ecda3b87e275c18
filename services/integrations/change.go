package integrations

import (
	"slices"
	"strings"
	"time"

	"github.com/tongxing-platform/tongxing/services/feature"
	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
)

// ErrCursor refuses a cursor that the feed has not given.
var ErrCursor = fault.New(fault.Invalid, "cursor_invalid", "This cursor is not of this feed, or the platform was restored to an earlier time. Read your records again and follow from `latest`.", "游标无效，或平台数据已恢复到较早的时间。请重新读取所需记录，再从 latest 开始获取。")

// Change is one act on one record.
type Change struct {
	Seq     int64 // its place in the audit chain
	At      time.Time
	Kind    string // "contract"
	ID      string // of the record
	Act     string // the action: "contract.sign"
	State   string // that the record entered; empty: the act changed none
	Version int64  // of the record after the act, as in its ETag; 0: the act was on a part of it
}

// Changes is one page of the feed.
type Changes struct {
	Items []Change
	Next  int64 // the cursor of the next page
	More  bool  // there may be more already
}

// follows is what may be followed, by the prefix of the records' ids.
type follows map[string]*feature.Following

// kinds returns the kinds in the order of the alphabet.
func (f follows) kinds() (list []string) {
	for _, of := range f {
		list = append(list, of.Kind)
	}
	slices.Sort(list)
	return list
}

// changeOf returns what the record tells, and false when it is no change of a record that may be followed.
func (f follows) changeOf(r *audit.Record) (Change, bool) {
	if r.Revision == 0 {
		return Change{}, false
	}
	noun, _, _ := strings.Cut(r.Action, ".")
	for prefix, of := range f {
		if !slices.Contains(of.Nouns, noun) {
			continue
		}
		at := slices.IndexFunc(r.Subjects, func(id string) bool { return strings.HasPrefix(id, prefix+"_") })
		if at < 0 {
			continue
		}
		c := Change{Seq: r.Seq, At: r.At, Kind: of.Kind, ID: r.Subjects[at], Act: r.Action}
		if noun == of.Nouns[0] {
			c.Version = r.Revision
			for _, field := range r.Changes {
				if field.Field == "status" {
					c.State = field.To
				}
			}
		}
		return c, true
	}
	return Change{}, false
}
