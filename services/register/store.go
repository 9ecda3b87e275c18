package register

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

const filesName = "beneficiaries"

// village counts all files that a village has had, for their letters. Its id is the path.
type village struct {
	docstore.Meta `bson:",inline"`
	Files         int64 `bson:"files"`
}

type store struct {
	sealer      *privacy.Sealer
	index       *privacy.BlindIndex
	files       *docstore.Scoped[Beneficiary]
	villages    *docstore.Collection[village]
	changes     *docstore.Collection[Change]
	assessments *docstore.Collection[Assessment]
	requests    *docstore.Scoped[Request]
	duplicates  *docstore.Scoped[Duplicate]

	// Not scoped, for rules that hold for every actor; the use case has checked the actor first.
	allFiles      *docstore.Collection[Beneficiary]
	allRequests   *docstore.Collection[Request]
	allDuplicates *docstore.Collection[Duplicate]
}

func openStore(db *docstore.DB, sealer *privacy.Sealer, index *privacy.BlindIndex) (*store, error) {
	s := &store{sealer: sealer, index: index}
	var errs [6]error
	s.files, errs[0] = docstore.DeclareScoped[Beneficiary](db, docstore.Spec{
		Name:   filesName,
		Fields: []string{"region", "status", "kinds", "risk", "birth", "guardianship", "missing", "assess_due", "stat", "id_key", "sound_key", "letter", "org_ids"},
		Indexes: []docstore.Index{
			{Name: "person", Fields: []string{"id_key"}, Unique: true},
			{Name: "letter", Fields: []string{"region", "letter"}, Unique: true, Selective: true},
			{Name: "by_status", Fields: []string{"status", "region"}, Selective: true},
			{Name: "alone", Fields: []string{"guardianship", "region"}, Selective: true},
			{Name: "ages", Fields: []string{"kinds", "birth"}, Selective: true},
			{Name: "assess", Fields: []string{"status", "assess_due"}, Selective: true},
			{Name: "stat", Fields: []string{"region", "stat"}},
			{Name: "sound", Fields: []string{"sound_key"}, Selective: true},
		},
		Scope: docstore.ScopeFields{Region: []string{"region"}, Org: []string{"org_ids"}},
	})
	s.villages, errs[1] = docstore.Declare[village](db, docstore.Spec{Name: "care_villages"})
	s.changes, errs[2] = docstore.Declare[Change](db, docstore.Spec{
		Name: changesName, Fields: []string{"file_id", "at"},
		Indexes: []docstore.Index{{Name: "by_file", Fields: []string{"file_id", "at"}, Selective: true}},
	})
	s.assessments, errs[5] = docstore.Declare[Assessment](db, docstore.Spec{
		Name: assessmentsName, Fields: []string{"file_id"}, Indexes: []docstore.Index{{Name: "by_file", Fields: []string{"file_id"}, Selective: true}},
	})
	s.requests, errs[3] = docstore.DeclareScoped[Request](db, docstore.Spec{
		Name: requestsName, Fields: []string{"region", "to", "status", "kind", "file_id"},
		Indexes: []docstore.Index{
			{Name: "by_file", Fields: []string{"file_id", "kind", "status"}, Selective: true},
			{Name: "by_status", Fields: []string{"status", "to"}, Selective: true},
		},
		Scope: docstore.ScopeFields{Region: []string{"region", "to"}},
	})
	s.duplicates, errs[4] = docstore.DeclareScoped[Duplicate](db, docstore.Spec{
		Name: duplicatesName, Fields: []string{"pair", "region", "status"},
		Indexes: []docstore.Index{{Name: "pair", Fields: []string{"pair"}, Unique: true}, {Name: "by_status", Fields: []string{"status", "region"}, Selective: true}},
		Scope:   docstore.ScopeFields{Region: []string{"region"}},
	})
	if err := errors.Join(errs[:]...); err != nil {
		return nil, fmt.Errorf("open the register: %w", err)
	}
	everything := auth.Actor{Job: "register"}.Scope(auth.BeneficiaryRead)
	s.allFiles, s.allRequests, s.allDuplicates = s.files.In(everything), s.requests.In(everything), s.duplicates.In(everything)
	return s, nil
}

// seal stores the identity in the file, sealed for the file's id.
func (s *store) seal(b *Beneficiary, who Identity) error {
	for _, f := range sealedFields(&who, b) {
		var err error
		if *f.sealed, err = s.sealer.Reseal(fileField(b.ID, f.name), *f.sealed, f.plain.Reveal()); err != nil {
			return err
		}
	}
	b.IDKey = s.index.Index(FieldIDNumber, who.IDNumber.Reveal())
	b.SoundKey = s.index.Index(indexSound, soundOf(who.Name, b.Birth))
	return nil
}

// open decrypts the fields with the given names, or all when there are none.
func (s *store) open(b *Beneficiary, only ...string) (Identity, error) {
	var who Identity
	for _, f := range sealedFields(&who, b) {
		if len(only) > 0 && !slices.Contains(only, f.name) {
			continue
		}
		plain, err := s.sealer.Open(fileField(b.ID, f.name), *f.sealed)
		if err != nil {
			return Identity{}, fmt.Errorf("open file %s: %w", b.ID, err)
		}
		*f.plain = privacy.Secret(plain)
	}
	return who, nil
}

