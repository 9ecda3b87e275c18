package accounts

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/ident"
	"github.com/tongxing-platform/tongxing/services/platform/oidc"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// provider returns the provider of the key, or ErrSSOProvider.
func (s *Service) provider(key string) (*oidc.Provider, error) {
	for _, p := range s.Providers {
		if p.Key == key {
			return p, nil
		}
	}
	return nil, ErrSSOProvider
}

// ssoAttempt is a log-in at a provider, or the making of a link, as the browser keeps it until the provider sends the browser back.
type ssoAttempt struct {
	oidc.Attempt
	Next      string `json:"x"`
	UserID    string `json:"u,omitempty"` // whose account is to be linked; empty: a log-in
	SessionID string `json:"e,omitempty"`
}

// Toward is where to send a browser, and what it keeps meanwhile.
type Toward struct {
	Address string
	Kept    privacy.Secret // sealed
}

// BeginSSO begins a log-in at the provider, which sends the browser back to the redirect address, from where it comes to the page next. It
// returns ErrSSOProvider, also without a redirect address, ErrSSONext or oidc.ErrUnreachable.
func (s *Service) BeginSSO(ctx context.Context, key, redirect, next string) (Toward, error) {
	next, err := ownPath(next)
	if err != nil {
		return Toward{}, err
	}
	return s.beginSSO(ctx, key, redirect, ssoAttempt{Next: next})
}

// BeginLink begins to link the acting user's account to the person who then logs in at the provider. It returns ErrSSOProvider,
// ErrSSOLinked or oidc.ErrUnreachable.
func (s *Service) BeginLink(ctx context.Context, key, redirect string) (Toward, error) {
	actor, err := auth.Require(ctx, auth.Session)
	if err != nil {
		return Toward{}, err
	}
	links, err := s.store.linksOf(ctx, actor.UserID)
	if err != nil {
		return Toward{}, err
	}
	for _, l := range links {
		if l.Provider == key {
			return Toward{}, ErrSSOLinked
		}
	}
	return s.beginSSO(ctx, key, redirect, ssoAttempt{Next: ownLinksPage, UserID: actor.UserID, SessionID: actor.SessionID})
}

// ownLinksPage is the page of the own links.
const ownLinksPage = "/console/settings"

func (s *Service) beginSSO(ctx context.Context, key, redirect string, kept ssoAttempt) (Toward, error) {
	p, err := s.provider(key)
	if err == nil && redirect == "" {
		err = ErrSSOProvider
	}
	if err != nil {
		return Toward{}, err
	}
	var t Toward
	if kept.Attempt, t.Address, err = p.Begin(ctx, redirect); err != nil {
		return Toward{}, fmt.Errorf("single sign-on at %s: %w", key, err)
	}
	t.Kept, err = s.sealForBrowser("attempt", key, kept)
	return t, err
}

// sealForBrowser returns the value for a cookie that only openFromBrowser can read, for the same field and id.
func (s *Service) sealForBrowser(field, id string, v any) (privacy.Secret, error) {
	plain, err := json.Marshal(v)
	if err != nil {
		return "", err
	}
	sealed, err := s.store.sealer.SealBytes(nil, privacy.AAD{Collection: "sso", Field: field, ID: id}, plain)
	return privacy.Secret(base64.RawURLEncoding.EncodeToString(sealed)), err
}

func (s *Service) openFromBrowser(field, id string, cookie privacy.Secret, into any) bool {
	sealed, err := base64.RawURLEncoding.DecodeString(cookie.Reveal())
	if err != nil || len(sealed) == 0 {
		return false
	}
	plain, err := s.store.sealer.OpenBytes(nil, privacy.AAD{Collection: "sso", Field: field, ID: id}, sealed)
	return err == nil && json.Unmarshal(plain, into) == nil
}

// SSOResult is the outcome of FinishSSO.
type SSOResult struct {
	Next    string
	Started Started // of a log-in; without a token after a link was made
	Pending privacy.Secret
}

