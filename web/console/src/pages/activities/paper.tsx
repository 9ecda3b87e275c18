// What the papers on an activity have in common: how they read, the facts at their head, the table of people.
import { api, format, take, type components } from '@tongxing/shared'
import { Fragment, type ReactNode } from 'react'
import { useParams } from 'react-router'
import { PrintPage, RegionName, useLoad, Waiting, type PageOf } from '../../parts/index.ts'
import { useNames } from '../../domain/names.tsx'
import { everything } from '../../parts/pages.ts'
import { t } from './texts.ts'
import '../../theme/work.css'

type Activity = components['schemas']['activities.activityView']
type Fact = [label: string, value: ReactNode]

interface PaperProps<T> {
  title: string
  official?: boolean
  /** Reads a page of those whom the paper lists. */
  read(path: { params: { path: { id: string } } }, page: { limit: number; after?: string }): Promise<PageOf<T>>
  /** The states that count. */
  states: string[]
  /** Rows of the head between the title and the place: one fact each, or two side by side. */
  facts(a: Activity): Fact[][]
  /** Rows of the head after the place. */
  below?: (a: Activity) => Fact[][]
  /** What each person's row has after name and number. */
  columns: { title: string; width: 'tw-w2' | 'tw-w3'; cell?: (row: T) => ReactNode }[]
  /** Empty rows at the end, high enough to be written in. */
  spare?: number
  /** Above the table, at its end, and below it. */
  heading?: string
  total?: (rows: T[]) => string
  note?: string
}

/** ActivityPaper is one paper on an activity and those who took part, to be signed by its leader. */
export function ActivityPaper<T extends { id: string; status: string; volunteer_id: string }>(p: PaperProps<T>) {
  const { id = '' } = useParams()
  const path = { params: { path: { id } } }
  const paper = useLoad(() => Promise.all([take(api.GET('/activities/{id}', path)), everything<T>((page) => p.read(path, page))]), [id])
  const rows = (paper.data?.[1] ?? []).filter((x) => p.states.includes(x.status))
  const names = useNames(rows.map((x) => x.volunteer_id))
  if (!paper.data) return <Waiting of={paper} />
  const a = paper.data[0]
  const place = (
    <>
      <RegionName path={a.region} /> {a.address}
    </>
  )
  const empty = Array.from({ length: p.spare ?? 0 }, (_, i) => rows.length + i + 1)
  return (
    <PrintPage title={p.title} official={!!p.official}>
      <table className="tw-paper-facts">
        <tbody>
          {[[[t.name, a.title] as Fact], ...p.facts(a), [[t.place, place] as Fact], ...(p.below?.(a) ?? [])].map((row) => (
            <tr key={row[0]![0]}>
              {row.map(([label, value]) => (
                <Fragment key={label}>
                  <th>{label}</th>
                  <td colSpan={row.length === 1 ? 3 : 1}>{value}</td>
                </Fragment>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {p.heading && <h2>{p.heading}</h2>}
      <table>
        <thead>
          <tr>
            <th className="tw-w1">{t.no}</th>
            <th>{t.volunteer}</th>
            <th>{t.volunteerNo}</th>
            {p.columns.map((c) => (
              <th key={c.title} className={c.width}>
                {c.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((x, i) => (
            <tr key={x.id} className={p.spare ? 'tw-tall' : ''}>
              <td>{i + 1}</td>
              <td>{names[x.volunteer_id]?.name}</td>
              <td>{names[x.volunteer_id]?.no}</td>
              {p.columns.map((c) => (
                <td key={c.title}>{c.cell?.(x)}</td>
              ))}
            </tr>
          ))}
          {empty.map((n) => (
            <tr key={n} className="tw-tall">
              <td>{n}</td>
              <td />
              <td />
              {p.columns.map((c) => (
                <td key={c.title} />
              ))}
            </tr>
          ))}
          {p.total && (
            <tr>
              <th colSpan={2 + p.columns.length}>{t.total}</th>
              <th>{p.total(rows)}</th>
            </tr>
          )}
        </tbody>
      </table>
      {p.note && <p>{p.note}</p>}
      <p className="tw-sign">
        {t.leaderSign}
        {format.colon()}________________
      </p>
    </PrintPage>
  )
}
