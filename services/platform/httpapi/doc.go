// Package httpapi is the platform's HTTP layer: a safely configured Fiber server, routes that cannot be mounted without a
// permission, strict decoding of requests, and the only place where an error becomes a status.
//
// # The way of a request
//
// request id → security headers → metrics → deadline → session to auth.Actor → permission of the route → limits →
// idempotency key → handler. An error from any of these steps is written by one function as an RFC 9457 problem with a
// stable code, in the reader's language. Unknown errors and panics are logged; the answer shows only `internal` and the
// request id.
//
// # What a handler uses
//
// Bind and Query decode the request strictly. ListOf and ETag build the answer. IfMatch reads the version that the client
// saw, which every change of a shared record needs (428 without), Upload reads a file. SetSession and ClearSession set the session cookie. A handler passes c.UserContext() down,
// never c, and returns its error.
//
// # Connections
//
// Serve gives each address that is no trusted proxy a share of the connections: further ones are answered with 429, and of its
// requests that do not arrive within a second only the latest 32 may go on. What is refused before it was read wholly, such as
// a body over the limit, is answered, and the rest of it is read and dropped for a while: closing at once would reset the
// connection and lose the answer.
//
// # Writes that may be repeated
//
// A write of a logged-in account with an Idempotency-Key runs inside one transaction together with the record of its answer,
// so effect and answer are both stored or neither. The same key replays the stored answer; the same key with another body is
// refused. Answers are kept sealed for a day. Errors are not kept: the client may try again with the same key.
//
// Fiber runs with Immutable: true. Without it, strings kept from a request change when its buffers are used again.
package httpapi
