package audit

import "github.com/tongxing-platform/tongxing/services/platform/docstore"

// Records returns the chain's collection, so that tests change it as anybody who can write to the store could.
func (l *Log) Records() *docstore.Collection[Record] { return l.store.records }

// Rehash gives the records the places after the head, with hashes that fit.
func Rehash(list []Record, h Head) {
	for i := range list {
		h = list[i].appendTo(h)
	}
}
