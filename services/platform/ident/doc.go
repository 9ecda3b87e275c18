// Package ident checks numbers issued by the state: ID numbers of citizens (GB 11643), unified social credit codes of
// organisations (GB 32100) and mobile numbers. All checks expect the form that Normalise and NormaliseMobile return, which
// is also stored and indexed. Faults never hold the number.
package ident
