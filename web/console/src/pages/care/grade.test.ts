import { expect, test } from 'vitest'
import { gradeOf, higher } from './grade.ts'

const field = (code: string) => ({ code, label: code, kind: 'choice' as const, needed: true })
const form = {
  sections: [
    { code: 'danger', title: 'd', fields: [{ code: 'triggers', label: 't', kind: 'choices' as const, needed: true }] },
    { code: 'all', title: 'a', fields: Array.from({ length: 10 }, (_, i) => field(`q${i}`)) },
  ],
}

/** answers with so many points in all. */
const worth = (n: number, triggers = 'none') => ({
  triggers,
  ...Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`q${i}`, String(Math.min(3, Math.max(0, n - 3 * i)))])),
})

test.each([
  [0, 'green'],
  [5, 'green'],
  [6, 'blue'],
  [15, 'blue'],
  [16, 'yellow'],
  [25, 'yellow'],
  [26, 'red'],
  [30, 'red'],
])('%d points are %s', (points, level) => expect(gradeOf(form, worth(points))).toEqual({ points, level, triggers: 0, open: 0 }))

test('an emergency is red whatever the points', () => {
  expect(gradeOf(form, worth(0, 'life,alone'))).toMatchObject({ points: 0, level: 'red', triggers: 2 })
})

test('what has no answer is counted', () => expect(gradeOf(form, { q0: '3' })).toMatchObject({ points: 3, open: 10 }))

test('levels are in the order of the server', () => {
  expect(higher('red', 'yellow')).toBe(true)
  expect(higher('green', 'not_collected')).toBe(true)
  expect(higher('blue', 'blue')).toBe(false)
})
