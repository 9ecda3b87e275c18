import { expect, test } from 'vitest'
import { askedOf, hasAnswer, missingOf, sayAnswer, type FormField, type FormView } from './form.ts'

const field = (code: string, more: Partial<FormField> = {}): FormField => ({ code, label: code, kind: 'text', ...more })
const form: FormView = {
  sections: [
    {
      code: 'parent',
      title: 'Parent',
      fields: [
        field('alive', { kind: 'choice', needed: true, for: ['child'], words: [{ code: 'living', label: 'Living' }] }),
        field('where', { when: { field: 'alive', in: ['living'] } }),
        field('town', { needed: true, when: { field: 'where', in: ['away'] } }),
        field('name', { sealed: true, needed: true }),
      ],
    },
    { code: 'school', title: 'School', fields: [field('class', { when: { field: 'schooling', in: ['primary'] } })] },
  ],
}
const asked = (answers: Record<string, string>, groups = ['child'], given = {}) =>
  askedOf(form, answers, { groups, given }).flatMap((s) => s.fields.map((f) => f.code))

test('a field is asked of its groups and on its condition', () => {
  expect(asked({})).toEqual(['alive', 'name'])
  expect(asked({ alive: 'living', where: 'away' })).toEqual(['alive', 'where', 'town', 'name'])
  expect(asked({}, ['child'], { schooling: 'primary' })).toEqual(['alive', 'name', 'class'])
})

test('a condition on what is not asked is not met', () => {
  expect(asked({ alive: 'dead', where: 'away' })).toEqual(['alive', 'name'])
  expect(asked({ alive: 'living', where: 'away' }, ['elder'])).toEqual(['name'])
})

test('a section without fields is left out', () => {
  expect(askedOf(form, {}, { groups: [], given: {} }).map((s) => s.code)).toEqual(['parent'])
})

test('a sealed answer counts as stored until it is removed', () => {
  const name = form.sections[0]!.fields[3]!
  const stored = { name: '张**' }
  expect(hasAnswer(name, {}, stored)).toBe(true)
  expect(hasAnswer(name, { name: '' }, stored)).toBe(true)
  expect(hasAnswer(name, { name: null }, stored)).toBe(false)
  expect(hasAnswer(name, {}, {})).toBe(false)
  expect(missingOf([name], { name: null }, stored)).toEqual([name])
})

test('an answer reads in words', () => {
  expect(sayAnswer(form.sections[0]!.fields[0]!, 'living')).toBe('Living')
  expect(sayAnswer(field('free'), 'as typed')).toBe('as typed')
  expect(sayAnswer(field('free'), undefined)).toBe('')
  expect(sayAnswer(field('since', { kind: 'month' }), '2025-03')).toBe('2025年3月')
  expect(sayAnswer(field('seen', { kind: 'day' }), '2025-12-05')).toBe('2025年12月5日')
  expect(sayAnswer(field('seen', { kind: 'day' }), null)).toBe('')
})
