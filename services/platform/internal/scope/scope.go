// Package scope says which documents an actor may reach. Only auth makes scopes (Go's internal rule keeps features
// out); docstore turns them into filters. A feature can therefore not read a scoped collection without having asked.
package scope

// Part is one reason to reach a document; a scope is any number of them, joined by "or".
type Part struct {
	Region   string // path prefix of the subtree, such as "52/5201/"; empty: not by region
	Org      string // organisation id; empty: not by organisation
	Self     string // volunteer or user id of the actor; empty: not by self
	Assigned string // id of the one document (contract, evaluation, activity) given to the actor
}

// Scope is the set of documents an actor may reach for one permission. The zero value reaches nothing.
type Scope struct {
	all   bool
	parts []Part
}

// All reaches every document.
func All() Scope { return Scope{all: true} }

// Of reaches what any of the parts reaches.
func Of(parts ...Part) Scope { return Scope{parts: parts} }

// Everything tells whether the scope has no limit.
func (s Scope) Everything() bool { return s.all }

// Parts returns the reasons, none of which is empty.
func (s Scope) Parts() []Part { return s.parts }
