package apitest

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
)

// Response is an answer, read to its end.
type Response struct {
	t      testing.TB
	what   string
	Status int
	Header http.Header
	Body   []byte
}

// JSON decodes the body into v, or fails the test.
func (r *Response) JSON(v any) *Response {
	r.t.Helper()
	if err := json.Unmarshal(r.Body, v); err != nil {
		r.t.Fatalf("%s: %v in %s", r.what, err, r.Body)
	}
	return r
}

// Want fails the test unless the answer has this status.
func (r *Response) Want(status int) *Response {
	r.t.Helper()
	if r.Status != status {
		r.t.Fatalf("%s: status %d, want %d: %s", r.what, r.Status, status, r.Body)
	}
	return r
}

// Refused fails the test unless the answer is a problem with this status and code.
func (r *Response) Refused(status int, code string) *Response {
	r.t.Helper()
	if r.Status != status || r.Code() != code {
		r.t.Fatalf("%s: %d %s, want %d %s: %s", r.what, r.Status, r.Code(), status, code, r.Body)
	}
	return r
}

// Problem returns the problem in the body; the zero value when there is none.
func (r *Response) Problem() httpapi.Problem {
	r.t.Helper()
	var p httpapi.Problem
	if r.Status >= http.StatusBadRequest && len(r.Body) > 0 {
		r.JSON(&p)
	}
	return p
}

// Code returns the stable code of the problem, or "".
func (r *Response) Code() string { return r.Problem().Code }

// Fields maps each refused field to its code.
func (r *Response) Fields() map[string]string {
	codes := make(map[string]string)
	for _, f := range r.Problem().Errors {
		codes[f.Field] = f.Code
	}
	return codes
}

// Lacks fails the test when the body or a header contains one of the texts: for what a role must not see.
func (r *Response) Lacks(texts ...string) *Response {
	r.t.Helper()
	for _, s := range texts {
		if strings.Contains(string(r.Body), s) {
			r.t.Errorf("%s: the answer shows %q: %s", r.what, s, r.Body)
		}
		for name, values := range r.Header {
			if strings.Contains(strings.Join(values, "\n"), s) {
				r.t.Errorf("%s: header %s shows %q", r.what, name, s)
			}
		}
	}
	return r
}

func (r *Response) checkProblem() {
	r.t.Helper()
	if got := r.Header.Get("Content-Type"); got != httpapi.ProblemType {
		r.t.Fatalf("%s: %d is not a problem but %q: %s", r.what, r.Status, got, r.Body)
	}
	p := r.Problem()
	if p.Status != r.Status || p.Type == "" || p.Title == "" || p.Code == "" || p.Detail == "" || p.RequestID == "" {
		r.t.Fatalf("%s: incomplete problem: %s", r.what, r.Body)
	}
	if p.RequestID != r.Header.Get("X-Request-Id") {
		r.t.Fatalf("%s: the problem's request id is not the header's: %s", r.what, r.Body)
	}
	for _, f := range p.Errors {
		if f.Code == "" || f.Message == "" {
			r.t.Fatalf("%s: incomplete field error: %s", r.what, r.Body)
		}
	}
	for _, text := range append([]string{p.Detail}, messages(p)...) {
		if strings.Contains(text, "{") {
			r.t.Fatalf("%s: a place in the text is not filled: %s", r.what, text)
		}
	}
}

func messages(p httpapi.Problem) []string {
	all := make([]string, len(p.Errors))
	for i, f := range p.Errors {
		all[i] = f.Message
	}
	return all
}
