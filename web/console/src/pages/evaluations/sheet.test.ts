import { expect, test } from 'vitest'
import type { Item, Sheet } from './score.ts'
import { byMethod, codesOf, faultAt, faulty, freeCode, moved } from './sheet.ts'

const item = (code: string): Item => ({ code, name: code, max: 500, method: 'deduction' })
const sheet: Sheet = { sections: [{ code: 'M', name: '管理', items: [item('M1'), item('M2')] }], vetoes: [], grades: [] }

test('an entry moves up and down, and stays at the ends', () => {
  expect(moved(['a', 'b', 'c'], 0, 1)).toEqual(['b', 'a', 'c'])
  expect(moved(['a', 'b', 'c'], 2, 1)).toEqual(['a', 'c', 'b'])
  expect(moved(['a', 'b'], 0, -1)).toEqual(['a', 'b'])
  expect(moved(['a', 'b'], 1, 2)).toEqual(['a', 'b'])
})

test('a new item gets a code that nothing has', () => {
  expect(freeCode(codesOf(sheet), 'M')).toBe('M3')
  expect(freeCode([...codesOf(sheet), 'M3'], 'M')).toBe('M4')
  expect(freeCode(codesOf(sheet), 'V')).toBe('V1')
})

test('another way of scoring keeps nothing of the one before', () => {
  const bands = byMethod({ ...item('M1'), parties: ['buyer'] }, 'bands', [])
  expect(bands.bands?.length).toBe(4)
  expect(bands.parties).toBeUndefined()
  const parts = byMethod(bands, 'combination', [])
  expect(parts.bands).toBeUndefined()
  expect(parts.parts).toEqual([{ code: 'p1', name: '', max: 500 }])
})

test('faults are found at their field and below a part', () => {
  const faults = [{ field: 'sections[0].items[1].bands[2]', message: '分段应从高到低' }]
  expect(faultAt(faults, 'sections[0].items[1].bands[2]')).toBe('分段应从高到低')
  expect(faultAt(faults, 'sections[0].items[1].bands')).toBeUndefined()
  expect(faulty(faults, 'sections[0].items[1]')).toBe(true)
  expect(faulty(faults, 'sections[0].items[10]')).toBe(false)
})
