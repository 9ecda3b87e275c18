package surveys

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/id"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
	"github.com/tongxing-platform/tongxing/services/register"
)

// Create stores the draft of a round in a county of which the actor is the administrator.
func (s *Service) Create(ctx context.Context, county string, p Plan) (Survey, error) {
	actor, err := auth.Require(ctx, auth.BeneficiaryVerify)
	if err != nil {
		return Survey{}, err
	}
	r, ok := s.Regions.Resolve(region.CodeOf(county))
	if !ok || r.Level != region.County {
		return Survey{}, ErrCounty.At("region")
	}
	if !holds(actor, r.Path, auth.CountyAdmin) {
		return Survey{}, auth.ErrForbidden
	}
	v := Survey{Plan: p, Region: r.Path, Status: Draft, StatusAt: s.now()}
	v.ID = id.New("svy")
	if err := s.checkPlan(&v); err != nil {
		return Survey{}, err
	}
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		stored := v
		if err := s.store.allSurveys.Insert(ctx, &stored); err != nil {
			return err
		}
		v.Meta = stored.Meta
		return s.Audit.Write(ctx, audit.Entry{Action: "survey.create", Subjects: []string{v.ID}, Region: v.Region})
	})
	if err != nil {
		return Survey{}, fmt.Errorf("create survey: %w", err)
	}
	return v, nil
}

func (s *Service) checkPlan(v *Survey) error {
	v.normalise()
	var p fault.Problems
	v.check(s.today(), &p)
	for i, path := range v.Areas {
		r, ok := s.Regions.Resolve(region.CodeOf(path))
		if !ok || r.Level != region.Township && r.Level != region.Village || !region.Within(r.Path, v.Region) {
			p.Fault("areas", ErrPlanArea)
			break
		}
		v.Areas[i] = r.Path
	}
	v.Areas = outermost(v.Areas)
	return p.Err()
}

// outermost returns the paths without those that lie in another one, in order.
func outermost(paths []string) []string {
	var list []string
	for _, path := range slices.Sorted(slices.Values(paths)) { // a region comes before what lies in it
		if n := len(list); n == 0 || !region.Within(path, list[n-1]) {
			list = append(list, path)
		}
	}
	return list
}

type surveyCall = workflow.Call[Survey]

// Edit replaces the plan of a draft.
func (s *Service) Edit(ctx context.Context, surveyID string, version int64, p Plan) (Survey, error) {
	return s.flow.Take(ctx, "edit", surveyID, surveyCall{Version: version, Do: func(_ context.Context, _ workflow.Asking, v *Survey) error {
		v.Plan = p
		return s.checkPlan(v)
	}})
}

// Discard removes a draft.
func (s *Service) Discard(ctx context.Context, surveyID string, version int64) error {
	_, err := s.flow.Take(ctx, "discard", surveyID, surveyCall{Version: version, Tell: func(ctx context.Context, v *Survey) error {
		return s.store.allSurveys.Delete(ctx, v.ID)
	}})
	return err
}

// Open gives every village of the area its list: the files in the register of the round's kinds. The people of the villages are told.
// It returns ErrRoundOpen while the county has an open round of the same kinds.
func (s *Service) Open(ctx context.Context, surveyID string, version int64) (Survey, error) {
	return s.flow.Take(ctx, "open", surveyID, surveyCall{
		Version: version,
		Do: func(ctx context.Context, _ workflow.Asking, v *Survey) error {
			var p fault.Problems
			v.check(s.today(), &p)
			if err := p.Err(); err != nil {
				return err
			}
			v.OpenedOn = s.today()
			return s.handOut(ctx, v)
		},
		Tell: s.tellOpened,
	})
}

