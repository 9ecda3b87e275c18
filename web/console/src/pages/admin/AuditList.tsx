import { api, exportPurposes, format, take, texts, type components } from '@tongxing/shared'
import {
  activityStatus,
  activityType,
  amendmentStatus,
  attendanceStatus,
  auditAction,
  auditField,
  auditGroup,
  beneficiaryStatus,
  carePurpose,
  certificateStatus,
  clearanceStatus,
  contractStatus,
  contractSubject,
  dangerStatus,
  evaluationStatus,
  handAgreement,
  milestoneStatus,
  orgCredit,
  orgPurpose,
  orgStatus,
  orgType,
  pairingStatus,
  delegationStatus,
  paymentStatus,
  procurementMethod,
  reportStatus,
  signupStatus,
  targetGroup,
  userStatus,
  volunteerPurpose,
  volunteerStatus,
} from '@tongxing/shared/words'
import { Button, Select, Skeleton } from 'antd'
import { useCallback, useEffect, useRef, useState } from 'react'
import { Link } from 'react-router'
import { Name, useName } from '../../domain/names.tsx'
import { roleName } from '../../domain/roles.ts'
import { choices, word } from '../../domain/words.ts'
import {
  again,
  asProblem,
  Empty,
  Export,
  Failed,
  Filters,
  partTexts,
  RegionName,
  useFilters,
  useLoad,
  type Filter,
} from '../../parts/index.ts'

type Rec = components['schemas']['desk.recordView']
type Page = components['schemas']['httpapi.List-desk_recordView']

const t = texts(
  {
    job: '系统自动任务',
    anonymous: '未登录的人',
    unnamed: '未填写姓名的人员',
    field: '字段',
    reason: '原因',
    purpose: '用途',
    seq: '第 {n} 条',
    more: '加载更多',
    many: '等 {n} 条记录',
    changed: '已更改',
    from: '自',
    to: '至',
    person: '操作人',
    personHint: '输入姓名或登录名',
    object: '对象编号或化名',
    action: '操作',
    anyAction: '全部',
    groups: '类别',
    actions: '具体操作',
    fullName: '姓名',
    only: '只看 {who} 的记录',
    onlyOf: '只看关于 {what} 的记录',
    empty: '（空）',
    yes: '是',
    no: '否',
    none: '没有记录',
    noneHow: '换一个人员、对象、操作或日期再看。',
    list: '记录',
    loading: '正在加载',
    usr: '账号',
    org: '机构',
    vol: '志愿者',
    con: '合同',
    act: '活动',
    tok: '访问令牌',
    byToken: '通过',
    sup: '报名',
    att: '签到记录',
    cer: '服务证明',
    ben: '关爱对象',
    pai: '结对',
    pct: '联系记录',
    del: '委托照护',
    dct: '父母联系记录',
    eva: '评估',
    tpl: '评分表',
    pay: '付款',
    mil: '节点',
    rep: '填报',
    fil: '附件',
    msg: '消息',
  },
  {
    job: 'An automatic job',
    anonymous: 'Somebody not logged in',
    unnamed: 'Somebody without a name',
    field: 'Field',
    reason: 'Reason',
    purpose: 'Purpose',
    seq: 'No. {n}',
    more: 'Load more',
    many: '{n} records in all',
    changed: 'changed',
    from: 'From',
    to: 'To',
    person: 'Who',
    personHint: 'Name or login name',
    object: 'Number or pseudonym',
    action: 'Act',
    anyAction: 'All',
    groups: 'Kinds',
    actions: 'Single acts',
    fullName: 'name',
    only: 'Only records of {who}',
    onlyOf: 'Only records about {what}',
    empty: '(empty)',
    yes: 'yes',
    no: 'no',
    none: 'No records',
    noneHow: 'Try another person, record, act or day.',
    list: 'Records',
    loading: 'Loading',
    usr: 'account',
    org: 'organisation',
    vol: 'volunteer',
    con: 'contract',
    act: 'activity',
    tok: 'access token',
    byToken: 'by',
    sup: 'sign-up',
    att: 'stay',
    cer: 'certificate',
    ben: 'person cared for',
    pai: 'pairing',
    pct: 'contact',
    del: 'delegation of care',
    dct: 'contact of the parents',
    eva: 'evaluation',
    tpl: 'score sheet',
    pay: 'payment',
    mil: 'milestone',
    rep: 'report',
    fil: 'attachment',
    msg: 'message',
  },
)

