package httpapi

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

// kept is the stored answer to one write with a key. Body is sealed, because answers may hold personal data.
type kept struct {
	docstore.Meta `bson:",inline"` // the id is made of actor, method, address and key
	Asked         string           `bson:"asked"` // hash of the request's body
	Status        int64            `bson:"status"`
	ContentType   string           `bson:"content_type"`
	ETag          string           `bson:"etag"`
	Location      string           `bson:"location"`
	Body          privacy.Sealed   `bson:"body"`
	ExpiresAt     time.Time        `bson:"expires_at"`
}

// answers stores the answers of writes with a key.
type answers struct {
	db     *docstore.DB
	rows   *docstore.Collection[kept]
	sealer *privacy.Sealer
	now    func() time.Time
}

const answersName = "idempotency"

// errRaced means that another request has stored an answer under the id first.
var errRaced = errors.New("the key was used at the same moment")

func openAnswers(db *docstore.DB, sealer *privacy.Sealer, now func() time.Time) (*answers, error) {
	if sealer == nil {
		return nil, errors.New("httpapi: a DB needs a Sealer for the answers kept in it")
	}
	rows, err := docstore.Declare[kept](db, docstore.Spec{
		Name:    answersName,
		Fields:  []string{"expires_at"},
		Indexes: []docstore.Index{{Name: "expiry", Fields: []string{"expires_at"}}},
	})
	if err != nil {
		return nil, fmt.Errorf("declare %s: %w", answersName, err)
	}
	return &answers{db: db, rows: rows, sealer: sealer, now: now}, nil
}

// find returns the unexpired answer stored under the id, and its opened body; nil when there is none.
func (s *answers) find(ctx context.Context, id string) (*kept, string, error) {
	k, err := s.rows.Get(ctx, id)
	switch {
	case errors.Is(err, docstore.ErrNotFound):
		return nil, "", nil
	case err != nil:
		return nil, "", err
	case !s.now().Before(k.ExpiresAt):
		return nil, "", nil
	}
	body, err := s.sealer.Open(bodyAAD(id), k.Body)
	return &k, body, err
}

// keep stores the answer in the transaction of ctx and replaces an expired one. It returns errRaced when there is an
// unexpired one.
func (s *answers) keep(ctx context.Context, k kept, body string) error {
	if _, err := s.rows.DeleteMany(ctx, bson.D{{Key: "_id", Value: k.ID}, {Key: "expires_at", Value: bson.D{{Key: "$lte", Value: s.now()}}}}); err != nil {
		return err
	}
	var err error
	if k.Body, err = s.sealer.Seal(bodyAAD(k.ID), body); err != nil {
		return err
	}
	k.ExpiresAt = s.now().Add(keepFor)
	err = s.rows.Insert(ctx, &k)
	if docstore.IsDuplicate(err, "_id") {
		return errRaced
	}
	return err
}

func (s *answers) sweep(ctx context.Context) (int64, error) {
	return s.rows.DeleteMany(ctx, bson.D{{Key: "expires_at", Value: bson.D{{Key: "$lte", Value: s.now()}}}})
}

func bodyAAD(id string) privacy.AAD {
	return privacy.AAD{Collection: answersName, Field: "body", ID: id}
}
