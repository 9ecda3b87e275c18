package surveys

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/form"
	"github.com/tongxing-platform/tongxing/services/platform/id"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
	"github.com/tongxing-platform/tongxing/services/register"
)

// TaskQuery filters a list of tasks. Empty fields do not filter.
type TaskQuery struct {
	SurveyID string
	Status   TaskStatus
	Page     []docstore.Option
}

// TaskFile is a task as its readers see it.
type TaskFile struct {
	Task
	Survey Survey
	Note   privacy.Secret // why it was returned
}

// LineFile is a line as its readers see it.
type LineFile struct {
	Line
	Person register.File // as in lists: of the identity the name
	Note   privacy.Secret
}

// ListTasks returns the tasks within the actor's reach, newest first.
func (s *Service) ListTasks(ctx context.Context, q TaskQuery) (docstore.Page[TaskFile], error) {
	none := docstore.Page[TaskFile]{}
	actor, err := auth.Require(ctx, auth.BeneficiaryReveal)
	if err != nil {
		return none, err
	}
	page, err := s.store.listTasks(ctx, actor.Scope(auth.BeneficiaryReveal), q)
	if err != nil {
		return none, err
	}
	rounds := make([]string, len(page.Items))
	for i, t := range page.Items {
		rounds[i] = t.SurveyID
	}
	surveys, err := s.store.allSurveys.GetMany(ctx, slices.Compact(slices.Sorted(slices.Values(rounds))))
	if err != nil {
		return none, err
	}
	out := docstore.Page[TaskFile]{Items: make([]TaskFile, len(page.Items)), Next: page.Next}
	for i, t := range page.Items {
		out.Items[i] = TaskFile{Task: t, Survey: surveys[t.SurveyID]}
	}
	return out, nil
}

// ReadTask returns a task within the actor's reach.
func (s *Service) ReadTask(ctx context.Context, taskID string) (TaskFile, error) {
	actor, err := auth.Require(ctx, auth.BeneficiaryReveal)
	if err != nil {
		return TaskFile{}, err
	}
	t, err := s.store.loadTask(ctx, actor.Scope(auth.BeneficiaryReveal), taskID)
	if err != nil {
		return TaskFile{}, err
	}
	return s.taskFile(ctx, t)
}

func (s *Service) taskFile(ctx context.Context, t Task) (TaskFile, error) {
	f := TaskFile{Task: t}
	var err error
	if f.Survey, err = s.store.allSurveys.Get(ctx, t.SurveyID); err != nil {
		return f, err
	}
	f.Note, err = s.store.open(tasksName, "note", t.ID, t.Note)
	return f, err
}

// TaskActs returns what the acting person may do with the task now.
func (s *Service) TaskActs(ctx context.Context, t *Task) []workflow.Answer {
	return s.tasks.Acts(ctx, t)
}

// Lines returns the persons of a task within the actor's reach, and writes an audit entry with those shown.
func (s *Service) Lines(ctx context.Context, taskID string, page ...docstore.Option) (docstore.Page[LineFile], error) {
	none := docstore.Page[LineFile]{}
	actor, err := auth.Require(ctx, auth.BeneficiaryReveal)
	if err != nil {
		return none, err
	}
	t, err := s.store.loadTask(ctx, actor.Scope(auth.BeneficiaryReveal), taskID)
	if err != nil {
		return none, err
	}
	lines, err := s.store.listLines(ctx, t.ID, page)
	if err != nil {
		return none, err
	}
	out := docstore.Page[LineFile]{Next: lines.Next}
	if out.Items, err = s.lineFiles(ctx, lines.Items); err != nil || len(out.Items) == 0 {
		return out, err
	}
	subjects, regions := []string{t.ID}, []string{t.Region}
	for _, l := range lines.Items {
		subjects, regions = append(subjects, l.FileID), append(regions, l.Region)
	}
	return out, s.Audit.Write(ctx, audit.Entry{Action: "survey_task.lines", Subjects: subjects, Shown: regions})
}

