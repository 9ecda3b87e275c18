package pairings

import (
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// The refusals about reports of danger.
var (
	ErrDangerMove  = fault.New(fault.Conflict, "danger_move", "The report's present state does not allow this.", "危险报告当前状态不允许此操作。")
	ErrDangerTaker = fault.New(fault.Forbidden, "danger_taker", "Only the person who took this report closes it. Take it over first.", "只有受理人可以办结；由您处置的，请先接手。")
)

// DangerStatus is the state of a report of danger; empty for a contact that reports none.
type DangerStatus string

// The states of a report of danger; doc.go has the diagram.
const (
	DangerReported DangerStatus = "reported"
	DangerTaken    DangerStatus = "taken"
	DangerClosed   DangerStatus = "closed"
)

// DangerReport is the part of a contact by which it reports danger. The zero value reports none.
type DangerReport struct {
	Status  DangerStatus   `bson:"danger_status,omitempty" audit:"-"`
	At      time.Time      `bson:"danger_at,omitempty" audit:"-"`     // when Status last changed
	Due     time.Time      `bson:"danger_due,omitempty" audit:"-"`    // when it was reported, because it is due at once; zero when closed
	Makers  []string       `bson:"danger_makers,omitempty" audit:"-"` // account and person of who reported, who may not take it
	TakenBy string         `bson:"danger_taken_by,omitempty"`
	Done    privacy.Sealed `bson:"danger_done,omitempty"` // what was done
}

// reported returns the report of danger that the actor makes at the time.
func reported(a auth.Actor, at time.Time) DangerReport {
	return DangerReport{Status: DangerReported, At: at, Due: at, Makers: a.AddTo(nil)}
}

const (
	doneLeast = 10
	doneMost  = 2000
)

// checkDone returns a field error when the text about what was done is too short or too long.
func checkDone(done privacy.Secret) error {
	var f fault.Problems
	length := fault.Runes(done.Reveal())
	f.Check(length >= doneLeast, "done", "too_short", "Write at least 10 characters about what was done.", "请至少用 10 个字写明处置情况。")
	f.Check(length <= doneMost, "done", "too_long", "Write at most 2,000 characters.", "请不要超过 2000 字。")
	return f.Err()
}

var dangerHandlers = []auth.Permission{auth.DangerHandle}

// dangerActs lists the acts on a report of danger; doc.go has the diagram.
var dangerActs = workflow.Table[Contact, DangerStatus]{
	Name:    "danger",
	State:   func(c *Contact) DangerStatus { return c.Danger.Status },
	Enter:   (*Contact).enterDanger,
	Refusal: ErrDangerMove,
	Apart:   notReporter,
	Acts: []workflow.Act[Contact, DangerStatus]{
		{Name: "take", ZH: "受理", EN: "Take", From: []DangerStatus{DangerReported}, To: DangerTaken, Permissions: dangerHandlers, Apart: true},
		{Name: "take_over", ZH: "接手处置", EN: "Take over", From: []DangerStatus{DangerTaken}, To: DangerTaken, Permissions: dangerHandlers,
			Apart: true, May: forOtherHandler},
		{Name: "close", ZH: "写明处置情况并办结", EN: "Write what was done and close", From: []DangerStatus{DangerTaken}, To: DangerClosed,
			Permissions: dangerHandlers, Apart: true, Guard: byTaker},
	},
}

// notReporter returns auth.ErrSelf for the person who reported the danger.
func notReporter(a auth.Actor, c *Contact) error {
	if a.VolunteerID != "" && a.VolunteerID == c.VolunteerID {
		return auth.ErrSelf
	}
	return a.NotSelf(c.Danger.Makers...)
}

// forOtherHandler refuses the person who has taken the report already.
func forOtherHandler(q workflow.Asking, c *Contact) error {
	if q.Actor.ID() == c.Danger.TakenBy {
		return auth.ErrForbidden
	}
	return nil
}

// byTaker returns ErrDangerTaker unless the actor is the person who has taken the report.
func byTaker(q workflow.Asking, c *Contact) error {
	if q.Actor.ID() != c.Danger.TakenBy {
		return ErrDangerTaker
	}
	return nil
}

func (c *Contact) enterDanger(to DangerStatus, step workflow.Step) {
	c.Danger.Status, c.Danger.At = to, step.At
	switch to {
	case DangerTaken:
		c.Danger.TakenBy = step.By
	case DangerClosed:
		c.Danger.Due = time.Time{}
	}
}

// dangerous returns c, or docstore.ErrNotFound when it reports no danger.
func dangerous(c Contact, err error) (Contact, error) {
	if err == nil && c.Danger.Status == "" {
		err = docstore.ErrNotFound
	}
	return c, err
}
