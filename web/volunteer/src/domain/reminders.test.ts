import { expect, test } from 'vitest'
import { reminders } from './reminders.ts'

const me = { channels: ['sms'], mobile: '138****0001', quiet_from: '21:00', quiet_to: '08:00' }
const at = (local: string) => Date.parse(`${local}:00+08:00`)

test.each([
  [
    'a week before',
    '2026-03-06T14:00',
    '2026-03-01T12:00',
    me,
    [
      ['2026-03-05T14:00', 'inbox sms'],
      ['2026-03-06T12:00', 'inbox sms'],
    ],
  ],
  ['three hours before', '2026-03-06T14:00', '2026-03-06T11:00', me, [['2026-03-06T12:00', 'inbox sms']]],
  ['an hour before', '2026-03-06T14:00', '2026-03-06T13:00', me, []],
  ['SMS is off', '2026-03-06T14:00', '2026-03-06T11:00', { ...me, channels: [] }, [['2026-03-06T12:00', 'inbox']]],
  ['no address', '2026-03-06T14:00', '2026-03-06T11:00', { ...me, channels: ['email'] }, [['2026-03-06T12:00', 'inbox']]],
  [
    'early morning',
    '2026-03-06T09:00',
    '2026-03-05T12:00',
    me,
    [
      ['2026-03-06T07:00', 'inbox'],
      ['2026-03-06T08:00', 'sms'],
    ],
  ],
  ['begins when the quiet hours end', '2026-03-06T08:00', '2026-03-05T12:00', me, [['2026-03-06T06:00', 'inbox']]],
] as const)('%s', (_, start, now, settings, want) => {
  const got = reminders(new Date(at(start)).toISOString(), settings, at(now))
  expect(got.map((r) => [r.at, r.by.join(' ')])).toEqual(want.map(([when, by]) => [at(when), by]))
})
