// One activity on a card, for the list, the calendar and its own page.
import { callOf, format, offers, texts } from '@tongxing/shared'
import { activityType, signupStatus } from '@tongxing/shared/words'
import { useLocation } from 'wouter-preact'
import { useData } from '../data/data.ts'
import { pendingFor } from '../data/queue.ts'
import { loggedIn, me, profile } from '../data/session.ts'
import type { Card, Signup } from '../domain/types.ts'
import { word } from '../domain/words.ts'
import { distance, here } from '../parts/geo.ts'
import { Icon } from '../parts/icons.tsx'
import { State, Tag } from '../parts/parts.tsx'

export const t = texts(
  {
    free: '剩 {n} 个名额',
    full: '已满',
    fullWaits: '已满，可候补',
    waiting: '候补 {n} 人',
    unsent: '报名待同步',
    notYet: '{when}开始报名',
    closed: '报名已截止',
    clearance: '需从业查询',
    age: '{age} 周岁以上',
    tooYoung: '未满 {age} 周岁',
    skills: '需：{skills}',
    away: '距您 {km} 公里',
  },
  {
    free: '{n} {n|place|places} left',
    full: 'Full',
    fullWaits: 'Full, waiting list',
    waiting: '{n} in line',
    unsent: 'Sign-up to be sent',
    notYet: 'Opens {when}',
    closed: 'Closed',
    clearance: 'Clearance needed',
    age: '{age} and over',
    tooYoung: 'Under {age}',
    skills: 'Needs: {skills}',
    away: '{km} km away',
  },
)

/** useMine is which activities one has a place on, or a turn. */
export function useMine(): Map<string, Signup> {
  const read = useData(
    loggedIn.value && me.value?.volunteer_id ? callOf('get', '/me/signups', { params: { query: { upcoming: true, limit: 100 } } }) : null,
  )
  return new Map((read.data?.items ?? []).map((s) => [s.activity_id, s]))
}

export function ActivityCard({ a, mine }: { a: Card; mine?: Signup | undefined }) {
  const [, go] = useLocation()
  const km = here.value && a.lat ? distance(here.value, a) : 0
  return (
    <a
      class="card act"
      href={`/v/a/${a.id}`}
      onClick={(e) => {
        e.preventDefault()
        go(`/a/${a.id}`)
      }}
    >
      <h2>{a.title}</h2>
      <p class="fact">
        <Icon name="clock" size={16} />
        {format.span(a.start, a.end)}
      </p>
      <p class="fact">
        <Icon name="place" size={16} />
        <span>
          {a.address}
          {km > 0 && ` · ${t.away({ km: km.toFixed(1) })}`}
        </span>
      </p>
      <p class="tags">
        <Mine id={a.id} mine={mine} />
        {!(mine && Date.parse(a.signup_from) > Date.now()) && <Places a={a} />}
        <May a={a} />
      </p>
      <p class="note">{[word(activityType, a.type), a.org_name].filter(Boolean).join(' · ')}</p>
    </a>
  )
}

function Mine({ id, mine }: { id: string; mine?: Signup | undefined }) {
  if (pendingFor(id, 'signup'))
    return (
      <Tag tone="wait" icon="sync">
        {t.unsent}
      </Tag>
    )
  if (!mine || !offers(mine.acts, 'withdraw')) return null
  return <State code={mine.status} text={word(signupStatus, mine.status)} />
}

export function Places({ a }: { a: Card }) {
  const now = Date.now()
  if (Date.parse(a.signup_from) > now)
    return (
      <Tag tone="plain" icon="clock">
        {t.notYet({ when: format.instant(a.signup_from) })}
      </Tag>
    )
  if (Date.parse(a.signup_to) <= now || a.status !== 'published')
    return (
      <Tag tone="plain" icon="cross">
        {t.closed}
      </Tag>
    )
  if (a.free > 0 && a.waiting === 0)
    return (
      <Tag tone="jade" icon="people">
        {t.free({ n: a.free })}
      </Tag>
    )
  if (!a.waitlist)
    return (
      <Tag tone="plain" icon="people">
        {t.full}
      </Tag>
    )
  return (
    <Tag tone="wait" icon="people">
      {a.waiting > 0 ? `${t.fullWaits} · ${t.waiting({ n: a.waiting })}` : t.fullWaits}
    </Tag>
  )
}

/** May says what stands in the way, as far as the phone knows; the activity's own page has the server's word. */
function May({ a }: { a: Card }) {
  const v = profile.value
  const clear = v?.clearance === 'clear' && (!v.clearance_valid_to || v.clearance_valid_to > a.end)
  const young = v && a.min_age > v.age
  return (
    <>
      {a.needs_clearance && !clear && (
        <Tag tone="wait" icon="shield">
          {t.clearance}
        </Tag>
      )}
      {a.min_age > 0 &&
        (young ? (
          <Tag tone="late" icon="cross">
            {t.tooYoung({ age: a.min_age })}
          </Tag>
        ) : (
          !v && (
            <Tag tone="plain" icon="me">
              {t.age({ age: a.min_age })}
            </Tag>
          )
        ))}
      {a.skills && a.skills.length > 0 && !a.skills.every((s) => v?.skills.includes(s)) && (
        <Tag tone="wait" icon="list">
          {t.skills({ skills: a.skills.join(format.comma()) })}
        </Tag>
      )}
    </>
  )
}
