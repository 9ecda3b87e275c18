package register

import (
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/form"
	"github.com/tongxing-platform/tongxing/services/platform/id"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

const changesName = "beneficiary_changes"

// Change is one act that changed a file: which fields, from what to what.
type Change struct {
	docstore.Meta `bson:",inline"`
	FileID        string        `bson:"file_id"`
	Act           string        `bson:"act"` // as in the audit log: "beneficiary.edit"
	By            string        `bson:"by"`  // id of the actor
	At            time.Time     `bson:"at"`
	Reason        string        `bson:"reason,omitempty"` // code
	Fields        []FieldChange `bson:"fields"`
}

// FieldChange is one field before and after. Of a sealed one the values are in SealedFrom and SealedTo, bound to the field of the file.
type FieldChange struct {
	Field      string         `bson:"field"`
	From       string         `bson:"from,omitempty"`
	To         string         `bson:"to,omitempty"`
	SealedFrom privacy.Sealed `bson:"sealed_from,omitempty"`
	SealedTo   privacy.Sealed `bson:"sealed_to,omitempty"`
}

// written is a field as it is stored.
type written struct {
	field, plain string
	sealed       privacy.Sealed
}

// written returns every field that somebody wrote, in the order of the pages.
func (b *Beneficiary) written() []written {
	list := []written{
		{field: "status", plain: string(b.Status)},
		{field: "kinds", plain: joined(b.Kinds)},
		{field: "region", plain: b.Region},
		{field: FieldName, sealed: b.Name},
		{field: FieldIDNumber, sealed: b.IDNumber},
		{field: "no_id_reason", plain: string(b.NoIDReason)},
		{field: "gender", plain: string(b.Gender)},
		{field: "birth", plain: string(b.Birth)},
		{field: FieldAddress, sealed: b.Address},
		{field: "guardianship", plain: string(b.Guardianship)},
		{field: FieldGuardianName, sealed: b.GuardianName},
		{field: FieldGuardianMobile, sealed: b.GuardianMobile},
		{field: "schooling", plain: string(b.Schooling)},
		{field: "grade", plain: strconv.FormatInt(b.Grade, 10)},
		{field: "risk", plain: string(b.Risk)},
		{field: "r16_flag", plain: strconv.FormatBool(b.Flagged)},
	}
	FileForm.Each(func(f *form.Field) {
		list = append(list, written{field: f.Code, plain: b.Details[f.Code], sealed: b.Private[f.Code]})
	})
	return list
}

func joined[S ~string](codes []S) string {
	text := ""
	for i, c := range codes {
		if i > 0 {
			text += ","
		}
		text += string(c)
	}
	return text
}

// changesTo returns the fields that differ in the later state of the same file.
func changesTo(before, after []written) []FieldChange {
	var list []FieldChange
	for i, was := range before {
		now := after[i]
		if was.plain != now.plain || !slices.Equal(was.sealed, now.sealed) {
			list = append(list, FieldChange{Field: was.field, From: was.plain, To: now.plain, SealedFrom: was.sealed, SealedTo: now.sealed})
		}
	}
	return list
}

func fieldsOf(changes []FieldChange) []string {
	names := make([]string, len(changes))
	for i, c := range changes {
		names[i] = c.Field
	}
	return names
}

// noteChange adds the changes since before to the history of the file, in the caller's transaction. Without a change it does nothing.
func (s *Service) noteChange(ctx context.Context, act, reason string, before []written, b *Beneficiary) error {
	fields := changesTo(before, b.written())
	if len(fields) == 0 {
		return nil
	}
	c := Change{FileID: b.ID, Act: act, By: auth.From(ctx).ID(), At: s.now(), Reason: reason, Fields: fields}
	c.ID = id.New("chg")
	return s.store.changes.Insert(ctx, &c)
}

// History returns the changes of a file that its reader may know as a whole, newest first, and writes an audit entry. It returns
// docstore.ErrNotFound for organisations and volunteers, who know the card only.
func (s *Service) History(ctx context.Context, fileID string, page ...docstore.Option) (docstore.Page[Change], error) {
	none := docstore.Page[Change]{}
	actor, err := auth.Require(ctx, auth.BeneficiaryRead)
	if err != nil {
		return none, err
	}
	var out docstore.Page[Change]
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		b, err := s.store.loadFile(ctx, actor.Scope(auth.BeneficiaryRead), fileID)
		if err != nil {
			return err
		}
		if !actor.ForRegion(auth.BeneficiaryRead, b.Region) {
			return docstore.ErrNotFound
		}
		out, err = s.store.changes.Page(ctx, docstore.Filter{{Key: "file_id", Value: fileID}}, append(page, docstore.Sort("-at", "-_id"))...)
		if err != nil {
			return err
		}
		return s.Audit.Write(ctx, audit.Entry{Action: "beneficiary.history", Subjects: []string{b.ID}, Region: b.Region, Shown: []string{b.Region}})
	})
	if err != nil {
		return none, err
	}
	return out, nil
}

