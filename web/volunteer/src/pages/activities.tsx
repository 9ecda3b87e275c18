// What one can do near here: a list or a calendar, for everybody.
import { callOf, texts } from '@tongxing/shared'
import { activityType } from '@tongxing/shared/words'
import { useEffect, useState } from 'preact/hooks'
import { useLocation, useSearch } from 'wouter-preact'
import { useList } from '../data/data.ts'
import { distance, here, locate } from '../parts/geo.ts'
import { Icon, Mark } from '../parts/icons.tsx'
import { Button, Choice, Empty, Row, ShowList } from '../parts/parts.tsx'
import { chooseLanguage, language, loggedIn, me } from '../data/session.ts'
import type { Filter } from '../domain/types.ts'
import { range, type When } from '../domain/days.ts'
import { lazily } from '../parts/lazy.tsx'
import { ActivityCard, useMine } from './cards.tsx'
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
        {loggedIn.value && me.value?.volunteer_id && <Todo />}
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
