package register

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/form"
	"github.com/tongxing-platform/tongxing/services/platform/id"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// The refusals about duplicates.
var (
	ErrDuplicateMove = fault.New(fault.Conflict, "duplicate_move", "The pair's present state does not allow this.", "该组疑似重复档案当前状态不允许此操作。")
	ErrKeepOne       = fault.New(fault.Invalid, "keep_one", "Choose which of the two files is kept.", "请选择保留哪一份档案。")
	ErrMergedInto    = fault.New(fault.Conflict, "file_merged", "This file was merged into another. Undo the merging first.", "该档案已并入另一份档案，请先撤销合并。")
	ErrUndoLate      = fault.New(fault.Conflict, "merge_undo_late", "A merging can be undone for 30 days.", "合并已超过 30 天，不能撤销。")
	ErrMergeServed   = fault.New(fault.Conflict, "merge_state", "Only a draft, a file in the register or one that has left can be merged; this one is being checked.", "正在审核的档案不能合并，请先办结或退回。")
)

// undoFor is how long a merging can be undone.
const undoFor = 30 * 24 * time.Hour

// DuplicateStatus is the state of two files that may be of one person.
type DuplicateStatus string

// The states of a pair; doc.go has the diagram.
const (
	DuplicateOpen      DuplicateStatus = "open"
	DuplicateDifferent DuplicateStatus = "different"
	DuplicateMerged    DuplicateStatus = "merged"
)

// Duplicate is a pair of files whose names sound the same, of one birth and county, of which one at least has no ID number. (Two files of
// one ID number cannot be.)
type Duplicate struct {
	docstore.Meta `bson:",inline"`
	Pair          string          `bson:"pair"`   // the two ids, sorted; unique
	Files         []string        `bson:"files"`  // the same
	Region        string          `bson:"region"` // of the county
	Status        DuplicateStatus `bson:"status"`
	At            time.Time       `bson:"at"` // when Status last changed
	By            string          `bson:"by,omitempty"`
	Kept          string          `bson:"kept,omitempty"` // of a merged pair
	Was           FileStatus      `bson:"was,omitempty"`  // of the other one before, as the next three
	WasExited     region.Day      `bson:"was_exited,omitempty"`
	WasReason     ExitReason      `bson:"was_reason,omitempty"`
	WasOrgs       []string        `bson:"was_orgs,omitempty"`
	Taken         []FieldChange   `bson:"taken,omitempty"` // what the kept file took over
}

// Gone returns the id of the file that was merged into Kept.
func (d *Duplicate) Gone() string {
	if d.Kept == d.Files[0] {
		return d.Files[1]
	}
	return d.Files[0]
}

const duplicatesName = "file_duplicates"

// duplicateActs lists the acts on a pair; doc.go has the diagram.
var duplicateActs = workflow.Table[Duplicate, DuplicateStatus]{
	Name:    "duplicate",
	State:   func(d *Duplicate) DuplicateStatus { return d.Status },
	Enter:   (*Duplicate).enter,
	Refusal: ErrDuplicateMove,
	Acts: []workflow.Act[Duplicate, DuplicateStatus]{
		{Name: "merge", ZH: "合并", EN: "Merge", From: []DuplicateStatus{DuplicateOpen, DuplicateDifferent}, To: DuplicateMerged, Permissions: fileCheckers, May: forCounty},
		{Name: "different", ZH: "不是同一人", EN: "Two persons", From: []DuplicateStatus{DuplicateOpen}, To: DuplicateDifferent, Permissions: fileCheckers, May: forCounty},
		{Name: "undo", ZH: "撤销合并", EN: "Undo", From: []DuplicateStatus{DuplicateMerged}, To: DuplicateOpen, Permissions: fileCheckers, May: forCounty, Guard: withinUndo},
	},
}

func forCounty(q workflow.Asking, d *Duplicate) error {
	if !holds(q.Actor, d.Region, auth.CountyAdmin) {
		return auth.ErrForbidden
	}
	return nil
}

func withinUndo(q workflow.Asking, d *Duplicate) error {
	if q.Now.Sub(d.At) > undoFor {
		return ErrUndoLate
	}
	return nil
}

func (d *Duplicate) enter(to DuplicateStatus, step workflow.Step) {
	d.Status, d.At, d.By = to, step.At, step.By
}

