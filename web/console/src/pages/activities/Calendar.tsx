import { LeftOutlined, RightOutlined } from '@ant-design/icons'
import { api, format, take } from '@tongxing/shared'
import { activityStatus } from '@tongxing/shared/words'
import { Button } from 'antd'
import { Link, useSearchParams } from 'react-router'
import { useSession } from '../../session/session.tsx'
import { again, useLoad, Waiting } from '../../parts/index.ts'
import { addDays, monday, monthStart } from '../../parts/days.ts'
import { tones, word } from '../../domain/words.ts'
import type { Activity } from './activity.tsx'
import { t } from './texts.ts'
import '../../theme/work.css'

const shownPerDay = 4

/** Reads all activities of the span: a county's month is a few pages. */
async function within(from: string, to: string, orgId: string | undefined): Promise<Activity[]> {
  const all: Activity[] = []
  let after: string | undefined
  do {
    const page = await again(() =>
      take(
        api.GET('/activities', {
          params: { query: { from, to, limit: 100, ...(orgId ? { org_id: orgId } : {}), ...(after ? { after } : {}) } },
        }),
      ),
    )
    all.push(...page.items)
    after = page.next
  } while (after && all.length < 1000)
  return all.sort((a, b) => a.start.localeCompare(b.start))
}

/** The first day shown and how many: whole weeks from Monday on. */
function spanOf(view: 'month' | 'week', day: string): { from: string; days: number } {
  if (view === 'week') return { from: monday(day), days: 7 }
  const from = monday(monthStart(day))
  const last = addDays(monthStart(addDays(monthStart(day), 32)), -1)
  const weeks = addDays(from, 34) >= last ? 35 : 42
  return { from, days: weeks }
}

/** Calendar shows a month or a week of activities; the day it stands at is in the address. */
export function Calendar({ view }: { view: 'month' | 'week' }) {
  const { orgId } = useSession()
  const [params, setParams] = useSearchParams()
  const today = format.dayKey(Date.now())
  const day = /^\d{4}-\d{2}-\d{2}$/.test(params.get('day') ?? '') ? params.get('day')! : today
  const { from, days } = spanOf(view, day)
  const list = useLoad(() => within(from, addDays(from, days - 1), orgId), [from, days, orgId])
  const go = (to: string) => setParams({ view, day: to }, { replace: true })
  const step = (by: number) => go(view === 'week' ? addDays(day, 7 * by) : monthStart(addDays(monthStart(day), by > 0 ? 32 : -1)))
  const heads = [t.mon, t.tue, t.wed, t.thu, t.fri, t.sat, t.sun]
  const cells = Array.from({ length: days }, (_, i) => addDays(from, i))
  return (
    <section className="tw-calendar" aria-label={t.calendar}>
      <div className="tw-calendar-bar">
        <Button icon={<LeftOutlined />} aria-label={t.prev} onClick={() => step(-1)} />
        <Button onClick={() => go(today)}>{t.today}</Button>
        <Button icon={<RightOutlined />} aria-label={t.next} onClick={() => step(1)} />
        <h2>
          {view === 'month' ? day.slice(0, 7).replace('-', ' / ') : `${format.shortDay(from)} – ${format.shortDay(addDays(from, 6))}`}
        </h2>
      </div>
      {!list.data ? (
        <Waiting of={list} rows={10} />
      ) : (
        <div className={`tw-calendar-grid tw-calendar-${view}`}>
          {heads.map((h) => (
            <div key={h} className="tw-calendar-head" aria-hidden="true">
              {h}
            </div>
          ))}
          {cells.map((d) => (
            <Cell
              key={d}
              day={d}
              today={d === today}
              other={view === 'month' && d.slice(0, 7) !== day.slice(0, 7)}
              most={view === 'week' ? 30 : shownPerDay}
              of={list.data!.filter((a) => format.dayKey(a.start) === d)}
              more={() => setParams({ view: 'week', day: d })}
            />
          ))}
        </div>
      )}
    </section>
  )
}

function Cell({
  day,
  today,
  other,
  of,
  most,
  more,
}: {
  day: string
  today: boolean
  other: boolean
  of: Activity[]
  most: number
  more: () => void
}) {
  return (
    <div className={`tw-calendar-cell${other ? ' tw-calendar-other' : ''}`}>
      <div className={today ? 'tw-calendar-today' : 'tx-muted'}>
        <span className="tw-sr">{format.day(day)}</span>
        <span aria-hidden="true">{Number(day.slice(8))}</span>
      </div>
      <ul>
        {of.slice(0, most).map((a) => (
          <li key={a.id}>
            <Link
              to={`/activities/${a.id}`}
              className={`tw-event tw-event-${tones.activity[a.status] ?? 'neutral'}`}
              title={`${a.title} · ${word(activityStatus, a.status)} · ${a.org_name ?? ''}`}
            >
              <span className="tx-figure">{format.clock(a.start)}</span> {a.title}
              <span className="tw-sr"> {word(activityStatus, a.status)}</span>
            </Link>
          </li>
        ))}
      </ul>
      {of.length > most && (
        <Button type="link" size="small" onClick={more}>
          {t.more({ n: of.length - most })}
        </Button>
      )}
    </div>
  )
}
