package surveys

import (
	"context"
	"time"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
	"github.com/tongxing-platform/tongxing/services/register"
)

// Deps are the dependencies of the service. Every field is needed.
type Deps struct {
	DB       *docstore.DB
	Sealer   *privacy.Sealer
	Audit    *audit.Log
	Outbox   *notify.Outbox
	Now      func() time.Time
	Regions  *region.Tree
	Calendar *region.Calendar
	Register *register.Service
	UsersIn  func(ctx context.Context, regionPath string, roles ...auth.Role) ([]string, error) // accounts.UsersIn
}

// Service holds the use cases of survey rounds. It may be used by many goroutines at once.
type Service struct {
	Deps
	store *store
	flow  *workflow.Flow[Survey, Status]
	tasks *workflow.Flow[Task, TaskStatus]
}

// New declares the collections and returns the service.
func New(d Deps) (*Service, error) {
	st, err := openStore(d.DB, d.Sealer)
	if err != nil {
		return nil, err
	}
	s := &Service{Deps: d, store: st}
	s.flow = &workflow.Flow[Survey, Status]{
		Table: &surveyActs, DB: d.DB, Audit: d.Audit, Now: s.now, Load: st.loadOwnSurvey, Reaches: st.surveys.InScope, Save: st.saveSurvey,
		Version: func(v *Survey) int64 { return v.Version },
		Entry:   func(v *Survey) audit.Entry { return audit.Entry{Subjects: []string{v.ID}, Region: v.Region} },
	}
	s.tasks = &workflow.Flow[Task, TaskStatus]{
		Table: &taskActs, DB: d.DB, Audit: d.Audit, Now: s.now, Load: st.loadTask, Reaches: st.tasks.InScope, Save: st.allTasks.Save,
		Version: func(t *Task) int64 { return t.Version },
		Entry:   func(t *Task) audit.Entry { return audit.Entry{Subjects: []string{t.ID, t.SurveyID}, Region: t.Region} },
	}
	return s, nil
}

func (s *Service) now() time.Time { return s.Now().UTC().Truncate(time.Millisecond) }

func (s *Service) today() region.Day { return region.DayOf(s.now()) }
