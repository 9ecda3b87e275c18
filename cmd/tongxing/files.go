package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/tongxing-platform/tongxing/services/platform/files"
)

// filesDir is where attachments lie below the data directory, and in a backup.
const filesDir = "files"

// A backup holds the attachments under the paths that they have in the data directory, wherever they lie, so that it can be
// restored to either place.

// blobs returns where attachments are kept by these settings.
func (c config) blobs() (files.Blobs, error) {
	if c.FilesURL != "" {
		return files.OpenS3(c.FilesURL)
	}
	return files.OpenDisk(filepath.Join(c.Data, filesDir)), nil
}

// inBucket returns what puts a file of a data directory into the bucket of the settings; nil when the file belongs on the disk.
func (c config) inBucket(ctx context.Context, name string) func(content io.Reader) error {
	object, ok := strings.CutPrefix(name, filesDir+"/")
	if c.FilesURL == "" || !ok || !strings.HasPrefix(object, files.ObjectPrefix) {
		return nil
	}
	return func(content io.Reader) error {
		blobs, err := c.blobs()
		if err != nil {
			return err
		}
		return blobs.Put(ctx, object, -1, func(w io.Writer) error { _, err := io.Copy(w, content); return err })
	}
}

// bucketObjects calls put with every attachment in the bucket of the settings, for a backup. One that is removed meanwhile
// belonged to no file any more.
func (c config) bucketObjects(ctx context.Context, put func(path string, size int64, content io.Reader) error) error {
	if c.FilesURL == "" {
		return nil
	}
	blobs, err := c.blobs()
	if err != nil {
		return err
	}
	return blobs.Each(ctx, files.ObjectPrefix, func(b files.BlobInfo) error {
		content, size, err := blobs.Open(ctx, b.Name)
		if errors.Is(err, files.ErrMissing) {
			return nil
		}
		if err != nil {
			return err
		}
		return errors.Join(put(filesDir+"/"+b.Name, size, content), content.Close())
	})
}

// bucketEmpty refuses a bucket in which attachments lie, before a backup is restored into it.
func (c config) bucketEmpty(ctx context.Context) error {
	return c.bucketObjects(ctx, func(path string, _ int64, _ io.Reader) error {
		return fmt.Errorf("the bucket of TONGXING_FILES_URL is not empty (%s): a backup is never restored over anything", path)
	})
}

// emptyBucket removes the attachments in the bucket of the settings.
func (c config) emptyBucket(ctx context.Context) error {
	if c.FilesURL == "" {
		return nil
	}
	blobs, err := c.blobs()
	if err != nil {
		return err
	}
	return blobs.Each(ctx, files.ObjectPrefix, func(b files.BlobInfo) error { return blobs.Remove(ctx, b.Name) })
}

func (a *app) openFiles() (*files.Service, error) {
	blobs, err := a.cfg.blobs()
	if err != nil {
		return nil, err
	}
	d := files.Deps{
		DB: a.db, Sealer: a.sealer, Audit: a.audit, Now: a.now, Blobs: blobs,
		Limits: files.Limits{Files: a.cfg.FilesCount, Bytes: a.cfg.FilesMB << 20},
	}
	if a.cfg.Scanner != "" {
		if d.Scanner, err = files.NewScanner(a.cfg.Scanner); err != nil {
			return nil, err
		}
	}
	return files.New(d)
}
