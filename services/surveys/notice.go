package surveys

import (
	"context"
	"errors"
	"slices"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// Templates are the texts of this feature's messages. None names a person.
var Templates = []notify.Template{
	{
		Name: "survey.opened",
		ZH:   notify.Text{Subject: "新的摸底排查：{name}", Body: "摸底排查“{name}”已下发，请在 {due} 前逐人核对并提交。请登录平台，打开“摸底排查”。"},
		EN:   notify.Text{Subject: "A new survey round: {name}", Body: "The survey round “{name}” has begun. Please check everybody on your list and hand it in by {due}. Log in and open the survey rounds."},
	}, {
		Name: "survey.submitted",
		ZH:   notify.Text{Subject: "有村（社区）提交了排查名单", Body: "{village}已提交摸底排查名单，等待您核定，请登录平台处理。"},
		EN:   notify.Text{Subject: "A village handed in its list", Body: "{village} has handed in its list of the survey round. It waits for your check; please log in."},
	}, {
		Name: "survey.returned",
		ZH:   notify.Text{Subject: "排查名单被退回", Body: "{village}的摸底排查名单被退回，请登录平台查看说明，补充核对后再次提交。"},
		EN:   notify.Text{Subject: "A list was returned", Body: "The list of {village} was returned. Please log in to read why, complete it and hand it in again."},
	}, {
		Name: "survey.police", Weight: notify.Essential,
		ZH: notify.Text{Subject: "公安核实有不符信息", Body: "{village}有对象的信息经公安核实不符，请登录平台查看说明，核对后更正档案并填写处理情况。"},
		EN: notify.Text{Subject: "The police found a mismatch", Body: "The police found other facts about somebody of {village}. Please log in to read the note, correct the file and write what was done."},
	}, {
		Name: "survey.due", Weight: notify.Essential,
		ZH: notify.Text{Subject: "摸底排查{state_zh}", Body: "{village}的摸底排查名单应在 {due} 前提交，{state_zh}。请登录平台尽快完成。"},
		EN: notify.Text{Subject: "A survey list: {state_en}", Body: "The list of {village} is to be handed in by {due}: {state_en}. Please log in and complete it."},
	},
}

// tellOpened tells the people of the villages of a round that it has begun, each once.
func (s *Service) tellOpened(ctx context.Context, v *Survey) error {
	tasks, err := s.everyTask(ctx, v.ID)
	if err != nil {
		return err
	}
	out, told := []notify.Message{}, map[string]bool{}
	for i := range tasks {
		people, err := s.workers(ctx, tasks[i].Region)
		if err != nil {
			return err
		}
		for _, to := range people {
			if told[to] {
				continue
			}
			told[to] = true
			out = append(out, notify.Message{
				Key: "survey.opened/" + v.ID + "/" + string(v.Deadline) + "/" + to, To: to, Template: "survey.opened", Subject: v.ID,
				Data: map[string]string{"name": v.Name, "due": string(v.Deadline)},
			})
		}
	}
	return s.queue(ctx, out)
}

// workers returns who does the task of a village: its directors, else the town, else the county.
func (s *Service) workers(ctx context.Context, path string) ([]string, error) {
	people, err := s.UsersIn(ctx, path, auth.VillageDirector)
	if err == nil && len(people) == 0 {
		people, err = s.Register.Staff(ctx, path, auth.TownSupervisor)
	}
	return people, err
}

func (s *Service) tellSubmitted(ctx context.Context, t *Task) error {
	people, err := s.Register.Staff(ctx, t.Region, auth.TownSupervisor)
	if err != nil {
		return err
	}
	return s.tellTask(ctx, t, "survey.submitted", people, t.StatusAt.Format("20060102150405.000"), nil)
}

func (s *Service) tellReturned(ctx context.Context, t *Task) error {
	return s.tellTask(ctx, t, "survey.returned", []string{t.SubmittedBy}, t.StatusAt.Format("20060102150405.000"), nil)
}

// tellTask queues the message about a task to the people, once for each value of once.
func (s *Service) tellTask(ctx context.Context, t *Task, template string, people []string, once string, data map[string]string) error {
	out := make([]notify.Message, len(people))
	for i, to := range people {
		d := map[string]string{"village": s.Regions.Name(t.Region), "due": string(region.DayOf(t.DueAt))}
		for k, v := range data {
			d[k] = v
		}
		out[i] = notify.Message{Key: template + "/" + t.ID + "/" + once + "/" + to, To: to, Template: template, Subject: t.ID, Data: d}
	}
	return s.queue(ctx, out)
}

func (s *Service) queue(ctx context.Context, list []notify.Message) error {
	if len(list) == 0 {
		return nil
	}
	return s.Outbox.Queue(ctx, list...)
}

// The stages of reminders before the deadline, in working days.
var remindAt = []int{5, 1}

// Remind tells the villages whose list is not handed in five working days and one before the deadline, and once after it, then with the
// town. After downtime only the latest stage is told. Running it again is harmless.
func (s *Service) Remind(ctx context.Context) error {
	today := s.today()
	return s.store.eachWaiting(ctx, func(t Task) error {
		stage, data := s.stageOf(&t, today)
		if stage == "" {
			return nil
		}
		return s.DB.Tx(ctx, func(ctx context.Context) error {
			people, err := s.workers(ctx, t.Region)
			if err == nil && stage == "late" {
				var town []string
				town, err = s.Register.Staff(ctx, t.Region, auth.TownSupervisor)
				people = append(people, town...)
			}
			if err != nil {
				return err
			}
			slices.Sort(people)
			return s.tellTask(ctx, &t, "survey.due", slices.Compact(people), string(region.DayOf(t.DueAt))+"/"+stage, data)
		})
	})
}

// stageOf returns the stage of reminders that the task has reached, and its words; "" before the first.
func (s *Service) stageOf(t *Task, today region.Day) (string, map[string]string) {
	due := region.DayOf(t.DueAt)
	if today.After(due) {
		return "late", map[string]string{"stage": "late", "state_zh": "已逾期", "state_en": "overdue"}
	}
	left := s.Calendar.WorkdaysBetween(today, due)
	switch {
	case left <= remindAt[1]:
		return "1", map[string]string{"stage": "1", "state_zh": "即将到期", "state_en": "due within a working day"}
	case left <= remindAt[0]:
		return "5", map[string]string{"stage": "5", "state_zh": "还有不到 5 个工作日", "state_en": "due within five working days"}
	}
	return "", nil
}

// StillApplies reports whether a queued message is still true.
func (s *Service) StillApplies(ctx context.Context, m notify.Message) (bool, error) {
	if m.Template == "survey.opened" {
		v, err := s.store.allSurveys.Get(ctx, m.Subject)
		return err == nil && v.Status == Open && string(v.Deadline) == m.Data["due"], ignoreMissing(err)
	}
	if m.Template == "survey.police" {
		l, err := s.store.allBatchLines.Get(ctx, m.Subject)
		return err == nil && l.Unsettled, ignoreMissing(err)
	}
	t, err := s.store.allTasks.Get(ctx, m.Subject)
	if err != nil {
		return false, ignoreMissing(err)
	}
	switch m.Template {
	case "survey.submitted":
		return t.WaitsFor == waitsForTown, nil
	case "survey.returned":
		return t.Status == TaskReturned && !t.Locked, nil
	default:
		return t.WaitsFor == waitsForVillage && string(region.DayOf(t.DueAt)) == m.Data["due"], nil
	}
}

func ignoreMissing(err error) error {
	if errors.Is(err, docstore.ErrNotFound) {
		return nil
	}
	return err
}
