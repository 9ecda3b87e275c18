import { defineConfig } from 'vitest/config'

// One server and one browser per file; two files at a time, since machines with two cores build this too.
export default defineConfig({
  test: {
    include: ['*.test.ts'],
    globalSetup: ['./seed.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    pool: 'forks',
    retry: 0,
  },
})
