// What I do next: today first, then what is coming; what was lies below.
import { callOf, format, isOpen, offers, texts } from '@tongxing/shared'
import { signupStatus } from '@tongxing/shared/words'
import { useState } from 'preact/hooks'
import { saveCalendar } from '../domain/calendar.ts'
import { addDays } from '../domain/days.ts'
import { useList } from '../data/data.ts'
import { Icon } from '../parts/icons.tsx'
import { Go, Pending, Private } from '../parts/forms.tsx'
import { Button, Choice, Empty, Page, ShowList, State } from '../parts/parts.tsx'
import { items, pendingFor } from '../data/queue.ts'
import { useVisits } from '../data/visit.ts'
import type { Signup } from '../domain/types.ts'
import { word } from '../domain/words.ts'
import { Leave } from './detail.tsx'
import { useLocation } from 'wouter-preact'

export const t = texts(
  {
    title: '日程',
    coming: '将要参加',
    past: '以往',
    which: '范围',
    empty: '还没有日程',
    emptyText: '报名的活动会出现在这里。',
    find: '去找活动',
    emptyPast: '还没有参加过活动',
    today: '今天',
    tomorrow: '明天',
    calendar: '加入日历',
    leave: '请假',
    leaveLine: '退出候补',
    see: '详情',
    checkin: '签到',
    checkout: '签退',
    late: '临时请假',
    sending: '{title}：待同步的报名',
  },
  {
    title: 'Schedule',
    coming: 'Coming',
    past: 'Past',
    which: 'Which',
    empty: 'Nothing planned',
    emptyText: 'What you sign up for appears here.',
    find: 'Find activities',
    emptyPast: 'No activities yet',
    today: 'Today',
    tomorrow: 'Tomorrow',
    calendar: 'Add to calendar',
    leave: 'Withdraw',
    leaveLine: 'Leave the line',
    see: 'Details',
    checkin: 'Check in',
    checkout: 'Check out',
    late: 'late',
    sending: '{title}: sign-up to be sent',
  },
)

type Which = 'coming' | 'past'

export function Plan() {
  const [which, setWhich] = useState<Which>('coming')
  return (
    <Page title={t.title}>
      <Private volunteer>
        {() => (
          <>
            <Choice<Which>
              label={t.which}
              value={which}
              set={setWhich}
              options={[
                ['coming', t.coming],
                ['past', t.past],
              ]}
            />
            {which === 'coming' ? <Coming /> : <Past />}
          </>
        )}
      </Private>
    </Page>
  )
}

/** live tells whether the volunteer is still expected, or waits. */
const live = (s: Signup) => offers(s.acts, 'withdraw')

function Coming() {
  const today = format.dayKey(Date.now())
  const read = useList(callOf('get', '/me/signups', { params: { query: { limit: 100, from: today } } }))
  const ahead = { ...read, items: read.items.filter((s) => live(s) && Date.parse(s.end) > Date.now()) }
  const unsent = items.value.filter((i) => i.kind === 'signup' && i.state === 'waiting')
  const days = new Map<string, Signup[]>()
  for (const s of ahead.items) {
    const d = format.dayKey(s.start)
    days.set(d, [...(days.get(d) ?? []), s])
  }
  const name = (d: string) => [d === today ? t.today : d === addDays(today, 1) ? t.tomorrow : '', format.day(d)].filter(Boolean).join(' · ')
  return (
    <>
      {unsent.map((i) => (
        <p class="card line" key={i.key}>
          <span>{t.sending({ title: i.name })}</span>
          <Pending />
        </p>
      ))}
      <ShowList
        read={{ ...ahead, items: [...days.keys()] as unknown as Signup[] }}
        empty={
          <Empty icon="plan" title={t.empty}>
            <p>{t.emptyText}</p>
            <Go to="/" kind="main">
              {t.find}
            </Go>
          </Empty>
        }
      >
        {(d) => (
          <li key={String(d)}>
            <h2 class="section">{name(String(d))}</h2>
            <ul class="list">
              {days.get(String(d))!.map((s) => (
                <li key={s.id}>
                  <Coming1 s={s} today={String(d) === today} />
                </li>
              ))}
            </ul>
          </li>
        )}
      </ShowList>
    </>
  )
}

function Coming1({ s, today }: { s: Signup; today: boolean }) {
  const [leaving, setLeaving] = useState(false)
  const [, go] = useLocation()
  const a = s.activity
  if (!a) return null
  const waits = s.status === 'waitlisted'
  const visit = useVisits()(s.activity_id)
  return (
    <div class="card">
      <h3>
        <a
          class="plain-link"
          href={`/v/a/${a.id}`}
          onClick={(e) => {
            e.preventDefault()
            go(`/a/${a.id}`)
          }}
        >
          {a.title}
        </a>
      </h3>
      <p class="fact">
        <Icon name="clock" size={16} />
        {format.span(s.start, s.end)}
      </p>
      <p class="fact">
        <Icon name="place" size={16} />
        {a.address}
      </p>
      <p class="tags">
        {pendingFor(a.id, 'withdraw', 'signup') ? <Pending /> : <State code={s.status} text={word(signupStatus, s.status)} />}
      </p>
      <div class="actions">
        {(today || visit === 'out') && s.may_check_in && visit !== 'done' && (
          <Go to="/checkin" kind="main" icon="scan">
            {visit === 'out' ? t.checkout : t.checkin}
          </Go>
        )}
        {!waits && (
          <Button icon="plan" onClick={() => saveCalendar([a])}>
            {t.calendar}
          </Button>
        )}
        {isOpen(s.acts, 'withdraw') && <Button onClick={() => setLeaving(true)}>{waits ? t.leaveLine : t.leave}</Button>}
      </div>
      {leaving && <Leave a={a} mine={s} close={() => setLeaving(false)} />}
    </div>
  )
}

function Past() {
  const read = useList(callOf('get', '/me/signups', { params: { query: { limit: 50 } } }))
  const past = { ...read, items: read.items.filter((s) => !live(s) || Date.parse(s.end) <= Date.now()) }
  const [, go] = useLocation()
  return (
    <ShowList read={past} empty={<Empty icon="plan" title={t.emptyPast} />}>
      {(s) => (
        <li key={s.id}>
          <a
            class="card"
            href={`/v/a/${s.activity_id}`}
            onClick={(e) => {
              e.preventDefault()
              go(`/a/${s.activity_id}`)
            }}
          >
            <h2>{s.activity?.title}</h2>
            <p class="fact">
              <Icon name="clock" size={16} />
              {format.span(s.start, s.end)}
            </p>
            <p class="tags">
              <State code={s.status} text={word(signupStatus, s.status)} />
              {s.late && <State code="absent" text={t.late} />}
            </p>
            {s.status === 'withdrawn' && s.reason && <p class="note">{s.reason}</p>}
          </a>
        </li>
      )}
    </ShowList>
  )
}
