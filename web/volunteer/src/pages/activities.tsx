// What one can do near here: a list or a calendar, for everybody.
import { callOf, format, offers, texts, type operations } from '@tongxing/shared'
import { activityType, signupStatus } from '@tongxing/shared/words'
import { useEffect, useState } from 'preact/hooks'
import { useLocation, useSearch } from 'wouter-preact'
import { useData, useList } from '../data/data.ts'
import { distance, here, locate } from '../parts/geo.ts'
import { Icon, Mark } from '../parts/icons.tsx'
import { Button, Choice, Empty, Row, ShowList, State, Tag } from '../parts/parts.tsx'
import { pendingFor } from '../data/queue.ts'
import { chooseLanguage, language, loggedIn, me, profile } from '../data/session.ts'
import type { Card, Signup } from '../domain/types.ts'
import { word } from '../domain/words.ts'
import { range, type When } from '../domain/days.ts'
import { lazily } from '../parts/lazy.tsx'
import type { Place } from './regions.tsx'

export const t = texts(
  {
    title: '同行 · 找活动',
    when: '时间',
    all: '全部',
    today: '今天',
    week: '本周',
    weekend: '周末',
    everywhere: '全部地区',
    types: '类型',
    anyType: '全部类型',
    list: '列表',
    calendar: '日历',
    view: '显示方式',
    near: '按距离',
    nearOff: '没有获得位置，请在手机设置中允许。',
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
    empty: '这里暂时没有活动',
    emptyText: '换个时间或地区看看，新活动会陆续发布。',
    clear: '查看全部活动',
    language: 'English',
    welcome: '先看看，报名时再登录',
    danger: '发现儿童受侵害？',
  },
  {
    title: 'Tongxing · Activities',
    when: 'When',
    all: 'All',
    today: 'Today',
    week: 'This week',
    weekend: 'Weekend',
    everywhere: 'All regions',
    types: 'Kind',
    anyType: 'Every kind',
    list: 'List',
    calendar: 'Calendar',
    view: 'View',
    near: 'By distance',
    nearOff: 'The phone gave no position; allow it in its settings.',
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
    empty: 'No activities here for now',
    emptyText: 'Try another time or region; new ones appear all the time.',
    clear: 'See all activities',
    language: '中文',
    welcome: 'Look around; log in when you sign up',
    danger: 'A child in danger?',
  },
)

const Todo = lazily(() => import('./todo.tsx').then((m) => m.Todo), true)
const Calendar = lazily(() => import('./month.tsx').then((m) => m.Calendar))
const RegionDialog = lazily(() => import('./regions.tsx').then((m) => m.RegionDialog), true)

const placeKey = 'tongxing.region'

function storedPlace(): Place | undefined {
  try {
    return JSON.parse(localStorage.getItem(placeKey) ?? 'null') ?? undefined
  } catch {
    return undefined
  }
}

type View = 'list' | 'calendar'

export function Activities() {
  const search = new URLSearchParams(useSearch())
  const [, go] = useLocation()
  const [place, setPlace] = useState<Place | undefined>(storedPlace)
  const [choosing, setChoosing] = useState(false)
  const when = (search.get('when') ?? 'all') as When
  const type = search.get('type') ?? ''
  const view = (search.get('view') ?? 'list') as View
  const set = (name: string, value: string) => {
    const next = new URLSearchParams(search)
    if (value) next.set(name, value)
    else next.delete(name)
    go(`/?${next}`, { replace: true })
  }
  const choose = (p: Place | null) => {
    setChoosing(false)
    setPlace(p ?? undefined)
    if (p) localStorage.setItem(placeKey, JSON.stringify(p))
    else localStorage.removeItem(placeKey)
  }
  useEffect(() => {
    document.title = t.title
  }, [])
  const filter: Filter = { ...(place && { region: place.path }), ...(type && { type }) }
  return (
    <>
      <header class="top home">
        <Mark />
        <h1 tabIndex={-1}>{t.title}</h1>
        <button
          class="link"
          lang={language.value === 'en' ? 'zh-CN' : 'en'}
          onClick={() => chooseLanguage(language.value === 'en' ? 'zh-CN' : 'en')}
        >
          {t.language}
        </button>
      </header>
      <main class="page">
        {me.value === null && <p class="note welcome">{t.welcome}</p>}
        {me.value?.volunteer_id && <Todo />}
        <div class="filters">
          <button class="chip region" onClick={() => setChoosing(true)}>
            <Icon name="place" size={18} />
            <span>{place ? place.name.split(' ').slice(-2).join(' ') : t.everywhere}</span>
            <Icon name="down" size={16} />
          </button>
          <label class="hidden" for="type">
            {t.types}
          </label>
          <select id="type" class="chip" value={type} onChange={(e) => set('type', e.currentTarget.value)}>
            <option value="">{t.anyType}</option>
            {Object.entries(activityType).map(([code, text]) => (
              <option key={code} value={code}>
                {text}
              </option>
            ))}
          </select>
          <button
            class="chip square"
            aria-label={`${t.view}: ${view === 'list' ? t.calendar : t.list}`}
            onClick={() => set('view', view === 'list' ? 'calendar' : '')}
          >
            <Icon name={view === 'list' ? 'plan' : 'list'} />
          </button>
        </div>
        {view === 'list' ? (
          <>
            <Choice<When>
              label={t.when}
              value={when}
              set={(v) => set('when', v === 'all' ? '' : v)}
              options={[
                ['all', t.all],
                ['today', t.today],
                ['week', t.week],
                ['weekend', t.weekend],
              ]}
            >
              <button class="chip" aria-pressed={!!here.value} onClick={() => (here.value ? (here.value = null) : locate(t.nearOff))}>
                <Icon name="place" size={18} />
                {t.near}
              </button>
            </Choice>
            <Board
              query={{ ...range(when), ...filter }}
              clear={() => {
                choose(null)
                go('/', { replace: true })
              }}
            />
          </>
        ) : (
          <Calendar filter={filter} />
        )}
        <Row to="/danger" icon="shield" title={t.danger} />
      </main>
      {choosing && <RegionDialog chosen={place} choose={choose} close={() => setChoosing(false)} />}
    </>
  )
}

/** What the public list of activities may be asked for. */
export type Filter = NonNullable<operations['getPublicActivities']['parameters']['query']>

function Board({ query, clear }: { query: Filter; clear: () => void }) {
  const read = useList(callOf('get', '/public/activities', { params: { query: { limit: 12, ...query } } }))
  const mine = useMine()
  const at = here.value
  const shown = at ? { ...read, items: [...read.items].sort((a, b) => distance(at, a) - distance(at, b)) } : read
  return (
    <>
      <ShowList
        read={shown}
        empty={
          <Empty icon="find" title={t.empty}>
            <p>{t.emptyText}</p>
            <Button onClick={clear}>{t.clear}</Button>
          </Empty>
        }
      >
        {(a) => (
          <li key={a.id}>
            <ActivityCard a={a} mine={mine.get(a.id)} />
          </li>
        )}
      </ShowList>
    </>
  )
}

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
        <Places a={a} />
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
