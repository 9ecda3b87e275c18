// Package httpapi is the platform's door to the web: Fiber set up safely, routes that cannot be mounted without a
// permission, strict reading of requests, and the only place where an error becomes a status.
//
// # The way of a request
//
// request id → security headers → measuring → deadline → session into auth.Actor → permission of the route → limit →
// idempotency key → handler. Whatever comes back as an error, from whichever step, is written by one function as an
// RFC 9457 problem in the reader's language with a stable code; unknown errors and panics are logged and show only
// `internal` and the request id.
//
// # What a handler uses
//
// Bind and Query read the request strictly, ListOf and ETag shape the answer, IfMatch and Upload do what their names say,
// SetSession and ClearSession handle the cookie. A handler passes c.UserContext() down, never c, and returns its error.
//
// # Writes that may be repeated
//
// A write of somebody logged in that carries Idempotency-Key runs inside one transaction together with the record of its
// answer, so that effect and answer are stored both or neither. The same key replays the answer; with another body it is
// refused. Answers are kept sealed for a day. Errors are not kept: the client may try again with the same key.
//
// Fiber always runs with Immutable: otherwise kept strings change when its buffers are used again.
package httpapi
