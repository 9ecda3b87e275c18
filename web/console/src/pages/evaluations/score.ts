// How a sheet adds up, for the running total on the screen. The server's own sum is the one that counts.
import type { components } from '@tongxing/shared'

export type Evaluation = components['schemas']['evaluation.evaluationView']
export type Sheet = Evaluation['sheet']
export type Item = Sheet['sections'][number]['items'][number]
export type Mark = components['schemas']['evaluation.markShape']
export type Figures = components['schemas']['evaluation.figuresView']

/** most is the points an item can bring, in hundredths. */
export const most = (it: { max?: number | undefined }): number => it.max ?? 0

/** vetoName is what a veto of the sheet is called. */
export const vetoName = (s: Sheet, code: string): string => s.vetoes?.find((v) => v.code === code)?.name ?? ''

/** half divides rounding half up, as the server does. */
const half = (a: number, b: number): number => Math.floor((2 * a + b) / (2 * b))

/** automatic tells whether the ledger scores the item, not a person. */
export const automatic = (it: Item): boolean => it.method === 'bands' || it.method === 'auto_ratio'

/** lacking lists the automatic items of a sheet for whose kind a contract has no indicator. */
export const lacking = (s: Sheet, kinds: string[]): Item[] =>
  itemsOf(s).filter((it) => automatic(it) && !!it.indicator && !kinds.includes(it.indicator))

/** ratioOf is the weighted ratio of the indicators of the item's kind, each up to 100 %, in basis points. */
export function ratioOf(it: Item, f: Figures): number {
  const own = f.items.filter((i) => i.kind === it.indicator)
  const weights = own.reduce((n, i) => n + i.weight, 0)
  if (!it.indicator || weights === 0) return f.ratio_bp
  return Math.floor(own.reduce((n, i) => n + i.weight * Math.min(i.ratio_bp, 10_000), 0) / weights)
}

/** autoPoints is what the figures give an automatic item, in hundredths. */
export function autoPoints(it: Item, f: Figures): number {
  const ratio = ratioOf(it, f)
  if (it.method === 'auto_ratio') return half(most(it) * Math.min(ratio, 10_000), 10_000)
  const band = (it.bands ?? []).find((b) => ratio >= (b.from_bp ?? 0))
  return band ? half(most(it) * (band.num ?? 0), band.den ?? 1) : 0
}

/** pointsOf is what a mark gives its item; undefined while it is not complete. */
export function pointsOf(it: Item, m: Mark | undefined): number | undefined {
  if (!m) return undefined
  switch (it.method) {
    case 'level': {
      const level = it.levels?.find((l) => l.code === m.level)
      return level && half(most(it) * (level.share_bp ?? 0), 10_000)
    }
    case 'combination': {
      const parts = it.parts ?? []
      if (!parts.every((p) => m.parts?.some((x) => x.code === p.code))) return undefined
      return (m.parts ?? []).reduce((n, p) => n + (p.points ?? 0), 0)
    }
    case 'deduction':
      return m.deduct === undefined ? undefined : most(it) - m.deduct
    default:
      return undefined
  }
}

/** enterPart is the mark with the points of one part entered, or taken away again. The parts that nobody entered stay open. */
export function enterPart(it: Item, m: Mark, code: string, points: number | undefined): Mark {
  const entered = (of: string) => (of === code ? points : m.parts?.find((p) => p.code === of)?.points)
  return {
    ...m,
    parts: (it.parts ?? []).flatMap((p) => (entered(p.code) === undefined ? [] : [{ code: p.code, points: entered(p.code)! }])),
  }
}

/** gradeOf is the band that holds the total. */
export const gradeOf = (s: Sheet, total: number): string => s.grades.find((g) => total >= (g.from ?? 0))?.name ?? ''

export const itemsOf = (s: Sheet): Item[] => s.sections.flatMap((x) => x.items)