// ChangeValues returns the two values of a changed field as the history shows them: in words of the language, sealed ones masked.
func (s *Service) ChangeValues(fileID string, c FieldChange, lang string) (from, to string, err error) {
	if len(c.SealedFrom)+len(c.SealedTo) == 0 {
		return s.sayField(c.Field, c.From, lang), s.sayField(c.Field, c.To, lang), nil
	}
	for _, v := range []struct {
		sealed privacy.Sealed
		out    *string
	}{{c.SealedFrom, &from}, {c.SealedTo, &to}} {
		plain, err := s.store.openText(c.Field, fileID, v.sealed)
		if err != nil {
			return "", "", err
		}
		*v.out = maskField(c.Field, plain)
	}
	return from, to, nil
}

func maskField(field string, plain privacy.Secret) string {
	text := plain.Reveal()
	switch field {
	case FieldName, FieldGuardianName:
		return privacy.MaskName(text)
	case FieldIDNumber:
		return privacy.MaskID(text)
	case FieldAddress:
		return privacy.MaskAddress(text)
	case FieldGuardianMobile:
		return privacy.MaskMobile(text)
	}
	return FileForm.Field(field).Mask(text)
}

// sayField returns the value of a field in words.
func (s *Service) sayField(field, text, lang string) string {
	if text == "" {
		return ""
	}
	if f := FileForm.Field(field); f != nil {
		return f.Say(text, lang)
	}
	if field == "birth" {
		return region.Day(text).Say(lang)
	}
	if field == "region" {
		return s.Regions.VillageName(text)
	}
	if field == "r16_flag" {
		return (&form.Field{Kind: form.Choice, Words: yesNo}).Say(map[string]string{"true": yes, "false": no}[text], lang)
	}
	if field == "grade" && text == "0" {
		return ""
	}
	set, coded := factWords[field]
	if !coded {
		return text
	}
	f := form.Field{Kind: form.Choices, Words: set.Words}
	return f.Say(text, lang)
}

// changeOf returns a field of one change of the file.
func (s *store) changeOf(ctx context.Context, fileID, changeID, field string) (FieldChange, error) {
	c, err := s.changes.First(ctx, docstore.Filter{{Key: "_id", Value: changeID}, {Key: "file_id", Value: fileID}})
	if err != nil {
		return FieldChange{}, err
	}
	for _, f := range c.Fields {
		if f.Field == field {
			return f, nil
		}
	}
	return FieldChange{}, docstore.ErrNotFound
}

// dropHistory removes the history of a file that is thrown away.
func (s *store) dropHistory(ctx context.Context, fileID string) error {
	_, err := s.changes.DeleteMany(ctx, docstore.Filter{{Key: "file_id", Value: fileID}})
	return err
}
