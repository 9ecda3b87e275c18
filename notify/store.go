package notify

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

// queued is a message as stored in the outbox.
type queued struct {
	docstore.Meta `bson:",inline"`
	Key           string            `bson:"key"`
	To            string            `bson:"to"`
	Via           string            `bson:"via,omitempty"`
	Template      string            `bson:"template"`
	Subject       string            `bson:"subject,omitempty"`
	Data          map[string]string `bson:"data,omitempty"`
	Secret        privacy.Sealed    `bson:"secret,omitempty"` // deleted when the message is finished
	HadSecret     bool              `bson:"had_secret,omitempty"`
	Channels      []Channel         `bson:"channels,omitempty"`
	Urgent        bool              `bson:"urgent,omitempty"`
	ExpiresAt     time.Time         `bson:"expires_at,omitempty"`

	Status     Status    `bson:"status"`
	Reason     string    `bson:"reason,omitempty"`
	NextAt     time.Time `bson:"next_at"` // not sent before; of a claimed message, the end of its lease
	Tries      int64     `bson:"tries"`   // tries that failed before any channel
	Attempts   []Attempt `bson:"attempts,omitempty"`
	ExternalTo string    `bson:"loud_for,omitempty"` // the person who got it by mail or SMS, if it counts in the daily limit
	ExternalAt time.Time `bson:"loud_at,omitempty"`
	WithheldOf string    `bson:"withheld_of,omitempty"` // Subject, while mail and SMS are withheld
	WithheldAt time.Time `bson:"withheld_at,omitempty"` // since when
	FinishedAt time.Time `bson:"finished_at,omitempty"`
}

// note is a message in a person's inbox.
type note struct {
	docstore.Meta `bson:",inline"`
	UserID        string            `bson:"user_id"`
	Key           string            `bson:"key"`
	Template      string            `bson:"template"`
	Subject       string            `bson:"subject,omitempty"`
	Data          map[string]string `bson:"data,omitempty"`
	Urgent        bool              `bson:"urgent,omitempty"`
	At            time.Time         `bson:"at"`
	ReadAt        time.Time         `bson:"read_at,omitempty"`
}

type store struct {
	sealer *privacy.Sealer
	outbox *docstore.Collection[queued]
	notes  *docstore.Collection[note]
}

// RenameTemplates returns a migration that gives queued messages and those in the inbox the present name of their template, by its former
// one, and keys that begin with it.
func RenameTemplates(names map[string]string) func(context.Context, *docstore.Migrating) error {
	return func(ctx context.Context, m *docstore.Migrating) error {
		for _, collection := range []string{"outbox", "inbox"} {
			err := m.Rewrite(ctx, collection, func(doc bson.D) (bson.D, error) {
				doc = slices.Clone(doc)
				for i, e := range doc {
					text, _ := e.Value.(string)
					name, rest, _ := strings.Cut(text, "/")
					if now := names[name]; now != "" && e.Key == "template" {
						doc[i].Value = now
					} else if now != "" && e.Key == "key" {
						doc[i].Value = now + "/" + rest
					}
				}
				return doc, nil
			})
			if err != nil {
				return err
			}
		}
		return nil
	}
}

func openStore(db *docstore.DB, sealer *privacy.Sealer) (*store, error) {
	outbox, err := docstore.Declare[queued](db, docstore.Spec{
		Name:   "outbox",
		Fields: []string{"key", "status", "next_at", "finished_at", "loud_for", "loud_at", "withheld_of", "withheld_at"},
		Indexes: []docstore.Index{
			{Name: "key", Fields: []string{"key"}, Unique: true},
			{Name: "due", Fields: []string{"status", "next_at"}},
			{Name: "finished", Fields: []string{"status", "-finished_at"}, Sparse: true},
			{Name: "loud", Fields: []string{"loud_for", "loud_at"}, Sparse: true},
			{Name: "withheld", Fields: []string{"-withheld_at"}, Sparse: true},
			{Name: "withheld_of", Fields: []string{"withheld_of"}, Sparse: true},
		},
	})
	if err != nil {
		return nil, err
	}
	notes, err := docstore.Declare[note](db, docstore.Spec{
		Name:   "inbox",
		Fields: []string{"user_id", "key", "at", "read_at"},
		Indexes: []docstore.Index{
			{Name: "key", Fields: []string{"key"}, Unique: true},
			{Name: "mine", Fields: []string{"user_id", "-at"}},
			{Name: "unread", Fields: []string{"user_id", "read_at", "-at"}},
		},
	})
	return &store{sealer: sealer, outbox: outbox, notes: notes}, err
}

