// What waits for one: each kind of work is a filter of an existing list, asked for only where the role may do it. A kind shows
// its oldest first; where there are more than one page the count says so.
import { api, take, texts } from '@tongxing/shared'
import type { Session } from '../../app/session.tsx'
import { addDays } from '../work/days.ts'
import { w as work, word as workWord } from '../work/words.ts'

export const t = texts(
  {
    orgSubmitted: '机构待审核', orgReviewing: '机构审核中', orgReturned: '本机构资料被退回', orgDraft: '本机构资料未提交', activitySubmitted: '活动待发布', activityReturned: '活动被退回', activityEnded: '活动待归档', hoursPending: '时长待确认', hoursDisputed: '时长有异议', hoursOpen: '待补签退',
    asking: '申请加入', registered: '志愿者待核实', verified: '志愿者待启用', consented: '从业查询待提交', queried: '从业查询待登记结果', expired: '从业查询已过期', certificates: '证明待出具', applied: '付款待审核', approved: '付款待支付', contractDraft: '合同草稿待推进', contractBudget: '合同待确认预算', milestones: '合同履行中到期', files: '关爱对象待核实', confirmFiles: '关爱对象待确认', exits: '退出待确认', pairings: '结对待推进', missed: '结对联系逾期', rating: '评估待评分', merging: '评估待合成', selfReport: '评估待自评', objected: '评估异议待处理', volunteerNo: '编号 {no}', minutes: '服务时长',
  },
  {
    orgSubmitted: 'Organisations to review', orgReviewing: 'Organisations under review', orgReturned: 'Own file returned', orgDraft: 'Own file not handed in', activitySubmitted: 'Activities to publish', activityReturned: 'Activities returned', activityEnded: 'Activities to record', hoursPending: 'Hours to confirm', hoursDisputed: 'Hours disputed', hoursOpen: 'Check-outs to add',
    asking: 'Asking to join', registered: 'Volunteers to verify', verified: 'Volunteers to activate', consented: 'Clearances to query', queried: 'Clearances to enter', expired: 'Clearances expired', certificates: 'Certificates to issue', applied: 'Payments to approve', approved: 'Payments to pay', contractDraft: 'Contract drafts', contractBudget: 'Budgets to confirm', milestones: 'Milestones due', files: 'Files to verify', confirmFiles: 'Files to confirm', exits: 'Exits to confirm', pairings: 'Pairings to move on', missed: 'Contacts overdue', rating: 'Evaluations to score', merging: 'Evaluations to merge', selfReport: 'Self-reports due', objected: 'Objections to decide', volunteerNo: 'No. {no}', minutes: 'Hours',
  },
)

export interface Task {
  id: string
  title: string
  note?: string
  /** Since when it waits. */
  since?: string
  /** By when it has to be done. */
  due?: string
  to: string
}

export interface Kind {
  key: string
  title: string
  /** The list that shows all of them. */
  to: string
  read(): Promise<{ tasks: Task[]; more: boolean }>
}

const few = 20

async function of<T>(page: Promise<{ items: T[]; next?: string }>, task: (item: T) => Task, keep: (item: T) => boolean = () => true): Promise<{ tasks: Task[]; more: boolean }> {
  const { items, next } = await page
  return { tasks: items.filter(keep).map(task), more: !!next }
}

