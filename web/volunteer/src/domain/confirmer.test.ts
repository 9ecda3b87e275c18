import { expect, test } from 'vitest'
import { confirmerOf } from './confirmer.ts'

test('what was scanned is confirmed by the organisation, what was entered by hand by the region', () => {
  expect(confirmerOf({ org_name: '青禾', by_hand: false })).toBe('青禾')
  expect(confirmerOf({ org_name: '青禾', by_hand: true })).toBe('乡镇或县级民政')
  expect(confirmerOf({ by_hand: false })).toBe('')
})
