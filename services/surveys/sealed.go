package surveys

import (
	"context"

	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

// EachSealed calls use with the sealed values of every round, task, line, row of a school's list and answer of the police.
func (s *Service) EachSealed(ctx context.Context, use func(privacy.SealedDocument) error) error {
	one := func(collection, id, field string, value privacy.Sealed) error {
		return use(privacy.SealedDocument{Collection: collection, ID: id, Sealed: map[string]privacy.Sealed{field: value}})
	}
	err := s.store.allSurveys.Each(ctx, nil, func(v Survey) error { return one(surveysName, v.ID, "reopen_note", v.ReopenNote) })
	if err != nil {
		return err
	}
	err = s.store.allTasks.Each(ctx, nil, func(t Task) error { return one(tasksName, t.ID, "note", t.Note) })
	if err != nil {
		return err
	}
	err = s.store.allLines.Each(ctx, nil, func(l Line) error { return one(linesName, l.ID, "note", l.Note) })
	if err != nil {
		return err
	}
	err = s.store.allRows.Each(ctx, nil, func(r SchoolRow) error { return one(rowsName, r.ID, "pupil", r.Pupil) })
	if err != nil {
		return err
	}
	return s.store.allBatchLines.Each(ctx, nil, func(l BatchLine) error {
		return use(privacy.SealedDocument{Collection: batchLinesName, ID: l.ID, Sealed: map[string]privacy.Sealed{"note": l.Note, "done": l.Done}})
	})
}