// FinishSSO finishes what the browser began at the provider: a log-in, or the making of a link. Nothing is changed on an error. It returns
// ErrSSOProvider, the errors of oidc.Provider.Finish, ErrSSOUnlinked with the sealed link code in Pending, ErrSSOStopped, ErrSSOPerson,
// ErrSSOHeld or ErrSSOLinked, and auth.ErrLogin when the session that wanted the link has ended. Next is set on errors too.
func (s *Service) FinishSSO(ctx context.Context, key string, cookie privacy.Secret, answer oidc.Answer, client string) (SSOResult, error) {
	out := SSOResult{Next: "/console/"}
	p, err := s.provider(key)
	if err != nil {
		return out, err
	}
	var kept ssoAttempt
	if !s.openFromBrowser("attempt", key, cookie, &kept) {
		return out, oidc.ErrAttempt
	}
	out.Next = kept.Next
	who, err := p.Finish(ctx, kept.Attempt, answer)
	if err != nil {
		return out, fmt.Errorf("single sign-on at %s: %w", key, err)
	}
	err = s.DB.Tx(ctx, func(ctx context.Context) (err error) {
		if kept.UserID != "" {
			return s.linkOwn(ctx, key, kept, who)
		}
		out.Started, err = s.loginBySSO(ctx, key, who, client)
		return err
	}, docstore.Hot(linkPrefix+s.linkCode(who)))
	if errors.Is(err, ErrSSOUnlinked) {
		var sealErr error
		out.Pending, sealErr = s.sealForBrowser("pending", "code", pendingLink{Provider: key, Code: s.linkCode(who), Until: s.now().Add(oidc.Life)})
		err = errors.Join(err, sealErr)
	}
	if err != nil {
		return out, fmt.Errorf("single sign-on at %s: %w", key, err)
	}
	return out, nil
}

// loginBySSO starts a session of the account that is linked to the person. Without a link, the account with the verified ID number
// that the provider tells is linked first.
func (s *Service) loginBySSO(ctx context.Context, key string, who oidc.Identity, client string) (Started, error) {
	link, linked, err := found(s.store.links.Get(ctx, linkPrefix+s.linkCode(who)))
	if err != nil {
		return Started{}, err
	}
	person := s.personAt(who)
	var u User
	if linked {
		u, err = s.store.all.Get(ctx, link.UserID)
	} else {
		u, err = s.store.verified(ctx, person)
	}
	switch {
	case err != nil:
		return Started{}, err
	case u.Status != Active:
		return Started{}, ErrSSOStopped
	case person != "" && u.VerifiedKey != "" && person != u.VerifiedKey:
		return Started{}, ErrSSOPerson
	}
	if !linked {
		ctx := auth.With(ctx, auth.Actor{UserID: u.ID, Lang: u.Lang})
		if err := s.linkAndNote(ctx, u.ID, key, s.linkCode(who), LinkedByIDNumber); err != nil {
			return Started{}, err
		}
	}
	return s.begin(ctx, u, BySSO, client, func(ses *Session) {
		ses.Provider = key
		if ses.FreshAt = who.AuthAt; who.AuthAt.After(s.now()) {
			ses.FreshAt = s.now()
		}
		if who.Multi {
			ses.FactorAt = s.now()
		}
	})
}

// personAt returns the blind index of the ID number that the provider tells; empty when it tells none, or one that cannot be.
func (s *Service) personAt(who oidc.Identity) string {
	number := ident.Normalise(who.IDNumber)
	if _, err := ident.CheckIDNumberOn(number, region.DayOf(s.now())); err != nil {
		return ""
	}
	return s.Index.Index("id_number", number)
}

// linkOwn links the account whose session began, if the session is still there.
func (s *Service) linkOwn(ctx context.Context, key string, kept ssoAttempt, who oidc.Identity) error {
	ses, ok, err := found(s.store.allSessions.Get(ctx, kept.SessionID))
	if err != nil {
		return err
	}
	u, err := s.store.all.Get(ctx, kept.UserID)
	if err != nil {
		return err
	}
	if !ok || ses.UserID != u.ID || u.Status != Active || !s.now().Before(ses.end(u.staff(s.now()))) {
		return auth.ErrLogin
	}
	if person := s.personAt(who); person != "" && u.VerifiedKey != "" && person != u.VerifiedKey {
		return ErrSSOPerson
	}
	return s.linkAndNote(auth.With(ctx, u.Actor(ses.ID, s.now())), u.ID, key, s.linkCode(who), LinkedBySelf)
}

