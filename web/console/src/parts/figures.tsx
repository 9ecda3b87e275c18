// Figures as people read them, with tabular digits.
import { format } from '@tongxing/shared'
import { StateTag } from './StateTag.tsx'
import { t } from './texts.ts'

/** Money shows whole fen as ¥12,300.00. */
export const Money = ({ fen }: { fen: number }) => <span className="tx-figure">{format.money(fen)}</span>

/** Minutes shows service time as 3 小时 20 分. */
export const Minutes = ({ n }: { n: number }) => <span className="tx-figure">{format.minutes(n)}</span>

/** Instant shows a point in time; its age stands in the title. */
export function Instant({ at }: { at: string | undefined }) {
  if (!at) return <span>{t.none}</span>
  return (
    <time className="tx-figure" dateTime={at} title={format.age(at)}>
      {format.instant(at)}
    </time>
  )
}

/** Day shows a calendar day such as 2026-11-23, or the day of an instant. */
export const Day = ({ of }: { of: string | undefined }) => <span className="tx-figure">{of ? format.day(of) : t.none}</span>

/**
 * Deadline shows by when, without the clock for what is due at the end of a day, and how long is left; late ones in red with a sign, those
 * within `soonDays` as waiting.
 */
export function Deadline({ at, done = false, soonDays = 3 }: { at: string | undefined; done?: boolean; soonDays?: number }) {
  if (!at) return <span>{t.none}</span>
  const end = at.length === 10 ? `${at}T23:59:59+08:00` : at
  const left = new Date(end).getTime() - Date.now()
  const text = at.length === 10 || format.clock(at) === '23:59' ? format.day(at) : format.instant(at)
  if (done || left > soonDays * 86_400_000) return <span className="tx-figure">{text}</span>
  return (
    <span className="tx-figure tx-deadline">
      {text} <StateTag tone={left < 0 ? 'late' : 'waiting'}>{format.until(end)}</StateTag>
    </span>
  )
}
