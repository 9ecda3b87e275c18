package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"os"
	"slices"
	"strings"

	"github.com/tongxing-platform/tongxing/services/desk"
	"github.com/tongxing-platform/tongxing/services/platform/words"
)

type wordsCmd struct{}

// Run writes the words of all codes as TypeScript for the web apps; `make generate` stores it in web/shared/words.ts. It
// opens an empty store in a temporary directory, because only a built app knows its features.
func (wordsCmd) Run(ctx context.Context, out io.Writer) error {
	dir, err := os.MkdirTemp("", "tongxing-words")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	cfg, err := loadConfig(map[string]string{"TONGXING_DATA": dir, "TONGXING_DEMO": "true"})
	if err != nil {
		return err
	}
	a, err := newApp(ctx, cfg, slog.New(slog.DiscardHandler), parts{noSync: true})
	if err != nil {
		return err
	}
	defer func() { _ = a.Close() }()
	sets, err := a.words()
	if err != nil {
		return err
	}
	return writeWords(out, sets)
}

// words returns every set of words in the order of the features, then the kinds of work and the words of the audit log.
func (a *app) words() ([]words.Set, error) {
	var sets []words.Set
	work, actions := words.Set{Name: "work_kind"}, words.Set{Name: "audit_action"}
	for _, f := range a.features {
		sets = append(sets, f.Words...)
		actions.Words = append(actions.Words, f.Actions...)
		for _, w := range f.Work {
			work.Words = append(work.Words, words.Word{w.Code, w.ZH, w.EN})
		}
	}
	sets = append(sets, work, actions, words.Set{Name: "audit_field", Words: a.fieldWords()}, desk.AuditGroupWords)
	known := map[string]bool{}
	for _, s := range sets {
		if known[s.Name] {
			return nil, fmt.Errorf("two sets of words are called %s", s.Name)
		}
		known[s.Name] = true
	}
	return sets, nil
}

// fieldWords returns what the fields are called that audit records name; those of an attachment are what it is for.
func (a *app) fieldWords() []words.Word {
	list := slices.Clone(auditFields)
	for _, f := range a.features {
		for _, w := range f.Fields {
			if !slices.ContainsFunc(list, func(known words.Word) bool { return known.Code() == w.Code() }) {
				list = append(list, w)
			}
		}
		for _, place := range f.Files {
			for _, p := range place.Purposes {
				if !slices.ContainsFunc(list, func(w words.Word) bool { return w.Code() == p.Code }) {
					list = append(list, words.Word{p.Code, p.ZH, p.EN})
				}
			}
		}
	}
	return list
}

// writeWords writes each set as a constant of its own, so that an app includes only the sets it uses.
func writeWords(out io.Writer, sets []words.Set) error {
	var b strings.Builder
	b.WriteString("// What states, kinds, acts, roles and units are called. Written by `make generate` from the Go code; not edited by hand.\n" +
		"import { texts } from './text.ts'\n")
	for _, s := range sets {
		fmt.Fprintf(&b, "\nexport const %s = /* @__PURE__ */ texts(\n", camelCase(s.Name))
		for lang := range 2 {
			b.WriteString("  {\n")
			for _, w := range s.Words {
				text, err := json.Marshal(w[1+lang])
				if err != nil {
					return err
				}
				fmt.Fprintf(&b, "    %s: %s,\n", key(w.Code()), text)
			}
			b.WriteString("  },\n")
		}
		b.WriteString(")\n")
	}
	_, err := io.WriteString(out, b.String())
	return err
}

// camelCase turns org_status into orgStatus.
func camelCase(name string) string {
	var b strings.Builder
	for i, part := range strings.Split(name, "_") {
		if i > 0 {
			part = strings.ToUpper(part[:1]) + part[1:]
		}
		b.WriteString(part)
	}
	return b.String()
}

// key returns a code as the key of an object, in quotes if it has other characters than letters, digits and _.
func key(code string) string {
	plain := strings.Trim(code, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789") == ""
	if plain && (code[0] > '9' || len(code) == 1) {
		return code
	}
	return "'" + code + "'"
}
