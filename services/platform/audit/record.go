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
	Shown    []string // regions of the persons whose data was shown; civil affairs there see the record
	Changes  []Change // of fields, without personal values
	Version  int64    // that an act gave to the first subject; 0: it changed none, or one that partners do not follow
}

// Change is one changed field of a record. From and To are codes, amounts or times of a field whose values are not personal; of any
// other field both are empty.
type Change struct {
	Field string `bson:"field"`
	From  string `bson:"from,omitempty"`
	To    string `bson:"to,omitempty"`
}

// Office is a role that the actor held, with its limit: a region path or an organisation.
type Office struct {
	Role   string `bson:"role"`
	Region string `bson:"region,omitempty"`
	OrgID  string `bson:"org_id,omitempty"`
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
	Offices       []Office  `bson:"offices,omitempty"` // those of Roles that have a limit
	Areas         []string  `bson:"areas,omitempty"`   // Entry.Shown and the regions above
	Changes       []Change  `bson:"changes,omitempty"`
	Token         string    `bson:"token,omitempty"`    // the access token by which the actor called
	Revision      int64     `bson:"revision,omitempty"` // Entry.Version
	Prev          string    `bson:"prev,omitempty"`
	Hash          string    `bson:"hash,omitempty"`
}

// appendTo gives the record its place after the head and returns the new head.
func (r *Record) appendTo(h Head) Head {
	r.Seq, r.Prev = h.Seq+1, h.Hash
	r.Hash = r.contentHash(formToken)
	return Head{Seq: r.Seq, Hash: r.Hash}
}

// The forms of the hash, oldest first. Each covers what the one before it covers, and more; new records get the last.
const (
	formFirst   = iota + 1 // the fields of the entry
	formMeta               // also version, stamps and authors of the document
	formChanges            // also offices, areas and changes
	formToken              // also the access token and the version of the subject
)

// follows reports whether the record is unchanged and comes directly after the head. A record in an older form has nothing that its
// hash does not cover; it cannot pass from one form to another, as the next one holds its hash.
func (r *Record) follows(h Head) bool {
	if r.Seq != h.Seq+1 || r.Prev != h.Hash {
		return false
	}
	bare := r.Token == "" && r.Revision == 0
	plain := bare && len(r.Offices)+len(r.Areas)+len(r.Changes) == 0
	return r.Hash == r.contentHash(formToken) || bare && r.Hash == r.contentHash(formChanges) || plain && (r.Hash == r.contentHash(formMeta) || r.Hash == r.contentHash(formFirst))
}

// contentHash hashes the record in one of the forms: each text is preceded by its length and each list by its count, so that
// nothing can move from one field into the next.
func (r *Record) contentHash(form int) string {
	b := make([]byte, 0, 1024)
	put := func(texts ...string) {
		for _, s := range texts {
			b = strconv.AppendInt(b, int64(len(s)), 10)
			b = append(b, ':')
			b = append(b, s...)
		}
	}
	list := func(items []string) {
		put(strconv.Itoa(len(items)))
		put(items...)
	}
	put("tongxing audit " + strconv.Itoa(form))
	if form >= formMeta {
		for _, n := range []int64{r.Version, r.CreatedAt.UnixMilli(), r.UpdatedAt.UnixMilli()} {
			put(strconv.FormatInt(n, 10))
		}
		put(r.CreatedBy, r.UpdatedBy)
	}
	put(strconv.FormatInt(r.Seq, 10), r.ID, strconv.FormatInt(r.At.UnixMilli(), 10), r.Actor)
	list(r.Roles)
	put(r.Action)
	list(r.Subjects)
	put(r.Region)
	list(r.Fields)
	put(r.Purpose, r.Reason, r.RequestID)
	if form >= formChanges {
		put(strconv.Itoa(len(r.Offices)))
		for _, o := range r.Offices {
			put(o.Role, o.Region, o.OrgID)
		}
		list(r.Areas)
		put(strconv.Itoa(len(r.Changes)))
		for _, c := range r.Changes {
			put(c.Field, c.From, c.To)
		}
	}
	if form >= formToken {
		put(r.Token, strconv.FormatInt(r.Revision, 10))
	}
	put(r.Prev)
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// Head is the end of the chain: the number and hash of its last record. The zero Head is the start of the chain.
type Head struct {
	Seq  int64
	Hash string
}
