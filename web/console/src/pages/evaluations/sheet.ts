// Changing a score sheet while it is a draft. Nothing here is checked: the server tells the faults at their fields.
import type { components } from '@tongxing/shared'
import { most, type Item, type Sheet } from './score.ts'

export type Template = components['schemas']['evaluation.templateActsView']
export type Section = Sheet['sections'][number]
export type Fault = { field: string; message: string }

/** moved is the list with the entry at `from` put at `to`; the same list when there is no such place. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  if (to < 0 || to >= list.length) return [...list]
  const rest = list.filter((_, i) => i !== from)
  return [...rest.slice(0, to), list[from]!, ...rest.slice(to)]
}

/** without is the list without the entry. */
export const without = <T>(list: readonly T[], at: number): T[] => list.filter((_, i) => i !== at)

/** changed is the list with another entry in its place. */
export const changed = <T>(list: readonly T[], at: number, by: T): T[] => list.map((x, i) => (i === at ? by : x))

/** codesOf is every code that a sheet has. */
export const codesOf = (s: Sheet): string[] => [
  ...s.sections.flatMap((x) => [x.code, ...x.items.map((i) => i.code)]),
  ...(s.vetoes ?? []).map((v) => v.code),
]

/**
 * freeCode is the first code of the kind that is not taken: M5 after M4. Codes of parts that were taken away stay taken, because
 * editions are compared by codes: another item under the same code would look like a change of the one before.
 */
export function freeCode(taken: Iterable<string>, prefix: string): string {
  const all = new Set(taken)
  for (let n = 1; ; n++) if (!all.has(`${prefix}${n}`)) return `${prefix}${n}`
}

const bands = () => [
  { from_bp: 10_000, num: 1, den: 1 },
  { from_bp: 8_000, num: 2, den: 3 },
  { from_bp: 6_000, num: 1, den: 3 },
  { from_bp: 0, num: 0, den: 1 },
]

/** byMethod is the item scored in another way: it keeps what the way has, and begins with what it needs. */
export function byMethod(it: Item, method: Item['method'], levels: Item['levels']): Item {
  const { bands: b, levels: l, parts: p, indicator, parties, ...rest } = it
  const counted = method === 'bands' || method === 'auto_ratio'
  return {
    ...rest,
    method,
    ...(counted && indicator ? { indicator } : {}),
    ...(!counted && parties ? { parties } : {}),
    ...(method === 'bands' ? { bands: b?.length ? b : bands() } : {}),
    ...(method === 'level' ? { levels: l?.length ? l : (levels ?? []) } : {}),
    ...(method === 'combination' ? { parts: p?.length ? p : [{ code: 'p1', name: '', max: most(it) }] } : {}),
  }
}

/** sumOf is the most points of all items. */
export const sumOf = (s: Sheet): number => s.sections.reduce((n, x) => n + x.items.reduce((m, i) => m + most(i), 0), 0)

/** sectionSum is the most points of a section. */
export const sectionSum = (s: Section): number => s.items.reduce((n, i) => n + most(i), 0)

/** faultAt is what is wrong with a field, in one text; undefined: nothing. */
export const faultAt = (list: readonly Fault[], path: string): string | undefined =>
  list
    .filter((f) => f.field === path)
    .map((f) => f.message)
    .join(' ') || undefined

/** faulty tells whether something is wrong with a field or below it. */
export const faulty = (list: readonly Fault[], path: string): boolean =>
  list.some((f) => f.field === path || f.field.startsWith(`${path}.`) || f.field.startsWith(`${path}[`))
