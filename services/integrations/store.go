package integrations

import (
	"context"
	"errors"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

const (
	hooksName = "webhooks"
	cursorID  = "webhook_cursor"
)

// cursor is how far the job has gone along the audit chain.
type cursor struct {
	docstore.Meta `bson:",inline"`
	Seq           int64 `bson:"seq"`
}

type store struct {
	sealer  *privacy.Sealer
	hooks   *docstore.Scoped[Webhook]
	cursors *docstore.Collection[cursor]

	all *docstore.Collection[Webhook] // for the job and the sender
}

func openStore(db *docstore.DB, sealer *privacy.Sealer) (*store, error) {
	hooks, err := docstore.DeclareScoped[Webhook](db, docstore.Spec{
		Name: hooksName, Fields: []string{"org_id", "region", "status"},
		Indexes: []docstore.Index{
			{Name: "by_org", Fields: []string{"org_id"}},
			{Name: "by_region", Fields: []string{"region"}},
			{Name: "by_status", Fields: []string{"status"}},
		},
		Scope: docstore.ScopeFields{Region: []string{"region"}, Org: []string{"org_id"}},
	})
	if err != nil {
		return nil, err
	}
	cursors, err := docstore.Declare[cursor](db, docstore.Spec{Name: "webhook_cursors"})
	if err != nil {
		return nil, err
	}
	return &store{sealer: sealer, hooks: hooks, cursors: cursors, all: hooks.In(auth.Actor{Job: "webhooks"}.Scope(auth.IntegrationManage))}, nil
}

// of returns the webhooks of an organisation, or with an empty id those of the offices, within the reach, the latest first.
func (s *store) of(ctx context.Context, reach auth.Scope, orgID string) ([]Webhook, error) {
	var owner any
	if orgID != "" {
		owner = orgID
	}
	return s.hooks.In(reach).Find(ctx, bson.D{{Key: "org_id", Value: owner}}, docstore.Sort("-_id"))
}

// ofRegion returns the webhooks of the office of the region.
func (s *store) ofRegion(ctx context.Context, region string) ([]Webhook, error) {
	return s.all.Find(ctx, bson.D{{Key: "region", Value: region}, {Key: "org_id", Value: nil}})
}

// active returns the webhooks that are active.
func (s *store) active(ctx context.Context) ([]Webhook, error) {
	return s.all.Find(ctx, bson.D{{Key: "status", Value: Active}})
}

// position returns how far the job has gone; 0 before it first ran.
func (s *store) position(ctx context.Context) (int64, error) {
	c, err := s.cursors.Get(ctx, cursorID)
	if errors.Is(err, docstore.ErrNotFound) {
		return 0, nil
	}
	return c.Seq, err
}

// move sets how far the job has gone from one place to another. It returns docstore.ErrStale when another process has moved it.
func (s *store) move(ctx context.Context, from, to int64) error {
	_, err := s.cursors.Upsert(ctx, cursorID, func(c *cursor) error {
		if c.Seq != from {
			return docstore.ErrStale
		}
		c.Seq = to
		return nil
	})
	return err
}

func secretAAD(id string) privacy.AAD {
	return privacy.AAD{Collection: hooksName, Field: "secret", ID: id}
}

func (s *store) seal(w *Webhook, secret string) (err error) {
	w.Secret, err = s.sealer.Seal(secretAAD(w.ID), secret)
	return err
}

func (s *store) openSecret(w *Webhook) (string, error) {
	return s.sealer.Open(secretAAD(w.ID), w.Secret)
}

func (w *Webhook) sealedDocument() privacy.SealedDocument {
	return privacy.SealedDocument{Collection: hooksName, ID: w.ID, Sealed: map[string]privacy.Sealed{"secret": w.Secret}}
}
