// Package accounts knows the people who log in: their accounts, sessions, roles and preferences.
//
//	account:  active ⇄ disabled          disabling ends every session at once
//	password: generated (no roles until changed) → own → reset by an administrator → generated
//	code:     sent → used | spent (5 guesses) | expired (5 minutes) | replaced by a later one
//	session:  begun → ended by logging out, a new password, disabling, idleness or age
//
// Staff log in by login name and password. Anybody with a mainland mobile logs in by a one-time code; a number that has
// no account yet gets one when its code is shown, which is how volunteers register. Answers and work are the same for
// login names and numbers that are known and that are not. Wrong passwords are counted per login name and wrong codes
// per code, in the store and before they are looked at, so that parallel guesses gain nothing. A mobile that an
// administrator wrote down is believed only when its holder shows the first code: a password set before that is void.
//
// A session is an opaque random token of which only the hash is kept. Whoever holds a role that reaches beyond the own
// records is logged out after 30 minutes without use and after 12 hours; others after 7 and 30 days.
//
// Who may do what:
//
//	anybody                  log in by password, ask for a code, log in by code
//	anybody logged in        see the own account, change password and preferences, list and end the own sessions, log out
//	UserManage               create accounts, give and end roles inside the own area or organisation and for no longer than
//	                         the own role lasts, never for oneself; disable, enable and reset the password of those whose
//	                         every role lies inside it; disable and enable those who have no role any more and had their
//	                         last one there
//	system administrator     also disable and enable anybody, except the last system administrator
//
// An account is seen by who manages users where any of its roles lies or lay. Names are shown in full only to those who
// manage everything the account may do; mobiles and e-mail addresses are always masked.
//
// Messages: account.code (by SMS), .role_given, .role_ended, .password_changed, .password_reset. See notice.go.
package accounts
