package accounts

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
)

// relyingParty returns the WebAuthn party of the site's origin. Passkeys are bound to its host. It returns ErrNoPasskeys for an origin
// at which browsers refuse passkeys.
func relyingParty(origin string) (*webauthn.WebAuthn, error) {
	u, err := url.Parse(origin)
	if err != nil || u.Scheme != "https" && u.Hostname() != "localhost" {
		return nil, ErrNoPasskeys
	}
	party, err := webauthn.New(&webauthn.Config{
		RPID: u.Hostname(), RPDisplayName: "同行 Tongxing", RPOrigins: []string{origin}, AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			ResidentKey: protocol.ResidentKeyRequirementDiscouraged, UserVerification: protocol.VerificationPreferred,
		},
	})
	if err != nil {
		return nil, ErrNoPasskeys // an address instead of a name
	}
	return party, nil
}

// passkeyUser is an account as the WebAuthn library sees it.
type passkeyUser struct {
	id, name string
	list     []webauthn.Credential
}

func (u passkeyUser) WebAuthnID() []byte                         { return []byte(u.id) }
func (u passkeyUser) WebAuthnName() string                       { return u.name }
func (u passkeyUser) WebAuthnDisplayName() string                { return u.name }
func (u passkeyUser) WebAuthnCredentials() []webauthn.Credential { return u.list }

func (f *factors) passkeyUser(name string) (passkeyUser, error) {
	u := passkeyUser{id: f.UserID, name: name}
	for _, p := range f.Passkeys {
		var c webauthn.Credential
		if err := json.Unmarshal([]byte(p.Credential), &c); err != nil {
			return u, fmt.Errorf("passkey %s: %w", p.ID, err)
		}
		u.list = append(u.list, c)
	}
	return u, nil
}

// challenge is a question to a passkey that awaits its answer. It is kept with the session of the person, who answers it once.
type challenge struct {
	Kind string // challengeAdd or challengeUse
	Till time.Time
	Data webauthn.SessionData
}

const (
	challengeAdd = "add"
	challengeUse = "use"
)

// newChallenge stores a challenge with the session in place of the last one.
func (s *Service) newChallenge(ctx context.Context, sessionID, kind string, data webauthn.SessionData) error {
	text, err := json.Marshal(challenge{Kind: kind, Till: s.now().Add(LoginStepLife), Data: data})
	if err != nil {
		return err
	}
	_, err = s.store.allSessions.Update(ctx, sessionID, func(ses *Session) error {
		ses.Challenge = string(text)
		return nil
	})
	return sessionGone(err)
}

// takeChallenge removes the session's challenge and returns it, or ErrPasskey when there is none of the kind that is still open.
func (s *Service) takeChallenge(ctx context.Context, sessionID, kind string) (data webauthn.SessionData, err error) {
	text := ""
	_, err = s.store.allSessions.Update(ctx, sessionID, func(ses *Session) error {
		text, ses.Challenge = ses.Challenge, ""
		return nil
	})
	if err != nil {
		return data, sessionGone(err)
	}
	var c challenge
	if text == "" {
		return data, ErrPasskey.At("passkey")
	}
	if err := json.Unmarshal([]byte(text), &c); err != nil {
		return data, fmt.Errorf("challenge of %s: %w", sessionID, err)
	}
	if c.Kind != kind || !s.now().Before(c.Till) {
		return data, ErrPasskey.At("passkey")
	}
	return c.Data, nil
}

// sessionGone turns docstore.ErrNotFound into ErrLoginStep.
func sessionGone(err error) error {
	if errors.Is(err, docstore.ErrNotFound) {
		return ErrLoginStep
	}
	return err
}

// askPasskey returns the options of navigator.credentials.get for the factors, with a new challenge kept with the session.
func (s *Service) askPasskey(ctx context.Context, sessionID, origin string, f *factors) (any, error) {
	party, err := relyingParty(origin)
	if err != nil {
		return nil, err
	}
	if len(f.Passkeys) == 0 {
		return nil, ErrProofWay
	}
	u, err := f.passkeyUser("")
	if err != nil {
		return nil, err
	}
	options, data, err := party.BeginLogin(u, webauthn.WithUserVerification(protocol.VerificationPreferred))
	if err != nil {
		return nil, fmt.Errorf("ask a passkey: %w", err)
	}
	return options.Response, s.newChallenge(ctx, sessionID, challengeUse, *data)
}

// answering uses up the session's challenge and returns what its answer is checked against.
func (s *Service) answering(ctx context.Context, sessionID, kind, origin string, f *factors) (*webauthn.WebAuthn, passkeyUser, webauthn.SessionData, error) {
	data, err := s.takeChallenge(ctx, sessionID, kind)
	if err != nil {
		return nil, passkeyUser{}, data, err
	}
	party, err := relyingParty(origin)
	if err != nil {
		return nil, passkeyUser{}, data, err
	}
	u, err := f.passkeyUser("")
	return party, u, data, err
}

// usePasskey checks the answer to the session's challenge and updates the passkey's counter. It returns ErrPasskey when the passkey belongs to
// another account or was made for another site, when the authenticator seems to have been copied, and when the challenge was already
// answered or has expired.
func (s *Service) usePasskey(ctx context.Context, sessionID, origin string, f *factors, answer json.RawMessage) error {
	party, u, data, err := s.answering(ctx, sessionID, challengeUse, origin, f)
	if err != nil {
		return err
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(answer)
	if err != nil {
		return ErrPasskey.At("passkey")
	}
	used, err := party.ValidateLogin(u, data, parsed)
	if err != nil || used.Authenticator.CloneWarning {
		return ErrPasskey.At("passkey")
	}
	i := slices.IndexFunc(u.list, func(c webauthn.Credential) bool { return slices.Equal(c.ID, used.ID) })
	text, err := json.Marshal(used)
	if err != nil {
		return err
	}
	f.Passkeys = slices.Clone(f.Passkeys)
	f.Passkeys[i].Credential, f.Passkeys[i].UsedAt = string(text), s.now()
	return nil
}

// addPasskey checks the answer to the session's challenge and adds the passkey, or returns ErrPasskey, ErrPasskeyHeld or ErrPasskeyMany.
func (s *Service) addPasskey(ctx context.Context, sessionID, origin string, f *factors, p Passkey, answer json.RawMessage) error {
	party, u, data, err := s.answering(ctx, sessionID, challengeAdd, origin, f)
	if err != nil {
		return err
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes(answer)
	if err != nil {
		return ErrPasskey.At("passkey")
	}
	made, err := party.CreateCredential(u, data, parsed)
	if err != nil {
		return ErrPasskey.At("passkey")
	}
	if slices.ContainsFunc(u.list, func(c webauthn.Credential) bool { return slices.Equal(c.ID, made.ID) }) {
		return ErrPasskeyHeld
	}
	if len(f.Passkeys) >= MaxPasskeys {
		return ErrPasskeyMany
	}
	made.Attestation = webauthn.CredentialAttestation{}
	text, err := json.Marshal(made)
	if err != nil {
		return err
	}
	p.Credential, p.AddedAt = string(text), s.now()
	f.Passkeys = append(slices.Clone(f.Passkeys), p)
	return nil
}

// passkeyName returns the trimmed name, or ErrPasskeyName.
func passkeyName(name string) (string, error) {
	name = strings.TrimSpace(name)
	if name == "" || !goodName(name) || len([]rune(name)) > 30 {
		return "", ErrPasskeyName.At("name")
	}
	return name, nil
}
