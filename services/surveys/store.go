package surveys

import (
	"context"
	"errors"
	"fmt"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

const (
	surveysName    = "surveys"
	tasksName      = "survey_tasks"
	linesName      = "survey_lines"
	listsName      = "survey_lists"
	rowsName       = "survey_rows"
	batchesName    = "police_batches"
	batchLinesName = "police_lines"
)

type store struct {
	sealer     *privacy.Sealer
	surveys    *docstore.Scoped[Survey]
	tasks      *docstore.Scoped[Task]
	lines      *docstore.Scoped[Line]
	lists      *docstore.Scoped[SchoolList]
	rows       *docstore.Scoped[SchoolRow]
	batches    *docstore.Scoped[Batch]
	batchLines *docstore.Scoped[BatchLine]

	// Not scoped, for rules that hold for every actor; the use case has checked the actor first.
	allSurveys    *docstore.Collection[Survey]
	allTasks      *docstore.Collection[Task]
	allLines      *docstore.Collection[Line]
	allLists      *docstore.Collection[SchoolList]
	allRows       *docstore.Collection[SchoolRow]
	allBatches    *docstore.Collection[Batch]
	allBatchLines *docstore.Collection[BatchLine]
}

func openStore(db *docstore.DB, sealer *privacy.Sealer) (*store, error) {
	s := &store{sealer: sealer}
	var errs [7]error
	s.surveys, errs[0] = docstore.DeclareScoped[Survey](db, docstore.Spec{
		Name: surveysName, Fields: []string{"region", "reach", "status", "open_key"},
		Indexes: []docstore.Index{
			{Name: "open", Fields: []string{"open_key"}, Unique: true},
			{Name: "by_region", Fields: []string{"region"}, Selective: true},
			{Name: "by_reach", Fields: []string{"reach"}, Selective: true},
		},
		Scope: docstore.ScopeFields{Region: []string{"region", "reach"}},
	})
	s.tasks, errs[1] = docstore.DeclareScoped[Task](db, docstore.Spec{
		Name: tasksName, Fields: []string{"survey_id", "region", "status", "waits_for", "due_at"},
		Indexes: []docstore.Index{
			{Name: "once", Fields: []string{"survey_id", "region"}, Unique: true, Selective: true},
			{Name: "by_region", Fields: []string{"region"}, Selective: true},
			{Name: "due", Fields: []string{"waits_for", "due_at"}, Selective: true},
		},
		Scope: docstore.ScopeFields{Region: []string{"region"}},
		Refs:  []docstore.Ref{{Field: "survey_id", To: surveysName}},
	})
	s.lines, errs[2] = docstore.DeclareScoped[Line](db, docstore.Spec{
		Name: linesName, Fields: []string{"survey_id", "task_id", "region", "file_id", "outcome"},
		Indexes: []docstore.Index{
			{Name: "once", Fields: []string{"survey_id", "file_id"}, Unique: true},
			{Name: "of_task", Fields: []string{"task_id"}, Selective: true},
			{Name: "of_file", Fields: []string{"file_id"}, Selective: true},
		},
		Scope: docstore.ScopeFields{Region: []string{"region"}},
		Refs:  []docstore.Ref{{Field: "survey_id", To: surveysName}, {Field: "task_id", To: tasksName}, {Field: "file_id", To: "beneficiaries"}},
	})
	s.lists, errs[3] = docstore.DeclareScoped[SchoolList](db, docstore.Spec{
		Name: listsName, Fields: []string{"survey_id", "region"},
		Indexes: []docstore.Index{{Name: "of_survey", Fields: []string{"survey_id"}, Selective: true}},
		Scope:   docstore.ScopeFields{Region: []string{"region"}},
		Refs:    []docstore.Ref{{Field: "survey_id", To: surveysName}},
	})
	s.rows, errs[4] = docstore.DeclareScoped[SchoolRow](db, docstore.Spec{
		Name: rowsName, Fields: []string{"survey_id", "list_id", "region", "result", "file_id", "open"},
		Indexes: []docstore.Index{
			{Name: "of_list", Fields: []string{"list_id"}, Selective: true},
			{Name: "open", Fields: []string{"open", "region"}, Selective: true},
			{Name: "by_region", Fields: []string{"region", "open"}, Selective: true},
			{Name: "of_survey", Fields: []string{"survey_id"}, Selective: true},
		},
		Scope: docstore.ScopeFields{Region: []string{"region"}},
		Refs:  []docstore.Ref{{Field: "survey_id", To: surveysName}, {Field: "list_id", To: listsName}, {Field: "file_id", To: "beneficiaries"}},
	})
	s.batches, errs[5] = docstore.DeclareScoped[Batch](db, docstore.Spec{
		Name: batchesName, Fields: []string{"survey_id", "region"},
		Indexes: []docstore.Index{{Name: "of_survey", Fields: []string{"survey_id"}, Selective: true}},
		Scope:   docstore.ScopeFields{Region: []string{"region"}},
		Refs:    []docstore.Ref{{Field: "survey_id", To: surveysName}},
	})
	s.batchLines, errs[6] = docstore.DeclareScoped[BatchLine](db, docstore.Spec{
		Name: batchLinesName, Fields: []string{"survey_id", "batch_id", "region", "file_id", "result", "unsettled"},
		Indexes: []docstore.Index{
			{Name: "once", Fields: []string{"survey_id", "file_id"}, Unique: true},
			{Name: "of_batch", Fields: []string{"batch_id"}, Selective: true},
			{Name: "unsettled", Fields: []string{"unsettled", "region"}, Selective: true},
			{Name: "by_region", Fields: []string{"region", "unsettled"}, Selective: true},
		},
		Scope: docstore.ScopeFields{Region: []string{"region"}},
		Refs:  []docstore.Ref{{Field: "survey_id", To: surveysName}, {Field: "batch_id", To: batchesName}, {Field: "file_id", To: "beneficiaries"}},
	})
	if err := errors.Join(errs[:]...); err != nil {
		return nil, fmt.Errorf("open surveys: %w", err)
	}
	all := auth.Actor{Job: "surveys"}.Scope(auth.BeneficiaryRead)
	s.allBatches, s.allBatchLines = s.batches.In(all), s.batchLines.In(all)
	s.allLists, s.allRows = s.lists.In(all), s.rows.In(all)
	s.allSurveys, s.allTasks, s.allLines = s.surveys.In(all), s.tasks.In(all), s.lines.In(all)
	return s, nil
}

func (s *store) seal(collection, field, id string, text privacy.Secret) (privacy.Sealed, error) {
	return s.sealer.Seal(privacy.AAD{Collection: collection, Field: field, ID: id}, text.Reveal())
}

func (s *store) open(collection, field, id string, text privacy.Sealed) (privacy.Secret, error) {
	plain, err := s.sealer.Open(privacy.AAD{Collection: collection, Field: field, ID: id}, text)
	return privacy.Secret(plain), err
}

func (s *store) loadSurvey(ctx context.Context, reach auth.Scope, id string) (Survey, error) {
	return s.surveys.In(reach).Get(ctx, id)
}

// loadOwnSurvey returns the round when the actor reaches its whole county: villages and towns that take part in it read it, but do nothing with it.
func (s *store) loadOwnSurvey(ctx context.Context, reach auth.Scope, id string) (Survey, error) {
	v, err := s.loadSurvey(ctx, reach, id)
	if err == nil && !reach.Everything() && !auth.From(ctx).ForRegion(auth.BeneficiaryVerify, v.Region) {
		return Survey{}, docstore.ErrNotFound
	}
	return v, err
}

// saveSurvey stores the changed round. It returns ErrRoundOpen when another one of the same kinds is open in the county.
func (s *store) saveSurvey(ctx context.Context, v *Survey) error {
	err := s.allSurveys.Save(ctx, v)
	if docstore.IsDuplicate(err, "open") {
		return ErrRoundOpen
	}
	return err
}

func (s *store) loadTask(ctx context.Context, reach auth.Scope, id string) (Task, error) {
	return s.tasks.In(reach).Get(ctx, id)
}

func (s *store) listSurveys(ctx context.Context, scope auth.Scope, status Status, page []docstore.Option) (docstore.Page[Survey], error) {
	f := docstore.Filter{}
	if status != "" {
		f = append(f, bson.E{Key: "status", Value: status})
	}
	return s.surveys.In(scope).Page(ctx, f, append(page, docstore.Sort("-_id"))...)
}

// tasksOf returns the tasks of a round within the scope, by region.
func (s *store) tasksOf(ctx context.Context, scope auth.Scope, surveyID string) ([]Task, error) {
	return s.tasks.In(scope).Find(ctx, docstore.Filter{{Key: "survey_id", Value: surveyID}}, docstore.Sort("region"))
}

// taskIn returns the task of a round in a village.
func (s *store) taskIn(ctx context.Context, surveyID, path string) (Task, error) {
	return s.allTasks.First(ctx, docstore.Filter{{Key: "survey_id", Value: surveyID}, {Key: "region", Value: path}})
}

func (s *store) listTasks(ctx context.Context, scope auth.Scope, q TaskQuery) (docstore.Page[Task], error) {
	f := docstore.Filter{}
	if q.SurveyID != "" {
		f = append(f, bson.E{Key: "survey_id", Value: q.SurveyID})
	}
	if q.Status != "" {
		f = append(f, bson.E{Key: "status", Value: q.Status})
	}
	return s.tasks.In(scope).Page(ctx, f, append(q.Page, docstore.Sort("-_id"))...)
}

func (s *store) listLines(ctx context.Context, taskID string, page []docstore.Option) (docstore.Page[Line], error) {
	return s.allLines.Page(ctx, docstore.Filter{{Key: "task_id", Value: taskID}}, append(page, docstore.Sort("_id"))...)
}

// eachLine calls use with every line of a task.
func (s *store) eachLine(ctx context.Context, taskID string, use func(Line) error) error {
	return s.allLines.Each(ctx, docstore.Filter{{Key: "task_id", Value: taskID}}, use)
}

// linesOfFile returns the lines about a person, of all rounds.
func (s *store) linesOfFile(ctx context.Context, fileID string) ([]Line, error) {
	return s.allLines.Find(ctx, docstore.Filter{{Key: "file_id", Value: fileID}})
}

// eachWaiting calls use with every task that the villages have to hand in, the earliest deadline first.
func (s *store) eachWaiting(ctx context.Context, use func(Task) error) error {
	return s.allTasks.Each(ctx, docstore.Filter{{Key: "waits_for", Value: waitsForVillage}}, use)
}

// waiting matches the tasks that wait for the village or the town.
func waiting(who string) docstore.Filter { return docstore.Filter{{Key: "waits_for", Value: who}} }

// namedFiles returns the ids of the files that a list of the round names.
func (s *store) namedFiles(ctx context.Context, surveyID string) (map[string]bool, error) {
	named := map[string]bool{}
	err := s.allRows.Each(ctx, docstore.Filter{{Key: "survey_id", Value: surveyID}}, func(r SchoolRow) error {
		if r.Result != Ours && r.FileID != "" {
			named[r.FileID] = true
		}
		return nil
	})
	return named, err
}

func (s *store) listLists(ctx context.Context, scope auth.Scope, surveyID string, page []docstore.Option) (docstore.Page[SchoolList], error) {
	return s.lists.In(scope).Page(ctx, docstore.Filter{{Key: "survey_id", Value: surveyID}}, append(page, docstore.Sort("-_id"))...)
}

func (s *store) listRows(ctx context.Context, scope auth.Scope, q RowQuery) (docstore.Page[SchoolRow], error) {
	f := docstore.Filter{}
	for _, eq := range []struct{ field, value string }{{"list_id", q.ListID}, {"survey_id", q.SurveyID}, {"result", string(q.Result)}} {
		if eq.value != "" {
			f = append(f, bson.E{Key: eq.field, Value: eq.value})
		}
	}
	if q.Open {
		f = append(f, bson.E{Key: "open", Value: true})
	}
	return s.rows.In(scope).Page(ctx, f, append(q.Page, docstore.Sort("_id"))...)
}

// dropRows removes the results of a list.
func (s *store) dropRows(ctx context.Context, listID string) error {
	_, err := s.allRows.DeleteMany(ctx, docstore.Filter{{Key: "list_id", Value: listID}})
	return err
}

// openRows matches the results that nobody has decided.
var openRows = docstore.Filter{{Key: "open", Value: true}}

// toVerify returns the lines of a round in the area whose persons have not left and are in no batch of the round.
func (s *store) toVerify(ctx context.Context, surveyID, area string) ([]Line, error) {
	done := map[string]bool{}
	err := s.allBatchLines.Each(ctx, docstore.Filter{{Key: "survey_id", Value: surveyID}}, func(l BatchLine) error {
		done[l.FileID] = true
		return nil
	})
	if err != nil {
		return nil, err
	}
	var list []Line
	err = s.allLines.Each(ctx, docstore.Filter{{Key: "survey_id", Value: surveyID}, {Key: "region", Value: docstore.Prefix(area)}}, func(l Line) error {
		if l.Outcome != Left && !done[l.FileID] {
			list = append(list, l)
		}
		return nil
	})
	return list, err
}

func (s *store) listBatches(ctx context.Context, scope auth.Scope, surveyID string, page []docstore.Option) (docstore.Page[Batch], error) {
	return s.batches.In(scope).Page(ctx, docstore.Filter{{Key: "survey_id", Value: surveyID}}, append(page, docstore.Sort("-_id"))...)
}

// linesOfBatch returns the persons of a batch in the order of their numbers.
func (s *store) linesOfBatch(ctx context.Context, batchID string) ([]BatchLine, error) {
	return s.allBatchLines.Find(ctx, docstore.Filter{{Key: "batch_id", Value: batchID}}, docstore.Sort("_id"), docstore.Limit(maxBatch))
}

func (s *store) listBatchLines(ctx context.Context, scope auth.Scope, q BatchQuery) (docstore.Page[BatchLine], error) {
	f := docstore.Filter{}
	for _, eq := range []struct{ field, value string }{{"batch_id", q.BatchID}, {"result", string(q.Result)}} {
		if eq.value != "" {
			f = append(f, bson.E{Key: eq.field, Value: eq.value})
		}
	}
	if q.Unsettled {
		f = append(f, bson.E{Key: "unsettled", Value: true})
	}
	return s.batchLines.In(scope).Page(ctx, f, append(q.Page, docstore.Sort("_id"))...)
}

// unsettledLines matches the mismatches that no village has seen to.
var unsettledLines = docstore.Filter{{Key: "unsettled", Value: true}}
