package surveys

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/id"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/platform/sheet"
	"github.com/tongxing-platform/tongxing/services/register"
)

// countyOf returns the acting administrator of the round's county, and the round while it is open.
func (s *Service) countyOf(ctx context.Context, surveyID string) (auth.Actor, Survey, error) {
	actor, err := auth.Require(ctx, auth.BeneficiaryVerify)
	if err != nil {
		return actor, Survey{}, err
	}
	v, err := s.store.loadSurvey(ctx, actor.Scope(auth.BeneficiaryReveal), surveyID)
	switch {
	case err != nil:
	case !actor.ForRegion(auth.BeneficiaryVerify, v.Region):
		err = docstore.ErrNotFound // villages and towns that take part in the round have no part in this
	case !holds(actor, v.Region, auth.CountyAdmin):
		err = auth.ErrForbidden
	}
	return actor, v, err
}

// MakeBatch makes a batch of the persons of the round in the area, or in the whole county when it is empty: everybody on a list who is not in a
// batch of the round yet and has not left.
func (s *Service) MakeBatch(ctx context.Context, surveyID, area string) (Batch, error) {
	_, v, err := s.countyOf(ctx, surveyID)
	if err == nil {
		err = v.open()
	}
	if err != nil {
		return Batch{}, err
	}
	if area == "" {
		area = v.Region
	}
	if r, ok := s.Regions.Resolve(region.CodeOf(area)); !ok || r.Path != area || !region.Within(area, v.Region) || r.Level > region.Township {
		return Batch{}, ErrArea.At("area")
	}
	made := Batch{SurveyID: v.ID, Region: v.Region, Area: area}
	made.ID = id.New("plb")
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		lines, err := s.store.toVerify(ctx, v.ID, area)
		switch {
		case err != nil:
			return err
		case len(lines) == 0:
			return ErrBatchEmpty
		case len(lines) > maxBatch:
			return ErrBatchLarge.At("area")
		}
		b, list := made, make([]BatchLine, len(lines))
		b.Total = int64(len(lines))
		for i, l := range lines {
			list[i] = BatchLine{SurveyID: v.ID, BatchID: b.ID, Region: l.Region, FileID: l.FileID, Number: int64(i + 1)}
			list[i].ID = id.New("pll")
		}
		if err := s.store.allBatches.Insert(ctx, &b); err != nil {
			return err
		}
		if err := s.store.allBatchLines.InsertMany(ctx, list); err != nil {
			return err
		}
		made.Meta, made.Total = b.Meta, b.Total
		return s.Audit.Write(ctx, audit.Entry{Action: "police_batch.make", Subjects: []string{b.ID, v.ID}, Region: area})
	})
	if err != nil {
		return Batch{}, fmt.Errorf("make batch: %w", err)
	}
	return made, nil
}

// Batches returns the batches of a round within the actor's reach, newest first.
func (s *Service) Batches(ctx context.Context, surveyID string, page ...docstore.Option) (docstore.Page[Batch], error) {
	actor, err := auth.Require(ctx, auth.BeneficiaryVerify)
	if err != nil {
		return docstore.Page[Batch]{}, err
	}
	return s.store.listBatches(ctx, actor.Scope(auth.BeneficiaryVerify), surveyID, page)
}

// ReadBatch returns a batch within the actor's reach.
func (s *Service) ReadBatch(ctx context.Context, batchID string) (Batch, error) {
	actor, err := auth.Require(ctx, auth.BeneficiaryVerify)
	if err != nil {
		return Batch{}, err
	}
	return s.store.batches.In(actor.Scope(auth.BeneficiaryVerify)).Get(ctx, batchID)
}

// ExportBatch returns the batch as an encrypted workbook with names and ID numbers, and its password. It needs a purpose, and the audit entry
// names every file. There is no account for the police yet: the county hands the file over.
func (s *Service) ExportBatch(ctx context.Context, batchID, purpose string) (book []byte, password string, err error) {
	actor, err := auth.Require(ctx, auth.ExportPersons) // and BeneficiaryVerify, by ReadBatch
	if err != nil {
		return nil, "", err
	}
	if !slices.Contains(register.PurposeWords.Codes(), purpose) {
		return nil, "", register.ErrPurpose.At("purpose")
	}
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		b, err := s.ReadBatch(ctx, batchID)
		if err != nil {
			return err
		}
		if _, _, err := s.countyOf(ctx, b.SurveyID); err != nil {
			return err
		}
		lines, err := s.store.linesOfBatch(ctx, b.ID)
		if err != nil {
			return err
		}
		table, subjects, regions, err := s.batchSheet(ctx, lines)
		if err != nil {
			return err
		}
		var out bytes.Buffer
		if err := sheet.Write(&out, table); err != nil {
			return err
		}
		if book, password, err = sheet.Lock(out.Bytes()); err != nil {
			return err
		}
		b.ExportedAt, b.ExportedBy = s.now(), actor.ID()
		if err := s.store.allBatches.Save(ctx, &b); err != nil {
			return err
		}
		return s.Audit.Write(ctx, audit.Entry{
			Action: "police_batch.export", Subjects: append([]string{b.ID}, subjects...), Region: b.Region, Shown: regions, Purpose: purpose, Reason: strconv.Itoa(len(lines)),
		})
	})
	if err != nil {
		return nil, "", fmt.Errorf("export batch %s: %w", batchID, err)
	}
	return book, password, nil
}