func (s *Service) lineFiles(ctx context.Context, lines []Line) ([]LineFile, error) {
	ids := make([]string, len(lines))
	for i, l := range lines {
		ids[i] = l.FileID
	}
	cards, err := s.Register.Cards(ctx, ids)
	if err != nil {
		return nil, err
	}
	out := make([]LineFile, len(lines))
	for i, l := range lines {
		out[i] = LineFile{Line: l, Person: cards[l.FileID]}
		if out[i].Note, err = s.store.open(linesName, "note", l.ID, l.Note); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Decision is what the village found out about a person of its list.
type Decision struct {
	Outcome Outcome
	Exit    register.ExitReason // of Left
	Note    privacy.Secret
	Answers form.Answers // of the round's questions; nil: those stored stay
}

// Decide stores what the village found out about a person: unchanged; changed, when the file was edited since the list was made; left, which
// proposes the exit to the county; not found. It returns ErrClosed after the round was closed. Until the task is handed in, a decision can
// be made again.
func (s *Service) Decide(ctx context.Context, lineID string, version int64, d Decision) (LineFile, error) {
	actor, err := auth.Require(ctx, auth.BeneficiaryEdit)
	if err != nil {
		return LineFile{}, err
	}
	if !slices.Contains([]Outcome{Confirmed, Changed, Left, NotFound, Added}, d.Outcome) {
		return LineFile{}, ErrOutcome.At("outcome")
	}
	l, err := s.store.lines.In(actor.Scope(auth.BeneficiaryEdit)).Get(ctx, lineID)
	if err != nil {
		return LineFile{}, err
	}
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		if l, err = s.store.lines.In(actor.Scope(auth.BeneficiaryEdit)).Get(ctx, lineID); err != nil {
			return err
		}
		t, v, err := s.workingTask(ctx, l.TaskID) // before the version, so that a late phone is told that the round is closed
		if err != nil {
			return err
		}
		if version != 0 && version != l.Version {
			return docstore.ErrStale
		}
		if err := s.applyDecision(ctx, &l, &v, d); err != nil {
			return err
		}
		was := l.Outcome
		l.Outcome, l.By, l.At = d.Outcome, actor.ID(), s.now()
		t.Makers = actor.AddTo(t.Makers)
		if err := s.saveCounted(ctx, &t, &l, was); err != nil {
			return err
		}
		return s.Audit.Write(ctx, audit.Entry{Action: "survey_line.decide", Subjects: []string{l.ID, l.FileID, l.TaskID}, Region: l.Region, Reason: string(d.Outcome)})
	}, docstore.Hot(l.TaskID))
	if err != nil {
		return LineFile{}, fmt.Errorf("decide line %s: %w", lineID, err)
	}
	files, err := s.lineFiles(ctx, []Line{l})
	if err != nil {
		return LineFile{}, err
	}
	return files[0], nil
}

// workingTask returns the task and its round while its village works on it; otherwise ErrClosed or ErrTaskMove. The caller has checked the actor.
func (s *Service) workingTask(ctx context.Context, taskID string) (t Task, v Survey, err error) {
	if t, err = s.store.allTasks.Get(ctx, taskID); err != nil {
		return t, v, err
	}
	if err = taskActs.Check(taskActs.Find("decide"), workflow.Asking{Actor: auth.From(ctx), Now: s.now()}, &t); err != nil {
		return t, v, err
	}
	v, err = s.store.allSurveys.Get(ctx, t.SurveyID)
	return t, v, err
}

// applyDecision checks the decision and stores everything but the outcome in the line; Left proposes the exit.
func (s *Service) applyDecision(ctx context.Context, l *Line, v *Survey, d Decision) error {
	var p fault.Problems
	p.Check(fault.Runes(d.Note.Reveal()) <= noteMost, "note", "too_long", "Write at most 300 characters.", "请不要超过 300 字。")
	if d.Answers != nil {
		if v.PerVillage || len(v.Questions) == 0 {
			return ErrAnswersAt
		}
		l.Answers = v.Form().Clean(d.Answers, nil, nil, s.today(), "answers.", &p)
	}
	if err := p.Err(); err != nil {
		return err
	}
	var err error
	if l.Note, err = s.store.sealer.Reseal(privacy.AAD{Collection: linesName, Field: "note", ID: l.ID}, l.Note, strings.TrimSpace(d.Note.Reveal())); err != nil {
		return err
	}
	if (l.Outcome == Added) != (d.Outcome == Added) {
		if l.Outcome == Added {
			return ErrAddedLine
		}
		return ErrOutcome.At("outcome")
	}
	return s.checkOutcome(ctx, l, d)
}

func (s *Service) checkOutcome(ctx context.Context, l *Line, d Decision) error {
	l.ExitReason = ""
	b, err := s.Register.Get(ctx, l.FileID)
	if err != nil {
		return err
	}
	leaving := b.Status == register.ExitPending || b.Status == register.Exited
	switch d.Outcome {
	case Confirmed, NotFound:
		if leaving {
			return ErrGone
		}
	case Changed:
		if leaving {
			return ErrGone
		}
		if b.Version <= l.FileVersion {
			return ErrNotEdited
		}
	case Left:
		l.ExitReason = d.Exit
		if leaving {
			l.ExitReason = b.ExitReason
			return nil
		}
		if d.Exit == "" {
			return ErrExitReason.At("exit_reason")
		}
		_, err := s.Register.ProposeExit(ctx, l.FileID, 0, d.Exit)
		return err
	default:
	}
	return nil
}

