// The tables of a report: each row with its bar, its number, the sexes and its share.
import type { components } from '@tongxing/shared'
import { Card } from '../../parts/index.ts'
import { Num, shareOf, sizeOf, type FigureView } from './report.tsx'
import { t } from './texts.ts'

type Table = components['schemas']['statistics.tableView']

/** Tables draws one card for each table. */
export function Tables({ tables, total }: { tables: Table[]; total: FigureView }) {
  return (
    <div className="ts-cards">
      {tables.map((table) => (
        <OneTable key={table.code} of={table} total={total} />
      ))}
    </div>
  )
}

function OneTable({ of, total }: { of: Table; total: FigureView }) {
  const sexes = total.male !== undefined
  const longest = Math.max(1, ...of.rows.map((r) => sizeOf(r.all)))
  const share = (f: FigureView) => (f.hidden || total.hidden ? '—' : shareOf(f.total, total.total))
  const cells = (f: FigureView) => (
    <>
      <td className="tx-right">
        <Num of={f} />
      </td>
      {sexes && (
        <>
          <td className="tx-right">
            <Num of={f.male} />
          </td>
          <td className="tx-right">
            <Num of={f.female} />
          </td>
        </>
      )}
      <td className="tx-right">{share(f)}</td>
    </>
  )
  return (
    <Card title={of.label}>
      <p className="tx-muted tx-small tw-above">{of.note}</p>
      <table className="tx-plain ts-table">
        <thead>
          <tr>
            <th scope="col">{t.row}</th>
            <th scope="col" className="tx-right">
              {t.sum}
            </th>
            {sexes && (
              <>
                <th scope="col" className="tx-right">
                  {t.male}
                </th>
                <th scope="col" className="tx-right">
                  {t.female}
                </th>
              </>
            )}
            <th scope="col" className="tx-right">
              {t.part}
            </th>
          </tr>
        </thead>
        <tbody>
          {of.rows.map((r) => (
            <tr key={r.code} className={r.code === 'not_collected' ? 'ts-lack' : ''}>
              <th scope="row">
                {r.label}
                <span className="ts-bar" aria-hidden="true">
                  <span style={{ width: `${(100 * Math.max(0, sizeOf(r.all))) / longest}%` }} />
                </span>
              </th>
              {cells(r.all)}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{t.total}</th>
            {cells(total)}
          </tr>
          {of.several && (
            <tr>
              <td colSpan={sexes ? 5 : 3} className="ts-several">
                {t.several}
              </td>
            </tr>
          )}
        </tfoot>
      </table>
    </Card>
  )
}
