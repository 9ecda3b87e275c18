package sqlite

import (
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
)

// draft is what was written since the last commit, by collection and id: the transactions that share the next one see it.
// A document that many of them change, with nothing that has a column of its own, is written to SQLite once for all.
type draft struct {
	now  map[string]drafted
	past []before
	late int  // of now, how many SQLite does not have yet
	wide bool // more was deleted than it knows: what is remembered may be gone
}

// draftMost is how much of a draft is kept for the next, and how many deleted documents it knows by their ids.
const draftMost = 10_000

// drafted is a document as the next commit will have it.
type drafted struct {
	t      *table
	row    docstore.Row // no document: it is gone
	stored int64        // the version that SQLite has
	late   bool         // SQLite has to be given the row
	hidden bool         // written with many others and not kept here: SQLite knows
	known  bool         // it was remembered when the commit began
}

// before is what there was when a key was written to.
type before struct {
	key string
	was drafted
	had bool
}

func newDraft() *draft { return &draft{now: map[string]drafted{}} }

// put writes to the draft.
func (d *draft) put(key string, x drafted) {
	was, had := d.now[key]
	d.past = append(d.past, before{key, was, had})
	d.set(key, x, true)
}

func (d *draft) set(key string, x drafted, has bool) {
	if d.now[key].late {
		d.late--
	}
	if !has {
		delete(d.now, key)
		return
	}
	if x.late {
		d.late++
	}
	d.now[key] = x
}

// back takes back what was put since the past was that long.
func (d *draft) back(past int) {
	for len(d.past) > past {
		b := d.past[len(d.past)-1]
		d.past = d.past[:len(d.past)-1]
		d.set(b.key, b.was, b.had)
	}
}

func (d *draft) clear() {
	if d.wide = false; len(d.past) > draftMost {
		d.now, d.past = map[string]drafted{}, nil
	}
	clear(d.now)
	clear(d.past)
	d.past, d.late = d.past[:0], 0
}

// flush gives SQLite what it does not have yet. It has to be called before SQLite is asked for anything but one document by
// its id, and before the commit.
func (d *draft) flush(c *conn) error {
	if d.late == 0 {
		return nil
	}
	for key, x := range d.now {
		if !x.late {
			continue
		}
		if err := x.t.write(c, x.row, x.row, x.stored); err != nil {
			return err
		}
		x.stored, x.late = x.row.Version, false
		d.put(key, x)
	}
	return nil
}
