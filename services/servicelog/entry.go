package servicelog

import (
	"fmt"
	"slices"
	"time"

	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/register"
)

// The refusals about entries.
var (
	ErrMove        = fault.New(fault.Conflict, "service_move", "The entry's present state does not allow this.", "服务记录当前状态不允许此操作。")
	ErrNotOurs     = fault.New(fault.Invalid, "contract_not_ours", "Choose a contract of your organisation.", "请选择本机构承接的合同。")
	ErrNotAssigned = fault.New(fault.Invalid, "person_not_assigned", "This person is not assigned to your organisation. Ask the township to assign the file, or count the person without a file.", "该服务对象未分派给本机构，请联系乡镇（街道）分派，或按未建档人数填写。")
	ErrPlace       = fault.New(fault.Invalid, "region_outside", "The service was not given where the contract is for. Choose a village in its area.", "服务地点不在合同服务区域内，请选择区域内的村（居）。")
	ErrTime        = fault.New(fault.Invalid, "service_time", "A service begins before it ends, on one day, and lasts at most 12 hours. Split a longer one.", "服务应先开始后结束，在同一天内，且不超过 12 小时；更长的请分开记录。")
	ErrFuture      = fault.New(fault.Invalid, "service_future", "This time has not come yet. Log the service when it is over.", "服务时间还没到，请在服务结束后再提交。")
	ErrWorkers     = fault.New(fault.Invalid, "workers", "Name one to ten people of your organisation who gave the service.", "请选择 1 至 10 名本机构服务人员。")
	ErrBusy        = fault.New(fault.Conflict, "worker_busy", "A worker gave another service at this time ({from}–{to}). Correct the time, or write both into one entry.", "服务人员在同一时段（{from}–{to}）已有另一条服务记录，请更正时间，或合并为一条记录。")
	ErrNobody      = fault.New(fault.Invalid, "nobody_served", "Choose the persons served, or give how many others there were.", "请选择服务对象，或填写未建档的服务人数。")
	ErrThread      = fault.New(fault.Invalid, "thread_mismatch", "Choose an open thread of the same kind and contract.", "请选择同一合同、同一类型且未结案的个案或小组。")
	ErrMany        = fault.New(fault.Invalid, "service_people_many", "Name at most 200 persons.", "最多选择 200 名服务对象。")
	ErrSameVisit   = fault.New(fault.Conflict, "same_visit", "Another approved entry has this visit already. Two people for the same hour are one visit: return this entry.", "同一时段对同一对象的服务已有已审核的记录。两人同去算一次服务，请退回本条记录。")
)

// The limits of an entry.
const (
	contentLeast = 20
	contentMost  = 2000
	resultMost   = 1000
	placeMost    = 60
	peopleMost   = 60
	workersMost  = 10
	countsMost   = 16
	countMost    = 5000
	longest      = 12 * time.Hour
)

// Status is the state of an entry.
type Status string

// The states; doc.go has the diagram.
const (
	Draft     Status = "draft"
	Submitted Status = "submitted"
	Returned  Status = "returned"
	Approved  Status = "approved"
	Void      Status = "void"
	Discarded Status = "discarded"
)

// Traits are what is counted of a person, as they were when the entry was handed in.
type Traits struct {
	Gender  register.Gender `bson:"gender"`
	Band    string          `bson:"band"` // age group, as register.Facts.AgeBand
	Kinds   []string        `bson:"kinds"`
	Village string          `bson:"village"` // path
}

// Person is a person of the register who was served.
type Person struct {
	FileID string `bson:"file_id"`
	Traits `bson:",inline"`
}

// Count is a number of persons without a file, of one age group and sex.
type Count struct {
	Band   string          `bson:"band"`
	Gender register.Gender `bson:"gender"`
	N      int64           `bson:"n"`
}

// Bands are the age groups, as register.Facts.AgeBand returns them.
var Bands = []string{"0-5", "6-13", "14-15", "16-17", "18-59", "60-69", "70-79", "80+"}

// Entry is one service given (服务记录).
type Entry struct {
	docstore.Meta `bson:",inline"`
	Kind          contracts.ServiceKind `bson:"kind" audit:"value"`
	ContractID    string                `bson:"contract_id" audit:"-"`
	OrgID         string                `bson:"org_id" audit:"-"`
	Region        string                `bson:"region" audit:"-"`           // path of the village, or of the buyer until it is chosen
	Source        string                `bson:"source,omitempty" audit:"-"` // activity or contact that it comes from; empty: written by the staff
	ThreadID      string                `bson:"thread_id,omitempty"`
	From          time.Time             `bson:"from" audit:"value"`
	To            time.Time             `bson:"to" audit:"value"`
	Workers       []string              `bson:"given_by"`             // user ids
	PersonIDs     []string              `bson:"person_ids" audit:"-"` // ids of files, sorted
	People        []Person              `bson:"people"`               // the same persons as they were when the entry was handed in; none before
	Counts        []Count               `bson:"counts,omitempty"`
	Place         privacy.Sealed        `bson:"place,omitempty"`
	Content       privacy.Sealed        `bson:"content,omitempty"`
	Result        privacy.Sealed        `bson:"result,omitempty"`
	Next          privacy.Sealed        `bson:"next,omitempty"`
	Satisfaction  int64                 `bson:"satisfaction,omitempty"` // 1 to 5, as the worker heard it; 0: not asked
	Status        Status                `bson:"status" audit:"-"`
	StatusAt      time.Time             `bson:"status_at" audit:"-"`
	Makers        []string              `bson:"makers" audit:"-"` // user ids and person keys of who wrote it or gave the service; they may not approve it
	SubmittedBy   string                `bson:"submitted_by,omitempty" audit:"-"`
	DecidedBy     string                `bson:"decided_by,omitempty" audit:"-"` // who approved, returned or voided it
	Reason        string                `bson:"reason,omitempty" audit:"-"`     // of the latest return or voiding
	Month         string                `bson:"month,omitempty" audit:"-"`      // 2026-03, in which it counts; empty: it does not
	Claimed       bool                  `bson:"claimed,omitempty" audit:"-"`    // approved after the contract's figures were fixed
}