func (s *Service) batchSheet(ctx context.Context, lines []BatchLine) (table sheet.Sheet, subjects, regions []string, err error) {
	for _, l := range lines {
		subjects, regions = append(subjects, l.FileID), append(regions, l.Region)
	}
	people, err := s.Register.KnownByID(ctx, subjects)
	if err != nil {
		return table, nil, nil, err
	}
	table = sheet.Sheet{Name: "公安核实名单"}
	table.Header, table.Lists = handedHeader()
	sex := map[register.Gender]string{register.Male: "男", register.Female: "女"}
	for _, l := range lines {
		k := people[l.FileID]
		table.Rows = append(table.Rows, []string{
			strconv.FormatInt(l.Number, 10), k.Identity.Name.Reveal(), k.Identity.IDNumber.Reveal(), sex[k.Gender], string(k.Birth), s.Regions.Name(l.Region), "", "",
		})
	}
	return table, subjects, regions, nil
}

// BatchQuery filters the persons of batches. Empty fields do not filter.
type BatchQuery struct {
	BatchID   string
	Result    PoliceResult
	Unsettled bool // only mismatches that the village has not seen to
	Page      []docstore.Option
}

// BatchFile is a person of a batch as readers see it.
type BatchFile struct {
	BatchLine
	Person register.File // as in lists
	Note   privacy.Secret
	Done   privacy.Secret
}

// BatchLines returns the persons of batches within the actor's reach, and writes an audit entry with those shown. The county and the town see what
// the police found in their area, the village its own.
func (s *Service) BatchLines(ctx context.Context, q BatchQuery) (docstore.Page[BatchFile], error) {
	none := docstore.Page[BatchFile]{}
	actor, err := auth.Require(ctx, auth.BeneficiaryReveal)
	if err != nil {
		return none, err
	}
	page, err := s.store.listBatchLines(ctx, actor.Scope(auth.BeneficiaryReveal), q)
	if err != nil || len(page.Items) == 0 {
		return none, err
	}
	out := docstore.Page[BatchFile]{Next: page.Next}
	if out.Items, err = s.batchFiles(ctx, page.Items); err != nil {
		return none, err
	}
	var subjects, regions []string
	for _, l := range page.Items {
		subjects, regions = append(subjects, l.FileID), append(regions, l.Region)
	}
	return out, s.Audit.Write(ctx, audit.Entry{Action: "police_line.list", Subjects: subjects, Shown: regions})
}

