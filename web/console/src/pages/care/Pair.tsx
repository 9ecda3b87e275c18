// Two values of every field: what a file has and what is asked for, or what two files have.
import type { ReactNode } from 'react'
import { StateTag } from '../../parts/index.ts'
import { rt } from './requestTexts.ts'
import '../../theme/compare.css'

export interface PairRow {
  key: string
  label: string
  values: [ReactNode, ReactNode]
  /** What the two are to each other, in words; a row without it is not marked. */
  mark?: { text: string; icon?: string; strong: boolean } | undefined
}

/** Pair is a table of two columns of values, which stand under each other on a phone. Rows that differ are marked by a word. */
export function Pair({ label, heads, rows }: { label: string; heads: [string, string]; rows: PairRow[] }) {
  return (
    <table className="tw-pair" role="table" aria-label={label}>
      <thead role="rowgroup">
        <tr role="row">
          <th scope="col" role="columnheader">
            {rt.field}
          </th>
          <th scope="col" role="columnheader">
            {heads[0]}
          </th>
          <th scope="col" role="columnheader">
            {heads[1]}
          </th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((r) => (
          <tr key={r.key} role="row" className={r.mark?.strong ? 'tw-pair-differs' : ''}>
            <th scope="row" role="rowheader">
              {r.label}
              {r.mark && (
                <StateTag tone={r.mark.strong ? 'waiting' : 'neutral'} icon={r.mark.icon}>
                  {r.mark.text}
                </StateTag>
              )}
            </th>
            {r.values.map((v, i) => (
              <td key={i} role="cell">
                <span className="tw-pair-of">{heads[i]}</span>
                <span>{v === undefined || v === '' || v === null ? '—' : v}</span>
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
