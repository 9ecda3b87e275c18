package servicelog

import (
	"cmp"
	"slices"
	"strings"

	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
)

// Dim is the dimension by which figures are broken down.
type Dim string

// The dimensions. The total has none.
const (
	ByGender  Dim = "gender"
	ByBand    Dim = "band"
	ByVillage Dim = "village"
	ByKind    Dim = "kind" // of the person: left-behind child, elder, …; one person may be of several
)

// Sums are the figures of one cell.
type Sums struct {
	Services int64 `bson:"services"` // entries
	Minutes  int64 `bson:"minutes"`
	Times    int64 `bson:"times"`            // person-times, with those of Others
	Others   int64 `bson:"others"`           // person-times of persons without a file, typed
	New      int64 `bson:"new"`              // persons served for the first time under the contract; their sum over months counts each once
	Present  int64 `bson:"present"`          // persons served in the month, each once
	Closed   int64 `bson:"closed,omitempty"` // threads closed
}

func (s Sums) plus(o Sums, sign int64) Sums {
	return Sums{
		Services: s.Services + sign*o.Services, Minutes: s.Minutes + sign*o.Minutes, Times: s.Times + sign*o.Times,
		Others: s.Others + sign*o.Others, New: s.New + sign*o.New, Present: s.Present + sign*o.Present,
		Closed: s.Closed + sign*o.Closed,
	}
}

// key names a cell: the month, the kind of service ("": all), and the value of a dimension.
type key struct {
	month string
	kind  contracts.ServiceKind
	dim   Dim
	value string
}

type cells map[key]Sums

func (c cells) add(month string, kind contracts.ServiceKind, t *Traits, s Sums) {
	for _, k := range []contracts.ServiceKind{"", kind} {
		c.addIn(month, k, t, s)
	}
}

func (c cells) addIn(month string, kind contracts.ServiceKind, t *Traits, s Sums) {
	put := func(d Dim, value string) {
		k := key{month, kind, d, value}
		c[k] = c[k].plus(s, 1)
	}
	put("", "")
	if t == nil {
		return
	}
	if t.Gender != "" {
		put(ByGender, string(t.Gender))
	}
	if t.Band != "" {
		put(ByBand, t.Band)
	}
	if t.Village != "" {
		put(ByVillage, t.Village)
	}
	for _, k := range t.Kinds {
		put(ByKind, k)
	}
}

// less takes other's figures off c.
func (c cells) less(other cells) cells {
	for k, s := range other {
		c[k] = c[k].plus(s, -1)
	}
	return c
}

// booked moves the figures of months before open into it, and leaves out cells without a figure.
func (c cells) booked(open string) cells {
	out := cells{}
	for k, s := range c {
		k.month = max(k.month, open)
		out[k] = out[k].plus(s, 1)
	}
	for k, s := range out {
		if s == (Sums{}) {
			delete(out, k)
		}
	}
	return out
}

// cells returns what the entry adds by itself: the service, its minutes, and the persons without a file. One that comes from an activity or a
// contact adds nothing, because the ledger has the sessions and minutes of activities.
func (e *Entry) cells() cells {
	c := cells{}
	if e.Source != "" {
		return c
	}
	c.add(e.Month, e.Kind, nil, Sums{Services: 1, Minutes: e.Minutes()})
	for _, n := range e.Counts {
		c.add(e.Month, e.Kind, &Traits{Gender: n.Gender, Band: n.Band}, Sums{Times: n.N, Others: n.N})
	}
	return c
}

// cells returns what a closed thread adds.
func (t *Thread) cells() cells {
	c := cells{}
	if t.Month != "" {
		c.add(t.Month, t.Kind, nil, Sums{Closed: 1})
	}
	return c
}

// Served is what one person received under one contract. Its id is made of both.
type Served struct {
	docstore.Meta `bson:",inline"`
	ContractID    string     `bson:"contract_id"`
	FileID        string     `bson:"file_id"`
	Services      []Received `bson:"services"` // in the order of month and entry
}

