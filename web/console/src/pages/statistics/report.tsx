// How the figures of a report are read and shown.
import { format, type components } from '@tongxing/shared'
import { t } from './texts.ts'

export type Report = components['schemas']['statistics.reportView']
export type FigureView = components['schemas']['statistics.figureView']
export type Group = NonNullable<Report['group']>

/** depthOf is the level of an area: 3 county, 4 township, 5 village. */
export const depthOf = (path: string): number => path.split('/').filter(Boolean).length

/** stepsOf are the paths from the first area down to the second; the second alone if it does not lie within. */
export function stepsOf(own: string, path: string): string[] {
  if (!own || !path.startsWith(own)) return [path]
  const parts = path.split('/').filter(Boolean)
  return parts.map((_, i) => `${parts.slice(0, i + 1).join('/')}/`).filter((p) => p.length >= own.length)
}

/** shareOf is a part of a whole in percent; a dash without a whole. */
export function shareOf(n: number, of: number | undefined): string {
  if (!of) return '—'
  const percent = (100 * n) / of
  return n === 0 ? '0%' : `${percent.toFixed(percent < 1 ? 2 : 1)}%`
}

/** Num is a number of a report: hidden ones as a star that is read out. */
export function Num({ of }: { of: FigureView | number | undefined }) {
  if (of === undefined) return <>—</>
  if (typeof of === 'number') return <>{format.count(of)}</>
  if (!of.hidden) return <>{format.count(of.total)}</>
  return (
    <>
      <span aria-hidden="true">*</span>
      <span className="tw-sr">{t.hidden}</span>
    </>
  )
}

/** sizeOf is the number by which areas are compared; hidden ones are the smallest. */
export const sizeOf = (of: FigureView | number | undefined): number =>
  of === undefined ? -1 : typeof of === 'number' ? of : of.hidden ? -1 : of.total
