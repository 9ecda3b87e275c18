package files

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/id"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

// Limits are what one organisation's files may take up.
type Limits struct{ Files, Bytes int64 }

// Deps is what the service is built from. Every field but Scanner is needed.
type Deps struct {
	DB      *docstore.DB
	Sealer  *privacy.Sealer
	Audit   *audit.Log
	Now     func() time.Time
	Blobs   Blobs
	Limits  Limits
	Scanner *Scanner // nil: files are not scanned
}

// Service keeps files. It may be used by many goroutines at once.
type Service struct {
	Deps
	store  *store
	places map[string]Place
	turn   chan struct{} // holds the one place in which content is examined, since a picture takes much memory
}

// New declares the collections and returns the service. Places are added before it serves.
func New(d Deps) (*Service, error) {
	st, err := openStore(d.DB)
	if err != nil {
		return nil, err
	}
	return &Service{Deps: d, store: st, places: map[string]Place{}, turn: make(chan struct{}, 1)}, nil
}

// AddPlaces lets files be attached there. It fails when two places have one prefix or two purposes one code.
func (s *Service) AddPlaces(places ...Place) error {
	for _, p := range places {
		if _, there := s.places[p.Prefix]; there || p.Prefix == "" || p.Reach == nil {
			return fmt.Errorf("files: the place %q is there twice, or has no prefix or reach", p.Prefix)
		}
		seen := map[string]bool{}
		for _, x := range p.Purposes {
			if seen[x.Code] || x.Code == "" || x.Most <= 0 {
				return fmt.Errorf("files: the purpose %s of %s is there twice, or has no code or limit", x.Code, p.Prefix)
			}
			seen[x.Code] = true
		}
		s.places[p.Prefix] = p
	}
	return nil
}

func (s *Service) now() time.Time { return s.Now().UTC().Truncate(time.Millisecond) }

// place is where the record's files belong; docstore.ErrNotFound when its kind takes none.
func (s *Service) place(record string) (Place, error) {
	prefix, _, _ := strings.Cut(record, "_")
	p, ok := s.places[prefix]
	if !ok || !id.HasPrefix(prefix, record) {
		return Place{}, docstore.ErrNotFound
	}
	return p, nil
}

// reach asks the place of a file whether the person may do the act with it.
func (s *Service) reach(ctx context.Context, act Act, f *File) error {
	place, err := s.place(f.Record)
	if err != nil {
		return err
	}
	p, ok := place.purpose(f.Purpose)
	if !ok {
		return docstore.ErrNotFound
	}
	_, err = place.Reach(ctx, act, f.Record, p)
	if err == nil && act == Remove && place.Keeps != nil {
		err = place.Keeps(ctx, *f)
	}
	return err
}

// Announced is what an uploader says of a file before sending it. SHA256 is in hexadecimal digits.
type Announced struct {
	Record, Purpose string
	Name            privacy.Secret
	Size            int64
	SHA256          string
}

// Begin opens an upload to the record. What the file announces is checked at its fields, and counted against the limits.
func (s *Service) Begin(ctx context.Context, a Announced) (File, error) {
	actor, err := auth.Require(ctx, auth.Session)
	if err != nil {
		return File{}, err
	}
	place, err := s.place(a.Record)
	if err != nil {
		return File{}, err
	}
	name := cleanName(a.Name.Reveal())
	purpose, known := place.purpose(a.Purpose)
	var bad fault.Problems
	bad.Check(known, "purpose", "unknown", "Choose what the file is for.", "请选择文件用途。")
	bad.Check(fault.Between(name, 1, maxName), "name", "length", "The file's name has 1 to 120 characters.", "文件名应为 1 到 120 个字。")
	if _, ok := kindOf(name); !ok {
		bad.Fault("name", ErrType)
	}
	bad.Check(a.Size > 0, "size", "empty", "The file is empty.", "文件内容为空。")
	raw, err := hex.DecodeString(a.SHA256)
	bad.Check(err == nil && len(raw) == sha256.Size, "sha256", "form", "Give the SHA-256 in 64 hexadecimal digits.", "SHA-256 应为 64 位十六进制字符。")
	if a.Size > MaxBytes {
		return File{}, ErrTooLarge.At("size")
	}
	if err := bad.Err(); err != nil {
		return File{}, err
	}
	holder, err := place.Reach(ctx, Add, a.Record, purpose)
	if err != nil {
		return File{}, err
	}
	f := File{
		Record: a.Record, Purpose: purpose.Code, Personal: purpose.Personal, OrgID: holder.OrgID, Region: holder.Region,
		By: actor.ID(), Sent: a.Size, SentHash: hex.EncodeToString(raw),
	}
	f.ID = id.New("fil")
	f.enter(Uploading, s.now())
	if f.Name, err = s.Sealer.Seal(aad(f.ID, fieldName), name); err != nil {
		return File{}, err
	}
	if n, err := s.store.countUploads(ctx, actor.ID()); err != nil || n >= openUploads {
		return File{}, errors.Join(err, ErrUploads)
	}
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		n, err := s.store.countOf(ctx, f.Record, f.Purpose)
		if err == nil && n >= purpose.Most {
			err = ErrRecordFull.At("purpose")
		}
		if err == nil {
			err = s.store.charge(ctx, holder, 1, f.Sent, s.Limits)
		}
		if err != nil {
			return err
		}
		return s.store.files.Insert(ctx, &f)
	}, docstore.Hot(holder.account()))
	return f, err
}

