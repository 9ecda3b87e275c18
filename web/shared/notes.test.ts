import { expect, test } from 'vitest'
import { foldNotes } from './notes.ts'

const note = (id: string, subject: string, at: string, read_at?: string) => ({
  id,
  subject,
  body: `${subject}。`,
  at,
  ...(read_at ? { read_at } : {}),
})
const ids = (of: { id: string }[][]) => of.map((g) => g.map((n) => n.id).join(''))

test('three or more that read the same on one day are one group', () => {
  const at = '2026-08-08T03:00:00Z'
  expect(ids(foldNotes([note('a', '档案', at), note('b', '档案', at), note('c', '档案', at), note('d', '机构', at)]))).toEqual(['abc', 'd'])
  expect(ids(foldNotes([note('a', '档案', at), note('b', '档案', at)]))).toEqual(['a', 'b'])
})

test('another text, another day in China and what was read stand between', () => {
  const [late, next] = ['2026-08-08T15:59:00Z', '2026-08-08T16:00:00Z']
  expect(ids(foldNotes(['a', 'b', 'c'].map((id, i) => note(id, '档案', i ? next : late))))).toEqual(['a', 'b', 'c'])
  expect(ids(foldNotes(['a', 'b', 'c', 'd'].map((id, i) => note(id, i === 1 ? '机构' : '档案', late))))).toEqual(['a', 'b', 'c', 'd'])
  expect(ids(foldNotes(['a', 'b', 'c', 'd', 'e'].map((id, i) => note(id, '档案', late, i > 2 ? late : undefined))))).toEqual([
    'abc',
    'd',
    'e',
  ])
})
