package main

import (
	"regexp"
	"slices"
	"strings"
)

var lineNumber = regexp.MustCompile(`\.go:\d+ `)

// leftOut returns why the check is not expected to be noticed, wherever in its file it stands.
func leftOut(check string) (reason string, known bool) {
	name := strings.TrimRight(lineNumber.ReplaceAllString(check, ".go "), "'")
	for reason, names := range unnoticed {
		if slices.Contains(names, name) {
			return reason, true
		}
	}
	return "", false
}

// unnoticed lists, by reason, the checks whose absence no test notices. Their names have no line numbers.
var unnoticed = map[string][]string{
	"every account has the permission": {
		"route GET /api/v1/inbox",
		"route GET /api/v1/inbox/unread",
		"route POST /api/v1/inbox/:id/read",
		"route POST /api/v1/inbox/read-all",
	},
	"the use case makes the id of the acting person, so it is always their own": {"act signup withdraw: reach"},
	"another rule refuses the same people first, or nobody can hold both roles": {
		"act account grant: apart",
		"act evaluation replace_rater: apart",
		"act pairing activate: apart",
		"act pairing log: reach",
		"act pairing resume: apart",
		"act report return: apart",
	},
}
