import { defineConfig } from 'vitest/config'

// One server and one browser per file; two files at a time, since machines with two cores build this too.
export default defineConfig({
  test: {
    // Suites that are no tests (speed, pictures) are asked for by name: TONGXING_SUITE=speed.
    include: [process.env.TONGXING_SUITE ? `${process.env.TONGXING_SUITE}.run.ts` : '*.test.ts'],
    globalSetup: ['./seed.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 20_000 } }, // a second is too short for a loaded machine
    maxWorkers: 2,
    pool: 'forks',
    retry: 0,
  },
})
