package register

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/services/orgs"
	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/coord"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/form"
	"github.com/tongxing-platform/tongxing/services/platform/id"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// Deps are the dependencies of the service. Every field is needed.
type Deps struct {
	DB      *docstore.DB
	Sealer  *privacy.Sealer
	Index   *privacy.BlindIndex
	Audit   *audit.Log
	Outbox  *notify.Outbox
	Now     func() time.Time
	Regions *region.Tree
	Orgs    *orgs.Service
	Limiter coord.Limiter
	UsersIn func(ctx context.Context, regionPath string, roles ...auth.Role) ([]string, error) // accounts.UsersIn

	// What others keep about the person of a file. Each runs in the transaction of the act.
	Moved    func(ctx context.Context, fileID, path string) error                   // the person lives in another village
	Left     func(ctx context.Context, b *Beneficiary) error                        // the person leaves the register
	Edited   func(ctx context.Context, b *Beneficiary) error                        // what the file says was changed
	Merged   func(ctx context.Context, gone, kept string) error                     // the file was merged into the kept one
	Unmerged func(ctx context.Context, gone, kept string) error                     // and is on its own again
	Served   func(ctx context.Context, fileID, orgID string) (open bool, err error) // the organisation has open work with the person
	Proven   func(ctx context.Context, fileID string) (bool, error)                 // a proof of a measure is attached to the file
	Papers   func(ctx context.Context, fileID string) error                         // removes the attachments of a file that is thrown away
}

// Service holds the use cases of the register. It may be used by many goroutines at once.
type Service struct {
	Deps
	store         *store
	files         *workflow.Flow[Beneficiary, FileStatus]
	requestFlow   *workflow.Flow[Request, RequestStatus]
	duplicateFlow *workflow.Flow[Duplicate, DuplicateStatus]
}

// New declares the collections and returns the service.
func New(d Deps) (*Service, error) {
	st, err := openStore(d.DB, d.Sealer, d.Index)
	if err != nil {
		return nil, err
	}
	s := &Service{Deps: d, store: st}
	s.files = &workflow.Flow[Beneficiary, FileStatus]{
		Table: &fileActs, DB: d.DB, Audit: d.Audit, Now: s.now, Load: st.loadFile, Reaches: st.files.InScope, Save: st.saveFile,
		Version: func(b *Beneficiary) int64 { return b.Version },
		Entry:   func(b *Beneficiary) audit.Entry { return audit.Entry{Subjects: []string{b.ID}, Region: b.Region} },
	}
	s.requestFlow = &workflow.Flow[Request, RequestStatus]{
		Table: &requestActs, DB: d.DB, Audit: d.Audit, Now: s.now, Reaches: st.requests.InScope, Save: st.allRequests.Save,
		Load: func(ctx context.Context, reach auth.Scope, id string) (Request, error) {
			return st.requests.In(reach).Get(ctx, id)
		},
		Version: func(r *Request) int64 { return r.Version },
		Entry:   func(r *Request) audit.Entry { return audit.Entry{Subjects: []string{r.ID, r.FileID}, Region: r.Region} },
	}
	s.duplicateFlow = &workflow.Flow[Duplicate, DuplicateStatus]{
		Table: &duplicateActs, DB: d.DB, Audit: d.Audit, Now: s.now, Reaches: st.duplicates.InScope, Save: st.allDuplicates.Save,
		Load: func(ctx context.Context, reach auth.Scope, id string) (Duplicate, error) {
			return st.duplicates.In(reach).Get(ctx, id)
		},
		Version: func(d *Duplicate) int64 { return d.Version },
		Entry: func(d *Duplicate) audit.Entry {
			return audit.Entry{Subjects: append([]string{d.ID}, d.Files...), Region: d.Region}
		},
	}
	return s, nil
}

func (s *Service) now() time.Time { return s.Now().UTC().Truncate(time.Millisecond) }

func (s *Service) today() region.Day { return region.DayOf(s.now()) }

// File is a file with the details that its reader may see. Identity is empty unless Whole.
type File struct {
	Beneficiary
	Identity  Identity
	Private   form.Answers   // the sealed answers, if Whole
	Whole     bool           // the reader may know the identity
	Note      privacy.Secret // the note of the last return, if Whole
	Pseudonym string
}

// Create stores a draft. It returns ErrFileExists, without details, when the ID number has a file in any region.
func (s *Service) Create(ctx context.Context, c Content) (File, error) {
	actor, err := auth.Require(ctx, auth.BeneficiaryEdit)
	if err != nil {
		return File{}, err
	}
	f, who := c.Facts, c.Identity
	who.normalise()
	made := Beneficiary{Status: Draft, StatusAt: s.now(), Makers: actor.AddTo(nil)}
	made.ID = id.New("ben")
	var p fault.Problems
	f.complete(who, s.today(), &p)
	made.Facts = f
	if err := s.store.fill(&made, c.Details, s.today(), &p); err != nil {
		return File{}, err
	}
	if err := p.Err(); err != nil {
		return File{}, err
	}
	if err := s.checkVillage(ctx, actor, &made.Facts); err != nil {
		return File{}, err
	}
	var b Beneficiary
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		b = made
		if err := s.insertDraft(ctx, "beneficiary.create", &b, who); err != nil {
			return err
		}
		return s.noteFile(ctx, "beneficiary.create", &b, "")
	})
	if err != nil {
		return File{}, s.noteDuplicate(ctx, fmt.Errorf("create file: %w", err))
	}
	return s.file(actor, b)
}

