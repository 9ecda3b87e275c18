package audit

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
)

// Entry is what a use case records; the log adds actor, time and request id.
type Entry struct {
	Action   string   // "activity.publish"
	Subjects []string // record ids, all of them for lists
	Region   string   // path of the region concerned, if any
	Fields   []string // names of fields read or changed, never values
	Purpose  string   // why a protected value was revealed, chosen from a list
	Reason   string   // code or text of a decision; no names
}

// Record is one stored entry. Hash covers everything but itself.
type Record struct {
	docstore.Meta `bson:",inline"`
	Seq           int64     `bson:"seq,omitempty"` // 1, 2, 3 …; 0 while the record waits
	At            time.Time `bson:"at"`
	Actor         string    `bson:"actor"`
	Roles         []string  `bson:"roles,omitempty"`
	Action        string    `bson:"action"`
	Subjects      []string  `bson:"subjects,omitempty"`
	Region        string    `bson:"region,omitempty"`
	Fields        []string  `bson:"fields,omitempty"`
	Purpose       string    `bson:"purpose,omitempty"`
	Reason        string    `bson:"reason,omitempty"`
	RequestID     string    `bson:"request_id,omitempty"`
	Prev          string    `bson:"prev,omitempty"`
	Hash          string    `bson:"hash,omitempty"`
}

// appendTo gives the record its place after the head and returns the new head.
func (r *Record) appendTo(h Head) Head {
	r.Seq, r.Prev = h.Seq+1, h.Hash
	r.Hash = r.contentHash(true)
	return Head{Seq: r.Seq, Hash: r.Hash}
}

// follows reports whether the record is unchanged and comes directly after the head.
func (r *Record) follows(h Head) bool {
	return r.Seq == h.Seq+1 && r.Prev == h.Hash && (r.Hash == r.contentHash(true) || r.Hash == r.contentHash(false))
}

// contentHash hashes the record in one fixed form: each text is preceded by its length and each list by its count, so that
// nothing can move from one field into the next. meta is false for records chained before version, stamps and authors of the document
// were hashed too; a record cannot pass from one form to the other, as the next one holds its hash.
func (r *Record) contentHash(meta bool) string {
	b := make([]byte, 0, 1024)
	put := func(s string) {
		b = strconv.AppendInt(b, int64(len(s)), 10)
		b = append(b, ':')
		b = append(b, s...)
	}
	list := func(items []string) {
		put(strconv.Itoa(len(items)))
		for _, s := range items {
			put(s)
		}
	}
	if meta {
		put("tongxing audit 2")
		for _, n := range []int64{r.Version, r.CreatedAt.UnixMilli(), r.UpdatedAt.UnixMilli()} {
			put(strconv.FormatInt(n, 10))
		}
		put(r.CreatedBy)
		put(r.UpdatedBy)
	} else {
		put("tongxing audit 1")
	}
	put(strconv.FormatInt(r.Seq, 10))
	put(r.ID)
	put(strconv.FormatInt(r.At.UnixMilli(), 10))
	put(r.Actor)
	list(r.Roles)
	put(r.Action)
	list(r.Subjects)
	put(r.Region)
	list(r.Fields)
	put(r.Purpose)
	put(r.Reason)
	put(r.RequestID)
	put(r.Prev)
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// Head is the end of the chain: the number and hash of its last record. The zero Head is the start of the chain.
type Head struct {
	Seq  int64
	Hash string
}