/** The words for the purposes of each kind of record: each may be shown for reasons of its own. */
const purposes: Record<string, object> = {
  beneficiary: carePurpose,
  delegation: carePurpose,
  org: orgPurpose,
  volunteer: volunteerPurpose,
  list: exportPurposes,
}

/** The words for the states of what an act is about, by the beginning of the act. */
const states: Record<string, object> = {
  account: userStatus,
  org: orgStatus,
  volunteer: volunteerStatus,
  clearance: clearanceStatus,
  activity: activityStatus,
  signup: signupStatus,
  attendance: attendanceStatus,
  hours: attendanceStatus,
  certificate: certificateStatus,
  contract: { ...contractStatus, ...milestoneStatus, ...paymentStatus, ...amendmentStatus, ...reportStatus },
  'contract.milestone': milestoneStatus,
  'contract.payment': paymentStatus,
  'contract.amendment': amendmentStatus,
  'contract.report': reportStatus,
  evaluation: evaluationStatus,
  beneficiary: beneficiaryStatus,
  pairing: pairingStatus,
  danger: dangerStatus,
  delegation: delegationStatus,
}

/** The words for the values of other fields. */
const values: Record<string, object> = {
  agreed_by: handAgreement,
  credit: orgCredit,
  method: procurementMethod,
  subject: contractSubject,
  target_group: targetGroup,
}

const stateWords = (action: string): object => {
  const [noun = '', verb = ''] = action.split('.')
  return states[`${noun}.${verb.split('_')[0]}`] ?? states[noun] ?? {}
}

/** valueText is a value of a changed field as people write it. */
function valueText(action: string, field: string, value: string | undefined): string {
  if (!value) return t.empty
  if (value === 'true' || value === 'false') return value === 'true' ? t.yes : t.no
  if (/_fen$/.test(field)) return format.money(Number(value))
  if (/^\d{4}-\d\d-\d\dT/.test(value)) return format.instant(value)
  if (/^\d{4}-\d\d-\d\d$/.test(value)) return format.day(value)
  if (field === 'pay_bp') return `${Number(value) / 100}%`
  const of = field === 'status' ? stateWords(action) : field === 'type' ? { ...orgType, ...activityType } : (values[field] ?? {})
  return (of as Record<string, string>)[value] ?? value
}

type Choose = (key: string, value: string) => void

/** Who names a person, or says what acted by itself. Pressed, it leaves only that one's records. */
function Who({ id, choose }: { id: string; choose: Choose }) {
  const person = useName(/^(usr|tok)_/.test(id) ? id : undefined)
  const who = id.startsWith('job:') ? t.job : id === 'anonymous' ? t.anonymous : person?.name || t.unnamed
  return (
    <Button type="link" className="tx-audit-link" title={t.only({ who })} onClick={() => choose('actor', id)}>
      <b>{who}</b>
    </Button>
  )
}

/** rolesText is in which roles somebody acted, with the area or organisation that each had then. */
const rolesText = (r: Rec): string =>
  r.roles
    .map((role) => [roleName(role), ...r.offices.filter((o) => o.role === role && o.of).map((o) => o.of)].join(' · '))
    .join(format.comma())

const kinds: Record<string, string> = t as unknown as Record<string, string>

/** The kinds of records that are found by what they are called here. */
const findable = ['ben', 'vol', 'con', 'cer', 'org']

/**
 * Objects names what was acted on: a link where the reader may open it, else, pressed, it leaves only the records about it. Records without
 * a number stand for themselves by their kind; a pairing and its person have one pseudonym, which is said once.
 */
function Objects({ of: r, choose }: { of: Rec; choose: Choose }) {
  const shown = r.objects.filter(
    (o, i, all) => (o.text ? all.findIndex((other) => other.text === o.text) === i : o.kind === 'usr') && o.id !== r.actor,
  )
  const named = shown.length > 0 ? shown : r.objects.filter((o) => kinds[o.kind] && o.id !== r.actor).slice(0, 1)
  if (named.length === 0) return null
  return (
    <>
      {format.colon()}
      {named.map((o, i) => {
        const text = o.kind === 'usr' ? <Name id={o.id} /> : (o.text ?? kinds[o.kind])
        return (
          <span key={o.id} className="tx-audit-object">
            {o.page ? (
              <Link to={o.page}>{text}</Link>
            ) : (
              <Button
                type="link"
                className="tx-audit-link"
                title={o.text && t.onlyOf({ what: o.text })}
                onClick={() => choose('subject', (findable.includes(o.kind) && o.text) || o.id)}
              >
                {text}
              </Button>
            )}
            {i < named.length - 1 && format.comma()}
          </span>
        )
      })}
      {r.subjects.length > r.objects.length && ` ${t.many({ n: format.count(r.subjects.length) })}`}
    </>
  )
}

