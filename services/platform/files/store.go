package files

import (
	"context"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
)

const collection = "files"

// store has no scopes: the place of a file says who reaches it.
type store struct {
	files *docstore.Collection[File]
	usage *docstore.Collection[Usage]
}

// Usage is what a holder's files take up. Its id is that of the holder's account.
type Usage struct {
	docstore.Meta `bson:",inline"`
	Files         int64 `bson:"files"`
	Bytes         int64 `bson:"bytes"`
}

func openStore(db *docstore.DB) (*store, error) {
	files, err := docstore.Declare[File](db, docstore.Spec{
		Name:   collection,
		Fields: []string{"record", "purpose", "state", "state_at", "by", "blob", "thumb_blob"},
		Indexes: []docstore.Index{
			{Name: "by_record", Fields: []string{"record", "state", "purpose"}},
			{Name: "by_state", Fields: []string{"state", "state_at"}},
			{Name: "by_uploader", Fields: []string{"by", "state"}},
			{Name: "by_blob", Fields: []string{"blob"}, Sparse: true},
			{Name: "by_thumb_blob", Fields: []string{"thumb_blob"}, Sparse: true},
		},
	})
	if err != nil {
		return nil, err
	}
	usage, err := docstore.Declare[Usage](db, docstore.Spec{Name: "file_usage"})
	if err != nil {
		return nil, err
	}
	return &store{files: files, usage: usage}, nil
}

// charge adds to what the holder's files take up; ErrHolderFull when that is more than it may.
func (s *store) charge(ctx context.Context, h Holder, files, bytes int64, most Limits) error {
	_, err := s.usage.Upsert(ctx, h.account(), func(u *Usage) error {
		u.Files, u.Bytes = u.Files+files, u.Bytes+bytes
		if files > 0 && (u.Files > most.Files || u.Bytes > most.Bytes) {
			return ErrHolderFull.At("file")
		}
		return nil
	})
	return err
}

// of lists the files of the record in the states, the oldest first.
func (s *store) of(ctx context.Context, record string, states ...State) ([]File, error) {
	var all []File
	for _, state := range states {
		some, err := s.files.Find(ctx, bson.D{{Key: "record", Value: record}, {Key: "state", Value: state}}, docstore.Sort("purpose"), docstore.Limit(maxOfRecord))
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	return all, nil
}

// maxOfRecord bounds the list of a record's files.
const maxOfRecord = 500

func (s *store) countOf(ctx context.Context, record, purpose string) (n int64, err error) {
	for _, state := range []State{Uploading, Quarantined, Kept} {
		some, err := s.files.Count(ctx, bson.D{{Key: "record", Value: record}, {Key: "state", Value: state}, {Key: "purpose", Value: purpose}})
		if err != nil {
			return 0, err
		}
		n += some
	}
	return n, nil
}

func (s *store) countUploads(ctx context.Context, by string) (int64, error) {
	return s.files.Count(ctx, bson.D{{Key: "by", Value: by}, {Key: "state", Value: Uploading}}, docstore.Limit(openUploads))
}

// each calls use for the files in the state since before the time.
func (s *store) each(ctx context.Context, state State, before time.Time, use func(File) error) error {
	f := bson.D{{Key: "state", Value: state}, {Key: "state_at", Value: bson.D{{Key: "$lt", Value: before}}}}
	return s.files.Each(ctx, f, use, docstore.Sort("state_at"))
}

// unknown returns those of the objects that no file has.
func (s *store) unknown(ctx context.Context, objects []string) ([]string, error) {
	known := map[string]bool{}
	for _, field := range []string{"blob", "thumb_blob"} {
		found, err := s.files.Find(ctx, bson.D{{Key: field, Value: bson.D{{Key: "$in", Value: objects}}}}, docstore.Limit(len(objects)))
		if err != nil {
			return nil, err
		}
		for _, f := range found {
			known[f.Blob], known[f.ThumbBlob] = true, true
		}
	}
	var none []string
	for _, o := range objects {
		if !known[o] {
			none = append(none, o)
		}
	}
	return none, nil
}
