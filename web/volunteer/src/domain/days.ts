// Calendar days in Asia/Shanghai as 2026-11-23, reckoned without the phone's zone.
import { format, locale } from '@tongxing/shared'

export type When = 'all' | 'today' | 'week' | 'weekend'

const utc = (day: string) => new Date(`${day}T00:00:00Z`)
const plus = (day: string, n: number) => new Date(utc(day).getTime() + n * 86_400_000).toISOString().slice(0, 10)

/** addDays is the day n days later. */
export const addDays = plus

/** range is a span of days as a list asks for it: this week and the weekend end on Sunday. */
export function range(when: When, now: number = Date.now()): { from?: string; to?: string } {
  const today = format.dayKey(now)
  const weekday = (utc(today).getUTCDay() + 6) % 7 // Monday is 0
  const sunday = plus(today, 6 - weekday)
  if (when === 'today') return { from: today, to: today }
  if (when === 'week') return { from: today, to: sunday }
  if (when === 'weekend') return { from: weekday === 6 ? today : plus(sunday, -1), to: sunday }
  return {}
}

export interface Grid {
  name: string
  first: string
  last: string
  before: string
  after: string
  weekdays: string[]
  /** The days in rows of seven from Monday, with gaps before the first. */
  days: (string | null)[]
}

/** monthGrid lays out a month like 2026-11. */
export function monthGrid(month: string): Grid {
  const first = `${month}-01`
  const lead = (utc(first).getUTCDay() + 6) % 7
  const days: (string | null)[] = Array.from({ length: lead }, () => null)
  for (let d = first; d.startsWith(month); d = plus(d, 1)) days.push(d)
  const last = days.slice(-1)[0]!
  const [year, number] = month.split('-').map(Number) as [number, number]
  const en = locale() === 'en'
  return {
    name: en ? utc(first).toLocaleDateString('en', { month: 'long', year: 'numeric', timeZone: 'UTC' }) : `${year}年${number}月`,
    first,
    last,
    before: plus(first, -1).slice(0, 7),
    after: plus(last, 1).slice(0, 7),
    days,
    weekdays: en ? ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su'] : ['一', '二', '三', '四', '五', '六', '日'],
  }
}