// saveCounted stores the line and counts it in its task.
func (s *Service) saveCounted(ctx context.Context, t *Task, l *Line, was Outcome) error {
	t.count(was, -1)
	t.count(l.Outcome, 1)
	if err := s.store.allLines.Save(ctx, l); err != nil {
		return err
	}
	return s.store.allTasks.Save(ctx, t)
}

// Add puts a person who was not on the list on it, whose file the village has begun. A person is on one list of a round only.
func (s *Service) Add(ctx context.Context, taskID, fileID string) (LineFile, error) {
	actor, err := auth.Require(ctx, auth.BeneficiaryEdit)
	if err != nil {
		return LineFile{}, err
	}
	lineID := id.New("svl")
	var l Line
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		if _, err := s.store.loadTask(ctx, actor.Scope(auth.BeneficiaryEdit), taskID); err != nil {
			return err
		}
		l, err = s.add(ctx, actor, taskID, fileID, lineID)
		return err
	}, docstore.Hot(taskID))
	if err != nil {
		return LineFile{}, fmt.Errorf("add to task %s: %w", taskID, err)
	}
	files, err := s.lineFiles(ctx, []Line{l})
	if err != nil {
		return LineFile{}, err
	}
	return files[0], nil
}

func (s *Service) add(ctx context.Context, actor auth.Actor, taskID, fileID, lineID string) (Line, error) {
	t, v, err := s.workingTask(ctx, taskID)
	if err != nil {
		return Line{}, err
	}
	b, err := s.Register.Get(ctx, fileID)
	switch {
	case err != nil:
		return Line{}, err
	case !actor.ForRegion(auth.BeneficiaryEdit, b.Region):
		return Line{}, docstore.ErrNotFound
	case b.Region != t.Region:
		return Line{}, ErrNotVillage.At("file_id")
	case !v.asks(b.Kinds):
		return Line{}, ErrNotOfRound.At("file_id")
	case b.Status == register.Exited:
		return Line{}, ErrGone.At("file_id")
	}
	l := Line{SurveyID: t.SurveyID, TaskID: t.ID, Region: t.Region, FileID: b.ID, FileVersion: b.Version, Outcome: Added, By: actor.ID(), At: s.now()}
	l.ID = lineID
	if err := s.store.allLines.Insert(ctx, &l); err != nil {
		if docstore.IsDuplicate(err, "once") {
			return l, ErrListed.At("file_id")
		}
		return l, err
	}
	t.count(Added, 1)
	t.Makers = actor.AddTo(t.Makers)
	if err := s.store.allTasks.Save(ctx, &t); err != nil {
		return l, err
	}
	return l, s.Audit.Write(ctx, audit.Entry{Action: "survey_line.add", Subjects: []string{l.ID, l.FileID, l.TaskID}, Region: l.Region})
}

type taskCall = workflow.Call[Task]

func (s *Service) takeTask(ctx context.Context, act, taskID string, c taskCall) (TaskFile, error) {
	t, err := s.tasks.Take(ctx, act, taskID, c)
	if err != nil {
		return TaskFile{}, err
	}
	return s.taskFile(ctx, t)
}

// Answer stores the village's answers to the questions that are answered once for each village.
func (s *Service) Answer(ctx context.Context, taskID string, version int64, a form.Answers) (TaskFile, error) {
	return s.takeTask(ctx, "decide", taskID, taskCall{
		Version: version,
		Do: func(ctx context.Context, q workflow.Asking, t *Task) error {
			v, err := s.store.allSurveys.Get(ctx, t.SurveyID)
			if err != nil {
				return err
			}
			if !v.PerVillage || len(v.Questions) == 0 {
				return ErrAnswersAt
			}
			var p fault.Problems
			t.Answers, t.Makers = v.Form().Clean(a, nil, nil, s.today(), "answers.", &p), q.Actor.AddTo(t.Makers)
			return p.Err()
		},
	})
}

