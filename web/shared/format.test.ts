import { beforeEach, describe, expect, test } from 'vitest'
import * as f from './format.ts'
import { setLocale } from './text.ts'

const now = '2026-11-23T12:00:00+08:00'

describe('Chinese', () => {
  beforeEach(() => setLocale('zh-CN'))

  test.each([
    [0, '0 分钟'],
    [45, '45 分钟'],
    [60, '1 小时'],
    [200, '3 小时 20 分'],
    [60_005, '1,000 小时 5 分'],
    [-90, '−1 小时 30 分'],
  ])('minutes(%i)', (n, want) => expect(f.minutes(n)).toBe(want))

  test.each([
    [0, '¥0.00'],
    [1_230_000, '¥12,300.00'],
    [5, '¥0.05'],
    [-1999, '−¥19.99'],
    [123_456_789_012, '¥1,234,567,890.12'],
  ])('money(%i)', (fen, want) => expect(f.money(fen)).toBe(want))

  test.each([
    [1, '1 KB'],
    [182_044, '178 KB'],
    [1_023_000, '1000 KB'],
    [20 << 20, '20.0 MB'],
  ])('bytes(%i)', (n, want) => expect(f.bytes(n)).toBe(want))

  test('months', () => {
    expect(f.month('2025-03')).toBe('2025年3月')
    expect(f.month('soon')).toBe('soon')
    setLocale('en')
    expect(f.month('2025-12')).toBe('Dec 2025')
  })

  test('what stands between words', () => {
    expect(`${f.comma()}${f.colon()}${f.paren('持证', 3)}`).toBe('、：（持证 3）')
    setLocale('en')
    expect(`${f.comma()}${f.colon()}${f.paren('certified', 3)}`).toBe(', :  (certified 3)')
  })

  test('plan and actual', () => {
    expect(f.progress(864, 1200)).toBe('864 / 1,200 (72%)')
    expect(f.progress(3, 0)).toBe('3 / 0')
  })

  test('instants are those of Asia/Shanghai', () => {
    expect(f.instant('2026-11-23T01:30:00Z', now)).toBe('11月23日 周一 09:30')
    expect(f.instant('2026-11-22T16:00:00Z', now)).toBe('11月23日 周一 00:00')
    expect(f.instant('2025-12-31T16:30:00Z', now)).toBe('1月1日 周四 00:30')
    expect(f.instant('2025-12-31T15:30:00Z', now)).toBe('2025年12月31日 周三 23:30')
  })

  test('spans', () => {
    expect(f.span('2026-11-23T01:30:00Z', '2026-11-23T03:30:00Z', now)).toBe('11月23日 周一 09:30–11:30')
    expect(f.span('2026-11-23T14:00:00Z', '2026-11-23T22:00:00Z', now)).toBe('11月23日 周一 22:00 – 11月24日 周二 06:00')
  })

  test('calendar days do not move with a zone', () => {
    expect(f.day('2026-11-23', now)).toBe('11月23日 周一')
    expect(f.shortDay('2024-02-29', now)).toBe('2024年2月29日')
    expect(f.dayKey('2026-11-22T16:00:00Z')).toBe('2026-11-23')
    expect(f.clock('2026-11-22T16:00:00Z')).toBe('00:00')
  })

  test.each([
    [5, '刚刚'],
    [185, '3 分钟前'],
    [7300, '2 小时前'],
    [90_000, '1 天前'],
    [8 * 86_400, '11月15日 周日'],
    [-60, '刚刚'],
  ])('age of %i seconds', (s, want) => expect(f.age(Date.parse(now) - s * 1000, now)).toBe(want))

  test.each([
    [30, '还有 1 分钟'],
    [3 * 86_400 + 5, '还有 3 天'],
    [-26 * 3600, '已过期 26 小时'],
  ])('until %i seconds', (s, want) => expect(f.until(Date.parse(now) + s * 1000, now)).toBe(want))

  test('hours for a column', () => expect([f.hours(90), f.hours(120_000)]).toEqual(['1.5 小时', '2,000 小时']))
})

describe('English', () => {
  beforeEach(() => setLocale('en'))

  test('says the same', () => {
    expect(f.minutes(200)).toBe('3 h 20 min')
    expect(f.minutes(0)).toBe('0 min')
    expect(f.money(1_230_000)).toBe('¥12,300.00')
    expect(f.span('2026-11-23T01:30:00Z', '2026-11-23T03:30:00Z', now)).toBe('Mon 23 Nov 09:30–11:30')
    expect(f.day('2025-12-31', now)).toBe('Wed 31 Dec 2025')
    expect(f.age(Date.parse(now) - 60_000, now)).toBe('1 minute ago')
    expect(f.age(Date.parse(now) - 180_000, now)).toBe('3 minutes ago')
    expect(f.until(Date.parse(now) - 3 * 86_400_000, now)).toBe('3 days late')
  })
})
