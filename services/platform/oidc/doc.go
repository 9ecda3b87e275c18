// Package oidc logs people in at an outside identity provider by OpenID Connect, such as a province's unified identity platform
// (统一身份认证平台): authorization code flow with PKCE, state and nonce.
//
// Begin returns the address at the provider and an Attempt, which the caller keeps sealed in the browser until the provider sends the
// browser back. Finish checks the answer against the Attempt, exchanges the code and returns the Identity that the provider vouches for.
// Nothing is kept in memory between the two, so another replica may finish what one began. In memory is only what the provider
// publishes about itself: it is read when first needed, kept for an hour, and its keys are read again when a token names an unknown one.
//
// Refused are an answer without the browser's attempt, of another provider (by the address that it came back to, by its `iss`, by the
// token's issuer), for another client, with another nonce, signed by an unknown key or without one, expired or from the future by more
// than two minutes, and an answer of the provider that is longer than 1 MB, takes longer than five seconds or redirects elsewhere.
// Issuers and all their addresses must be https; a demonstration may use http on this machine.
package oidc
