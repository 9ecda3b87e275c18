package desk

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/tongxing-platform/tongxing/services/feature"
	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
)

// AuditQuery filters the audit log. Empty fields do not filter.
type AuditQuery struct {
	Object   string // the id, number or pseudonym of a record
	Actor    string // user id, or job:NAME
	Action   string // an action, or a code of AuditGroupWords
	From, To time.Time
	Area     bool // only data shown about persons of the reader's own area, for auth.AuditArea
}

// AuditPage is one page of records with the numbers or pseudonyms of the records that they name, and the names of organisations. Names of people
// are left to /names, as everywhere. With AuditQuery.Area, records name nobody of another area.
type AuditPage struct {
	docstore.Page[audit.Record]
	Names map[string]feature.Number // by id
}

// AuditLog returns one page of the audit log, the latest first. It needs auth.AuditRead, or with Area auth.AuditArea.
func (s *Service) AuditLog(ctx context.Context, q AuditQuery, opts ...docstore.Option) (AuditPage, error) {
	list, permission := s.Audit.List, auth.AuditRead
	if q.Area {
		list, permission = s.Audit.ListShown, auth.AuditArea
	}
	actor, err := auth.Require(ctx, permission)
	if err != nil {
		return AuditPage{}, err
	}
	regions := actor.Regions(permission)
	find := audit.Query{Actor: q.Actor, Actions: s.actionsOf(q.Action), From: q.From, To: q.To}
	if q.Object = strings.TrimSpace(q.Object); q.Object != "" {
		if find.Subjects, err = s.findObject(ctx, q.Object); err != nil {
			return AuditPage{}, err
		}
		if q.Area {
			names, err := s.numbersOf(ctx, find.Subjects)
			if err != nil {
				return AuditPage{}, err
			}
			find.Subjects = slices.DeleteFunc(find.Subjects, func(id string) bool { return outside(names[id], regions) })
		}
		if len(find.Subjects) == 0 {
			return AuditPage{Page: docstore.Page[audit.Record]{Items: []audit.Record{}}}, nil
		}
	}
	page, err := list(ctx, find, opts...)
	if err != nil {
		return AuditPage{}, err
	}
	names, err := s.auditNames(ctx, page.Items)
	if q.Area {
		dropOutside(page.Items, names, regions)
	}
	return AuditPage{Page: page, Names: names}, err
}

// findObject returns the ids of the records with the number or pseudonym; an id is returned as it is.
func (s *Service) findObject(ctx context.Context, number string) (ids []string, err error) {
	if strings.Contains(number, "_") {
		return []string{number}, nil
	}
	for _, prefix := range slices.Sorted(maps.Keys(s.records)) {
		if find := s.records[prefix].Find; find != nil {
			found, err := find(ctx, number)
			if err != nil {
				return nil, err
			}
			ids = append(ids, found...)
		}
	}
	return ids, nil
}

// actionsOf returns the actions of a group, or an action itself.
func (s *Service) actionsOf(group string) (actions []string) {
	if strings.Contains(group, ".") {
		return []string{group}
	}
	for _, f := range s.Features {
		for _, w := range f.Actions {
			if slices.Contains(groupsOf(w.Code()), group) {
				actions = append(actions, w.Code())
			}
		}
	}
	return actions
}

// dropOutside leaves in each record the subjects that have a number and are of nobody outside the regions.
func dropOutside(list []audit.Record, names map[string]feature.Number, regions []string) {
	for i := range list {
		list[i].Subjects = slices.DeleteFunc(slices.Clone(list[i].Subjects), func(id string) bool {
			n, known := names[id]
			return !known || outside(n, regions)
		})
	}
}

// outside reports whether the number is that of a person outside the regions.
func outside(n feature.Number, regions []string) bool {
	return n.Region != "" && !slices.ContainsFunc(regions, func(path string) bool { return strings.HasPrefix(n.Region, path) })
}

// maxNamed is the most subjects of a record that are looked up: as many as a page of a list has.
const maxNamed = 100

// auditNames returns the numbers or names of what the records name by id, but people.
func (s *Service) auditNames(ctx context.Context, list []audit.Record) (map[string]feature.Number, error) {
	var ids []string
	for _, r := range list {
		ids = append(ids, r.Subjects[:min(len(r.Subjects), maxNamed)]...)
		for _, o := range r.Offices {
			ids = append(ids, o.OrgID)
		}
	}
	return s.numbersOf(ctx, ids)
}

// numbersOf returns the numbers of the records by id. Unknown ones and those without a number are left out.
func (s *Service) numbersOf(ctx context.Context, ids []string) (map[string]feature.Number, error) {
	wanted := map[string][]string{}
	for _, id := range slices.Compact(slices.Sorted(slices.Values(ids))) {
		prefix, _, _ := strings.Cut(id, "_")
		wanted[prefix] = append(wanted[prefix], id)
	}
	numbers := map[string]feature.Number{}
	for prefix, ids := range wanted {
		if s.records[prefix].Numbers == nil {
			continue
		}
		found, err := s.records[prefix].Numbers(ctx, ids)
		if err != nil {
			return nil, err
		}
		maps.Copy(numbers, found)
	}
	return numbers, nil
}

// AuditPeople returns people in office whose name contains the text or whose login name begins with it, for the filter of the log. It needs
// auth.AuditRead, or with area auth.AuditArea: then they are those of the reader's own area and of the organisations that work there.
func (s *Service) AuditPeople(ctx context.Context, text string, area bool) (map[string]string, error) {
	if !area {
		if _, err := auth.Require(ctx, auth.AuditRead); err != nil {
			return nil, err
		}
		return s.FindStaff(ctx, text, nil)
	}
	actor, err := auth.Require(ctx, auth.AuditArea)
	if err != nil {
		return nil, err
	}
	regions := actor.Regions(auth.AuditArea)
	if len(regions) == 0 {
		return nil, auth.ErrForbidden
	}
	return s.FindStaff(ctx, text, regions)
}

// page returns the address of the record's page in the console when the actor holds what the page needs, else "".
func (s *Service) page(actor auth.Actor, id string) string {
	r := s.record(id)
	if r.Page == "" || !actor.May(r.Open) {
		return ""
	}
	return r.Page + id
}