/** Changes says which fields changed, with their values where these are not personal. */
function Changes({ of: r }: { of: Rec }) {
  if (r.changes.length === 0) return null
  return (
    <ul className="tx-audit-changes">
      {r.changes.map((c) => (
        <li key={c.field}>
          {fieldName(r.action.split('.')[0] ?? '', c.field)}
          {format.colon()}
          {!c.from && !c.to ? (
            t.changed
          ) : c.field === 'region' ? (
            <>
              <RegionName path={c.from} /> → <RegionName path={c.to} />
            </>
          ) : (
            `${valueText(r.action, c.field, c.from)} → ${valueText(r.action, c.field, c.to)}`
          )}
        </li>
      ))}
    </ul>
  )
}

/** fieldName is what a field is called: the name of a person is another word than that of a thing. */
const fieldName = (noun: string, field: string): string =>
  field === 'name' && ['account', 'volunteer', 'beneficiary', 'invitation'].includes(noun) ? t.fullName : word(auditField, field)

function Sentence({ of: r, choose }: { of: Rec; choose: Choose }) {
  const noun = r.action.split('.')[0] ?? ''
  const named = r.fields.filter((f) => f in auditField && !r.changes.some((c) => c.field === f))
  const facts = [
    named.length > 0 && `${t.field}${format.colon()}${named.map((f) => fieldName(noun, f)).join(format.comma())}`,
    r.purpose && `${t.purpose}${format.colon()}${word(purposes[noun] ?? {}, r.purpose)}`,
    /\p{Script=Han}|\s/u.test(r.reason ?? '') && noun !== 'list' && `${t.reason}${format.colon()}${r.reason}`, // a code of a reason is not a text
    r.region_name,
  ].filter(Boolean)
  const roles = rolesText(r)
  return (
    <li className="tx-audit-record">
      <p className="tx-muted">
        <time dateTime={r.at}>{format.instant(r.at)}</time>
        {r.seq > 0 && ` · ${t.seq({ n: format.count(r.seq) })}`}
      </p>
      <p>
        <Who id={r.actor} choose={choose} />
        {r.token && r.token !== r.actor && (
          <span className="tx-muted">
            {' '}
            {t.byToken} <Name id={r.token} />
          </span>
        )}
        {roles && <span className="tx-muted">{format.paren(roles)}</span>} {word(auditAction, r.action)}
        <Objects of={r} choose={choose} />
      </p>
      {facts.length > 0 && <p className="tx-muted">{facts.join(' · ')}</p>}
      <Changes of={r} />
    </li>
  )
}

/** Person chooses somebody by a part of the name or the beginning of the login name. */
function Person({ id, value, set, area }: { id: string; value: string | undefined; set: (v: string | undefined) => void; area: boolean }) {
  const [text, setText] = useState('')
  const params = { query: { q: text } }
  const found = useLoad(
    () =>
      text
        ? take(area ? api.GET('/audit/area/people', { params }) : api.GET('/audit/people', { params })).then((l) => l.items)
        : Promise.resolve([]),
    [text, area],
  )
  const wait = useRef<ReturnType<typeof setTimeout>>(undefined)
  const options = (found.data ?? []).map((p) => ({ value: p.id, label: p.name }))
  const known = useLoad(
    () => (value ? take(api.GET('/names', { params: { query: { ids: value } } })).then((l) => l.items) : Promise.resolve([])),
    [value],
  )
  const chosen = known.data?.find((n) => n.id === value)
  if (chosen && !options.some((o) => o.value === value)) options.push({ value: chosen.id, label: chosen.name })
  return (
    <Select
      id={id}
      className="tx-wide"
      allowClear={{ label: partTexts.clear }}
      showSearch={{
        filterOption: false,
        onSearch: (q) => {
          clearTimeout(wait.current)
          wait.current = setTimeout(() => setText(q.trim()), 250)
        },
      }}
      placeholder={t.personHint}
      value={value}
      loading={found.loading}
      options={options}
      notFoundContent={text && !found.loading ? t.none : null}
      onChange={(v: string | undefined) => set(v)}
    />
  )
}

