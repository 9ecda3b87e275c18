import { PlusOutlined, WarningFilled } from '@ant-design/icons'
import { api, format, take, texts, type components } from '@tongxing/shared'
import { activityStatus, workKind } from '@tongxing/shared/words'
import { Alert, Button } from 'antd'
import { useState, type ReactNode } from 'react'
import { Link, useNavigate } from 'react-router'
import { useSession } from '../../session/session.tsx'
import { Card, Deadline, Empty, Page, StateTag, useLoad, Waiting } from '../../parts/index.ts'
import { addDays, monday } from '../../parts/days.ts'
import { word } from '../../domain/words.ts'

type Activity = components['schemas']['activities.listedView']
type Kind = components['schemas']['desk.kindView']
type Task = components['schemas']['desk.itemView']

export const t = texts(
  {
    title: '工作台',
    hello: '{name}，您好',
    mine: '待我处理',
    late: '逾期',
    week: '本周活动',
    places: '本周报名',
    lastWeek: '上周 {n}',
    of: '名额 {n}',
    all: '查看全部',
    allN: '查看全部 {n} 项',
    fewer: '收起',
    more: '{n}+',
    none: '没有待办',
    noneHow: '都处理完了。',
    noWeek: '本周没有活动',
    weekHow: '活动发布后会按日期排列在这里。',
    today: '今天',
    free: '余 {n}',
    full: '已满',
    noRole: '登记您的机构',
    noRoleHow: '您还没有工作角色。机构负责人可以在这里登记机构，审核通过后即可发布活动、管理志愿者；机构工作人员请由机构管理员开通账号。',
    register: '登记机构',
    volunteer: '我是志愿者，去手机端',
    since: '等待自 {at}',
    due: '截止',
  },
  {
    title: 'Workbench',
    hello: 'Hello, {name}',
    mine: 'Waiting for me',
    late: 'Late',
    week: 'This week’s activities',
    places: 'Signed up this week',
    lastWeek: 'last week {n}',
    of: 'of {n} places',
    all: 'Show all',
    allN: 'Show all {n}',
    fewer: 'Show fewer',
    more: '{n}+',
    none: 'Nothing waits for you',
    noneHow: 'All is done.',
    noWeek: 'No activities this week',
    weekHow: 'Published activities appear here by day.',
    today: 'Today',
    free: '{n} free',
    full: 'Full',
    noRole: 'Register your organisation',
    noRoleHow:
      'You have no role yet. Whoever leads an organisation can register it here; after its review it publishes activities and looks after volunteers. ' +
      'Staff get their account from their organisation’s administrator.',
    register: 'Register an organisation',
    volunteer: 'I am a volunteer',
    since: 'waiting since {at}',
    due: 'due',
  },
)

const isLate = (task: Task) => !!task.due && new Date(task.due).getTime() < Date.now()

export function Component() {
  const session = useSession()
  const go = useNavigate()
  const staff = session.me.roles.some((r) => r.role !== 'volunteer')
  if (!staff) {
    return (
      <Page title={t.title}>
        <Card>
          <Empty
            title={t.noRole}
            text={t.noRoleHow}
            act={
              <>
                <Button type="primary" icon={<PlusOutlined />} onClick={() => void go('/orgs/new')}>
                  {t.register}
                </Button>{' '}
                <Button href="/v/">{t.volunteer}</Button>
              </>
            }
          />
        </Card>
      </Page>
    )
  }
  return <Desk />
}