func (s *Service) batchFiles(ctx context.Context, lines []BatchLine) ([]BatchFile, error) {
	ids := make([]string, len(lines))
	for i, l := range lines {
		ids[i] = l.FileID
	}
	cards, err := s.Register.Cards(ctx, ids)
	if err != nil {
		return nil, err
	}
	out := make([]BatchFile, len(lines))
	for i, l := range lines {
		out[i] = BatchFile{BatchLine: l, Person: cards[l.FileID]}
		if out[i].Note, err = s.store.open(batchLinesName, "note", l.ID, l.Note); err != nil {
			return nil, err
		}
		if out[i].Done, err = s.store.open(batchLinesName, "done", l.ID, l.Done); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// EnterResult stores what the police found about a person, with their note. A mismatch needs the note, becomes work of the village and is told
// to it.
func (s *Service) EnterResult(ctx context.Context, lineID string, version int64, r PoliceResult, note privacy.Secret) (BatchFile, error) {
	if !slices.Contains([]PoliceResult{PoliceConfirmed, PoliceNotFound, PoliceMismatch}, r) {
		return BatchFile{}, ErrPoliceResult.At("result")
	}
	least := 0
	if r == PoliceMismatch {
		least = noteLeast
	}
	var p fault.Problems
	p.Check(fault.Between(note.Reveal(), least, noteMost), "note", "length", "A mismatch needs a note of 5 to 300 characters.", "信息不符须填写说明（5 到 300 字）。")
	if err := p.Err(); err != nil {
		return BatchFile{}, err
	}
	return s.takeBatchLine(ctx, auth.BeneficiaryVerify, lineID, version, "police_line.result", string(r), func(ctx context.Context, b *Batch, l *BatchLine) error {
		actor, _, err := s.countyOf(ctx, l.SurveyID)
		if err != nil {
			return err
		}
		if err := s.setResult(b, l, actor.ID(), r, note); err != nil || !l.Unsettled {
			return err
		}
		return s.tellMismatch(ctx, l)
	})
}

// setResult writes what the police found into the line and counts it in the batch.
func (s *Service) setResult(b *Batch, l *BatchLine, by string, r PoliceResult, note privacy.Secret) (err error) {
	if l.Unsettled {
		b.Unsettled--
	}
	b.count(l.Result, -1)
	b.count(r, 1)
	l.Result, l.By, l.At, l.Unsettled, l.Done = r, by, s.now(), r == PoliceMismatch, nil
	if l.Unsettled {
		b.Unsettled++
	}
	l.Note, err = s.store.sealer.Reseal(privacy.AAD{Collection: batchLinesName, Field: "note", ID: l.ID}, l.Note, note.Reveal())
	return err
}

// Settle stores what the village did about a mismatch.
func (s *Service) Settle(ctx context.Context, lineID string, version int64, done privacy.Secret) (BatchFile, error) {
	var p fault.Problems
	p.Check(fault.Between(done.Reveal(), noteLeast, noteMost), "note", "length", "Say what was done in 5 to 300 characters.", "请填写处理情况（5 到 300 字）。")
	if err := p.Err(); err != nil {
		return BatchFile{}, err
	}
	return s.takeBatchLine(ctx, auth.BeneficiaryEdit, lineID, version, "police_line.settle", "", func(ctx context.Context, b *Batch, l *BatchLine) (err error) {
		if !l.Unsettled {
			return ErrSettled
		}
		l.Unsettled = false
		b.Unsettled--
		l.Done, err = s.store.seal(batchLinesName, "done", l.ID, done)
		return err
	})
}

// takeBatchLine changes a line that the permission reaches together with its batch.
func (s *Service) takeBatchLine(ctx context.Context, p auth.Permission, lineID string, version int64, action, reason string, change func(context.Context, *Batch, *BatchLine) error) (BatchFile, error) {
	actor, err := auth.Require(ctx, p)
	if err != nil {
		return BatchFile{}, err
	}
	l, err := s.store.batchLines.In(actor.Scope(p)).Get(ctx, lineID)
	if err != nil {
		return BatchFile{}, err
	}
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		if l, err = s.store.batchLines.In(actor.Scope(p)).Get(ctx, lineID); err != nil {
			return err
		}
		if version != 0 && version != l.Version {
			return docstore.ErrStale
		}
		b, err := s.store.allBatches.Get(ctx, l.BatchID)
		if err != nil {
			return err
		}
		if err := change(ctx, &b, &l); err != nil {
			return err
		}
		if err := s.store.allBatchLines.Save(ctx, &l); err != nil {
			return err
		}
		if err := s.store.allBatches.Save(ctx, &b); err != nil {
			return err
		}
		return s.Audit.Write(ctx, audit.Entry{Action: action, Subjects: []string{l.ID, l.FileID, l.BatchID}, Region: l.Region, Reason: reason})
	}, docstore.Hot(l.BatchID))
	if err != nil {
		return BatchFile{}, fmt.Errorf("%s %s: %w", action, lineID, err)
	}
	files, err := s.batchFiles(ctx, []BatchLine{l})
	if err != nil {
		return BatchFile{}, err
	}
	return files[0], nil
}

// tellMismatch tells the village that the police found something else, about the person of the line and perhaps about others of the same upload.
func (s *Service) tellMismatch(ctx context.Context, l *BatchLine) error {
	people, err := s.workers(ctx, l.Region)
	if err != nil {
		return err
	}
	out := make([]notify.Message, len(people))
	for i, to := range people {
		out[i] = notify.Message{
			Key: "survey.police/" + l.ID + "/" + strconv.FormatInt(l.Version, 10) + "/" + to, To: to, Template: "survey.police", Subject: l.ID,
			Data: map[string]string{"village": s.Regions.Name(l.Region)},
		}
	}
	return s.queue(ctx, out)
}
