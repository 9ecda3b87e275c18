import { format } from '@tongxing/shared'
import { useMemo } from 'react'
import { Card } from '../../parts/index.ts'
import { Chart } from '../../parts/Chart.tsx'
import { tokens } from '../../theme/tokens.ts'
import { Num, type Report } from './report.tsx'
import { t } from './texts.ts'

/** Trend is the total at each month's end, and today. */
export function Trend({ r }: { r: Report }) {
  const now = r.on === format.dayKey(Date.now()) && !r.total.hidden
  const points = useMemo(() => [...r.trend, ...(now ? [{ on: r.on, total: r.total.total }] : [])], [r, now])
  const option = useMemo(
    () => ({
      textStyle: { fontFamily: tokens.font, color: tokens.ink },
      grid: { left: 56, right: 32, top: 24, bottom: 28 },
      tooltip: { trigger: 'axis' },
      xAxis: {
        type: 'category',
        data: points.map((p) => p.on.slice(2).replaceAll('-', '/')),
        axisLine: { lineStyle: { color: tokens.edge } },
        axisLabel: { color: tokens.muted },
      },
      yAxis: {
        type: 'value',
        minInterval: 1,
        axisLabel: { color: tokens.muted },
        splitLine: { lineStyle: { color: tokens.line } },
      },
      series: [
        {
          name: t.total,
          type: 'line',
          data: points.map((p) => p.total),
          symbolSize: 8,
          label: { show: points.length <= 6, color: tokens.ink },
          itemStyle: { color: tokens.primary },
          lineStyle: { color: tokens.primary, width: 2 },
        },
      ],
    }),
    [points],
  )
  return (
    <Card title={t.trend}>
      {r.trend.length === 0 ? (
        <p className="tx-muted">{t.trendNone}</p>
      ) : (
        <>
          <Chart option={option} label={t.trendOf({ name: r.name })} height={220} />
          <details className="tw-details">
            <summary>{t.trendTable}</summary>
            <table className="tx-plain ts-table">
              <thead>
                <tr>
                  <th scope="col">{t.monthEnd}</th>
                  <th scope="col" className="tx-right">
                    {t.total}
                  </th>
                </tr>
              </thead>
              <tbody>
                {points.map((p, i) => (
                  <tr key={p.on}>
                    <th scope="row">
                      {format.shortDay(p.on)}
                      {now && i === points.length - 1 && format.paren(t.today)}
                    </th>
                    <td className="tx-right">
                      <Num of={p.total} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </details>
        </>
      )}
    </Card>
  )
}
