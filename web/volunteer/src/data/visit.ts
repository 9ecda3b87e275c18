// What a volunteer does next on site: check in, check out, or nothing more that day.
import { callOf, format } from '@tongxing/shared'
import { loggedIn, me } from './session.ts'
import { useData } from './data.ts'
import type { Stay } from '../domain/types.ts'

export type Visit = 'in' | 'out' | 'done'

const useLatest = () =>
  useData(loggedIn.value && me.value?.volunteer_id ? callOf('get', '/me/attendance', { params: { query: { limit: 20 } } }) : null)

/** useServing tells whether a stay lasts now. */
export const useServing = (): boolean => (useLatest().data?.items ?? []).some((s) => s.status === 'checked_in')

/** useVisits tells what comes next at an activity, from the latest stays. A code works once a day in each direction. */
export function useVisits(): (activity: string) => Visit {
  const read = useLatest()
  return (activity) => visit(read.data?.items ?? [], activity, format.dayKey(Date.now()))
}

/** visit tells it for the day. */
export function visit(stays: readonly Pick<Stay, 'activity_id' | 'status' | 'day' | 'in_by'>[], activity: string, day: string): Visit {
  const here = stays.filter((s) => s.activity_id === activity)
  if (here.some((s) => s.status === 'checked_in')) return 'out'
  return here.some((s) => s.day === day && s.in_by === 'qr') ? 'done' : 'in'
}
