package register

import (
	"context"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// filesOf returns the files with the blind indexes of ID numbers, by index.
func (s *store) filesOf(ctx context.Context, keys []string) (map[string]Beneficiary, error) {
	out := map[string]Beneficiary{}
	if len(keys) == 0 {
		return out, nil
	}
	list, err := s.allFiles.Find(ctx, bson.D{{Key: "id_key", Value: bson.D{{Key: "$in", Value: keys}}}})
	for _, b := range list {
		out[b.IDKey] = b
	}
	return out, err
}

// filesSounding returns the files with the blind indexes of name and birth, by index.
func (s *store) filesSounding(ctx context.Context, keys []string) (map[string][]Beneficiary, error) {
	out := map[string][]Beneficiary{}
	if len(keys) == 0 {
		return out, nil
	}
	list, err := s.allFiles.Find(ctx, bson.D{{Key: "sound_key", Value: bson.D{{Key: "$in", Value: keys}}}})
	for _, b := range list {
		out[b.SoundKey] = append(out[b.SoundKey], b)
	}
	return out, err
}
