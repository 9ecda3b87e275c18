import { format } from '@tongxing/shared'
import { Card, Day, StateTag } from '../../parts/index.ts'
import { Num, type Report } from './report.tsx'
import { t } from './texts.ts'

/** Targets compares what a county wants to reach with what is. */
export function Targets({ of, on }: { of: NonNullable<Report['targets']>; on: string }) {
  return (
    <Card title={t.targets}>
      <p className="tx-muted tx-small tw-above">{t.targetsHow}</p>
      <div className="tw-scroll" role="region" aria-label={t.targets} tabIndex={0}>
        <table className="tx-plain ts-table">
          <thead>
            <tr>
              <th scope="col">{t.row}</th>
              <th scope="col" className="tx-right">
                {t.most}
              </th>
              <th scope="col" className="tx-right">
                {t.actual}
              </th>
              <th scope="col">{t.by}</th>
              <th scope="col">{t.result}</th>
            </tr>
          </thead>
          <tbody>
            {of.map((target) => (
              <tr key={target.figure}>
                <th scope="row">{t.figureOf[target.figure]}</th>
                <td className="tx-right">
                  <Num of={target.most} />
                </td>
                <td className="tx-right">
                  <Num of={target.actual} />
                </td>
                <td>
                  <Day of={target.by} />
                </td>
                <td>
                  <Result reached={target.actual <= target.most} late={on > target.by} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  )
}

function Result({ reached, late }: { reached: boolean; late: boolean }) {
  if (reached) return <StateTag tone="done">{t.reached}</StateTag>
  return <StateTag tone={late ? 'late' : 'waiting'}>{late ? t.missed : t.working}</StateTag>
}

/** dayText is a day with its year, as on paper. */
export const dayText = (day: string): string => format.shortDay(day, 0)