// Minutes returns how long the service lasted.
func (e *Entry) Minutes() int64 { return int64(e.To.Sub(e.From) / time.Minute) }

// Others returns how many persons without a file were served.
func (e *Entry) Others() (n int64) {
	for _, c := range e.Counts {
		n += c.N
	}
	return n
}

// Day returns the day of the service in Shanghai.
func (e *Entry) Day() region.Day { return region.DayOf(e.From) }

func (e *Entry) overlaps(o *Entry) bool { return e.From.Before(o.To) && o.From.Before(e.To) }

// sameVisit reports whether the other approved entry has this visit already: of the same contract and kind, at the same time, with one of
// its persons.
func (e *Entry) sameVisit(o *Entry) bool {
	return o.ID != e.ID && o.Status == Approved && o.ContractID == e.ContractID && o.Kind == e.Kind && e.overlaps(o) &&
		slices.ContainsFunc(e.PersonIDs, func(p string) bool { return slices.Contains(o.PersonIDs, p) })
}

// Texts are the sealed texts of an entry in clear.
type Texts struct{ Place, Content, Result, Next privacy.Secret }

func (t *Texts) each(e *Entry, use func(name string, plain *privacy.Secret, sealed *privacy.Sealed, most int) error) error {
	for _, f := range []struct {
		name   string
		plain  *privacy.Secret
		sealed *privacy.Sealed
		most   int
	}{
		{"place", &t.Place, &e.Place, placeMost}, {"content", &t.Content, &e.Content, contentMost},
		{"result", &t.Result, &e.Result, resultMost}, {"next", &t.Next, &e.Next, resultMost},
	} {
		if err := use(f.name, f.plain, f.sealed, f.most); err != nil {
			return err
		}
	}
	return nil
}

// Content is what a worker writes. In a draft everything but Kind and ContractID may be missing.
type Content struct {
	Kind         contracts.ServiceKind
	ContractID   string
	Region       string // village; empty: that of the first person
	ThreadID     string
	From, To     time.Time
	Workers      []string
	People       []string // ids of files
	Counts       []Count
	Texts        Texts
	Satisfaction int64
}

// check adds what is wrong with the form of the content, complete or not.
func (c *Content) check(p *fault.Problems) {
	p.Check(c.Kind.Written(), "kind", "unknown", "Choose the kind of service.", "请选择服务类型。")
	p.Check(len(c.People) <= peopleMost, "people", "many", "At most 60 persons in one entry.", "一条记录最多 60 名服务对象。")
	p.Check(len(c.Workers) <= workersMost, "workers", "many", "At most ten workers in one entry.", "一条记录最多 10 名服务人员。")
	p.Check(len(c.Counts) <= countsMost, "counts", "many", "One line for each age group and sex.", "每个年龄段、性别只填一行。")
	p.Check(c.Satisfaction >= 0 && c.Satisfaction <= 5, "satisfaction", "range", "Between 1 and 5, or none.", "满意度应为 1 至 5 分，也可以不填。")
	seen := map[Count]bool{}
	for i, n := range c.Counts {
		at := func(field string) string { return fmt.Sprintf("counts[%d].%s", i, field) }
		line := Count{Band: n.Band, Gender: n.Gender}
		p.Check(slices.Contains(Bands, n.Band) && !seen[line], at("band"), "unknown", "Choose an age group, once for each sex.", "请选择年龄段，同一性别不要重复。")
		p.Check(n.Gender == register.Male || n.Gender == register.Female, at("gender"), "unknown", "Choose the sex.", "请选择性别。")
		p.Check(n.N >= 1 && n.N <= countMost, at("n"), "range", "Between 1 and 5,000.", "人数应为 1 至 5000。")
		seen[line] = true
	}
	var none Entry
	_ = c.Texts.each(&none, func(name string, plain *privacy.Secret, _ *privacy.Sealed, most int) error {
		p.Check(fault.Runes(plain.Reveal()) <= most, name, "length", fmt.Sprintf("At most %d characters.", most), fmt.Sprintf("最多 %d 字。", most))
		return nil
	})
}

// complete returns what an entry lacks to be handed in, by itself.
func (e *Entry) complete(t *Texts, now time.Time) error {
	var p fault.Problems
	if e.Source != "" { // who recorded the activity or contact has given the rest
		if len(e.PersonIDs) == 0 {
			p.Fault("people", ErrNobody)
		}
		return p.Err()
	}
	switch {
	case !e.From.Before(e.To) || e.To.Sub(e.From) > longest || region.DayOf(e.From) != region.DayOf(e.To):
		p.Fault("to", ErrTime)
	case e.To.After(now):
		p.Fault("to", ErrFuture)
	}
	if len(e.Workers) == 0 {
		p.Fault("workers", ErrWorkers)
	}
	if len(e.PersonIDs) == 0 && len(e.Counts) == 0 {
		p.Fault("people", ErrNobody)
	}
	p.Check(fault.Runes(t.Content.Reveal()) >= contentLeast, "content", "length", "Say what was done in at least 20 characters, without names.", "请用不少于 20 字写明做了什么，不要写姓名。")
	p.Check(fault.Runes(t.Place.Reveal()) >= 2, "place", "required", "Say where it was.", "请填写服务地点。")
	return p.Err()
}
