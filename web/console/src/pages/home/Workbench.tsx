import { PlusOutlined } from '@ant-design/icons'
import { api, format, Problem, take, texts, type components } from '@tongxing/shared'
import { Button } from 'antd'
import { useState, type ReactNode } from 'react'
import { Link, useNavigate } from 'react-router'
import { sessionOver, useSession } from '../../session/session.tsx'
import { Card, Deadline, Empty, Page, Refusal, StateTag, useLoad, Waiting } from '../../parts/index.ts'
import { addDays, monday } from '../../parts/days.ts'
import { w as work, word as workWord } from '../../domain/words.ts'
import { kindsOf, type Kind, type Task, type Tasks } from './todo.ts'

type Activity = components['schemas']['activities.cardView']

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
    partly: '部分待办没有读到',
    since: '等待自 {at}',
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
    partly: 'Some of the list could not be read',
    since: 'waiting since {at}',
  },
)

interface Group extends Kind, Tasks {}

const isLate = (task: Task) =>
  !!task.due && new Date(task.due.length === 10 ? `${task.due}T23:59:59+08:00` : task.due).getTime() < Date.now()

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
  const todo = useLoad(() => readAll(kindsOf(session)), [place?.key])
  const today = format.dayKey(Date.now())
  const from = monday(today)
  const week = useLoad(() => (may('activity.read') ? between(from, addDays(from, 6), orgId) : Promise.resolve(undefined)), [from, orgId])
  const before = useLoad(
    () => (may('activity.read') ? between(addDays(from, -7), addDays(from, -1), orgId) : Promise.resolve(undefined)),
    [from, orgId],
  )
  const groups = todo.data?.groups ?? []
  const tasks = groups.flatMap((g) => g.tasks.map((task) => ({ group: g, task })))
  const late = tasks.filter(({ task }) => isLate(task)).sort((a, b) => a.task.due!.localeCompare(b.task.due!))
  const more = groups.some((g) => g.more)
  const taken = week.data?.reduce((n, a) => n + Math.max(0, a.capacity - a.free), 0)
  const places = week.data?.reduce((n, a) => n + a.capacity, 0)
  const weekAt = `/activities?from=${from}&to=${addDays(from, 6)}`
  return (
    <Page title={t.hello({ name: me.name ?? '' })} sub={format.day(today)}>
      <ul className="tx-figures">
        <Figure label={t.mine} value={todo.data && count(tasks.length, more)} to="#mine" />
        <Figure label={t.late} value={todo.data && count(late.length, more)} to="#late" tone={late.length ? 'late' : undefined} />
        {may('activity.read') && (
          <Figure
            label={t.week}
            value={week.data && String(week.data.length)}
            note={before.data && t.lastWeek({ n: before.data.length })}
            to={weekAt}
          />
        )}
        {may('activity.read') && (
          <Figure label={t.places} value={week.data && String(taken)} note={places !== undefined && t.of({ n: places })} to={weekAt} />
        )}
      </ul>
      <div className={may('activity.read') ? 'tx-desk' : ''}>
        <div>
          {todo.data && todo.data.problem && <Refusal problem={todo.data.problem}>{t.partly}</Refusal>}
          {late.length > 0 && (
            <section id="late">
              <Card
                title={
                  <>
                    <StateTag tone="late">{t.late}</StateTag> {count(late.length, more)}
                  </>
                }
              >
                <Late late={late} />
              </Card>
            </section>
          )}
          <section id="mine">
            {!todo.data ? (
              <Waiting of={todo} />
            ) : groups.length === 0 ? (
              <Card title={t.mine}>
                <Empty title={t.none} text={t.noneHow} />
              </Card>
            ) : (
              groups.map((g) => (
                <Card
                  key={g.key}
                  title={
                    <>
                      {g.title} <span className="tx-count">{count(g.tasks.length, g.more)}</span>
                    </>
                  }
                  extra={<Link to={g.to}>{g.tasks.length > few ? t.allN({ n: count(g.tasks.length, g.more) }) : t.all}</Link>}
                >
                  <ul className="tx-tasks">
                    {g.tasks.slice(0, few).map((task) => (
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

/** How many of a kind the workbench shows; its heading counts the rest and leads on. */
const few = 5

const count = (n: number, more: boolean) => (more ? t.more({ n }) : String(n))

/** Late shows what is overdue, the longest first; all of it for the asking. */
function Late({ late }: { late: { group: Group; task: Task }[] }) {
  const [all, setAll] = useState(false)
  return (
    <>
      <ul className="tx-tasks">
        {late.slice(0, all ? undefined : 2 * few).map(({ group, task }) => (
          <TaskLine key={`${group.key} ${task.id}`} task={task} kind={group.title} />
        ))}
      </ul>
      {late.length > 2 * few && (
        <Button type="link" onClick={() => setAll(!all)}>
          {all ? t.fewer : t.allN({ n: late.length })}
        </Button>
      )}
    </>
  )
}

/** readAll asks every kind at once; one that fails leaves the others on the screen. */
async function readAll(kinds: Kind[]): Promise<{ groups: Group[]; problem: Problem | undefined }> {
  let problem: Problem | undefined
  const groups = await Promise.all(
    kinds.map(async (k): Promise<Group> => {
      try {
        const { tasks, more } = await k.read()
        return { ...k, tasks: [...tasks].sort((a, b) => (a.due ?? a.since ?? '').localeCompare(b.due ?? b.since ?? '')), more }
      } catch (err) {
        if (!(err instanceof Problem) || sessionOver(err)) throw err
        problem = err
        return { ...k, tasks: [], more: false }
      }
    }),
  )
  return { groups: groups.filter((g) => g.tasks.length > 0), problem }
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

const TaskLine = ({ task, kind }: { task: Task; kind?: string }) => (
  <li>
    <Link to={task.to}>
      <span className="tx-task-name">
        {kind && <span className="tx-muted">{kind} · </span>}
        {task.title} {task.note && <span className="tx-muted">{task.note}</span>}
      </span>
      <span className="tx-muted">{task.due ? <Deadline at={task.due} /> : task.since && t.since({ at: format.shortDay(task.since) })}</span>
    </Link>
  </li>
)

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
                      {a.title} <span className="tx-muted">{workWord(work.activity, a.status)}</span>
                    </span>
                    <span className="tx-muted">
                      {['published', 'signup_closed'].includes(a.status) ? (a.free > 0 ? t.free({ n: a.free }) : t.full) : ''}
                    </span>
                  </Link>
                </li>
              ))}
          </ul>
        </section>
      ))}
    </div>
  )
}