// Upload returns the acting person's own upload: how far it has come, or how it ended.
func (s *Service) Upload(ctx context.Context, fileID string) (File, error) {
	actor, err := auth.Require(ctx, auth.Session)
	if err != nil {
		return File{}, err
	}
	f, err := s.store.files.Get(ctx, fileID)
	if err == nil && f.By != actor.ID() {
		err = docstore.ErrNotFound
	}
	return f, err
}

// Append stores the next piece of the acting person's upload, which begins at offset. When Append returns nil the piece is
// on the disk. ErrOffset when the upload stands elsewhere, with the upload as it is.
func (s *Service) Append(ctx context.Context, fileID string, offset int64, piece []byte) (File, error) {
	f, err := s.Upload(ctx, fileID)
	if err != nil {
		return f, err
	}
	end := offset + int64(len(piece))
	switch {
	case f.State != Uploading:
		return f, ErrUploadOver
	case offset != f.Offset():
		return f, ErrOffset
	case len(piece) == 0 || len(piece) > MaxPiece || end > f.Sent || len(piece) < minPiece && end < f.Sent:
		return f, ErrPiece
	}
	p, err := s.putPart(ctx, f.ID, offset, piece)
	if err != nil {
		return f, err
	}
	return s.store.files.Update(ctx, fileID, func(f *File) error {
		switch {
		case f.State != Uploading:
			return ErrUploadOver
		case f.Offset() != offset:
			return ErrOffset
		}
		f.Parts, f.StateAt = append(f.Parts, p), s.now()
		return nil
	})
}

// GiveUp ends the acting person's upload and removes what has arrived.
func (s *Service) GiveUp(ctx context.Context, fileID string) error {
	f, err := s.Upload(ctx, fileID)
	if err != nil {
		return err
	}
	return s.drop(ctx, f)
}

// drop removes an unfinished or refused upload with everything it has left.
func (s *Service) drop(ctx context.Context, f File) error {
	err := s.DB.Tx(ctx, func(ctx context.Context) error {
		now, err := s.store.files.Get(ctx, f.ID)
		switch {
		case err != nil:
			return err
		case now.State == Uploading:
			err = s.store.charge(ctx, now.holder(), -1, -now.charge(), s.Limits)
		case now.State != Refused:
			err = ErrUploadOver
		}
		if err != nil {
			return err
		}
		return s.store.files.Delete(ctx, f.ID)
	})
	if err == nil {
		s.dropParts(ctx, &f)
	}
	return err
}

// Finish ends the acting person's upload. The content is compared with what was announced, examined, and kept: sealed, and a
// picture encoded again. With a scanner it stays in quarantine until that has answered. What is refused is gone, and the
// refusal is one of the field "file". Finish may be repeated.
func (s *Service) Finish(ctx context.Context, fileID string) (File, error) {
	f, err := s.Upload(ctx, fileID)
	switch {
	case err != nil:
		return f, err
	case f.State == Quarantined:
		return s.scan(ctx, f)
	case f.State == Kept:
		return f, nil
	case f.State != Uploading:
		return f, ErrUploadOver
	case f.Offset() != f.Sent:
		return f, ErrIncomplete
	}
	select {
	case s.turn <- struct{}{}:
		defer func() { <-s.turn }()
	case <-ctx.Done():
		return f, ctx.Err()
	}
	kept, err := s.keep(ctx, f)
	if refusal, ok := errors.AsType[*fault.Fault](err); ok && fault.KindOf(err) == fault.Invalid {
		if _, err := s.refuse(ctx, f, refusal); err != nil {
			return f, err
		}
		return f, refusal.At("file")
	}
	if err != nil {
		return f, err
	}
	s.dropParts(ctx, &f)
	if kept.State == Quarantined {
		return s.scan(ctx, kept)
	}
	return kept, nil
}