func fileField(id, field string) privacy.AAD {
	return privacy.AAD{Collection: filesName, Field: field, ID: id}
}

func (s *store) sealText(field, id string, text privacy.Secret) (privacy.Sealed, error) {
	return s.sealer.Seal(fileField(id, field), text.Reveal())
}

func (s *store) openText(field, id string, text privacy.Sealed) (privacy.Secret, error) {
	plain, err := s.sealer.Open(fileField(id, field), text)
	return privacy.Secret(plain), err
}

// nextLetter returns the next letter of the village. A letter is never returned twice.
func (s *store) nextLetter(ctx context.Context, path string) (string, error) {
	v, err := s.villages.Upsert(ctx, path, func(v *village) error {
		v.Files++
		return nil
	})
	return letters(v.Files - 1), err
}

// filesByLetter returns the files with the letter in the villages that match; 100 villages at most.
func (s *store) filesByLetter(ctx context.Context, letter string, match func(path string) bool) ([]Beneficiary, error) {
	var paths []string
	err := s.villages.Each(ctx, nil, func(v village) error {
		if len(paths) < 100 && match(v.ID) {
			paths = append(paths, v.ID)
		}
		return nil
	})
	if err != nil || len(paths) == 0 {
		return nil, err
	}
	return s.allFiles.Find(ctx, bson.D{{Key: "region", Value: bson.D{{Key: "$in", Value: paths}}}, {Key: "letter", Value: letter}})
}

// loadFile returns the file when the scope reaches it.
func (s *store) loadFile(ctx context.Context, reach auth.Scope, fileID string) (Beneficiary, error) {
	return s.files.In(reach).Get(ctx, fileID)
}

// eachRegistered calls use with every file in the register within the region path.
func (s *store) eachRegistered(ctx context.Context, path string, use func(Beneficiary) error) error {
	return s.allFiles.Each(ctx, bson.D{{Key: "status", Value: Registered}, {Key: "region", Value: docstore.Prefix(path)}}, use)
}

// filesByKey returns the files within the region path whose blind index is among the keys, by the key; without those that have exited.
func (s *store) filesByKey(ctx context.Context, path, field string, keys []string, key func(*Beneficiary) string) (map[string][]Beneficiary, error) {
	out := map[string][]Beneficiary{}
	keys = slices.DeleteFunc(slices.Compact(slices.Sorted(slices.Values(keys))), func(k string) bool { return k == "" })
	for some := range slices.Chunk(keys, 200) {
		list, err := s.allFiles.Find(ctx, bson.D{{Key: field, Value: bson.D{{Key: "$in", Value: some}}}})
		if err != nil {
			return nil, err
		}
		for _, b := range list {
			if region.Within(b.Region, path) && b.Status != Exited {
				out[key(&b)] = append(out[key(&b)], b)
			}
		}
	}
	return out, nil
}

// insertFile stores a new file, or returns ErrFileExists.
func (s *store) insertFile(ctx context.Context, b *Beneficiary) error {
	b.count()
	return exists(s.allFiles.Insert(ctx, b))
}

func exists(err error) error {
	if docstore.IsDuplicate(err, "person") {
		return ErrFileExists
	}
	return err
}

// saveFile stores the changed file. It returns docstore.ErrStale when the file was changed since it was loaded.
func (s *store) saveFile(ctx context.Context, b *Beneficiary) error {
	b.count()
	return exists(s.allFiles.Save(ctx, b))
}

func (s *store) listFiles(ctx context.Context, scope auth.Scope, q FileQuery, on region.Day) (docstore.Page[Beneficiary], error) {
	f := docstore.Filter{}
	for _, eq := range []struct{ field, value string }{
		{"status", string(q.Status)}, {"kinds", string(q.Kind)}, {"risk", string(q.Risk)},
	} {
		if eq.value != "" {
			f = append(f, bson.E{Key: eq.field, Value: eq.value})
		}
	}
	if q.Region != "" {
		f = append(f, bson.E{Key: "region", Value: docstore.Prefix(q.Region)})
	}
	if q.Missing {
		f = append(f, bson.E{Key: "missing", Value: bson.D{{Key: "$gt", Value: 0}}})
	}
	if q.AgeFrom > 0 {
		f = append(f, bson.E{Key: "birth", Value: bson.D{{Key: "$lte", Value: on.AddMonths(-12 * q.AgeFrom)}}})
	}
	if q.AgeTo > 0 {
		f = append(f, bson.E{Key: "birth", Value: bson.D{{Key: "$gt", Value: on.AddMonths(-12 * (q.AgeTo + 1))}}})
	}
	return s.files.In(scope).Page(ctx, f, append(q.Page, docstore.Sort("-_id"))...)
}

// count brings what is counted of a file up to its fields.
func (b *Beneficiary) count() {
	b.Missing = int64(len(b.missing()))
	b.Stat = b.stat()
}