// whyWithheld returns the code of the first channel that is withheld.
func (q *queued) whyWithheld() string {
	for _, a := range q.Attempts {
		if a.Withheld() {
			return a.Error
		}
	}
	return ""
}

// finish ends the message with a status and deletes its secret.
func (q *queued) finish(to Status, reason string, now time.Time) {
	q.Status, q.Reason, q.FinishedAt, q.Secret = to, reason, now, nil
}

// message returns the message as it was queued, without its secret.
func (q *queued) message() Message {
	return Message{
		Key: q.Key, To: q.To, Via: q.Via, Template: q.Template, Subject: q.Subject, Data: q.Data, Channels: q.Channels, Urgent: q.Urgent,
		ExpiresAt: q.ExpiresAt,
	}
}

func secretAAD(id string) privacy.AAD {
	return privacy.AAD{Collection: "outbox", Field: "secret", ID: id}
}

func (s *store) sealSecret(q *queued, secret map[string]string) error {
	plain, err := json.Marshal(secret)
	if err != nil {
		return fmt.Errorf("encode the secret of %s: %w", q.ID, err)
	}
	q.HadSecret = true
	q.Secret, err = s.sealer.Seal(secretAAD(q.ID), string(plain))
	return err
}

func (s *store) openSecret(q queued) (map[string]string, error) {
	if !q.HadSecret {
		return nil, nil
	}
	plain, err := s.sealer.Open(secretAAD(q.ID), q.Secret)
	if err != nil {
		return nil, err
	}
	var secret map[string]string
	if err := json.Unmarshal([]byte(plain), &secret); err != nil {
		return nil, errors.New("the secret is no longer what was sealed") // without the cause, which would quote it
	}
	return secret, nil
}

// hasKey reports whether the key was ever queued.
func (s *store) hasKey(ctx context.Context, key string) (bool, error) {
	n, err := s.outbox.Count(ctx, docstore.Filter{{Key: "key", Value: key}})
	return n > 0, err
}

// insertNew stores the message unless its key exists.
func (s *store) insertNew(ctx context.Context, q queued) error {
	err := s.outbox.Insert(ctx, &q)
	if docstore.IsDuplicate(err, "key") {
		return nil
	}
	return err
}

// claimDue leases up to n messages that are due at now, longest due first, until the given instant.
func (s *store) claimDue(ctx context.Context, db *docstore.DB, status Status, now, until time.Time, n int) ([]queued, error) {
	var mine []queued
	err := db.Tx(ctx, func(ctx context.Context) error {
		due, err := s.outbox.Find(ctx, docstore.Filter{
			{Key: "status", Value: status}, {Key: "next_at", Value: bson.D{{Key: "$lte", Value: now}}},
		}, docstore.Sort("next_at"), docstore.Limit(n))
		if err != nil {
			return err
		}
		mine = make([]queued, len(due))
		for i := range due {
			mine[i], err = s.outbox.Update(ctx, due[i].ID, func(q *queued) error {
				q.NextAt = until
				return nil
			}, docstore.IfVersion(due[i].Version))
			if err != nil {
				return err
			}
		}
		return nil
	}, docstore.Hot("outbox/claim/"+string(status)))
	if errors.Is(err, docstore.ErrStale) { // another process has claimed them first
		return nil, nil
	}
	return mine, err
}

// page returns one page of the messages whose keys begin with the prefix, the last key first.
func (s *store) page(ctx context.Context, keyPrefix string, opts ...docstore.Option) (docstore.Page[queued], error) {
	return s.outbox.Page(ctx, docstore.Filter{{Key: "key", Value: docstore.Prefix(keyPrefix)}}, append(opts, docstore.Sort("-key"))...)
}