// noteSounds stores a pair for every other file that may be of the same person, in the caller's transaction. A pair that was decided stays
// decided.
func (s *Service) noteSounds(ctx context.Context, b *Beneficiary) error {
	if b.SoundKey == "" {
		return nil
	}
	county := countyOf(b.Region)
	others, err := s.store.allFiles.Find(ctx, docstore.Filter{{Key: "sound_key", Value: b.SoundKey}}, docstore.Limit(20))
	if err != nil {
		return err
	}
	for _, o := range others {
		if o.ID == b.ID || o.MergedInto != "" || b.MergedInto != "" || countyOf(o.Region) != county || o.IDKey != "" && b.IDKey != "" {
			continue
		}
		pair := []string{o.ID, b.ID}
		slices.Sort(pair)
		d := Duplicate{Pair: strings.Join(pair, " "), Files: pair, Region: county, Status: DuplicateOpen, At: s.now()}
		d.ID = id.New("dup")
		known, err := s.store.allDuplicates.Count(ctx, docstore.Filter{{Key: "pair", Value: d.Pair}})
		if err != nil {
			return err
		}
		if known > 0 {
			continue
		}
		if err := s.store.allDuplicates.Insert(ctx, &d); err != nil {
			return err
		}
	}
	return nil
}

// countyOf returns the path of the county, the third level, of a region; a region above keeps its own.
func countyOf(path string) string {
	slashes := 0
	for i := range path {
		if path[i] == '/' {
			if slashes++; slashes == 3 {
				return path[:i+1]
			}
		}
	}
	return path
}

// DuplicateFile is a pair with its two files as their reader may see them.
type DuplicateFile struct {
	Duplicate
	Of []File // in the order of Files; one that was thrown away is left out
}

// Duplicates returns the pairs of the actor's counties in the state, or all, the latest first, and writes an audit entry.
func (s *Service) Duplicates(ctx context.Context, status DuplicateStatus, page ...docstore.Option) (docstore.Page[DuplicateFile], error) {
	none := docstore.Page[DuplicateFile]{}
	actor, err := auth.Require(ctx, auth.BeneficiaryVerify)
	if err != nil {
		return none, err
	}
	f := docstore.Filter{}
	if status != "" {
		f = append(f, docstore.Filter{{Key: "status", Value: status}}...)
	}
	found, err := s.store.duplicates.In(actor.Scope(auth.BeneficiaryVerify)).Page(ctx, f, append(page, docstore.Sort("-_id"))...)
	if err != nil {
		return none, err
	}
	out := docstore.Page[DuplicateFile]{Items: make([]DuplicateFile, len(found.Items)), Next: found.Next}
	var shown, regions []string
	for i, d := range found.Items {
		if out.Items[i], err = s.duplicateFile(ctx, d); err != nil {
			return none, err
		}
		shown, regions = append(shown, d.Files...), append(regions, d.Region)
	}
	if len(shown) > 0 {
		err = s.Audit.Write(ctx, audit.Entry{Action: "duplicate.list", Subjects: shown, Shown: regions})
	}
	return out, err
}

// ReadDuplicate returns one pair, and writes an audit entry.
func (s *Service) ReadDuplicate(ctx context.Context, pairID string) (DuplicateFile, error) {
	actor, err := auth.Require(ctx, auth.BeneficiaryVerify)
	if err != nil {
		return DuplicateFile{}, err
	}
	var d Duplicate
	err = s.DB.Tx(ctx, func(ctx context.Context) (err error) {
		if d, err = s.store.duplicates.In(actor.Scope(auth.BeneficiaryVerify)).Get(ctx, pairID); err != nil {
			return err
		}
		return s.Audit.Write(ctx, audit.Entry{Action: "duplicate.read", Subjects: d.Files, Region: d.Region, Shown: []string{d.Region}})
	})
	if err != nil {
		return DuplicateFile{}, err
	}
	return s.duplicateFile(ctx, d)
}

func (s *Service) duplicateFile(ctx context.Context, d Duplicate) (DuplicateFile, error) {
	out := DuplicateFile{Duplicate: d}
	files, err := s.GetMany(ctx, d.Files)
	if err != nil {
		return out, err
	}
	for _, fileID := range d.Files {
		b, there := files[fileID]
		if !there {
			continue
		}
		f, err := s.file(auth.From(ctx), b)
		if err != nil {
			return out, err
		}
		out.Of = append(out.Of, f)
	}
	return out, nil
}

