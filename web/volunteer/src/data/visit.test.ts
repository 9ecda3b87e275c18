import { expect, test } from 'vitest'
import { visit } from './visit.ts'

const stay = (status: 'checked_in' | 'pending', day = '2026-03-06') => ({ activity_id: 'act_1', status, day, in_by: 'qr' as const })

test.each([
  ['nothing yet', [], 'in'],
  ['serving', [stay('checked_in')], 'out'],
  ['serving over midnight', [stay('checked_in', '2026-03-05')], 'out'],
  ['checked out', [stay('pending')], 'done'],
  ['checked out yesterday', [stay('pending', '2026-03-05')], 'in'],
  ['of another activity', [{ ...stay('checked_in'), activity_id: 'act_2' }], 'in'],
] as const)('%s', (_, stays, want) => expect(visit(stays, 'act_1', '2026-03-06')).toBe(want))
