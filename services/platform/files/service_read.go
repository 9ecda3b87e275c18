package files

import (
	"context"
	"errors"
	"io"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// Choice is a purpose for which the person may add a file to a record. Left is how many more there may be, with
// those that are being uploaded counted as there.
type Choice struct {
	Purpose
	Left int64
}

// List returns the files of a record that the person in ctx may see, with their own uploads that are unfinished or were refused,
// and for what they may add one. docstore.ErrNotFound when they may neither see nor add.
func (s *Service) List(ctx context.Context, record string) ([]File, []Choice, error) {
	actor, err := auth.Require(ctx, auth.Session)
	if err != nil {
		return nil, nil, err
	}
	place, err := s.place(record)
	if err != nil {
		return nil, nil, err
	}
	all, err := s.store.of(ctx, record, Kept, Quarantined, Uploading, Refused)
	if err != nil {
		return nil, nil, err
	}
	var files []File
	var choices []Choice
	reached := false
	for _, p := range place.Purposes {
		_, err := place.Reach(ctx, See, record, p)
		sees := err == nil
		if err := unlessRefused(err); err != nil {
			return nil, nil, err
		}
		_, err = place.Reach(ctx, Add, record, p)
		adds := err == nil
		if err := unlessRefused(err); err != nil {
			return nil, nil, err
		}
		reached = reached || sees || adds
		left := p.Most
		for _, f := range all {
			if f.Purpose != p.Code {
				continue
			}
			if f.live() {
				left--
			}
			own := f.By == actor.ID()
			if f.attached() && sees || !f.attached() && own && (sees || adds) {
				files = append(files, f)
			}
		}
		if adds {
			choices = append(choices, Choice{p, max(0, left)})
		}
	}
	if !reached {
		return nil, nil, docstore.ErrNotFound
	}
	return files, choices, nil
}

// unlessRefused returns errors that are no refusal.
func unlessRefused(err error) error {
	if _, ok := errors.AsType[*fault.Fault](err); ok && fault.KindOf(err) != fault.Unavailable {
		return nil
	}
	return err
}

// Read returns a file that the person in ctx may see.
func (s *Service) Read(ctx context.Context, fileID string) (File, error) {
	if _, err := auth.Require(ctx, auth.Session); err != nil {
		return File{}, err
	}
	f, err := s.store.files.Get(ctx, fileID)
	if err != nil {
		return f, err
	}
	if !f.attached() {
		return f, docstore.ErrNotFound
	}
	return f, s.reach(ctx, See, &f)
}

// Get returns a file with its state without checking the person in ctx, for the rules of features.
func (s *Service) Get(ctx context.Context, fileID string) (File, error) {
	return s.store.files.Get(ctx, fileID)
}

// Content is an opened file. Close it.
type Content struct {
	io.ReadCloser
	File  File
	Name  privacy.Secret
	Media string
	Size  int64 // -1: not known
}

// Open opens the content of a file, or its thumbnail. Opening a personal one is audited first. ErrChecking while it is in
// quarantine. What is damaged shows as an error of reading, before any damaged byte is given out.
func (s *Service) Open(ctx context.Context, fileID string, thumb bool) (Content, error) {
	f, err := s.Read(ctx, fileID)
	switch {
	case err != nil:
		return Content{}, err
	case f.State == Quarantined:
		return Content{}, ErrChecking
	case thumb && f.Thumb.Name == "":
		return Content{}, ErrNoPreview
	}
	name, err := s.NameOf(f)
	if err != nil {
		return Content{}, err
	}
	if f.Personal {
		e := entryOf(&f, "file.open")
		e.Shown = []string{f.Region}
		if err := s.Audit.Write(ctx, e); err != nil {
			return Content{}, err
		}
	}
	return s.content(ctx, f, name, thumb)
}

func (s *Service) content(ctx context.Context, f File, name privacy.Secret, thumb bool) (c Content, err error) {
	c = Content{File: f, Name: name, Media: f.Media, Size: f.Size}
	field, object := fieldKey, f.Content
	if thumb {
		field, object, c.Media, c.Size = fieldThumb, f.Thumb, mediaJPEG, -1
	}
	c.ReadCloser, err = s.open(ctx, f.ID, field, object)
	return c, err
}

// NameOf returns what the uploader called the file.
func (s *Service) NameOf(f File) (privacy.Secret, error) {
	name, err := s.Sealer.Open(aad(f.ID, fieldName), f.Name)
	return privacy.Secret(name), err
}

// acts tells what the person in ctx may do with a file: open and remove; with their own upload: go on with it and remove it.
func (s *Service) acts(ctx context.Context, f File) []workflow.Answer {
	var answers []workflow.Answer
	switch f.State {
	case Uploading:
		return append(answers, workflow.Answer{Act: "resume"}, workflow.Answer{Act: string(Remove)})
	case Refused:
		return append(answers, workflow.Answer{Act: string(Remove)})
	case Removed:
		return answers
	}
	if f.State == Kept {
		answers = append(answers, workflow.Answer{Act: "open"})
	}
	why, refused := errors.AsType[*fault.Fault](s.reach(ctx, Remove, &f))
	if !refused || why.Kind == fault.Conflict {
		answers = append(answers, workflow.Answer{Act: string(Remove), Why: why})
	}
	return answers
}

// Remove takes a file off its record. Its keys are gone at once, and with them its content in every backup made later; the
// object is removed by Sweep two days later, so that a backup which is being made finds it. What remains says that there was
// a file, of whom, and its hash.
func (s *Service) Remove(ctx context.Context, fileID string) (File, error) {
	f, err := s.Read(ctx, fileID)
	if err == nil {
		err = s.reach(ctx, Remove, &f)
	}
	if err != nil {
		return f, err
	}
	return s.remove(ctx, f)
}

// Holds reports whether a file for the purpose is attached to the record, whoever asks.
func (s *Service) Holds(ctx context.Context, record, purpose string) (bool, error) {
	n, err := s.store.files.Count(ctx, docstore.Filter{
		{Key: "record", Value: record}, {Key: "purpose", Value: purpose}, {Key: "state", Value: docstore.Filter{{Key: "$in", Value: []State{Quarantined, Kept}}}},
	})
	return n > 0, err
}

// Attached returns the files for the purpose that are attached to the record, whoever asks, for the rules of features.
func (s *Service) Attached(ctx context.Context, record, purpose string) ([]File, error) {
	return s.store.files.Find(ctx, docstore.Filter{
		{Key: "record", Value: record}, {Key: "purpose", Value: purpose}, {Key: "state", Value: docstore.Filter{{Key: "$in", Value: []State{Quarantined, Kept}}}},
	})
}

// OpenPublished opens the content of a kept file of the record that its feature has published, or its thumbnail, whoever asks. A personal file, one of
// another record and one that is not kept are docstore.ErrNotFound.
func (s *Service) OpenPublished(ctx context.Context, fileID, record string, thumb bool) (Content, error) {
	f, err := s.store.files.Get(ctx, fileID)
	if err != nil {
		return Content{}, err
	}
	if f.State != Kept || f.Personal || f.Record != record || thumb && f.Thumb.Name == "" {
		return Content{}, docstore.ErrNotFound
	}
	return s.content(ctx, f, "", thumb)
}

// RemoveAll takes every file off a record that is itself removed, in the caller's transaction, whoever acts.
func (s *Service) RemoveAll(ctx context.Context, record string) error {
	list, err := s.store.files.Find(ctx, docstore.Filter{{Key: "record", Value: record}})
	if err != nil {
		return err
	}
	for _, f := range list {
		if !f.attached() {
			continue
		}
		if _, err := s.remove(ctx, f); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) remove(ctx context.Context, f File) (File, error) {
	err := s.DB.Tx(ctx, func(ctx context.Context) (err error) {
		before := int64(0)
		f, err = s.store.files.Update(ctx, f.ID, func(f *File) error {
			if !f.attached() {
				return docstore.ErrNotFound
			}
			before = f.charge()
			f.Name, f.Content.Key, f.Thumb.Key = nil, nil, nil
			f.enter(Removed, s.now())
			return nil
		})
		if err != nil {
			return err
		}
		return errors.Join(s.store.charge(ctx, f.holder(), -1, -before, s.Limits), s.Audit.Write(ctx, entryOf(&f, "file.remove")))
	}, docstore.Hot(f.holder().account()))
	return f, err
}
