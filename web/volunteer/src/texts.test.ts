import { flaws } from '@tongxing/shared'
import { expect, test } from 'vitest'

const modules = import.meta.glob<{ t?: object }>(['./app/*.tsx', './parts/*.tsx', './pages/*.tsx'], { eager: true })

test('every text has its translation, with the same places', () => {
  let counted = 0
  for (const [file, { t }] of Object.entries(modules)) {
    if (!t) continue
    counted++
    expect(
      flaws(t).filter((f) => !/^language: /.test(f)),
      file,
    ).toEqual([]) // the name of the other language is in that language
  }
  expect(counted).toBeGreaterThan(20)
})
