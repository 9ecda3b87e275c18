package accounts

import (
	"context"
	"slices"
	"strings"

	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// ErrMove refuses to disable an account that is disabled, or to enable one that is active.
var ErrMove = fault.New(fault.Conflict, "account_move", "The account is disabled or enabled already.", "该账号已处于此状态，请刷新后查看。")

var (
	anyStatus = []Status{Active, Disabled}
	managers  = []auth.Permission{auth.UserManage}
)

// accountActs lists the acts on another person's account.
var accountActs = workflow.Table[User, Status]{
	Name:    "account",
	State:   func(u *User) Status { return u.Status },
	Enter:   func(u *User, to Status, _ workflow.Step) { u.Status = to },
	Refusal: ErrMove,
	Apart:   func(a auth.Actor, u *User) error { return a.NotSelf(u.ID, u.PersonKey) },
	Acts: []workflow.Act[User, Status]{
		{Name: "grant", ZH: "授予角色", EN: "Give a role", From: anyStatus, Permissions: managers, Apart: true, Action: "account.role_given"},
		{Name: "verify_identity", ZH: "核验身份证", EN: "Verify the ID card", From: anyStatus, Permissions: managers, Apart: true, May: mayVerify, Applies: notVerified},
		{Name: "correct_identity", ZH: "更正身份证号码", EN: "Correct the ID number", From: anyStatus, Permissions: managers, Apart: true, May: mayVerify, Applies: correctable, Guard: notVerifier, Reason: workflow.Reason{Least: 4, Most: 200, Form: true}},
		{Name: "password_reset", ZH: "重置密码", EN: "Reset the password", From: anyStatus, Permissions: managers, Apart: true, May: managesAll, Applies: hasLogin},
		{Name: "hand_over", ZH: "确认密码单已交本人", EN: "Confirm that the person holds the sheet", From: []Status{Active}, Permissions: managers, Apart: true, May: maySwitch, Applies: waitsForHandOver, Guard: mayHandOver},
		{Name: "ask_mobile", ZH: "发送新号码验证码", EN: "Send a code to a new mobile", From: []Status{Active}, Permissions: managers, Apart: true, May: managesAll, Applies: hasIdentity},
		{Name: "change_mobile", ZH: "更换手机号", EN: "Change the mobile", From: []Status{Active}, Permissions: managers, Apart: true, May: managesAll, Applies: hasIdentity},
		{Name: "remove_factor", ZH: "解除两步验证", EN: "Remove the second factor", From: anyStatus, Permissions: managers, Apart: true, May: managesAll, Applies: hasFactor},
		{Name: "link_sso", ZH: "关联统一身份认证", EN: "Link to the identity platform", From: []Status{Active}, Permissions: managers, Apart: true, May: managesAll, Action: "account.sso_linked"},
		{Name: "unlink_sso", ZH: "解除统一身份认证关联", EN: "Remove the link to the identity platform", From: anyStatus, Permissions: managers, Apart: true, May: managesAll, Action: "account.sso_unlinked"},
		{Name: "disable", ZH: "停用", EN: "Disable", From: []Status{Active}, To: Disabled, Permissions: managers, Apart: true, May: maySwitch},
		{Name: "enable", ZH: "恢复使用", EN: "Enable", From: []Status{Disabled}, To: Active, Permissions: managers, Apart: true, May: maySwitch},
	},
}

// managesAll returns ErrBeyond unless the actor manages every role of the account: with its password they could use roles
// that they may not give.
func managesAll(q workflow.Asking, u *User) error {
	if !u.managedBy(q.Actor, q.Now) {
		return ErrBeyond
	}
	return nil
}

// maySwitch checks who may disable and enable an account. It accepts what managesAll accepts, the system administrator, and
// actors in whose reach the last role of an account without roles lay. Switching an account off or on gives no access to it.
func maySwitch(q workflow.Asking, u *User) error {
	if q.Actor.Scope(auth.UserManage).Everything() || u.lastRoleIn(q.Actor, q.Now) {
		return nil
	}
	return managesAll(q, u)
}

// mayVerify accepts what maySwitch accepts, and for an administrator of an organisation the office of an area; VerifyIdentity checks
// that the organisation lies in it. Verifying gives no access to the account.
func mayVerify(q workflow.Asking, u *User) error {
	office := slices.ContainsFunc(q.Actor.Bindings, func(b auth.Binding) bool { return b.Role == auth.CountyAdmin })
	if office && u.Has(auth.OrgAdmin, q.Now) {
		return nil
	}
	return maySwitch(q, u)
}

// hasLogin returns ErrNoLogin for an account without a login name, which logs in by code.
func hasLogin(u *User) error {
	if u.Login == "" {
		return ErrNoLogin
	}
	return nil
}

// hasIdentity returns ErrNoIdentity for an account without an ID number, whose person an ID card cannot prove.
func hasIdentity(u *User) error {
	if u.PersonKey == "" {
		return ErrNoIdentity
	}
	return nil
}

// RoleStatus is the state of a role that was given to an account.
type RoleStatus string

// The states of a given role.
const (
	Held  RoleStatus = "held"
	Ended RoleStatus = "ended"
)

// heldRole is a role of an account. Its id is the account's id, "/" and the binding's id. It is stored inside the account.
type heldRole struct {
	user    User
	binding Binding
	status  RoleStatus
}

// roleActs lists the acts on a given role. On a role that is not held they return docstore.ErrNotFound.
var roleActs = workflow.Table[heldRole, RoleStatus]{
	Name:    "role",
	State:   func(r *heldRole) RoleStatus { return r.status },
	Enter:   func(r *heldRole, to RoleStatus, _ workflow.Step) { r.status = to },
	Refusal: docstore.ErrNotFound,
	Apart:   func(a auth.Actor, r *heldRole) error { return a.NotSelf(r.user.ID, r.user.PersonKey) },
	Acts: []workflow.Act[heldRole, RoleStatus]{
		{Name: "end", ZH: "收回", EN: "End", From: []RoleStatus{Held}, To: Ended, Permissions: managers, Apart: true, Guard: couldGive, Action: "account.role_ended"},
	},
}

// couldGive returns ErrBeyond when the actor could not have given the role.
func couldGive(q workflow.Asking, r *heldRole) error {
	if !auth.CanGrant(q.Actor, r.binding.Binding) {
		return ErrBeyond
	}
	return nil
}

// newAccountFlow returns the flow that takes accountActs with stored accounts. Without a provider there is nothing to link.
func (s *Service) newAccountFlow() *workflow.Flow[User, Status] {
	table := accountActs
	if len(s.Providers) == 0 {
		table.Acts = slices.DeleteFunc(slices.Clone(table.Acts), func(a workflow.Act[User, Status]) bool { return strings.HasSuffix(a.Name, "link_sso") })
	}
	return &workflow.Flow[User, Status]{
		Table: &table, DB: s.DB, Audit: s.Audit, Now: s.now, Save: s.store.save, Reaches: s.store.users.InScope,
		Load: func(ctx context.Context, reach auth.Scope, id string) (User, error) {
			return s.store.users.In(reach).Get(ctx, id)
		},
		Version: func(u *User) int64 { return u.Version },
		Entry:   func(u *User) audit.Entry { return audit.Entry{Subjects: []string{u.ID}} },
	}
}

// newRoleFlow returns the flow that takes roleActs with the roles of stored accounts.
func (s *Service) newRoleFlow() *workflow.Flow[heldRole, RoleStatus] {
	return &workflow.Flow[heldRole, RoleStatus]{
		Table: &roleActs, DB: s.DB, Audit: s.Audit, Now: s.now,
		Load: func(ctx context.Context, reach auth.Scope, id string) (heldRole, error) {
			userID, bindingID, _ := strings.Cut(id, "/")
			u, err := s.store.users.In(reach).Get(ctx, userID)
			if err != nil {
				return heldRole{}, err
			}
			r := heldRole{user: u, status: Ended}
			var held bool
			if r.binding, held = u.find(bindingID, s.now()); held {
				r.status = Held
			}
			return r, nil
		},
		Reaches: func(reach auth.Scope, r *heldRole) bool { return s.store.users.InScope(reach, &r.user) },
		Version: func(r *heldRole) int64 { return r.user.Version },
		Save:    func(ctx context.Context, r *heldRole) error { return s.store.save(ctx, &r.user) },
		Entry:   func(r *heldRole) audit.Entry { return roleEntry(r.user.ID, r.binding) },
	}
}
