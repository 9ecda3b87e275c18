// Package accounts stores the people who log in: their accounts, sessions, roles and preferences.
//
//	account:  active ⇄ disabled          disabling ends every session at once
//	password: none → own, by the token of the person → reset by an administrator → none; from the command line generated (no roles until changed) → own
//	token:    made (link by SMS or mail, 24 hours) or printed (7 days) → handed over by a second person → used | expired | replaced
//	code:     sent → used | 5 wrong guesses | expired (5 minutes) | replaced by a later one
//	mobile:   present → new, by the codes sent to both numbers, or by the ID card and the code sent to the new one
//	factor:   none → set up by its first code, or by the browser's passkey → removed by the person, or by whoever looks after them
//	login:    password or code by SMS → (second factor, within 5 minutes) → session
//	link:     made → removed, by the person or an administrator; the person is told of both
//	access token: made → revoked | expired | ended with the sessions of its person
//	session:  begun → ended by logging out, a new password, disabling, idleness or age
//
// Staff log in by login name and password. Anybody with a mainland mobile logs in by a one-time code; a number without an
// account gets one when its code is entered: this is how volunteers register. Unknown login names and numbers get the same answers after
// the same work as known ones. Password guesses are counted per login name and place (the device, if the person has logged in on it
// before, else the network; a device is known for five people) and guesses of codes per code, in the store and before they are checked, so that parallel guesses
// gain nothing and guesses made elsewhere shut nobody out. Common passwords are refused (password_list.go). A mobile that an
// administrator entered counts as proven only after the first login by code; a password set before that becomes invalid.
//
// Nobody but the person learns a password. A new account and a reset have no password but a token (PasswordToken): a link of 256 random bits sent
// to the mobile, else the mail address, or, without either, a code of 74 bits on a printed sheet. With it the person sets the password (UseToken)
// and logs in as ever. The code needs the login name, the last six characters of a verified ID number (five tries), and the
// confirmation of another person than its maker that the person holds the sheet (HandOver). The maker is refused in a session of their own and
// in a browser in which they have logged in before, and so is everybody who is logged in with another account. A new token replaces the
// last one; disabling the account, or staff changing its mobile, ends it. Mails are not sent to the maker's own address.
//
// A person changes the mobile by the codes on the present and on the new number (AskMobileCodes, ChangeMobile); an account without
// a number gives the password instead. Sessions, roles and the volunteer's profile stay. Who has lost the number shows the ID card to
// staff, who enter its number, compared by blind index, and the code on the new one (AskMobile, ReplaceMobile); the sessions end
// then, because the lost phone may be logged in. The office of the region does so for volunteers (AskMobileOf). A code counts only
// for the change, and for the staff, that it was sent for. The former number is told, and its next login by code makes a new
// account. A new number held by an account without login name, role and profile is taken from it, and that account is disabled.
//
// An account belongs to a known person once somebody else has seen the ID card and entered its number (VerifyIdentity, or when the
// account is created): who manages its roles, the system administrator, and for the administrators of an organisation the county
// in whose area it lies. Without that its permissions to draft, approve, pay, evaluate, verify and reveal are refused with
// auth.ErrUnverified (auth.Actor.Refusal), while reading goes on; the county and the organisation's administrator find such accounts on their
// workbench (account_card). A wrongly verified number is corrected by another person than its verifier, with a
// reason (CorrectIdentity), unless the volunteer's profile has it too. A person has one account with an office: the number is verified for one, and
// no office is given to another (ErrHasAccount). Each account keeps in which organisations the person's other accounts hold roles
// (User.Elsewhere), so that auth.Actor.BelongsTo knows the person without reading them. After somebody else changed the way in (password or mobile), its person is told, of
// a password also who did it, and the account takes no steps over money for auth.ResetHold.
//
// A person may log in at an identity provider that the settings name (single sign-on, package oidc). The account has to be linked to the
// person's identity there (Link, one for each provider). A link is made at the first log-in, when the provider tells the verified ID number of
// an account; by an administrator, who enters the code that the person sees after a log-in without a link; or by the person while logged in.
// The same name, mail or mobile makes no link, and no account is created. The session is like any other. It counts as a fresh proof from the time at which the
// provider says that it has authenticated the person, and as two factors when it says so; a generated password need not be changed in it,
// since whoever generated that cannot log in there. Where the provider tells another ID number than the verified one of the linked account,
// the log-in is refused. The browser keeps what belongs to a log-in in a sealed cookie, so another replica may finish it.
//
// An account made by a code has no name. Its person gives it once (SetName), or it comes from the volunteer's profile; without
// one nobody takes a role but the volunteer's, and others see the masked mobile in its place.
//
// A person may set up second factors: an authenticator app (TOTP) and up to ten passkeys (WebAuthn). The first one brings ten recovery
// codes, of which only keyed hashes are stored, and ends the sessions begun without it. From then on the password, or a code by SMS,
// is the first step of a login: a session marked Half, which opens nothing but the second step and ends after five minutes. A code of
// the app counts once, by its time step, and so do a recovery code and a passkey's challenge, which is kept with the session. Guesses
// are counted like those of passwords, and at most 100 a day for an account. Roles in Deps.FactorRoles (TONGXING_SECOND_FACTOR) require a
// factor: people who hold one and have no factor can only see their account and set one up (auth.ErrFactorNeeded), and nobody who holds one
// can remove the last factor. Passkeys belong to the host of TONGXING_PUBLIC_URL. Who has lost the factor and the recovery codes asks whoever looks after
// the account (RemoveFactors).
//
// Acts that approve, pay, reset, grant, reveal or export persons need a proof of the person of the last ten minutes (httpapi.StepUp):
// logging in, or StepUp with the second factor, without one the password, without both a code by SMS. Session.FreshAt is its time.
//
// Programs call the API with an access token (AccessToken) of a person or of an organisation, for at most a year. It lends the permissions of its
// scopes as far as the owner holds them at the call, works only on routes that let tokens in (httpapi.Tokens), and never for persons cared for,
// volunteers, sealed values, exports, acts with a fresh proof, or tokens. Only its hash is stored. An organisation's token acts under its own
// id, and only while the organisation may act; civil affairs of the area see it and may revoke it. The audit log names the token.
//
// The token of a session is random and only its hash is stored. Users with a role that reaches beyond their own records
// are logged out after 30 minutes without use and after 12 hours at the latest; other users after 7 and 30 days.
//
// Who may do what:
//
//	anybody                  log in by password, ask for a code, log in by code, set a password with a link or printed code
//	anybody logged in        see their account, set up second factors, step up, change mobile, password and preferences, list and end their sessions, log out,
//	                         link the account to themselves at an identity provider and remove the link
//	anybody logged in        make, list and revoke their own access tokens
//	IntegrationManage        the same for the organisation of an administrator; civil affairs list and revoke those of their area
//	UserManage               create accounts; give and end roles inside their own area or organisation, for no longer than
//	                         their own role lasts and never for themselves; disable, enable, reset the password, confirm that the person holds another's printed code, remove the
//	                         second factors and change the mobile of accounts whose roles all lie inside it, not counting drafts of organisations that
//	                         they wrote; verify ID cards; disable and enable accounts without a role whose last role lay inside it
//	system administrator     also disable and enable any account, except the last system administrator's
//
// A village child director is given a village and a town supervisor a town, never a whole county.
//
// The founder of an organisation has rights over its draft alone and becomes its administrator when it is approved. Auditors,
// system administrators, the buyer's people and the area's evaluators never hold a role in an organisation (auth.Apart).
//
// An account is visible to the managers of users of every area and organisation in which it has or had a role. They see the
// full name only when they manage all its roles; mobiles and e-mail addresses are always masked.
//
// Messages: account.code, .first_link, .password_link (with a link, by SMS or mail), .mobile_code and .mobile_left (by SMS; the last to the former number), .mobile_changed, .identity, .identity_corrected, .role_given, .role_ended, .password_changed, .password_reset,
// .step_up_code (by SMS), .factor_added, .factor_removed, .factor_reset, .recovery_codes, .recovery_used, .sso_linked, .sso_unlinked, .token_made, .org_token_made. See notice.go.
package accounts
