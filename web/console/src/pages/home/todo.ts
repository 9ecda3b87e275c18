// What waits for one: each kind of work is a filter of an existing list, asked for only where the role may do it. Every page
// of the list is read, so that nothing which waits is missing from the count, from what is late, or from the order.
import { api, format, take, texts } from '@tongxing/shared'
import type { Session } from '../../session/session.tsx'
import type { PageOf } from '../../parts/index.ts'
import { addDays } from '../../parts/days.ts'
import { w as work, word as workWord } from '../../domain/words.ts'

export const t = texts(
  {
    orgSubmitted: '机构待审核',
    orgReviewing: '机构审核中',
    orgReturned: '本机构资料被退回',
    orgDraft: '本机构资料未提交',
    activityDraft: '活动草稿待提交',
    activitySubmitted: '活动待发布',
    activityReturned: '活动被退回',
    activityEnded: '活动待归档',
    signups: '报名待审核',
    hoursPending: '时长待确认',
    hoursDisputed: '时长有异议',
    hoursOpen: '待补签退',
    asking: '申请加入',
    registered: '志愿者待核实',
    verified: '志愿者待启用',
    consented: '从业查询待提交',
    queried: '从业查询待登记结果',
    expired: '从业查询已过期',
    certificates: '证明待出具',
    applied: '付款待审核',
    approved: '付款待支付',
    refused: '付款申请被退回',
    contract: {
      draft: '合同待确认预算',
      budget_confirmed: '合同待启动采购',
      procuring: '合同待登记成交',
      awarded: '合同待签订',
      signed: '合同待公开',
      published: '合同待开始履行',
      rectifying: '整改待确认',
      accepting: '合同待验收',
      settling: '合同待结项',
    },
    milestones: '里程碑待提交',
    submitted: '里程碑待验收',
    amendments: '补充协议待审批',
    reports: '指标填报待审核',
    submittedOf: '{n} 项',
    fileDrafts: '关爱对象待提交',
    files: '关爱对象待核实',
    confirmFiles: '关爱对象待确认',
    exits: '退出待确认',
    pairings: '结对待推进',
    missed: '结对联系逾期',
    rating: '评估待评分',
    selfReport: '评估待自评',
    rectify: '评估待整改',
    evaluation: {
      planned: '评估待启动',
      self_submitted: '评估待资料审查',
      desk: '评估待现场评分',
      scored: '评估待合成',
      merged: '评估待公示',
      reviewed: '评估待再公示',
      objected: '评估异议待处理',
      rectifying: '评估整改待复查',
      rechecked: '评估复查待定档',
    },
    failed: '消息发送失败',
    jobs: '定时任务失败',
    job: '定时任务',
    message: '消息',
    volunteerNo: '编号 {no}',
    minutes: '服务时长',
  },
  {
    orgSubmitted: 'Organisations to review',
    orgReviewing: 'Organisations under review',
    orgReturned: 'Own file returned',
    orgDraft: 'Own file not handed in',
    activityDraft: 'Drafts of activities',
    activitySubmitted: 'Activities to publish',
    activityReturned: 'Activities returned',
    activityEnded: 'Activities to record',
    signups: 'Sign-ups to decide',
    hoursPending: 'Hours to confirm',
    hoursDisputed: 'Hours disputed',
    hoursOpen: 'Check-outs to add',
    asking: 'Asking to join',
    registered: 'Volunteers to verify',
    verified: 'Volunteers to activate',
    consented: 'Clearances to query',
    queried: 'Clearances to enter',
    expired: 'Clearances expired',
    certificates: 'Certificates to issue',
    applied: 'Payments to approve',
    approved: 'Payments to pay',
    refused: 'Payments refused',
    contract: {
      draft: 'Budgets to confirm',
      budget_confirmed: 'Procurements to begin',
      procuring: 'Awards to enter',
      awarded: 'Contracts to sign',
      signed: 'Contracts to publish',
      published: 'Contracts to begin',
      rectifying: 'Rectifications to confirm',
      accepting: 'Contracts to accept',
      settling: 'Contracts to close',
    },
    milestones: 'Milestones due',
    submitted: 'Milestones to accept',
    amendments: 'Amendments to approve',
    reports: 'Indicator reports to decide',
    submittedOf: '{n} in all',
    fileDrafts: 'Files to hand in',
    files: 'Files to verify',
    confirmFiles: 'Files to confirm',
    exits: 'Exits to confirm',
    pairings: 'Pairings to move on',
    missed: 'Contacts overdue',
    rating: 'Evaluations to score',
    selfReport: 'Self-reports due',
    rectify: 'Rectifications to report',
    evaluation: {
      planned: 'Evaluations to open',
      self_submitted: 'Desk reviews to begin',
      desk: 'Scoring on site to begin',
      scored: 'Evaluations to merge',
      merged: 'Results to make public',
      reviewed: 'Results to make public again',
      objected: 'Objections to decide',
      rectifying: 'Re-checks to record',
      rechecked: 'Re-checks to make final',
    },
    failed: 'Messages not sent',
    jobs: 'Jobs failed',
    job: 'Job',
    message: 'Message',
    volunteerNo: 'No. {no}',
    minutes: 'Hours',
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
  read(): Promise<Tasks>
}

/** Tasks are all of a kind; more tells that the list goes on beyond what is read. */
export interface Tasks {
  tasks: Task[]
  more: boolean
}

const most = 1000

type Query = { limit: number; after?: string }

/** everyPage reads a list to its end, or to the first thousand. */
async function everyPage<T>(read: (page: Query) => Promise<PageOf<T>>): Promise<{ items: T[]; more: boolean }> {
  const items: T[] = []
  let after: string | undefined
  do {
    const page = await read({ limit: 100, ...(after ? { after } : {}) })
    items.push(...page.items)
    after = page.next
  } while (after && items.length < most)
  return { items, more: !!after }
}

/** once reads a list one time for all kinds that are found in it. */
function once<T>(read: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined
  return () => (answer ??= read())
}

const soon = () => addDays(format.dayKey(Date.now()), 14)

/** kindsOf lists the work that the person may have, in the order of urgency. */
export function kindsOf(session: Session): Kind[] {
  const { may, orgId, me, places } = session
  const list: Kind[] = []
  const own = orgId ? { org_id: orgId } : {}
  const is = (...roles: string[]) => me.roles.some((r) => roles.includes(r.role))
  /** add names a kind: where its list is, how to read it, and what one of it says. */
  const add = <T>(
    on: boolean,
    key: string,
    title: string,
    to: string,
    read: () => Promise<{ items: T[]; more: boolean }>,
    task: (item: T) => Task,
    keep: (item: T) => boolean = () => true,
  ) => {
    if (on) list.push({ key, title, to, read: () => read().then(({ items, more }) => ({ tasks: items.filter(keep).map(task), more })) })
  }

  const stays = (key: string, title: string, status: string, on: boolean) =>
    add(
      on,
      key,
      title,
      `/hours?view=${status}`,
      () => everyPage((page) => take(api.GET('/attendance', { params: { query: { status, ...own, ...page } } }))),
      (s) => ({
        id: s.id,
        title: s.title ?? t.minutes,
        note: s.org_name ?? '',
        since: s.in_at,
        to: `/hours/${s.id}?view=${status}`,
        ...(s.confirm_by ? { due: s.confirm_by } : {}),
      }),
    )
  const activitiesIn = (status: string) =>
    everyPage((page) => take(api.GET('/activities', { params: { query: { status, ...own, ...page } } })))
  const activities = (key: string, title: string, status: string, on: boolean) =>
    add(
      on,
      key,
      title,
      `/activities?status=${status}`,
      () => activitiesIn(status),
      (a) => ({
        id: a.id,
        title: a.title,
        note: a.org_name ?? '',
        to: `/activities/${a.id}`,
        ...(status === 'ended' ? { since: a.end, due: addDays(a.end.slice(0, 10), 14) } : { due: a.start }),
      }),
    )
  const orgs = (key: string, title: string, status: string) =>
    add(
      may('org.review'),
      key,
      title,
      `/orgs?status=${status}`,
      () => everyPage((page) => take(api.GET('/orgs', { params: { query: { status, ...page } } }))),
      (o) => ({ id: o.id, title: o.name, since: o.created_at, to: `/orgs/${o.id}` }),
    )
  const payments = (key: 'applied' | 'approved' | 'refused', on: boolean) =>
    add(
      on,
      key,
      t[key],
      `/payments?status=${key}`,
      () => everyPage((page) => take(api.GET('/payments', { params: { query: { status: key, ...page } } }))),
      (p) => ({
        id: p.id,
        title: p.contract_name ?? '',
        note: p.contract_no ?? '',
        since: p.status_at,
        to: `/payments/${p.id}`,
      }),
    )
  const volunteers = (
    key: string,
    title: string,
    query: { status?: string; clearance?: string },
    on: boolean,
    keep?: (v: { org_ids: string[] }) => boolean,
  ) =>
    add(
      on,
      key,
      title,
      `/volunteers?${new URLSearchParams(query)}`,
      () => everyPage((page) => take(api.GET('/volunteers', { params: { query: { ...query, ...own, ...page } } }))),
      (v) => ({
        id: v.id,
        title: v.name,
        note: t.volunteerNo({ no: v.no }),
        to: `/volunteers/${v.id}`,
        ...(key === 'expired' && v.clearance_valid_to ? { due: v.clearance_valid_to } : {}),
      }),
      keep,
    )
  const files = (key: string, title: string, status: string, on: boolean) =>
    add(
      on,
      key,
      title,
      `/beneficiaries?status=${status}`,
      () => everyPage((page) => take(api.GET('/beneficiaries', { params: { query: { status, ...page } } }))),
      (f) => ({
        id: f.id,
        title: f.name || f.pseudonym,
        note: f.return_reason ? workWord(work.returned, f.return_reason) : '',
        since: f.status_at,
        to: `/beneficiaries/${f.id}`,
      }),
    )
  const pairings = (status: string) => everyPage((page) => take(api.GET('/pairings', { params: { query: { status, ...own, ...page } } })))

  const contracts = once(() => everyPage((page) => take(api.GET('/contracts', { params: { query: page } }))))
  type Contract = Awaited<ReturnType<typeof contracts>>['items'][number]
  const contractTask = (c: Contract): Task => ({ id: c.id, title: c.name, note: c.no, to: `/contracts/${c.id}` })
  const steps = (on: boolean, ...states: (keyof typeof t.contract)[]) => {
    for (const s of states)
      add(on, `contract_${s}`, t.contract[s], `/contracts?status=${s}`, contracts, contractTask, (c) => c.status === s)
  }
  const evaluations = once(() => everyPage((page) => take(api.GET('/evaluations', { params: { query: page } }))))
  const evaluation = (on: boolean, title: string, ...states: string[]) =>
    add(
      on,
      `evaluation_${states[0]}_${title}`,
      title,
      `/evaluations?status=${states[0]}`,
      evaluations,
      (e) => ({
        id: e.id,
        title: e.contract_name,
        note: workWord(work.evaluationKind, e.kind),
        since: e.status_at,
        to: `/evaluations/${e.id}`,
      }),
      (e) => states.includes(e.status),
    )

  const editor = places.some((p) => p.orgId) && may('org.edit')
  add(
    editor && !!orgId,
    'ownFile',
    t.orgReturned,
    `/orgs/${orgId}`,
    () => take(api.GET('/orgs/{id}', { params: { path: { id: orgId! } } })).then((o) => ({ items: [o], more: false })),
    (o) => ({
      id: o.id,
      title: o.name,
      note: o.status === 'draft' ? t.orgDraft : (o.reason ?? ''),
      since: o.status_at,
      to: `/orgs/${o.id}`,
    }),
    (o) => o.status === 'returned' || o.status === 'draft',
  )
  stays('hoursPending', t.hoursPending, 'pending', may('hours.confirm'))
  stays('hoursDisputed', t.hoursDisputed, 'disputed', may('hours.correct'))
  stays('hoursOpen', t.hoursOpen, 'checked_out', may('attendance.run'))
  activities('activitySubmitted', t.activitySubmitted, 'submitted', may('activity.publish'))
  activities('activityReturned', t.activityReturned, 'returned', may('activity.edit'))
  activities('activityEnded', t.activityEnded, 'ended', may('activity.edit'))
  add(may('signup.manage'), 'signups', t.signups, '/activities?status=published', undecided, (s) => ({
    id: s.id,
    title: s.activity,
    since: s.at,
    due: s.start,
    to: `/activities/${s.activityId}?tab=signups&status=pending`,
  }))
  orgs('orgReviewing', t.orgReviewing, 'reviewing')
  orgs('orgSubmitted', t.orgSubmitted, 'submitted')
  payments('applied', may('contract.approve'))
  payments('approved', may('contract.pay'))
  payments('refused', may('contract.report'))
  add(
    may('contract.approve'),
    'submitted',
    t.submitted,
    '/contracts',
    contracts,
    (c) => ({ ...contractTask(c), note: t.submittedOf({ n: c.submitted }), to: `/contracts/${c.id}?tab=money` }),
    (c) => c.submitted > 0,
  )
  add(
    may('contract.approve'),
    'amendments',
    t.amendments,
    '/contracts',
    contracts,
    (c) => ({ ...contractTask(c), note: t.submittedOf({ n: c.proposed }), to: `/contracts/${c.id}?tab=amendments` }),
    (c) => c.proposed > 0,
  )
  steps(may('contract.approve'), 'accepting', 'signed', 'awarded', 'draft', 'rectifying')
  add(may('contract.draft'), 'reports', t.reports, '/contracts?status=performing', undecidedReports, (r) => ({
    ...contractTask(r.contract),
    id: r.id,
    since: r.created_at,
    to: `/contracts/${r.contract.id}?tab=indicators`,
  }))
  steps(may('contract.draft'), 'settling', 'published', 'procuring', 'budget_confirmed')
  add(
    may('contract.report'),
    'milestones',
    t.milestones,
    '/contracts',
    contracts,
    (c) => ({ ...contractTask(c), ...(c.next_due ? { due: c.next_due } : {}), to: `/contracts/${c.id}?tab=money` }),
    (c) => running.includes(c.status) && !!c.next_due && c.next_due <= soon(),
  )
  evaluation(may('evaluation.self'), t.selfReport, 'self_reporting')
  evaluation(may('evaluation.self'), t.rectify, 'rectifying')
  evaluation(may('evaluation.score'), t.rating, 'onsite')
  for (const s of ['objected', 'scored', 'merged', 'reviewed', 'rechecked', 'rectifying', 'desk', 'self_submitted', 'planned'] as const) {
    evaluation(may('evaluation.manage'), t.evaluation[s], s)
  }
  add(
    may('volunteer.manage') && !!orgId,
    'asking',
    t.asking,
    '/volunteers/asking',
    () => everyPage((page) => take(api.GET('/volunteers/asking', { params: { query: { org_id: orgId!, ...page } } }))),
    (v) => ({
      id: v.id,
      title: v.name,
      note: t.volunteerNo({ no: v.no }),
      to: '/volunteers/asking',
    }),
  )
  // An organisation looks after its own; the county after those who belong to none.
  const ours = orgId ? undefined : (v: { org_ids: string[] }) => v.org_ids.length === 0
  volunteers('registered', t.registered, { status: 'registered' }, may('volunteer.manage'), ours)
  volunteers('verified', t.verified, { status: 'verified' }, may('volunteer.manage'), ours)
  for (const key of ['queried', 'consented', 'expired'] as const) volunteers(key, t[key], { clearance: key }, may('clearance.manage'))
  files('fileDrafts', t.fileDrafts, 'draft', may('beneficiary.edit'))
  files('files', t.files, 'village_submitted', may('beneficiary.verify') && is('town_supervisor'))
  files('confirmFiles', t.confirmFiles, 'township_verified', is('county_admin'))
  files('exits', t.exits, 'exit_pending', is('county_admin'))
  add(
    may('certificate.issue'),
    'certificates',
    t.certificates,
    '/certificates?status=requested',
    () => everyPage((page) => take(api.GET('/certificates', { params: { query: { status: 'requested', ...own, ...page } } }))),
    (c) => ({
      id: c.id,
      title: t.certificates,
      since: c.requested_at,
      to: '/certificates?status=requested',
    }),
  )
  const overdue = (p: { next_due?: string }) => !!p.next_due && new Date(p.next_due).getTime() < Date.now()
  add(
    may('pairing.manage'),
    'missed',
    t.missed,
    '/pairings?status=active',
    () => pairings('active'),
    (p) => ({ id: p.id, title: p.pseudonym ?? t.missed, ...(p.next_due ? { due: p.next_due } : {}), to: `/pairings/${p.id}` }),
    overdue,
  )
  for (const s of ['consented', 'matched', 'proposed'] as const) {
    add(
      may('pairing.manage'),
      `pairing_${s}`,
      `${t.pairings} · ${work.pairing[s]}`,
      `/pairings?status=${s}`,
      () => pairings(s),
      (p) => ({ id: p.id, title: p.pseudonym ?? t.pairings, since: p.status_at, to: `/pairings/${p.id}` }),
    )
  }
  activities('activityDraft', t.activityDraft, 'draft', may('activity.edit'))
  add(
    may('job.run'),
    'jobs',
    t.jobs,
    '/jobs',
    () => take(api.GET('/jobs')).then((l) => ({ items: l.items, more: false })),
    (j) => ({ id: j.name, title: t.job, ...(j.last?.ended_at ? { since: j.last.ended_at } : {}), to: '/jobs' }),
    (j) => j.last?.status === 'failed' || j.last?.status === 'lost',
  )
  add(
    may('job.run'),
    'failed',
    t.failed,
    '/messages',
    () => everyPage((page) => take(api.GET('/messages/failed', { params: { query: page } }))),
    (m) => ({ id: m.id, title: t.message, since: m.at, to: '/messages' }),
  )
  return list

  /** Reports by hand are listed by contract. */
  async function undecidedReports() {
    const { items, more } = await contracts()
    const found = await Promise.all(
      items
        .filter((c) => running.includes(c.status))
        .map(async (contract) => {
          const reports = await everyPage((page) =>
            take(api.GET('/contracts/{id}/reports', { params: { path: { id: contract.id }, query: page } })),
          )
          return reports.items.filter((r) => r.status === 'submitted').map((r) => ({ ...r, contract }))
        }),
    )
    return { items: found.flat(), more }
  }

  /** Sign-ups are listed by activity; only those that review, and have a place taken, can have one that waits. */
  async function undecided() {
    const [open, closed] = await Promise.all([activitiesIn('published'), activitiesIn('signup_closed')])
    const waiting = [...open.items, ...closed.items].filter((a) => a.review && a.free < a.capacity)
    const found = await Promise.all(
      waiting.map(async (a) => {
        const { items } = await everyPage((page) =>
          take(api.GET('/activities/{id}/signups', { params: { path: { id: a.id }, query: { status: 'pending', ...page } } })),
        )
        return items.map((s) => ({ id: s.id, activityId: a.id, activity: a.title, at: s.status_at, start: a.start }))
      }),
    )
    return { items: found.flat(), more: open.more || closed.more }
  }
}

const running = ['performing', 'mid_passed', 'final_evaluating', 'rectifying']
