import { api, format, take } from '@tongxing/shared'
import { Button, Checkbox, DatePicker, Form, Radio } from 'antd'
import type { Dayjs } from 'dayjs'
import { useEffect, useRef } from 'react'
import { DayInput, useLoad } from '../../parts/index.ts'
import { Checks } from '../../parts/Checks.tsx'
import { addDays, daysBetween, weekday } from '../../parts/days.ts'
import { t } from './texts.ts'

/** What the form knows of a series; only the days that come out of it are sent. */
export interface SeriesValues {
  series?: boolean
  repeat?: 'weekly' | 'days'
  weekdays?: number[]
  first?: string
  last?: string
  skip?: boolean
  /** Days added by hand, and days left out. */
  extra?: string[]
  without?: string[]
}

const most = 60

/** candidates are the days that the repetition names, those left out included. */
export function candidates(v: SeriesValues): string[] {
  const found = new Set(v.extra ?? [])
  if ((v.repeat ?? 'weekly') === 'weekly' && v.first && v.last && v.weekdays?.length) {
    const n = Math.min(daysBetween(v.first, v.last), 400)
    for (let i = 0; i <= n; i++) {
      const d = addDays(v.first, i)
      if (v.weekdays.includes(weekday(d))) found.add(d)
    }
  }
  return [...found].sort()
}

/** chosenDays are the days on which activities will be made. */
export const chosenDays = (v: SeriesValues): string[] =>
  candidates(v)
    .filter((d) => !v.without?.includes(d))
    .slice(0, most)

interface Odd {
  [day: string]: 'holiday' | 'shift'
}

/** oddDays are those that are not what their weekday says: holidays, and weekends on which people work. */
async function oddDays(days: string[]): Promise<Odd> {
  const first = days[0]
  const last = days.at(-1)
  if (!first || !last) return {}
  const odd: Odd = {}
  for (let from = first; from <= last; from = addDays(from, 366)) {
    const to = addDays(from, 365) < last ? addDays(from, 365) : last
    // A holiday that falls on a weekend shows in the free weekday beside it.
    const list = await take(api.GET('/calendar', { params: { query: { from: addDays(from, -3), to } } }))
    const work = new Map(list.items.map((d) => [d.day, d.workday]))
    for (const d of days) {
      const w = weekday(d)
      const is = work.get(d)
      if (is === undefined) continue
      if (w >= 6 && is) odd[d] = 'shift'
      else if (w < 6 && !is) odd[d] = 'holiday'
      else if (w >= 6 && (work.get(addDays(d, w === 6 ? -1 : -2)) === false || work.get(addDays(d, w === 6 ? 2 : 1)) === false))
        odd[d] = 'holiday'
    }
  }
  return odd
}

export function SeriesFields({ v }: { v: SeriesValues }) {
  const repeat = v.repeat ?? 'weekly'
  const head = [t.mon, t.tue, t.wed, t.thu, t.fri, t.sat, t.sun]
  return (
    <div className="tw-series">
      <Form.Item name="repeat" initialValue="weekly" label={t.repeat} required>
        <Radio.Group
          options={[
            { value: 'weekly', label: t.weekly },
            { value: 'days', label: t.days },
          ]}
        />
      </Form.Item>
      {repeat === 'weekly' ? (
        <>
          <Form.Item name="weekdays" label={t.weekday} required>
            <Checks options={head.map((label, i) => ({ value: i + 1, label }))} />
          </Form.Item>
          <div className="tx-form-two">
            <Form.Item name="first" label={t.seriesFrom} required>
              <DayInput />
            </Form.Item>
            <Form.Item name="last" label={t.seriesTo} required>
              <DayInput />
            </Form.Item>
          </div>
          <Form.Item name="skip" valuePropName="checked" initialValue>
            <Checkbox>{t.skip}</Checkbox>
          </Form.Item>
        </>
      ) : (
        <Form.Item name="extra" label={t.days} required>
          <ManyDays />
        </Form.Item>
      )}
      <Form.Item name="without" noStyle>
        <DayChips v={v} />
      </Form.Item>
    </div>
  )
}

/** DayChips shows the days of the series; each can be left out and put back. Its value are those left out. */
function DayChips({ v, value = [], onChange }: { v: SeriesValues; value?: string[]; onChange?: (without: string[]) => void }) {
  const days = candidates(v)
  const odd = useLoad(() => oddDays(days), [days.join()])
  const told = useRef(new Set<string>(value))
  useEffect(() => {
    if (v.skip === false || !odd.data) return
    // What the calendar says is left out once; whoever puts a day back means it.
    const fresh = Object.keys(odd.data).filter((d) => !told.current.has(d))
    for (const d of fresh) told.current.add(d)
    if (fresh.length > 0) onChange?.([...value, ...fresh])
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once for each answer of the calendar
  }, [odd.data, v.skip])
  const chosen = chosenDays({ ...v, without: value })
  return (
    <>
      <p role="status" className="tw-above">
        <strong>{chosen.length > 0 ? t.preview({ n: chosen.length }) : t.noDays}</strong>
      </p>
      <div className="tw-days">
        {days.slice(0, 120).map((d) => {
          const on = chosen.includes(d)
          return (
            <Button
              key={d}
              type={on ? 'primary' : 'default'}
              ghost={on}
              aria-pressed={on}
              aria-label={on ? t.remove({ day: format.day(d) }) : t.add({ day: format.day(d) })}
              onClick={() => onChange?.(on ? [...value, d] : value.filter((x) => x !== d))}
            >
              {format.day(d)}
              {odd.data?.[d] && <span className="tw-odd">{odd.data[d] === 'holiday' ? t.holiday : t.shift}</span>}
            </Button>
          )
        })}
      </div>
    </>
  )
}

function ManyDays({ value = [], onChange, id }: { value?: string[]; onChange?: (v: string[]) => void; id?: string }) {
  return (
    <DatePicker
      {...(id ? { id } : {})}
      placeholder={t.pickDay}
      value={null}
      onChange={(d: Dayjs | null) => {
        const day = d?.format('YYYY-MM-DD')
        if (day && !value.includes(day)) onChange?.([...value, day].sort())
      }}
    />
  )
}