// DuplicateActs returns what the acting person may do with the pair now.
func (s *Service) DuplicateActs(ctx context.Context, d *Duplicate) []workflow.Answer {
	return s.duplicateFlow.Acts(ctx, d)
}

// TwoPersons records that the two files are of two persons.
func (s *Service) TwoPersons(ctx context.Context, pairID string, version int64) (DuplicateFile, error) {
	return s.takeDuplicate(ctx, "different", pairID, workflow.Call[Duplicate]{Version: version})
}

// Merge makes one file of two. The kept file takes over what it lacks: answers, contact data, and the ID number. The other leaves the
// register with the reason 重复建档 and refers to the kept one. Pairings and whatever else hangs on it end, as at every exit.
func (s *Service) Merge(ctx context.Context, pairID string, version int64, keep string) (DuplicateFile, error) {
	return s.takeDuplicate(ctx, "merge", pairID, workflow.Call[Duplicate]{
		Version: version,
		Do: func(ctx context.Context, _ workflow.Asking, d *Duplicate) error {
			if !slices.Contains(d.Files, keep) {
				return ErrKeepOne.At("keep")
			}
			d.Kept = keep
			return s.merge(ctx, d)
		},
	})
}

// UndoMerge restores both files, for 30 days. What somebody has changed in the kept file since stays; pairings and delegations that the merge ended
// are begun anew.
func (s *Service) UndoMerge(ctx context.Context, pairID string, version int64) (DuplicateFile, error) {
	return s.takeDuplicate(ctx, "undo", pairID, workflow.Call[Duplicate]{
		Version: version,
		Do:      func(ctx context.Context, _ workflow.Asking, d *Duplicate) error { return s.unmerge(ctx, d) },
	})
}

func (s *Service) takeDuplicate(ctx context.Context, act, pairID string, c workflow.Call[Duplicate]) (DuplicateFile, error) {
	d, err := s.duplicateFlow.Take(ctx, act, pairID, c)
	if err != nil {
		return DuplicateFile{}, err
	}
	return s.duplicateFile(ctx, d)
}

func (s *Service) merge(ctx context.Context, d *Duplicate) error {
	kept, gone, err := s.pair(ctx, d)
	if err != nil {
		return err
	}
	for _, b := range []*Beneficiary{&kept, &gone} {
		if b.MergedInto != "" {
			return ErrMergedInto // this pair is about a person who has one file already
		}
		if b.Status != Draft && b.Status != Registered && b.Status != Exited {
			return ErrMergeServed
		}
	}
	keptWas, goneWas := kept.written(), gone.written()
	d.Was, d.WasExited, d.WasReason, d.WasOrgs = gone.Status, gone.ExitedOn, gone.ExitReason, gone.OrgIDs
	who, err := s.store.open(&kept)
	if err != nil {
		return err
	}
	other, err := s.store.open(&gone)
	if err != nil {
		return err
	}
	more, err := s.store.openDetails(&gone)
	if err != nil {
		return err
	}
	if gone.Status == Registered {
		if err := s.Left(ctx, &gone); err != nil {
			return err
		}
	}
	gone.Status, gone.StatusAt, gone.ExitReason, gone.ExitedOn, gone.MergedInto, gone.OrgIDs, gone.IDKey = Exited, s.now(), Merged, s.today(), kept.ID, nil, ""
	if err := s.keepChanged(ctx, "duplicate.merge", goneWas, &gone); err != nil {
		return err
	}
	took := kept.takeOver(&who, &gone, other, more)
	var p fault.Problems
	if err := s.store.fill(&kept, took, s.today(), &p); err != nil {
		return err
	}
	if err := p.Err(); err != nil {
		return err
	}
	if err := s.store.seal(&kept, who); err != nil {
		return err
	}
	d.Taken = changesTo(keptWas, kept.written())
	if err := s.keepChanged(ctx, "duplicate.merge", keptWas, &kept); err != nil {
		return err
	}
	return s.Merged(ctx, gone.ID, kept.ID)
}