// handOut stores the tasks and lines of the round.
func (s *Service) handOut(ctx context.Context, v *Survey) error {
	files := map[string][]register.Beneficiary{}
	areas := v.Areas
	if len(areas) == 0 {
		areas = []string{v.Region}
	}
	for _, path := range areas {
		err := s.Register.EachRegistered(ctx, path, func(b register.Beneficiary) error {
			if v.asks(b.Kinds) {
				files[b.Region] = append(files[b.Region], b)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	places := s.placesOf(ctx, v)
	for path := range files { // a village that the tree does not know any more still has its people
		if !slices.Contains(places, path) {
			places = append(places, path)
		}
	}
	if len(places) == 0 {
		return ErrNoVillages.At("areas")
	}
	slices.Sort(places)
	v.Reach, v.Villages = withAbove(places), int64(len(places))
	var tasks []Task
	var lines []Line
	for _, path := range places {
		t := Task{SurveyID: v.ID, Region: path, Status: TaskOpen, StatusAt: s.now(), DueAt: v.Deadline.LastInstant()}
		t.ID, t.Total = id.New("svt"), int64(len(files[path]))
		t.wait()
		for _, b := range files[path] {
			l := Line{SurveyID: v.ID, TaskID: t.ID, Region: path, FileID: b.ID, FileVersion: b.Version}
			l.ID = id.New("svl")
			lines = append(lines, l)
		}
		tasks = append(tasks, t)
	}
	if err := s.store.allTasks.InsertMany(ctx, tasks); err != nil || len(lines) == 0 {
		return err
	}
	return s.store.allLines.InsertMany(ctx, lines)
}

// withAbove returns the paths with those of the regions above each, as a scope over an array of regions needs them.
func withAbove(paths []string) []string {
	var all []string
	for _, path := range paths {
		for i, c := range path {
			if c == '/' {
				all = append(all, path[:i+1])
			}
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// placesOf returns the paths of the villages of the round's area, and of its areas outside the official codes (园区) without villages.
func (s *Service) placesOf(ctx context.Context, v *Survey) []string {
	var places []string
	var walk func(r region.Region)
	walk = func(r region.Region) {
		below := s.Regions.Children(ctx, r.Code)
		if r.Level == region.Village || r.Kind == region.Custom && r.Level >= region.Township && len(below) == 0 {
			if v.covers(r.Path) {
				places = append(places, r.Path)
			}
			return
		}
		for _, c := range below {
			walk(c)
		}
	}
	for _, r := range s.Regions.Children(ctx, region.CodeOf(v.Region)) {
		walk(r)
	}
	return places
}

// Close locks the round: nothing in it can be changed any more. While villages are not accepted it returns ErrTasksOpen, unless evenOpen.
func (s *Service) Close(ctx context.Context, surveyID string, version int64, evenOpen bool) (Survey, error) {
	return s.flow.Take(ctx, "close", surveyID, surveyCall{Version: version, Do: func(ctx context.Context, _ workflow.Asking, v *Survey) error {
		tasks, err := s.everyTask(ctx, v.ID)
		if err != nil {
			return err
		}
		open := 0
		for _, t := range tasks {
			if t.Status != TaskAccepted {
				open++
			}
		}
		if open > 0 && !evenOpen {
			return ErrTasksOpen.With("count", strconv.Itoa(open))
		}
		return s.lock(ctx, tasks, func(t *Task) { t.Locked = true })
	}})
}

// Reopen unlocks the round until a new deadline, for a reason, within 30 days after it was closed.
func (s *Service) Reopen(ctx context.Context, surveyID string, version int64, deadline region.Day, reason privacy.Secret) (Survey, error) {
	var p fault.Problems
	p.Check(fault.Between(reason.Reveal(), noteLeast, noteMost), "reason", "length", "Give the reason in 5 to 300 characters.", "请填写理由（5 到 300 字）。")
	p.Check(deadline.Valid() && !deadline.Before(s.today()), "deadline", "day_past", "Give a day that is not over.", "完成期限不能早于今天。")
	if err := p.Err(); err != nil {
		return Survey{}, err
	}
	return s.flow.Take(ctx, "reopen", surveyID, surveyCall{
		Version: version,
		Do: func(ctx context.Context, _ workflow.Asking, v *Survey) (err error) {
			v.Deadline = deadline
			if v.ReopenNote, err = s.store.seal(surveysName, "reopen_note", v.ID, privacy.Secret(strings.TrimSpace(reason.Reveal()))); err != nil {
				return err
			}
			tasks, err := s.everyTask(ctx, v.ID)
			if err != nil {
				return err
			}
			return s.lock(ctx, tasks, func(t *Task) { t.Locked, t.DueAt = false, deadline.LastInstant() })
		},
		Tell: s.tellOpened,
	})
}

const (
	noteLeast = 5
	noteMost  = 300
)

func (s *Service) everyTask(ctx context.Context, surveyID string) ([]Task, error) {
	return s.store.tasksOf(ctx, auth.Actor{Job: "surveys"}.Scope(auth.BeneficiaryRead), surveyID)
}

// lock changes and saves the tasks, so that an act on one of them at the same time fails.
func (s *Service) lock(ctx context.Context, tasks []Task, change func(*Task)) error {
	for i := range tasks {
		change(&tasks[i])
		tasks[i].wait()
		if err := s.store.allTasks.Save(ctx, &tasks[i]); err != nil {
			return err
		}
	}
	return nil
}

// Acts returns what the acting person may do with the round now.
func (s *Service) Acts(ctx context.Context, v *Survey) []workflow.Answer { return s.flow.Acts(ctx, v) }

// List returns the rounds within the actor's reach, newest first: the county's own, and those in which a village of the actor takes part.
func (s *Service) List(ctx context.Context, status Status, page ...docstore.Option) (docstore.Page[Survey], error) {
	actor, err := auth.Require(ctx, auth.BeneficiaryReveal)
	if err != nil {
		return docstore.Page[Survey]{}, err
	}
	return s.store.listSurveys(ctx, actor.Scope(auth.BeneficiaryReveal), status, page)
}

// Read returns a round within the actor's reach.
func (s *Service) Read(ctx context.Context, surveyID string) (Survey, error) {
	actor, err := auth.Require(ctx, auth.BeneficiaryReveal)
	if err != nil {
		return Survey{}, err
	}
	return s.store.loadSurvey(ctx, actor.Scope(auth.BeneficiaryReveal), surveyID)
}

// ReopenReason returns why the round was reopened last, for its readers.
func (s *Service) ReopenReason(v *Survey) (privacy.Secret, error) {
	return s.store.open(surveysName, "reopen_note", v.ID, v.ReopenNote)
}

// Progress is how far a village, or all villages of a town or of the round, are.
type Progress struct {
	Figures
	Region     string
	TaskID     string // of a village
	Status     TaskStatus
	Late       bool // a village that did not hand in by the deadline
	NoDirector bool // a village without a director: the town does its task
	Villages   int64
	Submitted  int64 // villages that have handed in, with the accepted ones
	Accepted   int64
	Overdue    int64 // villages that are late
}

// ProgressOf are the figures of a round within the reader's reach.
type ProgressOf struct {
	All      Progress
	Towns    []Progress
	Villages []Progress
}

// Progress counts a round within the actor's reach: all of it, by town and by village.
func (s *Service) Progress(ctx context.Context, surveyID string) (ProgressOf, error) {
	var out ProgressOf
	actor, err := auth.Require(ctx, auth.BeneficiaryReveal)
	if err != nil {
		return out, err
	}
	v, err := s.store.loadSurvey(ctx, actor.Scope(auth.BeneficiaryReveal), surveyID)
	if err != nil {
		return out, err
	}
	tasks, err := s.store.tasksOf(ctx, actor.Scope(auth.BeneficiaryReveal), v.ID)
	if err != nil {
		return out, err
	}
	out.All.Region = v.Region
	for i := range tasks {
		row, err := s.progressOf(ctx, &tasks[i])
		if err != nil {
			return out, err
		}
		town := townOf(row.Region, v.Region)
		if n := len(out.Towns); n == 0 || out.Towns[n-1].Region != town {
			out.Towns = append(out.Towns, Progress{Region: town})
		}
		out.Villages = append(out.Villages, row)
		out.All.add(row)
		out.Towns[len(out.Towns)-1].add(row)
	}
	return out, nil
}

func (s *Service) progressOf(ctx context.Context, t *Task) (Progress, error) {
	p := Progress{Figures: t.Figures, Region: t.Region, TaskID: t.ID, Status: t.Status, Late: t.Late(s.now()), Villages: 1}
	if t.Status == TaskSubmitted || t.Status == TaskAccepted {
		p.Submitted = 1
	}
	if t.Status == TaskAccepted {
		p.Accepted = 1
	}
	if p.Late {
		p.Overdue = 1
	}
	people, err := s.UsersIn(ctx, t.Region, auth.VillageDirector)
	p.NoDirector = len(people) == 0
	return p, err
}

func (p *Progress) add(o Progress) {
	p.plus(o.Figures)
	p.Villages += o.Villages
	p.Submitted += o.Submitted
	p.Accepted += o.Accepted
	p.Overdue += o.Overdue
}

// townOf returns the path of the region below the county that contains the path.
func townOf(path, county string) string {
	rest := strings.TrimPrefix(path, county)
	if i := strings.IndexByte(rest, '/'); i >= 0 {
		return county + rest[:i+1]
	}
	return path
}

// Compared are the figures of one village in two rounds; a round without a task there has none.
type Compared struct {
	Region    string
	This      Figures
	Other     Figures
	InThis    bool
	InOther   bool
	TotalOnly bool // the sum of all villages
}

// Compare returns the figures of two rounds by village, within the actor's reach, with their sums last.
func (s *Service) Compare(ctx context.Context, surveyID, otherID string) ([]Compared, error) {
	var rounds [2]ProgressOf
	for i, one := range []string{surveyID, otherID} {
		var err error
		if rounds[i], err = s.Progress(ctx, one); err != nil {
			return nil, err
		}
	}
	rows := map[string]*Compared{}
	row := func(path string) *Compared {
		if rows[path] == nil {
			rows[path] = &Compared{Region: path}
		}
		return rows[path]
	}
	for _, p := range rounds[0].Villages {
		r := row(p.Region)
		r.This, r.InThis = p.Figures, true
	}
	for _, p := range rounds[1].Villages {
		r := row(p.Region)
		r.Other, r.InOther = p.Figures, true
	}
	out := make([]Compared, 0, len(rows)+1)
	for _, r := range rows {
		out = append(out, *r)
	}
	slices.SortFunc(out, func(a, b Compared) int { return strings.Compare(a.Region, b.Region) })
	return append(out, Compared{
		Region: rounds[0].All.Region, This: rounds[0].All.Figures, Other: rounds[1].All.Figures, InThis: true, InOther: true, TotalOnly: true,
	}), nil
}
