// Which reminders of an activity will come: the same rules as those by which the server sends them.
import { format } from '@tongxing/shared'

const hour = 3_600_000
const leads = [24 * hour, 2 * hour]

export type Way = 'inbox' | 'sms' | 'email'

/** The settings that are in force, as /me answers them. */
export interface Settings {
  channels: readonly string[]
  mobile?: string | undefined
  email?: string | undefined
  quiet_from?: string | undefined
  quiet_to?: string | undefined
}

export interface Reminder {
  at: number
  by: Way[]
}

/**
 * reminders lists those of a place that is confirmed now. In quiet hours the app has the reminder at once, the other ways follow when they
 * end, if that is before the start.
 */
export function reminders(start: string, s: Settings | undefined, now = Date.now()): Reminder[] {
  const begins = Date.parse(start)
  const out: Reminder[] = []
  for (const at of leads.map((l) => begins - l)) {
    if (at <= now) continue
    const outside = (['sms', 'email'] as const).filter((w) => s?.channels.includes(w) && (w === 'sms' ? s.mobile : s.email))
    const later = quietUntil(at, s?.quiet_from, s?.quiet_to)
    if (later === at || outside.length === 0) out.push({ at, by: ['inbox', ...outside] })
    else {
      out.push({ at, by: ['inbox'] })
      if (later < begins) out.push({ at: later, by: outside })
    }
  }
  return out
}

/** quietUntil is the end of the quiet hours that the instant lies in, or the instant itself. */
function quietUntil(at: number, from = '21:00', to = '08:00'): number {
  const clock = format.clock(at)
  const quiet = from <= to ? from <= clock && clock < to : clock >= from || clock < to
  if (!quiet) return at
  const minutes = (of: string) => Number(of.slice(0, 2)) * 60 + Number(of.slice(3, 5))
  const wait = (minutes(to) - minutes(clock) + 1440) % 1440
  return at - (at % 60_000) + wait * 60_000
}
