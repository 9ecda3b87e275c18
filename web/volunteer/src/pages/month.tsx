// The activities of a month as a calendar.
import { callOf, format, texts } from '@tongxing/shared'
import { useState } from 'preact/hooks'
import { useData } from '../data/data.ts'
import { monthGrid } from '../domain/month.ts'
import type { Filter } from '../domain/types.ts'
import { Icon } from '../parts/icons.tsx'
import { Show } from '../parts/parts.tsx'
import { ActivityCard, useMine } from './cards.tsx'

export const t = texts(
  {
    previous: '上个月',
    next: '下个月',
    none: '当天没有活动',
    dayCount: '{day}，{n} 个活动',
  },
  {
    previous: 'Previous month',
    next: 'Next month',
    none: 'Nothing on that day',
    dayCount: '{day}, {n} {n|activity|activities}',
  },
)

export function Calendar({ filter }: { filter: Filter }) {
  const today = format.dayKey(Date.now())
  const [month, setMonth] = useState(today.slice(0, 7))
  const [picked, setPicked] = useState(today)
  const grid = monthGrid(month)
  const read = useData(
    callOf('get', '/public/activities', { params: { query: { limit: 100, from: grid.first, to: grid.last, ...filter } } }),
  )
  const mine = useMine()
  const of = (day: string) => (read.data?.items ?? []).filter((a) => format.dayKey(a.start) === day)
  const turn = (to: string) => {
    setMonth(to)
    setPicked(to === today.slice(0, 7) ? today : `${to}-01`)
  }
  return (
    <Show read={read}>
      {() => (
        <>
          <div class="card calendar">
            <div class="month">
              <button class="tap" aria-label={t.previous} disabled={month <= today.slice(0, 7)} onClick={() => turn(grid.before)}>
                <Icon name="back" />
              </button>
              <h2>{grid.name}</h2>
              <button class="tap" aria-label={t.next} onClick={() => turn(grid.after)}>
                <Icon name="next" />
              </button>
            </div>
            <div class="days">
              {grid.weekdays.map((d) => (
                <span class="weekday" key={d} aria-hidden="true">
                  {d}
                </span>
              ))}
              {grid.days.map((d, i) => {
                if (!d) return <span key={i} />
                const n = of(d).length
                return (
                  <button
                    key={d}
                    class={`day${d === today ? ' today' : ''}`}
                    aria-pressed={d === picked}
                    aria-label={t.dayCount({ day: format.day(d), n })}
                    onClick={() => setPicked(d)}
                  >
                    {Number(d.slice(8))}
                    <span class="dot" data-n={Math.min(n, 3)} />
                  </button>
                )
              })}
            </div>
          </div>
          <h2 class="section">{format.day(picked)}</h2>
          {of(picked).length === 0 ? (
            <p class="note">{t.none}</p>
          ) : (
            <ul class="list">
              {of(picked).map((a) => (
                <li key={a.id}>
                  <ActivityCard a={a} mine={mine.get(a.id)} />
                </li>
              ))}
            </ul>
          )}
        </>
      )}
    </Show>
  )
}
