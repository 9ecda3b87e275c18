package surveys

import (
	"context"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// SurveyFlow returns the flow of rounds.
func (s *Service) SurveyFlow() *workflow.Flow[Survey, Status] { return s.flow }

// TaskFlow returns the flow of tasks.
func (s *Service) TaskFlow() *workflow.Flow[Task, TaskStatus] { return s.tasks }

// ChangeSurvey changes a stored round.
func (s *Service) ChangeSurvey(ctx context.Context, id string, change func(*Survey)) error {
	_, err := s.store.allSurveys.Update(ctx, id, func(v *Survey) error { change(v); return nil })
	return err
}

// ChangeTask changes a stored task.
func (s *Service) ChangeTask(ctx context.Context, id string, change func(*Task)) error {
	_, err := s.store.allTasks.Update(ctx, id, func(t *Task) error { change(t); return nil })
	return err
}

// DropTasks removes the tasks and lines of a round.
func (s *Service) DropTasks(ctx context.Context, id string) error {
	of := docstore.Filter{{Key: "survey_id", Value: id}}
	if _, err := s.store.allLines.DeleteMany(ctx, of); err != nil {
		return err
	}
	_, err := s.store.allTasks.DeleteMany(ctx, of)
	return err
}

// GradeOf exports gradeOf.
var GradeOf = gradeOf