// insertDraft stores a new file with its letter, its history and whom it may be about, in the caller's transaction. It returns ErrFileExists when the
// ID number has a file.
func (s *Service) insertDraft(ctx context.Context, act string, b *Beneficiary, who Identity) (err error) {
	if b.Letter, err = s.store.nextLetter(ctx, b.Region); err != nil {
		return err
	}
	if err := s.store.seal(b, who); err != nil {
		return err
	}
	if err := s.store.insertFile(ctx, b); err != nil {
		return err
	}
	if err := s.noteChange(ctx, act, "", (&Beneficiary{}).written(), b); err != nil {
		return err
	}
	return s.noteSounds(ctx, b)
}

// Edit replaces the facts and answers, and the fields of the identity that are not empty; sealed answers that are not sent stay. In a
// registered file only the living conditions may change. version, unless 0, is the version the editor saw; if it has changed since,
// docstore.ErrStale is returned.
func (s *Service) Edit(ctx context.Context, fileID string, version int64, c Content) (File, error) {
	c.Identity.normalise()
	var before []written
	var changed []string
	out, err := s.takeFile(ctx, "edit", fileID, fileCall{
		Version: version,
		Do: func(ctx context.Context, q workflow.Asking, b *Beneficiary) error {
			old, err := s.store.open(b)
			if err != nil {
				return err
			}
			before = b.written()
			f, who := c.Facts, c.Identity.mergedWith(old, c.NoIDReason)
			var p fault.Problems
			if b.Status == Registered {
				if err := f.checkRegisteredEdit(b, who, old, s.today(), &p); err != nil {
					return err
				}
			} else {
				f.complete(who, s.today(), &p)
			}
			from, alone := b.Region, b.Alone(s.today())
			if b.Status == Registered && f.Risk.lower(b.Risk) {
				return ErrRiskLowered.At("risk")
			}
			b.Facts, b.Makers = f, q.Actor.AddTo(b.Makers)
			if err := s.store.fill(b, c.Details, s.today(), &p); err != nil {
				return err
			}
			if err := p.Err(); err != nil {
				return err
			}
			if b.Status == Registered {
				if err = b.checkR16(s.today()); alone && b.Guardianship != ByNobody {
					err = ErrMeasureNeeded.At("guardianship")
				}
			} else {
				err = s.settle(ctx, q.Actor, b, from)
			}
			if err != nil {
				return err
			}
			if err := s.store.seal(b, who); err != nil {
				return err
			}
			changed = fieldsOf(changesTo(before, b.written()))
			return nil
		},
		Tell: func(ctx context.Context, b *Beneficiary) error {
			return errors.Join(s.noteSounds(ctx, b), s.Edited(ctx, b))
		},
		Note: func(e *audit.Entry) { e.Fields = changed },
	})
	return out, s.noteDuplicate(ctx, err)
}

// settle checks the village of a draft, and sets a new letter when it is another than before.
func (s *Service) settle(ctx context.Context, actor auth.Actor, b *Beneficiary, from string) error {
	if err := s.checkVillage(ctx, actor, &b.Facts); err != nil {
		return err
	}
	if b.Region == from {
		return nil
	}
	return s.newLetter(ctx, b)
}

// newLetter gives the person a letter of the village in which they now live, and tells the features above.
func (s *Service) newLetter(ctx context.Context, b *Beneficiary) (err error) {
	if b.Letter, err = s.store.nextLetter(ctx, b.Region); err != nil {
		return err
	}
	return s.Moved(ctx, b.ID, b.Region)
}

// checkVillage refuses a region that is not a village (or 园区) or not within the actor's reach.
func (s *Service) checkVillage(ctx context.Context, actor auth.Actor, f *Facts) error {
	r, err := s.village(ctx, f.Region)
	if err != nil {
		return err
	}
	f.Region = r.Path
	if !actor.ForRegion(auth.BeneficiaryEdit, f.Region) {
		return auth.ErrForbidden
	}
	return nil
}

// noteDuplicate writes an audit entry when err is ErrFileExists, because this answer reveals that the ID number has a file. It
// returns err.
func (s *Service) noteDuplicate(ctx context.Context, err error) error {
	if !errors.Is(err, ErrFileExists) {
		return err
	}
	return errors.Join(err, s.DB.OnRollback(ctx, func(ctx context.Context) error {
		return s.Audit.Write(ctx, audit.Entry{Action: "beneficiary.exists", Fields: []string{FieldIDNumber}})
	}))
}

