package region

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
)

// The faults of editing.
var (
	ErrForeignCode = fault.New(fault.Invalid, "region_code_foreign", "A village's code has 12 digits that begin with the township's; a custom area's begins with the digits of an area it lies in.", "村级区划代码应为 12 位，以所属乡镇代码开头；自定义区域代码应以其所在区域的代码开头。")
	ErrFixed       = fault.New(fault.Invalid, "region_fixed", "Only villages and custom areas are added by hand; townships and above come with the official list.", "只能添加村（社区）和自定义区域，乡镇及以上区划以国家公布为准。")
)

// editor changes the tree and the working-day table on behalf of an actor: within their reach, with an audit entry.
type editor struct {
	tree     *Tree
	calendar *Calendar
	audit    *audit.Log
}

// addRegion stores a village or custom node below a region within the actor's reach.
func (e editor) addRegion(ctx context.Context, r Region) (Region, error) {
	actor, err := auth.Require(ctx, auth.RegionEdit)
	if err != nil {
		return Region{}, err
	}
	var added Region
	err = e.tree.db.Tx(ctx, func(ctx context.Context) error {
		parent, err := e.tree.Find(ctx, r.Parent)
		if err != nil {
			return atField("parent", err)
		}
		if !actor.ForRegion(auth.RegionEdit, parent.Path) {
			return auth.ErrForbidden
		}
		if err := validateManual(r, parent); err != nil {
			return err
		}
		if added, err = e.tree.Add(ctx, r); err != nil {
			return err
		}
		return e.audit.Write(ctx, audit.Entry{Action: "region.add", Subjects: []string{added.Code}, Region: added.Path})
	})
	if err != nil {
		return Region{}, fmt.Errorf("add region: %w", err)
	}
	e.tree.Lookup(added.Code) // caches it, so that Search finds it here at once
	return added, nil
}

// validateManual refuses codes of another area and levels that are complete in the official list.
func validateManual(r, parent Region) error {
	if !codeForm.MatchString(r.Code) {
		return nil // Add reports it together with the other problems
	}
	var p fault.Problems
	letter := strings.IndexFunc(r.Code, func(c rune) bool { return c >= 'A' })
	switch {
	case letter >= 0:
		if !slices.Contains(strings.Split(parent.Path, "/"), r.Code[:letter]) {
			p.Fault("code", ErrForeignCode)
		}
	case r.Level != Village:
		p.Fault("level", ErrFixed)
	case len(r.Code) != 12 || parent.Kind == GB && !strings.HasPrefix(r.Code, parent.Code):
		p.Fault("code", ErrForeignCode)
	}
	return p.Err()
}

// setDay enters the day in the working-day table. The table is shared by all, so the actor must edit for a county or above.
func (e editor) setDay(ctx context.Context, d Day, workday bool, note string) error {
	actor, err := auth.Require(ctx, auth.CalendarEdit)
	if err != nil {
		return err
	}
	if !e.reachesCounty(actor) {
		return auth.ErrForbidden
	}
	err = e.tree.db.Tx(ctx, func(ctx context.Context) error {
		if err := e.calendar.Set(ctx, d, workday, note); err != nil {
			return err
		}
		reason := "holiday"
		if workday {
			reason = "workday"
		}
		return e.audit.Write(ctx, audit.Entry{Action: "calendar.set", Subjects: []string{string(d)}, Fields: []string{"workday", "note"}, Reason: reason})
	})
	if err != nil {
		return fmt.Errorf("set calendar: %w", err)
	}
	return e.calendar.Reload(ctx)
}

// reachesCounty reports whether the actor edits the table for a county or a level above it, or of the whole platform.
func (e editor) reachesCounty(a auth.Actor) bool {
	scope := a.Scope(auth.CalendarEdit)
	if scope.Everything() {
		return true
	}
	for _, part := range scope.Parts() {
		if r, ok := e.tree.Lookup(CodeOf(part.Region)); ok && r.Level <= County {
			return true
		}
	}
	return false
}
