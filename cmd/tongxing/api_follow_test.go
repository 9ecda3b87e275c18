package main

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/query"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi/apitest"
)

// follower goes along with the story. Before the first successful call of each operation of the API is made, the test visits it; the
// calls are kept as examples from which the test makes up others. After the visit the store is as it was before.
type follower struct {
	*callMaker
	t       *testing.T
	store   *undoing
	reached map[string]bool
	visit   func(op string, s sentCall, answer *apitest.Response)
	busy    bool // calls of the story are sent and neither visited nor remembered
}

func newFollower(t *testing.T, with ...func(*story)) *follower {
	t.Helper()
	e := &follower{t: t, store: &undoing{}, reached: map[string]bool{}}
	e.store.change = map[string]func(docstore.Row) docstore.Row{"sessions": e.endless}
	e.callMaker = newCallMaker(t, newStory(t, append(with, func(s *story) { s.store, s.limiter = openUndoing(e.store), unlimited{} })...))
	e.story.watch = e.watch
	return e
}

// unlimited is a coord.Limiter that allows everything.
type unlimited struct{}

// Allow implements coord.Limiter.
func (unlimited) Allow(context.Context, string, int, time.Duration) (bool, time.Duration) {
	return true, 0
}

// endless returns the session as one that does not end in the story.
func (e *follower) endless(r docstore.Row) docstore.Row {
	var doc bson.D
	if err := bson.Unmarshal(r.Doc, &doc); err != nil {
		e.t.Fatal(err)
	}
	later := e.story.now().AddDate(3, 0, 0)
	for i, f := range doc {
		switch f.Key {
		case "started_at", "seen_at", "fresh_at":
			doc[i].Value = later
		case "ends_at":
			doc[i].Value = later.Add(30 * time.Minute)
		}
	}
	data, err := bson.Marshal(doc)
	if err != nil {
		e.t.Fatal(err)
	}
	r.Doc, r.Values = data, slices.Clone(r.Values)
	for i, f := range e.store.stores["sessions"].t.Fields {
		if f.Name == "ends_at" {
			r.Values[i] = query.Value{Kind: query.Time, Int: later.Add(30 * time.Minute).UnixMilli()}
		}
	}
	return r
}

// watch sends a call of the story. If it is the first that succeeds with its operation, it is visited before.
func (e *follower) watch(v voice, method, path string, body any, send func() *apitest.Response) *apitest.Response {
	op := e.operation(method, path)
	if e.busy {
		return send()
	}
	o := sentCall{method, path, body, v.header}
	if op != "" && !e.reached[op] {
		var answer *apitest.Response
		e.try(path, func() { answer = send() })
		if answer.Status < 300 && !emptyList(answer) {
			e.reached[op] = true
			e.quietly(func() { e.visit(op, o, answer) })
		}
	}
	r := send()
	e.learn(o, r)
	if op != "" && r.Status < 300 {
		e.name(op, path)
	}
	return r
}

func (e *follower) quietly(fn func()) {
	e.busy = true
	defer func() { e.busy = false }()
	fn()
}

// try calls fn and undoes what it does; to attachments as well, when the address is one of theirs.
func (e *follower) try(path string, fn func()) {
	e.story.t.Helper()
	if strings.HasPrefix(path, "/files") {
		before := blobsIn(e.story.t, e.story.dir)
		defer func() {
			for path, data := range before {
				if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, data, 0o600)); err != nil {
					e.story.t.Fatal(err)
				}
			}
		}()
	}
	if err := e.store.try(e.story.t.Context(), fn); err != nil {
		e.story.t.Fatal(err)
	}
}

// blobsIn reads the stored attachments of a data directory, by path.
func blobsIn(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	all := map[string][]byte{}
	err := filepath.WalkDir(filepath.Join(dir, "files"), func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		all[path], err = os.ReadFile(path) //nolint:gosec // G304: inside the test's own directory
		return err
	})
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	return all
}

func emptyList(r *apitest.Response) bool {
	var v struct{ Items *[]any }
	return json.Unmarshal(r.Body, &v) == nil && v.Items != nil && len(*v.Items) == 0
}
