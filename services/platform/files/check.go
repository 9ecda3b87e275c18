package files

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"

	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

// EachSealed hands over what the files hold under seal: their names and the keys of their content.
func (s *Service) EachSealed(ctx context.Context, use func(privacy.SealedDocument) error) error {
	return s.store.files.Each(ctx, nil, func(f File) error {
		return use(privacy.SealedDocument{Collection: collection, ID: f.ID, Sealed: map[string]privacy.Sealed{
			fieldName: f.Name, fieldKey: f.Content.Key, fieldThumb: f.Thumb.Key,
		}})
	})
}

// Check reads every object and tells what is wrong: missing, damaged (its bytes have another hash than its name says), of
// no file, or counted wrongly. It returns how many objects and bytes it read.
func (s *Service) Check(ctx context.Context, find func(what string)) (objects, bytes int64, err error) {
	usage := map[string]Usage{}
	err = s.store.files.Each(ctx, nil, func(f File) error {
		if f.live() {
			u := usage[f.holder().account()]
			u.Files, u.Bytes = u.Files+1, u.Bytes+f.charge()
			usage[f.holder().account()] = u
		}
		if f.State != Kept && f.State != Quarantined {
			return nil
		}
		for _, o := range []Object{f.Content, f.Thumb} {
			if o.Name == "" {
				continue
			}
			n, what, err := s.checkObject(ctx, o)
			if err != nil {
				return fmt.Errorf("file %s: %w", f.ID, err)
			}
			if objects, bytes = objects+1, bytes+n; what != "" {
				find(fmt.Sprintf("file %s of %s: %s %s", f.ID, f.Record, o.Name, what))
			}
		}
		return ctx.Err()
	})
	if err != nil {
		return objects, bytes, err
	}
	err = s.store.usage.Each(ctx, nil, func(u Usage) error {
		if want := usage[u.ID]; want.Files != u.Files || want.Bytes != u.Bytes {
			find(fmt.Sprintf("files of %s: %d with %d bytes are counted, there are %d with %d", u.ID, u.Files, u.Bytes, want.Files, want.Bytes))
		}
		return nil
	})
	orphans := s.eachOrphan(ctx, blobsBefore(), func(b BlobInfo) error {
		find(fmt.Sprintf("object %s (%d bytes) belongs to no file", b.Name, b.Size))
		return nil
	})
	return objects, bytes, errors.Join(err, orphans)
}

// checkObject compares the stored bytes with the name of the object.
func (s *Service) checkObject(ctx context.Context, o Object) (n int64, what string, err error) {
	in, _, err := s.Blobs.Open(ctx, o.Name)
	if errors.Is(err, ErrMissing) {
		return 0, "is missing", nil
	}
	if err != nil {
		return 0, "", err
	}
	defer in.Close() //nolint:errcheck // read only
	sum := sha256.New()
	if n, err = io.Copy(sum, in); err != nil {
		return n, "", err
	}
	if n != o.Bytes || hex.EncodeToString(sum.Sum(nil)) != sumOf(o.Name) {
		what = "is damaged"
	}
	return n, what, nil
}
