import { texts } from '@tongxing/shared'

/** The names of the roles. */
export const roles = texts(
  {
    volunteer: '志愿者',
    org_admin: '机构管理员',
    project_lead: '项目主管',
    social_worker: '社工',
    org_finance: '机构财务',
    village_director: '儿童主任',
    town_supervisor: '儿童督导员',
    county_admin: '县民政管理员',
    county_viewer: '上级民政查看',
    buyer_clerk: '购买主体经办',
    buyer_approver: '购买主体审核',
    buyer_finance: '购买主体财务',
    evaluator: '评估员',
    system_admin: '系统管理员',
    auditor: '审计员',
  },
  {
    volunteer: 'Volunteer',
    org_admin: 'Organisation administrator',
    project_lead: 'Project lead',
    social_worker: 'Social worker',
    org_finance: 'Organisation finance',
    village_director: 'Village child director',
    town_supervisor: 'Town supervisor',
    county_admin: 'County civil affairs',
    county_viewer: 'Higher-level viewer',
    buyer_clerk: 'Buyer: clerk',
    buyer_approver: 'Buyer: approver',
    buyer_finance: 'Buyer: finance',
    evaluator: 'Evaluator',
    system_admin: 'System administrator',
    auditor: 'Auditor',
  },
)

/** The scope of a role that has neither organisation nor region. */
export const scopes = texts(
  {
    platform: '全平台',
  },
  {
    platform: 'Whole platform',
  },
)

/** roleName is what people call a role. */
export const roleName = (role: string): string => (roles as Record<string, string>)[role] ?? role
