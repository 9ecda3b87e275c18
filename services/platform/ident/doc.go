// Package ident checks the numbers the state gives: citizens' identity numbers (GB 11643), the unified social credit
// codes of organisations (GB 32100) and mobiles. Everything is checked in the one form that Normalise and
// NormaliseMobile give, which is also the form that is stored and indexed. Faults never hold the number.
package ident