// takeOver fills in who what the other file knows of the person, and returns the answers of both, those of the kept file first.
func (b *Beneficiary) takeOver(who *Identity, gone *Beneficiary, other Identity, more form.Answers) form.Answers {
	if b.Status != Registered { // a registered file changes its identity only by a correction
		*who = who.mergedWith(other, b.NoIDReason)
	}
	if who.IDNumber == "" && other.IDNumber != "" {
		who.IDNumber, b.NoIDReason = other.IDNumber, ""
	}
	for _, f := range []struct{ now, before *string }{{(*string)(&who.Address), (*string)(&other.Address)}, {(*string)(&who.GuardianName), (*string)(&other.GuardianName)}} {
		if *f.now == "" {
			*f.now = *f.before
		}
	}
	all := form.Answers{}
	for code, text := range gone.Details {
		all[code] = text
	}
	for code, text := range more {
		all[code] = text
	}
	for code, text := range b.Details {
		all[code] = text
	}
	for code := range b.Private {
		delete(all, code) // what the kept file has stays
	}
	return all
}

func (s *Service) unmerge(ctx context.Context, d *Duplicate) error {
	kept, gone, err := s.pair(ctx, d)
	if err != nil {
		return err
	}
	keptWas, goneWas := kept.written(), gone.written()
	who, err := s.store.open(&kept)
	if err != nil {
		return err
	}
	details, err := s.store.openDetails(&kept)
	if err != nil {
		return err
	}
	all := form.Answers{}
	for code, text := range kept.Details {
		all[code] = text
	}
	for code, text := range details {
		all[code] = text
	}
	for i, now := range keptWas {
		at := slices.IndexFunc(d.Taken, func(c FieldChange) bool { return c.Field == now.field })
		if at < 0 || d.Taken[at].To != now.plain || !slices.Equal(d.Taken[at].SealedTo, now.sealed) {
			continue // not taken over, or changed since
		}
		was := d.Taken[at]
		switch keptWas[i].field {
		case FieldIDNumber:
			who.IDNumber = ""
		case FieldAddress:
			who.Address = ""
		case FieldGuardianName:
			who.GuardianName = ""
		case FieldGuardianMobile:
			who.GuardianMobile = ""
		case "no_id_reason":
			kept.NoIDReason = NoIDReason(was.From)
		default:
			all[now.field] = was.From // sealed ones were empty: only what was missing was taken over
		}
	}
	var p fault.Problems
	if err := s.store.fill(&kept, all, s.today(), &p); err != nil {
		return err
	}
	if err := s.store.seal(&kept, who); err != nil {
		return err
	}
	if err := s.keepChanged(ctx, "duplicate.undo", keptWas, &kept); err != nil {
		return err
	}
	other, err := s.store.open(&gone)
	if err != nil {
		return err
	}
	gone.Status, gone.StatusAt, gone.ExitReason, gone.ExitedOn, gone.OrgIDs, gone.MergedInto = d.Was, s.now(), d.WasReason, d.WasExited, d.WasOrgs, ""
	if err := s.store.seal(&gone, other); err != nil { // its ID number is found again
		return err
	}
	d.Kept, d.Taken, d.Was, d.WasExited, d.WasReason, d.WasOrgs = "", nil, "", "", "", nil
	if err := s.keepChanged(ctx, "duplicate.undo", goneWas, &gone); err != nil {
		return err
	}
	return s.Unmerged(ctx, gone.ID, kept.ID)
}

func (s *Service) keepChanged(ctx context.Context, act string, before []written, b *Beneficiary) error {
	if err := s.store.saveFile(ctx, b); err != nil {
		return err
	}
	if err := s.noteChange(ctx, act, "", before, b); err != nil {
		return err
	}
	return s.Audit.Write(ctx, audit.Entry{Action: "beneficiary.apply", Subjects: []string{b.ID}, Region: b.Region, Fields: fieldsOf(changesTo(before, b.written())), Reason: act})
}

// pair returns the kept file and the other one.
func (s *Service) pair(ctx context.Context, d *Duplicate) (kept, gone Beneficiary, err error) {
	if kept, err = s.store.allFiles.Get(ctx, d.Kept); err != nil {
		return kept, gone, err
	}
	gone, err = s.store.allFiles.Get(ctx, d.Gone())
	return kept, gone, err
}