function Desk() {
  const session = useSession()
  const { may, orgId, me, place } = session
  const work = useLoad(() => take(api.GET('/me/work', { params: { query: orgId ? { org_id: orgId } : {} } })), [place?.key])
  const today = format.dayKey(Date.now())
  const from = monday(today)
  const weeks = useLoad(
    () => (may('activity.read') ? between(addDays(from, -7), addDays(from, 6), orgId) : Promise.resolve(undefined)),
    [from, orgId],
  )
  const week = { ...weeks, data: weeks.data?.filter((a) => format.dayKey(a.start) >= from) }
  const all = work.data?.items ?? []
  const urgent = all.filter((kind) => kind.urgent)
  const kinds = all.filter((kind) => !kind.urgent)
  const late = all
    .flatMap((kind) => kind.items.filter(isLate).map((task) => ({ kind, task })))
    .sort((a, b) => a.task.due!.localeCompare(b.task.due!))
  const taken = week.data?.reduce((n, a) => n + Math.max(0, a.capacity - a.free), 0)
  const places = week.data?.reduce((n, a) => n + a.capacity, 0)
  const weekAt = `/activities?from=${from}&to=${addDays(from, 6)}`
  return (
    <Page title={t.hello({ name: me.name ?? '' })} sub={format.day(today)}>
      {urgent.map((kind) => (
        <Urgent key={kind.kind} kind={kind} />
      ))}
      <ul className="tx-figures">
        <Figure label={t.mine} value={work.data && count(work.data.count, work.data.more)} to="#mine" />
        <Figure label={t.late} value={work.data && String(work.data.late)} to="#late" tone={late.length ? 'late' : undefined} />
        {may('activity.read') && (
          <Figure
            label={t.week}
            value={week.data && String(week.data.length)}
            note={weeks.data && week.data && t.lastWeek({ n: weeks.data.length - week.data.length })}
            to={weekAt}
          />
        )}
        {may('activity.read') && (
          <Figure label={t.places} value={week.data && String(taken)} note={places !== undefined && t.of({ n: places })} to={weekAt} />
        )}
      </ul>
      <div className={may('activity.read') ? 'tx-desk' : ''}>
        <div>
          {late.length > 0 && (
            <section id="late">
              <Card
                title={
                  <>
                    <StateTag tone="late">{t.late}</StateTag> {work.data?.late}
                  </>
                }
              >
                <Late late={late} />
              </Card>
            </section>
          )}
          <section id="mine">
            {!work.data ? (
              <Waiting of={work} />
            ) : all.length === 0 ? (
              <Card title={t.mine}>
                <Empty title={t.none} text={t.noneHow} />
              </Card>
            ) : (
              kinds.map((kind) => (
                <Card
                  key={kind.kind}
                  title={
                    <>
                      {word(workKind, kind.kind)} <span className="tx-count">{count(kind.count, kind.more)}</span>
                    </>
                  }
                  extra={
                    <WorkLink to={kind.link}>
                      {kind.count > kind.items.length ? t.allN({ n: count(kind.count, kind.more) }) : t.all}
                    </WorkLink>
                  }
                >
                  <ul className="tx-tasks">
                    {kind.items.map((task) => (
                      <TaskLine key={task.id} task={task} />
                    ))}
                  </ul>
                </Card>
              ))
            )}
          </section>
        </div>
        {may('activity.read') && (
          <Card title={t.week} extra={<Link to={weekAt}>{t.all}</Link>}>
            {!week.data ? (
              <Waiting of={week} />
            ) : week.data.length === 0 ? (
              <Empty title={t.noWeek} text={t.weekHow} />
            ) : (
              <Week activities={week.data} today={today} />
            )}
          </Card>
        )}
      </div>
    </Page>
  )
}

const count = (n: number, more: boolean) => (more ? t.more({ n }) : String(n))

/** Urgent is work that stands above all other, in red, until it is done. */
const Urgent = ({ kind }: { kind: Kind }) => (
  <Alert
    className="tx-gap-below tx-urgent"
    type="error"
    showIcon
    icon={<WarningFilled />}
    role="alert"
    title={
      <WorkLink to={kind.link}>
        {word(workKind, kind.kind)} {count(kind.count, kind.more)}
      </WorkLink>
    }
    description={
      <ul className="tx-tasks">
        {kind.items.map((task) => (
          <TaskLine key={task.id} task={task} />
        ))}
      </ul>
    }
  />
)

/** How much late work stands there before somebody asks for the rest. */
const few = 10