// Get returns the file without checking the actor, for the use cases of other features.
func (s *Service) Get(ctx context.Context, fileID string) (Beneficiary, error) {
	return s.store.allFiles.Get(ctx, fileID)
}

// GetMany returns the files by id without checking the actor, without those that do not exist.
func (s *Service) GetMany(ctx context.Context, ids []string) (map[string]Beneficiary, error) {
	return s.store.allFiles.GetMany(ctx, ids)
}

// Read returns the file if it lies within the actor's reach, else docstore.ErrNotFound, and writes an audit entry.
func (s *Service) Read(ctx context.Context, fileID string) (File, error) {
	actor, err := auth.Require(ctx, auth.BeneficiaryRead)
	if err != nil {
		return File{}, err
	}
	var b Beneficiary
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		var err error
		if b, err = s.store.files.In(actor.Scope(auth.BeneficiaryRead)).Get(ctx, fileID); err != nil {
			return err
		}
		return s.Audit.Write(ctx, audit.Entry{Action: "beneficiary.read", Subjects: []string{b.ID}, Region: b.Region, Shown: []string{b.Region}})
	})
	if err != nil {
		return File{}, err
	}
	return s.file(actor, b)
}

// FileQuery filters a list of files. Empty fields do not filter.
type FileQuery struct {
	Status  FileStatus
	Kind    Kind
	Risk    Risk
	Region  string // path prefix
	Missing bool   // only files in which something is missing
	AgeFrom int    // in years, today
	AgeTo   int    // the last age included; 0: no limit
	Page    []docstore.Option
}

// List returns the files within the actor's reach, newest first, and writes an audit entry with the files shown.
func (s *Service) List(ctx context.Context, q FileQuery) (docstore.Page[File], error) {
	actor, err := auth.Require(ctx, auth.BeneficiaryRead)
	if err != nil {
		return docstore.Page[File]{}, err
	}
	page, err := s.store.listFiles(ctx, actor.Scope(auth.BeneficiaryRead), q, s.today())
	if err != nil {
		return docstore.Page[File]{}, err
	}
	out := docstore.Page[File]{Items: make([]File, len(page.Items)), Next: page.Next}
	shown, regions := make([]string, len(page.Items)), make([]string, len(page.Items))
	for i, b := range page.Items {
		if out.Items[i], err = s.card(actor, b); err != nil {
			return docstore.Page[File]{}, err
		}
		shown[i], regions[i] = b.ID, b.Region
	}
	if len(shown) > 0 {
		err = s.Audit.Write(ctx, audit.Entry{Action: "beneficiary.list", Subjects: shown, Shown: regions})
	}
	return out, err
}

// card returns the file as in a list: of the identity, only the name.
func (s *Service) card(actor auth.Actor, b Beneficiary) (File, error) {
	f := File{Beneficiary: b, Pseudonym: s.PseudonymOf(&b), Whole: actor.ForRegion(auth.BeneficiaryRead, b.Region)}
	var err error
	if f.Whole {
		f.Identity, err = s.store.open(&b, FieldName)
	}
	return f, err
}

// file returns the file with everything that the actor may see.
func (s *Service) file(actor auth.Actor, b Beneficiary) (File, error) {
	f, err := s.card(actor, b)
	if err != nil || !f.Whole {
		return f, err
	}
	if f.Identity, err = s.store.open(&b); err != nil {
		return f, err
	}
	if f.Private, err = s.store.openDetails(&b); err != nil {
		return f, err
	}
	f.Note, err = s.store.openText("return_note", b.ID, b.ReturnNote)
	return f, err
}

// PseudonymOf returns the pseudonym of the person of the file.
func (s *Service) PseudonymOf(b *Beneficiary) string { return b.Pseudonym(s.Regions.Name(b.Region)) }

type fileCall = workflow.Call[Beneficiary]

// takeFile takes one of fileActs with the file, adds what it changed to the history, and returns the file as the actor may see it.
func (s *Service) takeFile(ctx context.Context, act, fileID string, c fileCall) (File, error) {
	var before []written
	do, tell := c.Do, c.Tell
	c.Do = func(ctx context.Context, q workflow.Asking, b *Beneficiary) error {
		before = b.written()
		if do == nil {
			return nil
		}
		return do(ctx, q, b)
	}
	c.Tell = func(ctx context.Context, b *Beneficiary) error {
		if err := s.noteChange(ctx, "beneficiary."+act, c.Reason, before, b); err != nil || tell == nil {
			return err
		}
		return tell(ctx, b)
	}
	b, err := s.files.Take(ctx, act, fileID, c)
	if err != nil {
		return File{}, err
	}
	return s.file(auth.From(ctx), b)
}

// FileActs returns what the acting person may do with the file now.
func (s *Service) FileActs(ctx context.Context, b *Beneficiary) []workflow.Answer {
	return s.files.Acts(ctx, b)
}

func (s *Service) noteFile(ctx context.Context, action string, b *Beneficiary, reason string) error {
	return s.Audit.Write(ctx, audit.Entry{Action: action, Subjects: []string{b.ID}, Region: b.Region, Reason: reason})
}
