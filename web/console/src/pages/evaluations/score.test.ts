import { expect, test } from 'vitest'
import { enterPart, lacking, pointsOf, type Item, type Mark, type Sheet } from './score.ts'

const parts: Item = {
  code: 'M2',
  name: '制度与人员配备',
  max: 400,
  method: 'combination',
  parts: [
    { code: 'rules', name: '管理制度', max: 100 },
    { code: 'staff', name: '人员到岗与资质', max: 200 },
  ],
}

test('an item of parts is scored when each part was entered, nothing included', () => {
  let m: Mark = { item: 'M2', note: '已核对' }
  expect(pointsOf(parts, m)).toBeUndefined()
  m = enterPart(parts, m, 'staff', 200)
  expect(m.parts).toEqual([{ code: 'staff', points: 200 }])
  expect(pointsOf(parts, m)).toBeUndefined()
  m = enterPart(parts, m, 'rules', 0)
  expect(m.parts?.map((p) => p.code)).toEqual(['rules', 'staff'])
  expect(pointsOf(parts, m)).toBe(200)
  m = enterPart(parts, m, 'staff', undefined)
  expect(pointsOf(parts, m)).toBeUndefined()
})

test('a deduction counts once it is entered, a note alone gives no points', () => {
  const it: Item = { code: 'Q3', name: '服务安全与伦理', max: 600, method: 'deduction' }
  expect(pointsOf(it, { item: 'Q3', note: '看过安全预案' })).toBeUndefined()
  expect(pointsOf(it, { item: 'Q3', deduct: 0 })).toBe(600)
  expect(pointsOf(it, { item: 'Q3', deduct: 150 })).toBe(450)
})

test('items whose kind of indicators a contract lacks are found', () => {
  const auto = (code: string, indicator?: 'effect' | 'quantity'): Item => ({
    code,
    name: code,
    max: 100,
    method: 'auto_ratio',
    ...(indicator ? { indicator } : {}),
  })
  const sheet: Sheet = {
    sections: [{ code: 'A', name: 'A', items: [auto('1'), auto('2', 'effect'), auto('3', 'quantity'), parts] }],
    vetoes: [],
    grades: [],
  }
  expect(lacking(sheet, ['quantity']).map((i) => i.code)).toEqual(['2'])
})