/** Late shows what is overdue, the longest first; all of it for the asking. */
function Late({ late }: { late: { kind: Kind; task: Task }[] }) {
  const [all, setAll] = useState(false)
  return (
    <>
      <ul className="tx-tasks">
        {late.slice(0, all ? undefined : few).map(({ kind, task }) => (
          <TaskLine key={`${kind.kind} ${task.id}`} task={task} kind={word(workKind, kind.kind)} />
        ))}
      </ul>
      {late.length > few && (
        <Button type="link" onClick={() => setAll(!all)}>
          {all ? t.fewer : t.allN({ n: late.length })}
        </Button>
      )}
    </>
  )
}

const shown = new Set(['published', 'signup_closed', 'ongoing', 'ended', 'recorded', 'archived'])

/** The activities from one day to another, both included, that take or took place, earliest first; 300 at most. */
async function between(from: string, to: string, orgId: string | undefined): Promise<Activity[]> {
  const query = { from, to, limit: 100, ...(orgId ? { org_id: orgId } : {}) }
  const list: Activity[] = []
  let after: string | undefined
  do {
    const page = await take(api.GET('/activities', { params: { query: { ...query, ...(after ? { after } : {}) } } }))
    list.push(...page.items)
    after = page.next
  } while (after && list.length < 300)
  return list.filter((a) => shown.has(a.status)).sort((a, b) => a.start.localeCompare(b.start))
}

function Figure({
  label,
  value,
  note,
  to,
  tone,
}: {
  label: string
  value: string | undefined
  note?: ReactNode
  to: string
  tone?: 'late' | undefined
}) {
  const inside = (
    <>
      <span className="tx-muted">{label}</span>
      <strong className={`tx-figure${tone ? ' tx-warn' : ''}`}>{value ?? '…'}</strong>
      <span className="tx-muted tx-small">{note || '\u00a0'}</span>
    </>
  )
  return (
    <li>
      {to.startsWith('#') ? (
        <a href={to} onClick={(e) => (e.preventDefault(), document.querySelector(to)?.scrollIntoView({ block: 'start' }))}>
          {inside}
        </a>
      ) : (
        <Link to={to}>{inside}</Link>
      )}
    </li>
  )
}

/** dayOrTime leaves the clock out of what is due at the turn of a day. */
const dayOrTime = (due: string) => (format.clock(due) === '00:00' ? format.dayKey(due) : due)

const TaskLine = ({ task, kind }: { task: Task; kind?: string }) => (
  <li>
    <WorkLink to={task.link}>
      <span className="tx-task-name">
        {kind && <span className="tx-muted">{kind} · </span>}
        {task.title} {task.note && <span className="tx-muted">{task.note}</span>}
      </span>
      <span className="tx-muted">
        {task.due ? (
          <>
            {t.due} <Deadline at={dayOrTime(task.due)} />
          </>
        ) : (
          task.since && t.since({ at: format.shortDay(task.since) })
        )}
      </span>
    </WorkLink>
  </li>
)

/** WorkLink leads to a page of the console, or of the volunteers' app. */
const WorkLink = ({ to, children }: { to: string; children: ReactNode }) =>
  to.startsWith('/v/') ? <a href={to}>{children}</a> : <Link to={to}>{children}</Link>

function Week({ activities, today }: { activities: Activity[]; today: string }) {
  const days = [...new Set(activities.map((a) => format.dayKey(a.start)))]
  return (
    <div className="tx-week">
      {days.map((day) => (
        <section key={day} aria-label={format.day(day)}>
          <h3 className={day === today ? 'tx-ok' : ''}>
            {format.day(day)} {day === today && t.today}
          </h3>
          <ul className="tx-tasks">
            {activities
              .filter((a) => format.dayKey(a.start) === day)
              .map((a) => (
                <li key={a.id}>
                  <Link to={`/activities/${a.id}`}>
                    <span className="tx-task-name">
                      <span className="tx-figure">
                        {format.clock(a.start)}–{format.clock(a.end)}
                      </span>{' '}
                      {a.title} <span className="tx-muted">{word(activityStatus, a.status)}</span>
                    </span>
                    <span className="tx-muted">{a.upcoming ? (a.free > 0 ? t.free({ n: a.free }) : t.full) : ''}</span>
                  </Link>
                </li>
              ))}
          </ul>
        </section>
      ))}
    </div>
  )
}
