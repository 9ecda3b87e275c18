// Calendar days in Asia/Shanghai as 2026-11-23, reckoned without the phone's zone.
import { format } from '@tongxing/shared'

export type When = 'all' | 'today' | 'week' | 'weekend'

/** utc is the day's midnight in UTC, for reckoning with days alone. */
export const utc = (day: string) => new Date(`${day}T00:00:00Z`)
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
