// Makes one small county before the first test. Each test file serves a copy of it, so no test sees what another did.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { TestProject } from 'vitest/node'

/** The program under test: TONGXING_BIN, or what `make build` made. */
const bin = process.env.TONGXING_BIN ? resolve(process.env.TONGXING_BIN) : resolve(import.meta.dirname, '../../bin/tongxing')

export default function setup(project: TestProject) {
  if (!existsSync(bin)) throw new Error(`${bin} is missing: run make build, or name another program in TONGXING_BIN`)
  const seed = mkdtempSync(join(tmpdir(), 'tongxing-seed-'))
  execFileSync(bin, ['seed', '--size', 'small'], {
    env: { ...process.env, TONGXING_DATA: seed, TONGXING_DEMO: 'true' },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  project.provide('seed', seed)
  project.provide('bin', bin)
  return () => rmSync(seed, { recursive: true, force: true })
}

declare module 'vitest' {
  export interface ProvidedContext {
    seed: string
    bin: string
  }
}
