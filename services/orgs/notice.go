package orgs

import (
	"context"
	"fmt"
	"slices"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
)

// Templates are the texts of this feature's messages. {name} is the organisation's, {reason} what the reviewer wrote.
var Templates = []notify.Template{
	{
		Name: "org.submitted",
		ZH:   notify.Text{Subject: "机构资料待审核：{name}", Body: "机构“{name}”已提交登记资料，请审核。"},
		EN:   notify.Text{Subject: "To be reviewed: {name}", Body: "The organisation “{name}” has submitted its file. Please review it."},
	}, {
		Name: "org.approved",
		ZH:   notify.Text{Subject: "机构审核通过：{name}", Body: "机构“{name}”已审核通过，可以承接项目、发布活动。"},
		EN:   notify.Text{Subject: "Approved: {name}", Body: "The organisation “{name}” is approved. It may take contracts and publish activities."},
	}, {
		Name: "org.returned",
		ZH:   notify.Text{Subject: "机构资料被退回：{name}", Body: "机构“{name}”的资料被退回，原因：{reason}。修改后可再次提交。"},
		EN:   notify.Text{Subject: "Returned: {name}", Body: "The file of “{name}” was returned: {reason}. Correct it and submit again."},
	}, {
		Name: "org.rejected",
		ZH:   notify.Text{Subject: "机构未通过审核：{name}", Body: "机构“{name}”未通过审核，原因：{reason}。如有异议请联系县级民政部门。"},
		EN:   notify.Text{Subject: "Rejected: {name}", Body: "The organisation “{name}” was rejected: {reason}. If you disagree, ask the county's civil affairs office."},
	}, {
		Name: "org.suspended", Weight: notify.Essential,
		ZH: notify.Text{Subject: "机构已暂停：{name}", Body: "机构“{name}”已被暂停，原因：{reason}。整改完成后请联系县级民政部门恢复。"},
		EN: notify.Text{Subject: "Suspended: {name}", Body: "The organisation “{name}” is suspended: {reason}. Once this is put right, ask the county's civil affairs office."},
	}, {
		Name: "org.reinstated",
		ZH:   notify.Text{Subject: "机构已恢复：{name}", Body: "机构“{name}”已恢复，可以继续开展服务。"},
		EN:   notify.Text{Subject: "Reinstated: {name}", Body: "The organisation “{name}” is reinstated and may go on with its services."},
	}, {
		Name: "org.cancelled", Weight: notify.Essential,
		ZH: notify.Text{Subject: "机构档案已关闭：{name}", Body: "机构“{name}”的档案已关闭，原因：{reason}。如有异议请联系县级民政部门。"},
		EN: notify.Text{Subject: "Closed: {name}", Body: "The file of “{name}” is closed: {reason}. If you disagree, ask the county's civil affairs office."},
	},
}

// validIn lists the states in which a queued message is still true.
var validIn = map[string][]Status{
	"org.submitted":  {Submitted, Reviewing},
	"org.approved":   {Approved},
	"org.returned":   {Returned},
	"org.rejected":   {Rejected},
	"org.suspended":  {Suspended},
	"org.reinstated": {Approved},
	"org.cancelled":  {Cancelled},
}

// StillApplies reports whether the organisation is still in a state in which the message is true.
func (s *Service) StillApplies(ctx context.Context, m notify.Message) (bool, error) {
	return s.stillIn(ctx, m.Subject, validIn[m.Template]...)
}

// Contact returns the founders, administrators and project leads, who get the messages to an organisation, or docstore.ErrNotFound
// when there are none.
func (s *Service) Contact(ctx context.Context, orgID string) (notify.Contact, error) {
	var c notify.Contact
	for _, role := range []auth.Role{auth.OrgFounder, auth.OrgAdmin, auth.ProjectLead} {
		people, err := s.UsersOf(ctx, orgID, role)
		if err != nil {
			return notify.Contact{}, err
		}
		for _, p := range people {
			if !slices.Contains(c.Forward, p) {
				c.Forward = append(c.Forward, p)
			}
		}
	}
	if len(c.Forward) == 0 {
		return notify.Contact{}, docstore.ErrNotFound
	}
	return c, nil
}

// Employs reports whether the user now holds a role in the organisation.
func (s *Service) Employs(ctx context.Context, orgID, userID string) (bool, error) {
	for _, role := range []auth.Role{auth.OrgAdmin, auth.ProjectLead, auth.SocialWorker, auth.OrgFinance} {
		people, err := s.UsersOf(ctx, orgID, role)
		if err != nil || slices.Contains(people, userID) {
			return err == nil, err
		}
	}
	return false, nil
}

// tell returns a func that queues the template's message: to the reviewers for a submission, else to the organisation.
func (s *Service) tell(template string) func(context.Context, *Org) error {
	return func(ctx context.Context, o *Org) error {
		people := []string{o.ID}
		if template == "org.submitted" {
			var err error
			if people, err = s.UsersIn(ctx, o.Region, auth.CountyAdmin); err != nil {
				return fmt.Errorf("reviewers of %s: %w", o.ID, err)
			}
		}
		for _, to := range people {
			err := s.Outbox.Queue(ctx, notify.Message{
				Key: fmt.Sprintf("%s/%s/%d/%s", template, o.ID, o.Version, to), To: to, Template: template, Subject: o.ID,
				Data: map[string]string{"name": o.Name, "reason": o.Reason},
			})
			if err != nil {
				return err
			}
		}
		return nil
	}
}