/** Deed chooses a kind of acts or a single one by a part of its words. */
function Deed({ id, value, set, area }: { id: string; value: string | undefined; set: (v: string | undefined) => void; area: boolean }) {
  const groups = choices(auditGroup).filter((c) => !area || looks.includes(c.value))
  return (
    <Select
      id={id}
      className="tx-wide"
      showSearch={{ optionFilterProp: 'label' }}
      value={value ?? ''}
      options={[
        { value: '', label: t.anyAction },
        { label: t.groups, options: groups },
        { label: t.actions, options: choices(auditAction).filter((c) => !area || look.test(c.value)) },
      ]}
      onChange={(v: string) => set(v || undefined)}
      popupMatchSelectWidth={false}
    />
  )
}

/** The kinds of acts, and the acts, that show data: an area's records have no others. */
const looks = ['beneficiary', 'danger', 'volunteer', 'org', 'file', 'certificate', 'operations']
const look = /^(?!evaluation).*\.(read|read_note|list|reveal|open|export|print)$/

const questions = (area: boolean): Filter[] => [
  { key: 'actor', kind: 'own', label: t.person, width: 180, render: (id, value, set) => <Person {...{ id, value, set, area }} /> },
  { key: 'subject', kind: 'text', label: t.object, width: 220 },
  { key: 'action', kind: 'own', label: t.action, width: 180, render: (id, value, set) => <Deed {...{ id, value, set, area }} /> },
  { key: 'from', kind: 'day', edge: 'begin', label: t.from },
  { key: 'to', kind: 'day', edge: 'end', label: t.to },
]

/** AuditList shows records as sentences, the latest first: all of them, or with `area` those of data shown about the reader's own area. */
export function AuditList({ area = false }: { area?: boolean }) {
  const filters = questions(area)
  const { query, set } = useFilters(filters)
  const question = JSON.stringify(query)
  const [state, setState] = useState<{ rows: Rec[]; next?: string | undefined; loading: boolean; problem?: ReturnType<typeof asProblem> }>({
    rows: [],
    loading: true,
  })
  const turn = useRef(0)
  const read = useCallback(
    async (after?: string) => {
      const mine = ++turn.current
      const params = { query: { ...(JSON.parse(question) as Record<string, string>), limit: 50, ...(after ? { after } : {}) } }
      setState((s) => ({ rows: after ? s.rows : [], loading: true }))
      try {
        const page: Page = await again(() => take(area ? api.GET('/audit/area', { params }) : api.GET('/audit', { params })))
        if (mine === turn.current)
          setState((s) => ({ rows: after ? [...s.rows, ...page.items] : page.items, next: page.next, loading: false }))
      } catch (err) {
        if (mine === turn.current) setState((s) => ({ ...s, loading: false, problem: asProblem(err) }))
      }
    },
    [question, area],
  )
  useEffect(() => void read(), [read])
  const name = area ? 'audit-area' : 'audit'
  return (
    <div className="tx-table">
      <div className="tx-table-bar">
        <Filters filters={filters} query={query} set={set} name={name} />
        {!area && <Export of={{ path: '/audit' }} query={query} />}
      </div>
      {state.problem ? (
        <Failed problem={state.problem} retry={() => void read()} />
      ) : state.rows.length > 0 ? (
        <ol className="tx-audit" aria-label={t.list}>
          {state.rows.map((r) => (
            <Sentence key={r.id} of={r} choose={set} />
          ))}
        </ol>
      ) : (
        !state.loading && <Empty title={t.none} text={question === '{}' ? undefined : t.noneHow} />
      )}
      {state.loading && (
        <div role="status" aria-label={t.loading} className="tx-table-wait">
          <Skeleton active title={false} paragraph={{ rows: 4 }} />
        </div>
      )}
      {state.next && !state.loading && (
        <div className="tx-table-foot">
          <Button type="link" onClick={() => void read(state.next)}>
            {t.more}
          </Button>
        </div>
      )}
    </div>
  )
}
