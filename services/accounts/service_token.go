package accounts

import (
	"context"
	"fmt"
	"slices"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/services/feature"
	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// Tokens are the access tokens of one owner, the latest first, and the scopes that a new one may have.
type Tokens struct {
	Items []AccessToken
	May   []auth.TokenScope // empty: the acting person cannot make one
}

// authenticateToken returns the actor of an access token: its owner with the permissions of its scopes. It returns ErrAccessToken when the token
// opens nothing, or its owner is a disabled account or an organisation that may not act.
func (s *Service) authenticateToken(ctx context.Context, tokenID, token string) (auth.Actor, error) {
	now := s.now()
	t, ok, err := found(s.store.tokens.Get(ctx, tokenID))
	if err != nil {
		return auth.Actor{}, fmt.Errorf("authenticate %s: %w", tokenID, err)
	}
	if !ok || !t.opens(token, now) {
		return auth.Actor{}, ErrAccessToken
	}
	u, ok, err := found(s.store.all.Get(ctx, t.UserID))
	if err != nil {
		return auth.Actor{}, fmt.Errorf("authenticate %s: %w", t.ID, err)
	}
	var a auth.Actor
	switch {
	case t.OrgID != "":
		if s.OrgActive == nil || s.OrgActive(ctx, t.OrgID) != nil {
			return auth.Actor{}, ErrAccessToken
		}
		a = orgActor(&t, &u)
	case !ok || u.Status != Active:
		return auth.Actor{}, ErrAccessToken
	default:
		if a = u.Actor("", now); s.needsFactor(&u, now) {
			a.NeedsFactor, a.Bindings, a.VolunteerID = true, nil, ""
		}
	}
	if today := string(region.DayOf(now)); t.UsedOn != today {
		_, _ = s.store.tokens.Update(ctx, t.ID, func(t *AccessToken) error { // when the store cannot write, the request goes on
			t.UsedOn = today
			return nil
		})
	}
	a.Token = t.used()
	return a, nil
}

// orgActor returns the actor of an organisation's token: the organisation's administrator under the token's id, without the steps that need a
// known person. Where maker and checker are kept apart, it counts as the person who made the token.
func orgActor(t *AccessToken, maker *User) auth.Actor {
	return auth.Actor{
		UserID: t.ID, PersonKey: maker.PersonKey, Lang: maker.Lang, Unverified: true,
		Bindings: []auth.Binding{{Role: auth.OrgAdmin, OrgID: t.OrgID}},
	}
}

// inPerson returns the acting person when they are logged in and hold the permission; a token makes, lists and revokes no tokens.
func inPerson(ctx context.Context, p auth.Permission) (auth.Actor, error) {
	a, err := auth.Require(ctx, p)
	if err == nil && a.Token != nil {
		err = auth.ErrTokenRefused
	}
	return a, err
}

// MyTokens returns the acting person's access tokens.
func (s *Service) MyTokens(ctx context.Context) (Tokens, error) {
	a, err := inPerson(ctx, auth.Session)
	if err != nil {
		return Tokens{}, err
	}
	list, err := s.store.tokensOf(ctx, a.UserID)
	return Tokens{Items: list, May: a.TokenScopes()}, err
}

// MakeToken makes an access token of the acting person and returns its secret text, which is told only here. The person gets a message. It
// returns ErrTokenScopes at its field, auth.ErrForbidden for a scope of which the person holds no permission, or ErrTokenMany.
func (s *Service) MakeToken(ctx context.Context, n NewToken) (AccessToken, privacy.Secret, error) {
	a, err := inPerson(ctx, auth.Session)
	if err != nil {
		return AccessToken{}, "", err
	}
	t, secret, err := tokenOf(n, auth.AllTokenScopes(), s.now())
	if err != nil {
		return AccessToken{}, "", err
	}
	held := a.TokenScopes()
	if slices.ContainsFunc(t.Scopes, func(s auth.TokenScope) bool { return !slices.Contains(held, s) }) {
		return AccessToken{}, "", auth.ErrForbidden
	}
	t.UserID = a.UserID
	err = s.keepToken(ctx, &t, s.store.tokensOf, a.UserID, audit.Entry{Action: "account.token_made", Subjects: []string{a.UserID, t.ID}}, notify.Message{To: a.UserID, Template: "account.token_made", Subject: a.UserID})
	return t, secret, err
}

// keepToken stores the token unless its owner has too many, with the audit entry and the message.
func (s *Service) keepToken(ctx context.Context, t *AccessToken, of func(context.Context, string) ([]AccessToken, error), owner string, e audit.Entry, m notify.Message) error {
	err := s.DB.Tx(ctx, func(ctx context.Context) error {
		had, err := of(ctx, owner)
		if err != nil {
			return err
		}
		if len(had) >= maxTokens {
			return tooManyTokens()
		}
		if err := s.store.tokens.Insert(ctx, t); err != nil {
			return err
		}
		if err := s.Audit.Write(ctx, e); err != nil {
			return err
		}
		m.Key, m.Data = m.Template+"/"+t.ID, map[string]string{"token": t.Name}
		return s.Outbox.Queue(ctx, m)
	})
	if err != nil {
		return fmt.Errorf("make an access token: %w", err)
	}
	return nil
}

// EndToken revokes one of the acting person's access tokens at once, or returns docstore.ErrNotFound when it is not theirs.
func (s *Service) EndToken(ctx context.Context, tokenID string) error {
	a, err := inPerson(ctx, auth.Session)
	if err != nil {
		return err
	}
	own := func(t *AccessToken) bool { return t.OrgID == "" && t.UserID == a.UserID }
	return s.endToken(ctx, tokenID, own, audit.Entry{Action: "account.token_ended", Subjects: []string{a.UserID, tokenID}})
}

func (s *Service) endToken(ctx context.Context, tokenID string, own func(*AccessToken) bool, e audit.Entry) error {
	err := s.DB.Tx(ctx, func(ctx context.Context) error {
		_, err := s.store.tokens.Update(ctx, tokenID, func(t *AccessToken) error {
			if !own(t) || !t.EndedAt.IsZero() {
				return docstore.ErrNotFound
			}
			t.EndedAt = s.now()
			return nil
		})
		if err != nil {
			return err
		}
		return s.Audit.Write(ctx, e)
	})
	if err != nil {
		return fmt.Errorf("revoke an access token: %w", err)
	}
	return nil
}

// OrgTokens returns the access tokens of an organisation to its administrators and to the civil affairs of its area, who make none. It
// returns docstore.ErrNotFound for an organisation out of reach.
func (s *Service) OrgTokens(ctx context.Context, orgID string) (Tokens, error) {
	a, _, err := s.lookAfter(ctx, orgID)
	if err != nil {
		return Tokens{}, err
	}
	list, err := s.store.orgTokens(ctx, orgID)
	out := Tokens{Items: list}
	if slices.Contains(a.Orgs(auth.IntegrationManage), orgID) {
		out.May = auth.OrgTokenScopes()
	}
	return out, err
}

// lookAfter returns the actor, who may see the organisation's access to the API, and the organisation's region.
func (s *Service) lookAfter(ctx context.Context, orgID string) (auth.Actor, string, error) {
	a, err := inPerson(ctx, auth.IntegrationManage)
	if err != nil {
		return a, "", err
	}
	area, err := s.OrgRegion(ctx, orgID)
	if err == nil && !a.ForOrg(auth.IntegrationManage, orgID, area) {
		err = docstore.ErrNotFound
	}
	return a, area, err
}

// MakeOrgToken makes an access token of an organisation that may act and returns its secret text, which is told only here. The organisation
// gets a message. It needs a role in the organisation: civil affairs get auth.ErrForbidden. Other errors are those of MakeToken, and why
// the organisation may not act.
func (s *Service) MakeOrgToken(ctx context.Context, orgID string, n NewToken) (AccessToken, privacy.Secret, error) {
	a, area, err := s.lookAfter(ctx, orgID)
	if err == nil && !slices.Contains(a.Orgs(auth.IntegrationManage), orgID) {
		err = auth.ErrForbidden
	}
	if err == nil {
		err = a.MustBeVerified()
	}
	if err == nil {
		err = s.OrgActive(ctx, orgID)
	}
	if err != nil {
		return AccessToken{}, "", err
	}
	t, secret, err := tokenOf(n, auth.OrgTokenScopes(), s.now())
	if err != nil {
		return AccessToken{}, "", err
	}
	t.UserID, t.OrgID = a.UserID, orgID
	err = s.keepToken(ctx, &t, s.store.orgTokens, orgID, audit.Entry{Action: "account.org_token_made", Subjects: []string{orgID, t.ID}, Region: area}, notify.Message{To: orgID, Template: "account.org_token_made", Subject: orgID})
	return t, secret, err
}

// EndOrgToken revokes an access token of the organisation at once. The civil affairs of its area may do so too.
func (s *Service) EndOrgToken(ctx context.Context, orgID, tokenID string) error {
	_, area, err := s.lookAfter(ctx, orgID)
	if err != nil {
		return err
	}
	own := func(t *AccessToken) bool { return t.OrgID == orgID }
	return s.endToken(ctx, tokenID, own, audit.Entry{Action: "account.org_token_ended", Subjects: []string{orgID, tokenID}, Region: area})
}

// CurrentToken returns the access token of the call, or ErrNoToken in a session.
func (s *Service) CurrentToken(ctx context.Context) (AccessToken, error) {
	a, err := auth.Require(ctx, auth.Session)
	if err != nil {
		return AccessToken{}, err
	}
	if a.Token == nil {
		return AccessToken{}, ErrNoToken
	}
	return s.store.tokens.Get(ctx, a.Token.ID)
}

// tokenNames returns what access tokens are called, for the audit log.
func (s *Service) tokenNames(ctx context.Context, ids []string) (map[string]feature.Name, error) {
	list, err := s.store.tokens.GetMany(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("names of access tokens: %w", err)
	}
	names := make(map[string]feature.Name, len(list))
	for id, t := range list {
		text := "令牌“" + t.Name + "”"
		if auth.From(ctx).Lang == "en" {
			text = "token “" + t.Name + "”"
		}
		names[id] = feature.Name{Text: text}
	}
	return names, nil
}