// linkAndNote is addLink with an audit entry.
func (s *Service) linkAndNote(ctx context.Context, userID, key, code string, way LinkWay) error {
	if err := s.addLink(ctx, userID, key, code, way); err != nil {
		return err
	}
	return s.note(ctx, "account.sso_linked", userID, linkPrefix+code)
}

// addLink links the account and tells its person, in the caller's transaction. It returns ErrSSOHeld or ErrSSOLinked.
func (s *Service) addLink(ctx context.Context, userID, key, code string, way LinkWay) error {
	l := Link{UserID: userID, Provider: key, Way: way, LinkedAt: s.now(), LinkedBy: auth.From(ctx).ID()}
	l.ID = linkPrefix + code
	err := s.store.links.Insert(ctx, &l)
	switch {
	case docstore.IsDuplicate(err, "one"):
		return ErrSSOLinked
	case errors.Is(err, docstore.ErrDuplicate):
		return ErrSSOHeld
	case err != nil:
		return err
	}
	return s.tellLink(ctx, "account.sso_linked", l)
}

// removeLink removes the account's link to the provider, which it returns, and tells the person, in the caller's transaction. It returns
// docstore.ErrNotFound when there is none.
func (s *Service) removeLink(ctx context.Context, userID, key string) (Link, error) {
	links, err := s.store.linksOf(ctx, userID)
	if err != nil {
		return Link{}, err
	}
	for _, l := range links {
		if l.Provider != key {
			continue
		}
		if err := s.store.links.Delete(ctx, l.ID); err != nil {
			return Link{}, err
		}
		return l, s.tellLink(ctx, "account.sso_unlinked", l)
	}
	return Link{}, docstore.ErrNotFound
}

// pendingLink is the code of a person without a link, as the browser keeps it for the page that explains it.
type pendingLink struct {
	Provider string    `json:"p"`
	Code     string    `json:"c"`
	Until    time.Time `json:"t"`
}

// PendingLink returns what FinishSSO left in the browser with ErrSSOUnlinked: the provider and the link code, in groups of four. It returns
// docstore.ErrNotFound ten minutes later.
func (s *Service) PendingLink(cookie privacy.Secret) (*oidc.Provider, string, error) {
	var l pendingLink
	if !s.openFromBrowser("pending", "code", cookie, &l) || s.now().After(l.Until) || len(l.Code) != codeLength {
		return nil, "", docstore.ErrNotFound
	}
	p, err := s.provider(l.Provider)
	return p, showLinkCode(l.Code), err
}

// OwnLinks returns the acting user's links.
func (s *Service) OwnLinks(ctx context.Context) ([]Link, error) {
	actor, err := auth.Require(ctx, auth.Session)
	if err != nil {
		return nil, err
	}
	return s.store.linksOf(ctx, actor.UserID)
}

// Unlink removes the acting user's link to the provider, or returns docstore.ErrNotFound.
func (s *Service) Unlink(ctx context.Context, key string) error {
	actor, err := auth.Require(ctx, auth.Session)
	if err != nil {
		return err
	}
	return s.DB.Tx(ctx, func(ctx context.Context) error {
		l, err := s.removeLink(ctx, actor.UserID, key)
		if err != nil {
			return err
		}
		return s.note(ctx, "account.sso_unlinked", actor.UserID, l.ID)
	}, docstore.Hot(actor.UserID))
}

// ProviderLogout returns the address at which the acting user's browser logs out at the provider by which the session began, and comes
// back; empty when the session began otherwise or the provider's settings do not ask for it.
func (s *Service) ProviderLogout(ctx context.Context, back string) string {
	ses, err := s.store.allSessions.Get(ctx, auth.From(ctx).SessionID)
	if err != nil || ses.Provider == "" || back == "" {
		return ""
	}
	p, err := s.provider(ses.Provider)
	if err != nil {
		return ""
	}
	return p.LogoutAddress(ctx, back)
}
