import { api, take, type components } from '@tongxing/shared'
import { attendanceAct } from '@tongxing/shared/words'
import { idem, isOpen, type BulkAct, type RowResult } from '../../parts/index.ts'

type Stay = components['schemas']['attendance.attendanceView']

/** confirmAct confirms many stays in one call; each row says what became of it. */
export function confirmAct(): BulkAct<Stay> {
  return {
    key: 'confirm',
    label: attendanceAct.confirm,
    applies: (s) => isOpen(s.acts, 'confirm'),
    run: () => Promise.resolve(),
    runAll: async (rows, key) => {
      const answer = await take(api.POST('/attendance/confirm', { body: { ids: rows.map((r) => r.id) }, headers: idem(key) }))
      return new Map<string, RowResult>(answer.items.map((r) => [r.id, r.ok ? {} : { problem: { detail: r.text ?? '' } }]))
    },
  }
}
