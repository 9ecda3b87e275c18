package pairings

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// DangerFile is a report of danger as those who handle it see it. Note and Done are empty in lists.
type DangerFile struct {
	Contact
	BeneficiaryID string
	Pseudonym     string
	Note          privacy.Secret // what the volunteer wrote
	Done          privacy.Secret // what was done
}

// ListDangers returns the reports of danger within the actor's reach in that state, or all when it is empty, the latest first.
// It writes an audit entry with the reports shown.
func (s *Service) ListDangers(ctx context.Context, status DangerStatus, page ...docstore.Option) (docstore.Page[DangerFile], error) {
	none := docstore.Page[DangerFile]{}
	actor, err := auth.Require(ctx, auth.DangerHandle)
	if err != nil {
		return none, err
	}
	found, err := s.store.listDangers(ctx, actor.Scope(auth.DangerHandle), status, page)
	if err != nil {
		return none, err
	}
	out := docstore.Page[DangerFile]{Next: found.Next}
	if out.Items, err = s.dangerCards(ctx, found.Items); err != nil {
		return none, err
	}
	shown, regions := make([]string, len(found.Items)), make([]string, len(found.Items))
	for i, c := range found.Items {
		shown[i], regions[i] = c.ID, c.Region
	}
	if len(shown) > 0 {
		err = s.Audit.Write(ctx, audit.Entry{Action: "danger.list", Subjects: shown, Shown: regions})
	}
	return out, err
}

// ReadDanger returns one report of danger with its texts, and writes an audit entry.
func (s *Service) ReadDanger(ctx context.Context, contactID string) (DangerFile, error) {
	actor, err := auth.Require(ctx, auth.DangerHandle)
	if err != nil {
		return DangerFile{}, err
	}
	var c Contact
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		var err error
		if c, err = s.store.loadDanger(ctx, actor.Scope(auth.DangerHandle), contactID); err != nil {
			return err
		}
		return s.Audit.Write(ctx, audit.Entry{Action: "danger.read", Subjects: []string{c.ID, c.PairingID}, Region: c.Region, Shown: []string{c.Region}})
	})
	if err != nil {
		return DangerFile{}, err
	}
	return s.dangerFile(ctx, c)
}

// TakeDanger makes the acting person the one who handles the report.
func (s *Service) TakeDanger(ctx context.Context, contactID string, version int64) (DangerFile, error) {
	return s.takeDanger(ctx, "take", contactID, dangerCall{Version: version})
}

// TakeOverDanger does the same with a report that another person has taken.
func (s *Service) TakeOverDanger(ctx context.Context, contactID string, version int64) (DangerFile, error) {
	return s.takeDanger(ctx, "take_over", contactID, dangerCall{Version: version})
}

// CloseDanger closes the report with what was done. Only the person who took it may do so.
func (s *Service) CloseDanger(ctx context.Context, contactID string, version int64, done privacy.Secret) (DangerFile, error) {
	done = privacy.Secret(strings.TrimSpace(done.Reveal()))
	return s.takeDanger(ctx, "close", contactID, dangerCall{
		Version: version,
		Do: func(_ context.Context, _ workflow.Asking, c *Contact) (err error) {
			if err = checkDone(done); err == nil {
				c.Danger.Done, err = s.store.sealText(contactsName, "danger_done", c.ID, done)
			}
			return err
		},
	})
}

type dangerCall = workflow.Call[Contact]

func (s *Service) takeDanger(ctx context.Context, act, contactID string, call dangerCall) (DangerFile, error) {
	c, err := s.dangers.Take(ctx, act, contactID, call)
	if err != nil {
		return DangerFile{}, err
	}
	return s.dangerFile(ctx, c)
}

// DangerActs returns what the acting person may do with the report of danger now.
func (s *Service) DangerActs(ctx context.Context, c *Contact) []workflow.Answer {
	return s.dangers.Acts(ctx, c)
}

// dangerCards returns the reports with the pseudonyms of their people, without texts.
func (s *Service) dangerCards(ctx context.Context, list []Contact) ([]DangerFile, error) {
	ids := make([]string, len(list))
	for i, c := range list {
		ids[i] = c.PairingID
	}
	paired, err := s.store.allPairings.GetMany(ctx, ids)
	if err != nil {
		return nil, err
	}
	persons, err := s.persons(ctx, slices.Collect(maps.Values(paired)))
	if err != nil {
		return nil, err
	}
	out := make([]DangerFile, len(list))
	for i, c := range list {
		b := persons[paired[c.PairingID].BeneficiaryID]
		out[i] = DangerFile{Contact: c, BeneficiaryID: b.ID, Pseudonym: s.Register.PseudonymOf(&b)}
	}
	return out, nil
}

func (s *Service) dangerFile(ctx context.Context, c Contact) (DangerFile, error) {
	cards, err := s.dangerCards(ctx, []Contact{c})
	if err != nil {
		return DangerFile{}, err
	}
	f := cards[0]
	if f.Note, err = s.store.openText(contactsName, "note", c.ID, c.Note); err != nil {
		return f, err
	}
	f.Done, err = s.store.openText(contactsName, "danger_done", c.ID, c.Danger.Done)
	return f, err
}

// remindDangerAfter is the time after which a report that has not moved is reminded of.
const remindDangerAfter = 30 * time.Minute

// RemindDangers tells again of reports that are not closed: of those that nobody has taken, everybody who handles them each
// hour, and so when the person who took it has left the office; of the others, that person each day. Running it again is harmless.
func (s *Service) RemindDangers(ctx context.Context) error {
	return s.store.eachOpenDanger(ctx, func(c Contact) error {
		return s.DB.Tx(ctx, func(ctx context.Context) error {
			now := s.now()
			if now.Sub(c.Danger.At) < remindDangerAfter {
				return nil
			}
			people, err := s.dangerStaff(ctx, c.Region)
			if err != nil {
				return err
			}
			slot := now.Format("2006-01-02T15")
			if c.Danger.Status == DangerTaken && slices.Contains(people, c.Danger.TakenBy) {
				slot, people = string(region.DayOf(now)), []string{c.Danger.TakenBy}
			}
			return s.queueDanger(ctx, &c, "pairing.danger_open", slot, people)
		})
	})
}

func (s *Service) dangerStaff(ctx context.Context, path string) ([]string, error) {
	return s.Register.Staff(ctx, path, auth.VillageDirector, auth.TownSupervisor, auth.CountyAdmin)
}

// tellDanger tells the village, the town and the county of a new report.
func (s *Service) tellDanger(ctx context.Context, c *Contact) error {
	people, err := s.dangerStaff(ctx, c.Region)
	if err != nil {
		return err
	}
	return s.queueDanger(ctx, c, "pairing.danger", "", people)
}

// queueDanger queues an urgent message by every channel, once for each slot.
func (s *Service) queueDanger(ctx context.Context, c *Contact, template, slot string, people []string) error {
	out := make([]notify.Message, len(people))
	for i, to := range people {
		out[i] = notify.Message{
			Key: template + "/" + c.ID + "/" + slot + "/" + to, To: to, Template: template, Subject: c.ID, Urgent: true,
			Channels: []notify.Channel{notify.InApp, notify.ByEmail, notify.BySMS},
			Data: map[string]string{
				"status": string(c.Danger.Status), "state": DangerWords.Of(string(c.Danger.Status), "zh"), "state_en": DangerWords.Of(string(c.Danger.Status), "en"),
			},
		}
	}
	return s.queue(ctx, out)
}
