// The areas below the one that is shown: a table by number, and a diagram that shows the same as shades.
import { Select } from 'antd'
import { useId, useState } from 'react'
import { Link } from 'react-router'
import { Card } from '../../parts/index.ts'
import { Num, shareOf, sizeOf, type FigureView, type Report } from './report.tsx'
import { t } from './texts.ts'

/** A figure by which areas can be compared, with that of each part in their order. */
interface Compared {
  key: string
  label: string
  values: (FigureView | number | undefined)[]
}

function comparedOf(r: Report): { title: string; options: Compared[] }[] {
  const first: Compared[] = [{ key: 'total', label: t.total, values: r.part_totals }]
  if (r.parts.some((p) => p.without !== undefined)) {
    first.push({ key: 'without', label: t.without, values: r.parts.map((p) => p.without) })
  }
  const rows = r.tables.map((table) => ({
    title: table.label,
    options: table.rows.map((row) => ({ key: `${table.code}/${row.code}`, label: `${table.label} · ${row.label}`, values: row.parts })),
  }))
  return [{ title: t.sum, options: first }, ...rows]
}

/** Areas compares the parts of the area of a report; `to` makes the address of a part. */
export function Areas({ r, to, opens }: { r: Report; to: (region: string) => string; opens: boolean }) {
  const id = useId()
  const groups = comparedOf(r)
  const [key, setKey] = useState('total')
  const all = groups.flatMap((g) => g.options)
  const by = all.find((c) => c.key === key) ?? all[0]!
  const rows = r.parts
    .map((part, i) => ({ part, total: r.part_totals[i]!, value: by.values[i] }))
    .sort((a, b) => sizeOf(b.total) - sizeOf(a.total))
  const shares = r.parts.some((p) => p.people)
  const extra = by.key !== 'total' && by.key !== 'without'
  const without = r.parts.some((p) => p.without !== undefined)
  const hidden = r.total.hidden || r.part_totals.some((f) => f.hidden)
  const rest = hidden ? 0 : r.total.total - r.part_totals.reduce((sum, f) => sum + f.total, 0)
  return (
    <Card
      title={t.areas}
      extra={
        <span className="ts-by tx-unprinted">
          <label htmlFor={id}>{t.figure}</label>{' '}
          <Select
            id={id}
            value={by.key}
            onChange={setKey}
            popupMatchSelectWidth={280}
            showSearch={{ optionFilterProp: 'label' }}
            options={groups.map((g) => ({
              label: g.title,
              title: g.title,
              options: g.options.map((o) => ({ value: o.key, label: o.label })),
            }))}
          />
        </span>
      }
    >
      <p className="tx-muted tx-small tw-above">
        {t.sorted} {opens && t.areasHow}
      </p>
      <div className="ts-areas">
        <div className="tw-scroll" role="region" aria-label={t.areas} tabIndex={0}>
          <table className="tx-plain ts-table">
            <thead>
              <tr>
                <th scope="col">{t.area}</th>
                <th scope="col" className="tx-right">
                  {t.total}
                </th>
                {extra && (
                  <th scope="col" className="tx-right">
                    {by.label}
                  </th>
                )}
                {shares && (
                  <th scope="col" className="tx-right">
                    {t.share}
                  </th>
                )}
                {without && (
                  <th scope="col" className="tx-right">
                    {t.without}
                  </th>
                )}
              </tr>
            </thead>
            <tbody>
              {rows.map(({ part, total, value }) => (
                <tr key={part.region}>
                  <th scope="row">{opens ? <Link to={to(part.region)}>{part.name}</Link> : part.name}</th>
                  <td className="tx-right">
                    <Num of={total} />
                  </td>
                  {extra && (
                    <td className="tx-right">
                      <Num of={value} />
                    </td>
                  )}
                  {shares && <td className="tx-right">{total.hidden ? '—' : shareOf(total.total, part.people)}</td>}
                  {without && (
                    <td className="tx-right">
                      <Num of={part.without} />
                    </td>
                  )}
                </tr>
              ))}
              {rest > 0 && (
                <tr>
                  <th scope="row">{t.other}</th>
                  <td className="tx-right">
                    <Num of={rest} />
                  </td>
                  <td colSpan={Number(extra) + Number(shares) + Number(without)} />
                </tr>
              )}
            </tbody>
          </table>
        </div>
        {r.parts.length > 1 && <Diagram name={r.name} by={by} parts={r.parts} to={opens ? to : undefined} />}
      </div>
    </Card>
  )
}

/** How many shades the diagram has; they are in statistics.css. */
const shades = 5

/** Diagram shows the figure of each part as a tile. It says what the table says, so that it is not read out a second time. */
function Diagram({
  name,
  by,
  parts,
  to,
}: {
  name: string
  by: Compared
  parts: Report['parts']
  to: ((region: string) => string) | undefined
}) {
  const most = Math.max(1, ...by.values.map(sizeOf))
  const shade = (n: number) => (n <= 0 ? 0 : Math.max(1, Math.ceil((shades * n) / most)))
  return (
    <div aria-hidden="true">
      <p className="tx-small">
        <strong>{t.mapOf({ name })}</strong> {by.label}
      </p>
      <ul className="ts-map">
        {parts.map((part, i) => {
          const tile = (
            <>
              <span>{part.name}</span>
              <strong>
                <Num of={by.values[i]} />
              </strong>
            </>
          )
          return (
            <li key={part.region} className={`ts-shade-${shade(sizeOf(by.values[i]))}`}>
              {to ? (
                <Link to={to(part.region)} tabIndex={-1}>
                  {tile}
                </Link>
              ) : (
                <span>{tile}</span>
              )}
            </li>
          )
        })}
      </ul>
      <p className="tx-muted tx-small">{t.mapHow}</p>
    </div>
  )
}
