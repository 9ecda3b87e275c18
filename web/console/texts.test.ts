import { flaws } from '@tongxing/shared'
import { expect, test } from 'vitest'

const modules = import.meta.glob(['./src/**/*.{ts,tsx}', '!./src/main.tsx', '!./src/app/App.tsx', '!./src/**/*.test.ts'])

test('every text of the console is there in both languages', async () => {
  let checked = 0
  for (const [path, load] of Object.entries(modules)) {
    for (const [name, value] of Object.entries((await load()) as object)) {
      if (typeof value !== 'object' || value === null) continue
      const found = flaws(value)
      if (found[0] === 'these are not texts') continue
      checked++
      expect(found, `${path}: ${name}`).toEqual([])
    }
  }
  expect(checked).toBeGreaterThan(20)
}, 120_000)