// Submit hands the list in to the town. Every person of it is decided and every needed question answered.
func (s *Service) Submit(ctx context.Context, taskID string, version int64) (TaskFile, error) {
	return s.takeTask(ctx, "submit", taskID, taskCall{
		Version: version,
		Do: func(ctx context.Context, q workflow.Asking, t *Task) error {
			if err := s.checkAnswered(ctx, t); err != nil {
				return err
			}
			t.Makers, t.SubmittedBy = q.Actor.AddTo(t.Makers), q.Actor.ID()
			return nil
		},
		Tell: s.tellSubmitted,
	})
}

// checkAnswered returns ErrUnanswered while a questionnaire of the task lacks an answer. Who left or was not found is not asked.
func (s *Service) checkAnswered(ctx context.Context, t *Task) error {
	v, err := s.store.allSurveys.Get(ctx, t.SurveyID)
	if err != nil || len(v.Questions) == 0 {
		return err
	}
	questions, missing := v.Form(), 0
	if v.PerVillage {
		if len(questions.Missing(t.Answers, nil, nil)) > 0 {
			missing++
		}
	} else {
		err := s.store.eachLine(ctx, t.ID, func(l Line) error {
			if l.Outcome != Left && l.Outcome != NotFound && len(questions.Missing(l.Answers, nil, nil)) > 0 {
				missing++
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	if missing > 0 {
		return ErrUnanswered.With("count", strconv.Itoa(missing))
	}
	return nil
}

// Accept accepts a village's list for the town. It returns auth.ErrSelf for who decided a line of it or handed it in.
func (s *Service) Accept(ctx context.Context, taskID string, version int64) (TaskFile, error) {
	return s.takeTask(ctx, "accept", taskID, taskCall{Version: version})
}

// Return gives a list back to its village with what is to be done.
func (s *Service) Return(ctx context.Context, taskID string, version int64, note privacy.Secret) (TaskFile, error) {
	var p fault.Problems
	p.Check(fault.Between(note.Reveal(), noteLeast, noteMost), "note", "length", "Say what is to be done in 5 to 300 characters.", "请填写退回说明（5 到 300 字）。")
	if err := p.Err(); err != nil {
		return TaskFile{}, err
	}
	return s.takeTask(ctx, "return", taskID, taskCall{
		Version: version,
		Do: func(_ context.Context, _ workflow.Asking, t *Task) (err error) {
			t.Note, err = s.store.seal(tasksName, "note", t.ID, note)
			return err
		},
		Tell: s.tellReturned,
	})
}

// FileEdited marks the person's line in an open list as changed. The register calls it in the transaction of an edit.
func (s *Service) FileEdited(ctx context.Context, b *register.Beneficiary) error {
	return s.eachWorking(ctx, b.ID, func(t *Task, l *Line) error {
		if l.Outcome != Undecided && l.Outcome != Confirmed && l.Outcome != NotFound {
			return nil
		}
		was := l.Outcome
		l.Outcome, l.By, l.At = Changed, auth.From(ctx).ID(), s.now()
		return s.saveCounted(ctx, t, l, was)
	})
}

// PersonMoved takes a person whom nobody has decided about yet to the list of the village to which they moved, if that is still worked on.
// The register calls it in the transaction of the move.
func (s *Service) PersonMoved(ctx context.Context, fileID, path string) error {
	return s.eachWorking(ctx, fileID, func(t *Task, l *Line) error {
		if l.Outcome != Undecided || t.Region == path {
			return nil
		}
		to, err := s.store.taskIn(ctx, t.SurveyID, path)
		if errors.Is(err, docstore.ErrNotFound) || err == nil && to.WaitsFor != waitsForVillage {
			l.Outcome, l.ExitReason, l.By, l.At = Left, register.MovedOut, auth.From(ctx).ID(), s.now()
			return s.saveCounted(ctx, t, l, Undecided)
		}
		if err != nil {
			return err
		}
		t.Total--
		to.Total++
		l.TaskID, l.Region = to.ID, to.Region
		return errors.Join(s.store.allLines.Save(ctx, l), s.store.allTasks.Save(ctx, t), s.store.allTasks.Save(ctx, &to))
	})
}

// eachWorking calls use with the person's lines in lists on which their villages still work.
func (s *Service) eachWorking(ctx context.Context, fileID string, use func(*Task, *Line) error) error {
	lines, err := s.store.linesOfFile(ctx, fileID)
	if err != nil {
		return err
	}
	for i := range lines {
		t, err := s.store.allTasks.Get(ctx, lines[i].TaskID)
		if err != nil {
			return err
		}
		if t.WaitsFor != waitsForVillage {
			continue
		}
		if err := use(&t, &lines[i]); err != nil {
			return err
		}
	}
	return nil
}