// forget removes the messages whose keys begin with the prefix and that were finished before the instant.
func (s *store) forget(ctx context.Context, keyPrefix string, before time.Time) error {
	_, err := s.outbox.DeleteMany(ctx, docstore.Filter{
		{Key: "key", Value: docstore.Prefix(keyPrefix)}, {Key: "finished_at", Value: bson.D{{Key: "$lt", Value: before}}},
	})
	return err
}

// externalSince counts the ordinary messages that the person got by mail or SMS since the instant.
func (s *store) externalSince(ctx context.Context, userID string, from time.Time) (int64, error) {
	if userID == "" {
		return 0, nil
	}
	return s.outbox.Count(ctx, docstore.Filter{
		{Key: "loud_for", Value: userID}, {Key: "loud_at", Value: bson.D{{Key: "$gte", Value: from}}},
	})
}

// withPrefix returns the messages whose keys begin with the prefix, oldest first.
func (s *store) withPrefix(ctx context.Context, keyPrefix string) ([]queued, error) {
	f := docstore.Filter{}
	if keyPrefix != "" {
		f = docstore.Filter{{Key: "key", Value: docstore.Prefix(keyPrefix)}}
	}
	return s.outbox.Find(ctx, f, docstore.Sort("_id"))
}

// givenUp matches the messages that will not be tried again.
var givenUp = docstore.Filter{{Key: "status", Value: Dead}, {Key: "finished_at", Value: bson.D{{Key: "$exists", Value: true}}}}

func (s *store) deadMessages(ctx context.Context, opts ...docstore.Option) (docstore.Page[queued], error) {
	return s.outbox.Page(ctx, givenUp, append(opts, docstore.Sort("-finished_at"))...)
}

// withheld matches the messages whose mail and SMS are withheld.
var withheld = docstore.Filter{{Key: "withheld_at", Value: bson.D{{Key: "$exists", Value: true}}}}

func (s *store) withheldMessages(ctx context.Context, opts ...docstore.Option) (docstore.Page[queued], error) {
	return s.outbox.Page(ctx, withheld, append(opts, docstore.Sort("-withheld_at"))...)
}

// withheldOf returns up to n withheld messages whose subjects begin with the prefix, in the order of the subjects.
func (s *store) withheldOf(ctx context.Context, subjectPrefix string, n int) ([]queued, error) {
	of := docstore.Filter{{Key: "withheld_of", Value: docstore.Prefix(subjectPrefix)}}
	return s.outbox.Find(ctx, of, docstore.Sort("withheld_of"), docstore.Limit(n))
}

// insertNote stores a note in an inbox unless one with its key exists.
func (s *store) insertNote(ctx context.Context, n note) error {
	err := s.notes.Insert(ctx, &n)
	if docstore.IsDuplicate(err, "key") {
		return nil
	}
	return err
}

func userFilter(userID string, unread bool) docstore.Filter {
	f := docstore.Filter{{Key: "user_id", Value: userID}}
	if unread {
		f = append(f, bson.E{Key: "read_at", Value: nil})
	}
	return f
}

func (s *store) inboxPage(ctx context.Context, userID string, unread bool, opts ...docstore.Option) (docstore.Page[note], error) {
	return s.notes.Page(ctx, userFilter(userID, unread), append(opts, docstore.Sort("-at"))...)
}

// countUnread counts the unread notes.
func (s *store) countUnread(ctx context.Context, userID string) (int64, error) {
	return s.notes.Count(ctx, userFilter(userID, true))
}

// unreadNotes returns up to n unread notes.
func (s *store) unreadNotes(ctx context.Context, userID string, n int) ([]note, error) {
	return s.notes.Find(ctx, userFilter(userID, true), docstore.Sort("-at"), docstore.Limit(n))
}

func (s *store) eraseInbox(ctx context.Context, userID string) (int64, error) {
	return s.notes.DeleteMany(ctx, userFilter(userID, false))
}
