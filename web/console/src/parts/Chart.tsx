import type { EChartsCoreOption } from 'echarts/core'
import { Skeleton } from 'antd'
import { useEffect, useRef, useState } from 'react'

interface ChartProps {
  option: EChartsCoreOption
  /** What the chart shows, for those who do not see it; the figures stand in a table beside it. */
  label: string
  height?: number
}

/** The drawing library comes only where a chart is shown. */
const library = () => import('./echarts.ts')

/** Chart draws an ECharts option as SVG and follows the width of its place. */
export function Chart({ option, label, height = 280 }: ChartProps) {
  const box = useRef<HTMLDivElement>(null)
  const [ready, setReady] = useState<Awaited<ReturnType<typeof library>>['init']>()
  useEffect(() => {
    let current = true
    void library().then((lib) => current && setReady(() => lib.init))
    return () => void (current = false)
  }, [])
  useEffect(() => {
    if (!ready || !box.current) return undefined
    const chart = ready(box.current, undefined, { renderer: 'svg' })
    chart.setOption({ animation: false, ...option })
    const watch = new ResizeObserver(() => chart.resize())
    watch.observe(box.current)
    return () => {
      watch.disconnect()
      chart.dispose()
    }
  }, [ready, option])
  return (
    <div role="img" aria-label={label}>
      {!ready && <Skeleton active paragraph={{ rows: 6 }} />}
      <div ref={box} style={{ height: ready ? height : 0 }} aria-hidden="true" />
    </div>
  )
}
