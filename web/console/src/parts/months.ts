// Charts of months: bars against the axis at the left, lines against the one at the right.
import type { EChartsCoreOption } from 'echarts/core'
import { tokens } from '../theme/tokens.ts'

type Values = (number | null)[]

/** bar is a series of bars; those with a stack stand on each other. */
export const bar = (name: string, color: string, data: Values, stack?: string) => ({
  name,
  type: 'bar',
  data,
  itemStyle: { color },
  barMaxWidth: 28,
  ...(stack ? { stack } : {}),
})

/** line is a series of points; a plan is dashed and has none. */
export const line = (name: string, color: string, data: Values, plan = false) => ({
  name,
  type: 'line',
  yAxisIndex: 1,
  data,
  itemStyle: { color },
  lineStyle: { color, width: 2, ...(plan ? { type: 'dashed' } : {}) },
  ...(plan ? { symbol: 'none' } : {}),
})

/** byMonth is the chart of the series over months such as 2026-03. Axes of whole numbers have no steps below one. */
export function byMonth(months: string[], series: object[], whole: { left?: boolean; right?: boolean } = {}): EChartsCoreOption {
  const axis = (counts: boolean | undefined, splitLine: object) => ({
    type: 'value',
    axisLabel: { color: tokens.muted },
    splitLine,
    ...(counts ? { minInterval: 1 } : {}),
  })
  return {
    textStyle: { fontFamily: tokens.font, color: tokens.ink },
    grid: { left: 56, right: 56, top: 48, bottom: 28 },
    legend: { top: 0, left: 0, textStyle: { color: tokens.ink } },
    tooltip: { trigger: 'axis' },
    xAxis: {
      type: 'category',
      data: months.map((m) => m.slice(2).replace('-', '/')),
      axisLine: { lineStyle: { color: tokens.edge } },
      axisLabel: { color: tokens.muted },
    },
    yAxis: [axis(whole.left, { lineStyle: { color: tokens.line } }), axis(whole.right, { show: false })],
    series,
  }
}