// Received is one service in Served.
type Received struct {
	Entry  string                `bson:"entry"`
	FileID string                `bson:"file_id"` // the file in the entry: another one after a merging
	Kind   contracts.ServiceKind `bson:"kind"`
	Month  string                `bson:"month"`
	Traits `bson:",inline"`
}

func servedID(contractID, fileID string) string { return contractID + "/" + fileID }

// add adds a service, in order.
func (s *Served) add(list ...Received) {
	s.Services = append(s.Services, list...)
	slices.SortFunc(s.Services, func(a, b Received) int {
		return cmp.Or(strings.Compare(a.Month, b.Month), strings.Compare(a.Entry, b.Entry), strings.Compare(a.FileID, b.FileID))
	})
}

// cells returns what the person adds: a person-time for each entry, and one person in each month and in all, with the traits of the first
// service there. Two files of one person in one entry count once.
func (s *Served) cells() cells {
	c := cells{}
	type once struct {
		kind  contracts.ServiceKind
		month string // "": in all
	}
	seen := map[once]bool{}
	for i, v := range s.Services {
		if i > 0 && s.Services[i-1].Entry == v.Entry {
			continue
		}
		c.add(v.Month, v.Kind, &v.Traits, Sums{Times: 1})
		for _, kind := range []contracts.ServiceKind{"", v.Kind} {
			var sums Sums
			if in := (once{kind, v.Month}); !seen[in] {
				seen[in], sums.Present = true, 1
			}
			if in := (once{kind, ""}); !seen[in] {
				seen[in], sums.New = true, 1
			}
			if sums != (Sums{}) {
				c.addIn(v.Month, kind, &v.Traits, sums)
			}
		}
	}
	return c
}

// Tally holds the figures of a contract in a month: the totals by kind of service, the breakdown of all kinds by dimensions, or that of each kind. The
// last is by far the largest, and is read for one kind only.
type Tally struct {
	docstore.Meta `bson:",inline"`
	ContractID    string `bson:"contract_id"`
	Month         string `bson:"month"`
	Split         bool   `bson:"split"`           // a breakdown
	Kinds         bool   `bson:"kinds,omitempty"` // that of each kind
	Cells         []Cell `bson:"cells"`           // sorted, each once
}

// Cell is one figure of a tally.
type Cell struct {
	Kind  contracts.ServiceKind `bson:"kind"`
	Dim   Dim                   `bson:"dim"`
	Value string                `bson:"value"`
	Sums  `bson:",inline"`
}

func (c Cell) key() key { return key{"", c.Kind, c.Dim, c.Value} }

// part says which figures of a month a tally holds.
type part struct {
	month        string
	split, kinds bool
}

func (k key) part() part { return part{k.month, k.dim != "", k.dim != "" && k.kind != ""} }

// tallyID is the id of a tally.
func tallyID(contractID string, p part) string {
	id := contractID + "/" + p.month
	if p.split {
		id += "/split"
	}
	if p.kinds {
		id += "/kinds"
	}
	return id
}

// add adds the figures to the tally's cells.
func (t *Tally) add(figures map[key]Sums) {
	have := make(map[key]int, len(t.Cells))
	for i, c := range t.Cells {
		have[c.key()] = i
	}
	for k, s := range figures {
		k.month = ""
		if i, ok := have[k]; ok {
			t.Cells[i].Sums = t.Cells[i].plus(s, 1)
			continue
		}
		have[k] = len(t.Cells)
		t.Cells = append(t.Cells, Cell{Kind: k.kind, Dim: k.dim, Value: k.value, Sums: s})
	}
	t.Cells = slices.DeleteFunc(t.Cells, func(c Cell) bool { return c.Sums == Sums{} })
	slices.SortFunc(t.Cells, func(a, b Cell) int {
		return cmp.Or(strings.Compare(string(a.Kind), string(b.Kind)), strings.Compare(string(a.Dim), string(b.Dim)), strings.Compare(a.Value, b.Value))
	})
}