// keep examines what was sent, stores it and enters it.
func (s *Service) keep(ctx context.Context, f File) (File, error) {
	name, err := s.Sealer.Open(aad(f.ID, fieldName), f.Name)
	if err != nil {
		return f, err
	}
	kind, ok := kindOf(name)
	if !ok {
		return f, ErrType
	}
	c := s.sent(ctx, &f)
	arrived := &summer{hash: sha256.New()}
	if _, err := io.Copy(arrived, c.all()); err != nil {
		return f, err
	}
	if arrived.sum() != f.SentHash {
		return f, ErrHash
	}
	if err := kind.examine(c); err != nil {
		return f, err
	}
	changed, err := kind.changed(c)
	if err != nil {
		return f, err
	}
	if changed.write == nil {
		changed.write = func(w io.Writer) error { _, err := io.Copy(w, c.all()); return err }
	}
	kept := &summer{}
	content, err := s.put(ctx, f.ID, fieldKey, func(w io.Writer) error {
		kept.hash, kept.bytes = sha256.New(), 0
		return changed.write(io.MultiWriter(w, kept))
	})
	if err != nil {
		return f, err
	}
	thumb := Object{}
	if changed.thumb != nil {
		if thumb, err = s.put(ctx, f.ID, fieldThumb, func(w io.Writer) error { _, err := w.Write(changed.thumb); return err }); err != nil {
			return f, err
		}
	}
	return s.enterKept(ctx, f, func(f *File) {
		f.Media, f.Size, f.Hash = kind.media, kept.bytes, kept.sum()
		f.Content, f.Thumb, f.Blob, f.ThumbBlob, f.Parts = content, thumb, content.Name, thumb.Name, nil
	})
}

// enterKept ends the upload in the store, with the audit entry. When another call has ended it already, that result is
// returned; the objects of this call then belong to no file, and SweepBlobs removes them.
func (s *Service) enterKept(ctx context.Context, f File, fill func(*File)) (kept File, err error) {
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		before := int64(0)
		ended := false
		kept, err = s.store.files.Update(ctx, f.ID, func(f *File) error {
			if ended = f.State != Uploading; ended {
				return nil
			}
			before = f.charge()
			fill(f)
			f.enter(Kept, s.now())
			if s.Scanner != nil {
				f.State = Quarantined
			}
			return nil
		})
		if err != nil || ended {
			return err
		}
		if err := s.store.charge(ctx, kept.holder(), 0, kept.charge()-before, s.Limits); err != nil {
			return err
		}
		return s.Audit.Write(ctx, entryOf(&kept, "file.add"))
	}, docstore.Hot(f.holder().account()))
	return kept, err
}

// refuse ends an upload, or a file in quarantine, whose content is not kept. Its content is erased with its key.
func (s *Service) refuse(ctx context.Context, f File, why *fault.Fault) (refused File, err error) {
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		before := int64(0)
		refused, err = s.store.files.Update(ctx, f.ID, func(f *File) error {
			if !f.live() {
				return ErrUploadOver
			}
			before = f.charge()
			f.Refusal, f.Parts, f.Content.Key, f.Thumb.Key = why.Code, nil, nil, nil
			f.enter(Refused, s.now())
			return nil
		})
		if err != nil {
			return err
		}
		e := entryOf(&refused, "file.refuse")
		e.Reason = why.Code
		return errors.Join(s.store.charge(ctx, refused.holder(), -1, -before, s.Limits), s.Audit.Write(ctx, e))
	})
	if err == nil {
		s.dropParts(ctx, &f)
	}
	return refused, err
}

// scan has the scanner look at a file in quarantine. While the scanner does not answer the file stays there, which is no
// error: ScanQuarantined tries again.
func (s *Service) scan(ctx context.Context, f File) (File, error) {
	if s.Scanner != nil {
		content, err := s.open(ctx, f.ID, fieldKey, f.Content)
		if err != nil {
			return f, err
		}
		err = s.Scanner.Scan(ctx, content)
		_ = content.Close()
		if errors.Is(err, ErrVirus) {
			if _, err := s.refuse(ctx, f, ErrVirus); err != nil {
				return f, err
			}
			return f, ErrVirus.At("file")
		}
		if err != nil {
			return f, nil //nolint:nilerr // it stays in quarantine
		}
	}
	return s.store.files.Update(ctx, f.ID, func(f *File) error {
		if f.State != Quarantined {
			return ErrUploadOver
		}
		f.enter(Kept, s.now())
		return nil
	})
}

func entryOf(f *File, action string) audit.Entry {
	return audit.Entry{Action: action, Subjects: []string{f.Record, f.ID}, Region: f.Region, Fields: []string{f.Purpose}}
}
