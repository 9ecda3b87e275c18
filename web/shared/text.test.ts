import { afterEach, expect, test } from 'vitest'
import { fill, flaws, locale, onLocale, setLocale, texts } from './text.ts'
import { apiTexts } from './api.ts'
import { passkeyTexts } from './passkey.ts'

afterEach(() => setLocale('zh-CN'))

const t = texts(
  { save: '保存', left: '还剩 {n} 个名额', states: { published: '报名中' } },
  { save: 'Save', left: '{n} {n|place|places} left', states: { published: 'Open' } },
)

test('texts read in the language in use', () => {
  setLocale('zh-CN')
  expect([t.save, t.left({ n: 1 }), t.states.published]).toEqual(['保存', '还剩 1 个名额', '报名中'])
  setLocale('en')
  expect([t.save, t.left({ n: 1 }), t.left({ n: 3 }), t.states.published]).toEqual(['Save', '1 place left', '3 places left', 'Open'])
})

test('a translation that lacks a key, adds one or has other places does not compile', () => {
  // @ts-expect-error no English text
  texts({ save: '保存' }, {})
  // @ts-expect-error no Chinese text
  texts({ save: '保存' }, { save: 'Save', open: 'Open' })
  // @ts-expect-error other places
  texts({ left: '还剩 {n} 个' }, { left: '{m} left' })
  // @ts-expect-error a place without a value
  t.left({})
  // @ts-expect-error no such text
  expect(t.gone).toBeUndefined()
})

test('flaws names what a compiler cannot see', () => {
  expect(flaws(t)).toEqual([])
  expect(flaws(texts({ a: '保存', b: { c: '打开' } }, { a: ' ', b: { c: '打开' } }))).toEqual([
    'a: no English text', 'b.c: Chinese in the English text',
  ])
  const loose = texts({ a: '剩 {n}' } as Record<string, string>, { a: 'left' } as Record<string, string>)
  expect(flaws(loose)).toEqual(['a: the places differ'])
  expect(flaws({})).toEqual(['these are not texts'])
})

test('the texts of this workspace have no flaws', () => {
  expect([...flaws(apiTexts), ...flaws(passkeyTexts)]).toEqual([])
})

test('those who listen hear of a change until they stop', () => {
  const heard: string[] = []
  const stop = onLocale((l) => heard.push(l))
  setLocale('en')
  stop()
  setLocale('zh-CN')
  expect(heard).toEqual(['en'])
  expect(locale()).toBe('zh-CN')
})

test('a place without a value stays, and values are not read again', () => {
  expect(fill('{a} {b}', { a: '{b}' })).toBe('{b} {b}')
})