/** kindsOf lists the work that the person may have, in the order of urgency. */
export function kindsOf({ may, orgId, me, places }: Session): Kind[] {
  const list: Kind[] = []
  const add = (on: boolean, kind: Kind) => on && list.push(kind)
  const volunteers = (key: 'registered' | 'verified', on: boolean) =>
    add(on, {
      key, title: t[key], to: `/volunteers?status=${key}`,
      read: () => of(take(api.GET('/volunteers', { params: { query: { status: key, limit: few, ...own } } })), (v) => ({ id: v.id, title: v.name, note: t.volunteerNo({ no: v.no }), to: `/volunteers/${v.id}` })),
    })
  const clearance = (key: 'consented' | 'queried' | 'expired') =>
    add(may('clearance.manage'), {
      key, title: t[key], to: `/volunteers?clearance=${key}`,
      read: () =>
        of(take(api.GET('/volunteers', { params: { query: { clearance: key, limit: few, ...own } } })), (v) => ({
          id: v.id, title: v.name, note: t.volunteerNo({ no: v.no }), to: `/volunteers/${v.id}`, ...(key === 'expired' && v.clearance_valid_to ? { due: v.clearance_valid_to } : {}),
        })),
    })
  const own = orgId ? { org_id: orgId } : {}
  const orgs = (key: string, title: string, status: string) =>
    add(may('org.review'), { key, title, to: `/orgs?status=${status}`, read: () => of(take(api.GET('/orgs', { params: { query: { status, limit: few } } })), (o) => ({ id: o.id, title: o.name, since: o.created_at, to: `/orgs/${o.id}` })) })
  const activities = (key: string, title: string, status: string, on: boolean) =>
    add(on, {
      key, title, to: `/activities?status=${status}`,
      read: () =>
        of(take(api.GET('/activities', { params: { query: { status, limit: few, ...own } as never } })), (a) => ({
          id: a.id, title: a.title, note: a.org_name, to: `/activities/${a.id}`, ...(status === 'ended' ? { since: a.end, due: addDays(a.end.slice(0, 10), 14) } : { due: a.start }),
        })),
    })
  const stays = (key: string, title: string, status: string, on: boolean) =>
    add(on, {
      key, title, to: `/hours?status=${status}`,
      read: () => of(take(api.GET('/attendance', { params: { query: { status, limit: few, ...own } as never } })), (s) => ({ id: s.id, title: s.title ?? t.minutes, note: s.org_name ?? '', since: s.in_at, to: `/hours?status=${status}`, ...(s.confirm_by ? { due: s.confirm_by } : {}) })),
    })
  const payments = (key: string, title: string, status: string, on: boolean) =>
    add(on, { key, title, to: `/payments?status=${status}`, read: () => of(take(api.GET('/payments', { params: { query: { status, limit: few } as never } })), (p) => ({ id: p.id, title: p.contract_name ?? '', note: p.contract_no ?? '', since: p.status_at, to: `/payments?status=${status}` })) })
  const contracts = (key: string, title: string, status: string, on: boolean) =>
    add(on, { key, title, to: `/contracts?status=${status}`, read: () => of(take(api.GET('/contracts', { params: { query: { status, limit: few } as never } })), (c) => ({ id: c.id, title: c.name, note: c.no, to: `/contracts/${c.id}` })) })
  const files = (key: string, title: string, status: string, on: boolean) =>
    add(on, { key, title, to: `/beneficiaries?status=${status}`, read: () => of(take(api.GET('/beneficiaries', { params: { query: { status, limit: few } as never } })), (f) => ({ id: f.id, title: f.name || f.pseudonym, since: f.status_at, to: `/beneficiaries/${f.id}` })) })
  const evaluations = (key: string, title: string, status: string, on: boolean) =>
    add(on, { key, title, to: `/evaluations?status=${status}`, read: () => of(take(api.GET('/evaluations', { params: { query: { status, limit: few } as never } })), (e) => ({ id: e.id, title: e.contract_name, note: workWord(work.evaluationKind, e.kind), since: e.status_at, to: `/evaluations/${e.id}` })) })

  const editor = places.some((p) => p.orgId) && may('org.edit')
  add(editor && !!orgId, {
    key: 'ownFile', title: t.orgReturned, to: `/orgs/${orgId}`,
    read: async () => {
      const o = await take(api.GET('/orgs/{id}', { params: { path: { id: orgId! } } }))
      const waits = o.status === 'returned' || o.status === 'draft'
      return { tasks: waits ? [{ id: o.id, title: o.name, note: o.status === 'draft' ? t.orgDraft : (o.reason ?? ''), since: o.status_at, to: `/orgs/${o.id}` }] : [], more: false }
    },
  })
  stays('hoursPending', t.hoursPending, 'pending', may('hours.confirm'))
  stays('hoursDisputed', t.hoursDisputed, 'disputed', may('hours.correct'))
  stays('hoursOpen', t.hoursOpen, 'checked_out', may('attendance.run'))
  activities('activitySubmitted', t.activitySubmitted, 'submitted', may('activity.publish'))
  activities('activityReturned', t.activityReturned, 'returned', may('activity.edit'))
  activities('activityEnded', t.activityEnded, 'ended', may('activity.edit'))
  orgs('orgReviewing', t.orgReviewing, 'reviewing')
  orgs('orgSubmitted', t.orgSubmitted, 'submitted')
  payments('applied', t.applied, 'applied', may('contract.approve'))
  payments('approved', t.approved, 'approved', may('contract.pay'))
  contracts('contractBudget', t.contractBudget, 'draft', may('contract.approve'))
  contracts('contractDraft', t.contractDraft, 'budget_confirmed', may('contract.draft'))
  evaluations('selfReport', t.selfReport, 'self_reporting', may('evaluation.self'))
  evaluations('rating', t.rating, 'onsite', may('evaluation.score'))
  evaluations('merging', t.merging, 'scored', may('evaluation.manage'))
  evaluations('objected', t.objected, 'objected', may('evaluation.manage'))
  add(may('volunteer.manage') && !!orgId, {
    key: 'asking', title: t.asking, to: '/volunteers/asking',
    read: () => of(take(api.GET('/volunteers/asking', { params: { query: { org_id: orgId!, limit: few } } })), (v) => ({ id: v.id, title: v.name, note: t.volunteerNo({ no: v.no }), to: '/volunteers/asking' })),
  })
  volunteers('registered', may('volunteer.manage') && !!orgId)
  volunteers('verified', may('volunteer.manage') && !!orgId)
  clearance('queried')
  clearance('consented')
  clearance('expired')
  files('files', t.files, 'village_submitted', may('beneficiary.verify') && me.roles.some((r) => r.role === 'town_supervisor'))
  files('confirmFiles', t.confirmFiles, 'township_verified', me.roles.some((r) => r.role === 'county_admin'))
  files('exits', t.exits, 'exit_pending', me.roles.some((r) => r.role === 'county_admin'))
  add(may('certificate.issue'), {
    key: 'certificates', title: t.certificates, to: '/certificates?status=requested',
    read: () => of(take(api.GET('/certificates', { params: { query: { status: 'requested', limit: few, ...own } as never } })), (c) => ({ id: c.id, title: t.certificates, since: c.requested_at, to: '/certificates?status=requested' })),
  })
  add(may('pairing.manage'), {
    key: 'missed', title: t.missed, to: '/pairings?status=active',
    read: () => of(take(api.GET('/pairings', { params: { query: { status: 'active', limit: 100, ...own } as never } })), (p) => ({ id: p.id, title: p.pseudonym ?? t.missed, ...(p.next_due ? { due: p.next_due } : {}), to: `/pairings/${p.id}` }), (p) => !!p.next_due && new Date(p.next_due).getTime() < Date.now()),
  })
  return list
}
