// A month laid out for a calendar.
import { locale } from '@tongxing/shared'
import { addDays, utc } from './days.ts'

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
  for (let d = first; d.startsWith(month); d = addDays(d, 1)) days.push(d)
  const last = days.slice(-1)[0]!
  const [year, number] = month.split('-').map(Number) as [number, number]
  const en = locale() === 'en'
  return {
    name: en ? utc(first).toLocaleDateString('en', { month: 'long', year: 'numeric', timeZone: 'UTC' }) : `${year}年${number}月`,
    first,
    last,
    before: addDays(first, -1).slice(0, 7),
    after: addDays(last, 1).slice(0, 7),
    days,
    weekdays: en ? ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su'] : ['一', '二', '三', '四', '五', '六', '日'],
  }
}
