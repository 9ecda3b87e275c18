import { expect, test } from 'vitest'
import { addDays, range } from './days.ts'
import { monthGrid } from './month.ts'

const at = (shanghai: string) => Date.parse(`${shanghai}+08:00`)

test.each([
  ['today', '2026-11-26T00:30:00', { from: '2026-11-26', to: '2026-11-26' }], // still the 25th in UTC
  ['week', '2026-11-26T12:00:00', { from: '2026-11-26', to: '2026-11-29' }],
  ['week', '2026-11-29T23:59:00', { from: '2026-11-29', to: '2026-11-29' }],
  ['week', '2026-11-30T00:00:00', { from: '2026-11-30', to: '2026-12-06' }],
  ['weekend', '2026-11-26T12:00:00', { from: '2026-11-28', to: '2026-11-29' }],
  ['weekend', '2026-11-28T12:00:00', { from: '2026-11-28', to: '2026-11-29' }],
  ['weekend', '2026-11-29T12:00:00', { from: '2026-11-29', to: '2026-11-29' }],
  ['all', '2026-11-29T12:00:00', {}],
] as const)('%s at %s', (when, now, query) => expect(range(when, at(now))).toEqual(query))

test('a month begins under its weekday and has all its days', () => {
  const nov = monthGrid('2026-11') // the 1st is a Sunday
  expect(nov.days.slice(0, 7)).toEqual([null, null, null, null, null, null, '2026-11-01'])
  expect([nov.first, nov.last, nov.before, nov.after]).toEqual(['2026-11-01', '2026-11-30', '2026-10', '2026-12'])
  expect(monthGrid('2028-02').last).toBe('2028-02-29')
  expect(monthGrid('2026-12').after).toBe('2027-01')
})

test('days are counted over the ends of years', () => {
  expect(addDays('2026-12-31', 1)).toBe('2027-01-01')
  expect(addDays('2026-03-01', -1)).toBe('2026-02-28')
})
