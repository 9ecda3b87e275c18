package attendance

import (
	"hash/fnv"
	"strconv"
	"time"

	"github.com/tongxing-platform/tongxing/services/activities"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
)

// Kind tells what an entry counts.
type Kind string

// The kinds.
const (
	Hours   Kind = "hours"   // minutes of one volunteer
	Session Kind = "session" // one activity held, with the people served
)

// Grade is the grade of evidence of hours.
type Grade string

// The grades, best first. A and B count for payment, C after review; D is recorded by hand.
const (
	GradeA Grade = "A"
	GradeB Grade = "B"
	GradeC Grade = "C"
	GradeD Grade = "D"
)

// Entry is one line of the ledger. It is inserted and never changed. A reversal has the negated figures of the entry that it
// names in ReversalOf.
type Entry struct {
	docstore.Meta `bson:",inline"`
	Key           string          `bson:"key"` // unique: Ref and the number of the posting for it
	Kind          Kind            `bson:"kind"`
	Ref           string          `bson:"ref"` // the stay, or for a session the activity
	ActivityID    string          `bson:"activity_id"`
	VolunteerID   string          `bson:"volunteer_id,omitempty"`
	OrgID         string          `bson:"org_id"`
	ContractID    string          `bson:"contract_id,omitempty"`
	Region        string          `bson:"region"`
	Type          activities.Type `bson:"type"`
	ClaimOn       string          `bson:"claim_on,omitempty"` // the contract of an entry that came after its figures were fixed; ContractID is then empty
	Day           string          `bson:"day"`                // of the service: 2026-03-05, in Shanghai
	Month         string          `bson:"month"`              // 2026-03, in which it counts: that of the day, or a later one when that was locked
	From          time.Time       `bson:"from"`
	To            time.Time       `bson:"to"`
	Minutes       int64           `bson:"minutes"`
	PersonTimes   int64           `bson:"person_times"` // 人次
	HandTimes     int64           `bson:"hand_times"`   // those of PersonTimes that were recorded by hand
	Sessions      int64           `bson:"sessions"`
	Served        int64           `bson:"served"`
	Grade         Grade           `bson:"grade,omitempty"`
	Source        Method          `bson:"source,omitempty"`
	Actor         string          `bson:"actor"`
	Reason        string          `bson:"reason,omitempty"`
	ReversalOf    string          `bson:"reversal_of,omitempty"`
	Bucket        int64           `bson:"bucket"` // the bucket of the contract's and organisation's totals that includes it
}

// buckets is the number of documents into which a total is split, so that concurrent transactions rarely write the same one.
const buckets = 4

// complete sets the fields that follow from the others.
func (e *Entry) complete(posting int64) {
	e.Key = e.Ref + "/" + strconv.FormatInt(posting, 10)
	h := fnv.New32a()
	_, _ = h.Write([]byte(e.VolunteerID + e.ActivityID))
	e.Bucket = int64(h.Sum32() % buckets)
}

// reversal returns the entry that reverses e.
func (e *Entry) reversal(actor, reason string) Entry {
	r := *e
	r.Meta = docstore.Meta{}
	r.Minutes, r.PersonTimes, r.HandTimes, r.Sessions, r.Served = -e.Minutes, -e.PersonTimes, -e.HandTimes, -e.Sessions, -e.Served
	r.Actor, r.Reason, r.ReversalOf = actor, reason, e.ID
	return r
}

// inForce returns the entry of a record that is not reversed, or nil.
func inForce(list []Entry) *Entry {
	back := map[string]bool{}
	for i := range list {
		back[list[i].ReversalOf] = true
	}
	for i := range list {
		if e := &list[i]; e.ReversalOf == "" && !back[e.ID] {
			return e
		}
	}
	return nil
}

// Of is the kind of owner of a total.
type Of string

// The totals.
const (
	OfVolunteer Of = "volunteer"
	OfContract  Of = "contract" // and month, type
	OfOrg       Of = "org"      // and month
)

// Total is a running sum over entries. totalsOf makes its id.
type Total struct {
	docstore.Meta `bson:",inline"`
	Of            Of              `bson:"of"`
	Owner         string          `bson:"owner"` // the volunteer, contract or organisation
	Month         string          `bson:"month,omitempty"`
	Type          activities.Type `bson:"type,omitempty"`
	Bucket        int64           `bson:"bucket"`
	Sums          `bson:",inline"`
}

// Sums are the summed figures of entries.
type Sums struct {
	Minutes     int64 `bson:"minutes"`
	PersonTimes int64 `bson:"person_times"`
	HandTimes   int64 `bson:"hand_times"`
	Sessions    int64 `bson:"sessions"`
	Served      int64 `bson:"served"`
	Entries     int64 `bson:"entries"`
}

func (s *Sums) add(o Sums) {
	s.Minutes += o.Minutes
	s.PersonTimes += o.PersonTimes
	s.HandTimes += o.HandTimes
	s.Sessions += o.Sessions
	s.Served += o.Served
	s.Entries += o.Entries
}

func (e *Entry) sums() Sums {
	return Sums{Minutes: e.Minutes, PersonTimes: e.PersonTimes, HandTimes: e.HandTimes, Sessions: e.Sessions, Served: e.Served, Entries: 1}
}

// totalsOf returns the totals that include the entry, with the figures of this entry only.
func totalsOf(e *Entry) []Total {
	list := make([]Total, 0, 3)
	if e.VolunteerID != "" {
		list = append(list, Total{Of: OfVolunteer, Owner: e.VolunteerID})
	}
	if e.ContractID != "" {
		list = append(list, Total{Of: OfContract, Owner: e.ContractID, Month: e.Month, Type: e.Type, Bucket: e.Bucket})
	}
	list = append(list, Total{Of: OfOrg, Owner: e.OrgID, Month: e.Month, Bucket: e.Bucket})
	for i := range list {
		list[i].Sums = e.sums()
		list[i].ID = list[i].id()
	}
	return list
}

func (t *Total) id() string {
	id := string(t.Of) + "/" + t.Owner
	if t.Of == OfVolunteer {
		return id
	}
	id += "/" + t.Month
	if t.Of == OfContract {
		id += "/" + string(t.Type)
	}
	return id + "/" + strconv.FormatInt(t.Bucket, 10)
}
