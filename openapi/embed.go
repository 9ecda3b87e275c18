// Package openapi holds the description of the API. openapi.json is generated from the comments on the handlers by
// `make generate` and never edited by hand.
package openapi

import _ "embed"

// Spec is the description as OpenAPI 3 in JSON.
//
//go:embed openapi.json
var Spec []byte
