import { expect, test } from 'vitest'
import { readPasted } from './paste.ts'

const areas = [
  { region: '1/', name: '花溪区' },
  { region: '1/2/', name: '青岩镇' },
  { region: '1/3/', name: '贵筑街道' },
  { region: '1/4/', name: '石板镇' },
  { region: '1/5/', name: '石板乡' },
]

test('lines of a spreadsheet find their towns', () => {
  const got = readPasted('名称\t儿童\t老人\t妇女\n青岩镇\t1,234\t２００\t30\r\n 贵筑 \t5\t\t7\n\n', areas)
  expect(got).toEqual({
    rows: [
      { region: '1/2/', children: 1234, elders: 200, women: 30 },
      { region: '1/3/', children: 5, elders: undefined, women: 7 },
    ],
    unknown: [],
    unread: [],
  })
})

test('what fits no town, or more than one, and what is no number is named', () => {
  const got = readPasted('合计\t1\t2\t3\n石板\t1\t2\t3\n石板乡\t1\t2\t3\n青岩镇\t约 30\t-\t—\n花溪区\t-3\t1\t1', areas)
  expect(got.rows).toEqual([{ region: '1/5/', children: 1, elders: 2, women: 3 }])
  expect(got.unknown).toEqual(['合计', '石板'])
  expect(got.unread).toEqual(['青岩镇', '花溪区'])
})
