package files

import (
	"context"
	"errors"
	"strings"
	"time"
)

// How long things are left.
const (
	uploadFor  = 24 * time.Hour     // an upload since its last piece
	refusedFor = 7 * 24 * time.Hour // a refusal, for its uploader to see
	objectFor  = 48 * time.Hour     // an object that no file has: a backup may be reading it, or a file be about to have it
)

// ExpireUploads removes uploads that nobody goes on with, old refusals, and the objects of files removed two days ago.
func (s *Service) ExpireUploads(ctx context.Context) error {
	now := s.now()
	drop := func(f File) error { return s.drop(ctx, f) }
	return errors.Join(
		s.store.each(ctx, Uploading, now.Add(-uploadFor), drop),
		s.store.each(ctx, Refused, now.Add(-refusedFor), drop),
		s.store.each(ctx, Removed, now.Add(-objectFor), func(f File) error { return s.clear(ctx, f) }),
	)
}

// clear removes the objects of a removed file.
func (s *Service) clear(ctx context.Context, f File) error {
	if f.Blob == "" {
		return nil
	}
	for _, name := range []string{f.Blob, f.ThumbBlob} {
		if name == "" {
			continue
		}
		if err := s.Blobs.Remove(ctx, name); err != nil {
			return err
		}
	}
	_, err := s.store.files.Update(ctx, f.ID, func(f *File) error {
		f.Blob, f.ThumbBlob, f.Content, f.Thumb = "", "", Object{}, Object{}
		return nil
	})
	return err
}

// ScanQuarantined has the scanner look at the files that wait for it.
func (s *Service) ScanQuarantined(ctx context.Context) error {
	return s.store.each(ctx, Quarantined, s.now(), func(f File) error {
		if _, err := s.scan(ctx, f); err != nil && !errors.Is(err, ErrVirus) && !errors.Is(err, ErrUploadOver) {
			return err
		}
		return ctx.Err()
	})
}

// SweepBlobs removes blobs that a process left when it ended: parts of uploads that are over, and objects that no file has.
func (s *Service) SweepBlobs(ctx context.Context) error {
	before := blobsBefore()
	errs := []error{s.eachOrphan(ctx, before, func(b BlobInfo) error { return s.Blobs.Remove(ctx, b.Name) })}
	errs = append(errs, s.Blobs.Each(ctx, partPrefix, func(b BlobInfo) error {
		if !b.At.Before(before) {
			return nil
		}
		fileID, _, _ := strings.Cut(strings.TrimPrefix(b.Name, partPrefix), "/")
		if f, err := s.store.files.Get(ctx, fileID); err == nil && f.State == Uploading {
			return nil
		}
		return s.Blobs.Remove(ctx, b.Name)
	}))
	if d, ok := s.Blobs.(*disk); ok {
		errs = append(errs, d.sweepTemp(ctx, before))
	}
	return errors.Join(errs...)
}

// blobsBefore is since when a blob must be there to be an orphan, by the clock of the store of blobs.
func blobsBefore() time.Time { return time.Now().Add(-objectFor) }

// eachOrphan calls use for every object stored before the time that no file has.
func (s *Service) eachOrphan(ctx context.Context, before time.Time, use func(BlobInfo) error) error {
	batch := map[string]BlobInfo{}
	flush := func() error {
		names := make([]string, 0, len(batch))
		for name := range batch {
			names = append(names, name)
		}
		none, err := s.store.unknown(ctx, names)
		if err != nil {
			return err
		}
		for _, name := range none {
			if err := use(batch[name]); err != nil {
				return err
			}
		}
		clear(batch)
		return nil
	}
	err := s.Blobs.Each(ctx, ObjectPrefix, func(b BlobInfo) error {
		if !b.At.Before(before) {
			return nil
		}
		if batch[b.Name] = b; len(batch) < 200 {
			return nil
		}
		return flush()
	})
	if err != nil || len(batch) == 0 {
		return err
	}
	return flush()
}
