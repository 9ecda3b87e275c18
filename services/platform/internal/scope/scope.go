// Package scope defines which documents an actor may reach. Only auth makes scopes, which Go's internal rule enforces;
// docstore turns them into filters. A feature can therefore not read a scoped collection without a permission check.
package scope

// Part is one condition for reaching a document; a scope joins any number of them by "or".
type Part struct {
	Region   string // path prefix of the subtree, such as "52/5201/"; empty: not by region
	Org      string // organisation id; empty: not by organisation
	Self     string // volunteer or user id of the actor; empty: not by self
	Assigned string // id of the one document (contract, evaluation, activity) given to the actor
}

// Scope is the set of documents that an actor may reach with one permission. The zero value reaches nothing.
type Scope struct {
	all   bool
	parts []Part
}

// All returns the scope of every document.
func All() Scope { return Scope{all: true} }

// Of returns the scope of documents that meet any of the parts.
func Of(parts ...Part) Scope { return Scope{parts: parts} }

// Everything reports whether the scope has no limit.
func (s Scope) Everything() bool { return s.all }

// Parts returns the conditions, none of which is empty.
func (s Scope) Parts() []Part { return s.parts }
