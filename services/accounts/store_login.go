package accounts

import (
	"context"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

func (s *store) byToken(ctx context.Context, token string) (Session, bool, error) {
	id, ok := sessionIDOf(token)
	if !ok {
		return Session{}, false, nil
	}
	ses, ok, err := found(s.allSessions.Get(ctx, id))
	if !ok || err != nil || !ses.hasToken(token) {
		return Session{}, false, err
	}
	return ses, true, nil
}

func (s *store) sessionPage(ctx context.Context, scope auth.Scope, now time.Time, page []docstore.Option) (docstore.Page[Session], error) {
	return s.sessions.In(scope).Page(ctx, bson.D{{Key: "ends_at", Value: bson.D{{Key: "$gt", Value: now}}}}, append(page, docstore.Sort("-_id"))...)
}

// endSessions removes the user's sessions except the one with the id keep, and revokes the person's access tokens: whatever shuts others
// out of an account shuts out the programs too.
func (s *store) endSessions(ctx context.Context, userID, keep string, now time.Time) error {
	_, err := s.allSessions.DeleteMany(ctx, bson.D{{Key: "user_id", Value: userID}, {Key: "_id", Value: bson.D{{Key: "$ne", Value: keep}}}})
	if err != nil {
		return err
	}
	tokens, err := s.tokensOf(ctx, userID)
	for i := range tokens {
		if err != nil {
			break
		}
		tokens[i].EndedAt = now
		err = s.tokens.Save(ctx, &tokens[i])
	}
	return err
}

// notEnded matches tokens that are not revoked.
var notEnded = bson.E{Key: "ended_at", Value: nil}

// tokensOf returns the person's own access tokens that are not revoked, the latest first.
func (s *store) tokensOf(ctx context.Context, userID string) ([]AccessToken, error) {
	return s.tokens.Find(ctx, bson.D{{Key: "user_id", Value: userID}, {Key: "org_id", Value: nil}, notEnded}, docstore.Sort("-_id"))
}

// orgTokens returns the access tokens of the organisation that are not revoked, the latest first.
func (s *store) orgTokens(ctx context.Context, orgID string) ([]AccessToken, error) {
	return s.tokens.Find(ctx, bson.D{{Key: "org_id", Value: orgID}, notEnded}, docstore.Sort("-_id"))
}

// codeOf returns the codes of the user's number; userID may be the id of an account that does not exist yet.
func (s *store) codeOf(ctx context.Context, userID string) (code, bool, error) {
	return found(s.codes.First(ctx, bson.D{{Key: "user_id", Value: userID}}))
}

func (s *store) sealCode(c *code, mobile string) error {
	var err error
	c.Mobile, err = s.sealer.Seal(privacy.AAD{Collection: codesName, Field: "mobile", ID: c.ID}, mobile)
	return err
}

func (s *store) openCode(c code) (privacy.Secret, error) {
	plain, err := s.sealer.Open(privacy.AAD{Collection: codesName, Field: "mobile", ID: c.ID}, c.Mobile)
	return privacy.Secret(plain), err
}

// factorsOf returns the second factors of the account; an empty document when there is none.
func (s *store) factorsOf(ctx context.Context, userID string) (factors, error) {
	f, ok, err := found(s.factors.Get(ctx, factorsID(userID)))
	if !ok {
		f = factors{UserID: userID}
		f.ID = factorsID(userID)
	}
	return f, err
}

// saveFactors stores what factorsOf returned and the caller changed.
func (s *store) saveFactors(ctx context.Context, f *factors) error {
	if f.Version == 0 {
		return s.factors.Insert(ctx, f)
	}
	return s.factors.Save(ctx, f)
}

func (s *store) deleteFactors(ctx context.Context, userID string) error {
	_, err := s.factors.DeleteMany(ctx, bson.D{{Key: "_id", Value: factorsID(userID)}})
	return err
}

func (s *store) sealFactor(f *factors, field, secret string) (privacy.Sealed, error) {
	return s.sealer.Seal(privacy.AAD{Collection: factorsName, Field: field, ID: f.ID}, secret)
}

func (s *store) openFactor(f *factors, field string, sealed privacy.Sealed) (string, error) {
	return s.sealer.Open(privacy.AAD{Collection: factorsName, Field: field, ID: f.ID}, sealed)
}

func (s *store) forgetTries(ctx context.Context, triesID string) error {
	_, err := s.tries.DeleteMany(ctx, bson.D{{Key: "_id", Value: triesID}})
	return err
}

// forgetAllTries removes the counters of the login name, from wherever the guesses came.
func (s *store) forgetAllTries(ctx context.Context, loginIndex string) error {
	_, err := s.tries.DeleteMany(ctx, bson.D{{Key: "login", Value: loginIndex}})
	return err
}

// sweep removes sessions, codes and counters that ended before now.
func (s *store) sweep(ctx context.Context, now time.Time) error {
	over := bson.D{{Key: "ends_at", Value: bson.D{{Key: "$lte", Value: now}}}}
	for _, remove := range []func(context.Context, docstore.Filter) (int64, error){s.allSessions.DeleteMany, s.codes.DeleteMany, s.tries.DeleteMany} {
		if _, err := remove(ctx, over); err != nil {
			return err
		}
	}
	return nil
}
