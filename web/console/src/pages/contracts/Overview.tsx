import { api, format, take, type components } from '@tongxing/shared'
import { useMemo } from 'react'
import { Card, useLoad, Waiting } from '../../parts/index.ts'
import { tokens } from '../../theme/tokens.ts'
import { Chart } from '../../parts/Chart.tsx'
import { bar, byMonth, line } from '../../parts/months.ts'
import { addDays, daysBetween, months } from '../../parts/days.ts'
import { amount, share } from '../../domain/units.tsx'
import { MoneyLine } from './MoneyLine.tsx'
import { paidText, type Contract } from './contract.tsx'
import { t } from './texts.ts'

type Item = components['schemas']['contracts.progressItemView']
type Step = components['schemas']['contracts.stepView']
type MonthTotal = components['schemas']['attendance.monthTotalView']

/** How much of the term has passed, from 0 to 1. */
function elapsed(c: Contract): number {
  const all = daysBetween(c.start, c.end) + 1
  return Math.min(1, Math.max(0, daysBetween(c.start, format.dayKey(Date.now())) / all))
}

/** The contract at a glance: weighted progress against time, indicators, months, and money in time. */
export function Overview({ c }: { c: Contract }) {
  const progress = useLoad(() => take(api.GET('/contracts/{id}/progress', { params: { path: { id: c.id } } })), [c.id])
  if (!progress.data) return <Waiting of={progress} />
  const passed = elapsed(c)
  return (
    <>
      <div className="tw-figures">
        <Figure
          label={t.progress}
          value={share(progress.data.ratio_bp)}
          note={t.elapsed({ share: format.percent(passed) })}
          late={progress.data.ratio_bp / 10_000 < passed - 0.15}
        />
        {progress.data.person_times > 0 && (
          <Figure
            label={t.byHand}
            value={format.percent(progress.data.hand_times / progress.data.person_times)}
            note={t.byHandOf({ hand: progress.data.hand_times, all: progress.data.person_times })}
            late={progress.data.hand_times * 10 > progress.data.person_times}
          />
        )}
        <Figure label={t.paid} value={format.money(c.paid_fen)} note={paidText(c)} />
      </div>
      <Card title={t.line}>
        <MoneyLine c={c} />
      </Card>
      <Card title={t.indicatorBars}>
        <Bars c={c} items={progress.data.items} passed={passed} />
      </Card>
      <Card title={t.byMonth}>
        <Months c={c} />
      </Card>
    </>
  )
}

export function Figure({ label, value, note, late = false }: { label: string; value: string; note: string; late?: boolean }) {
  return (
    <div className={`tw-figure${late ? ' tw-figure-late' : ''}`}>
      <div className="tx-muted">{label}</div>
      <strong>{value}</strong>
      <div className="tx-muted tx-small">{note}</div>
    </div>
  )
}

/** The last step of an indicator that is due by now; its next one before the first month has ended. */
function dueStep(steps: Step[]): Step | undefined {
  const now = format.dayKey(Date.now()).slice(0, 7)
  return steps.filter((s) => s.month < now).at(-1) ?? steps[0]
}

/**
 * Plan and actual of each indicator, with what it will be at the end at this pace. The plan is the indicator's step by the end of last month, or as
 * time passes. A share does not grow with time: it has no forecast.
 */
export function Bars({ c, items, passed }: { c: Contract; items: Item[]; passed: number }) {
  return (
    <ul className="tw-bars">
      {items.map((i) => {
        const done = Math.min(100, i.ratio_bp / 100)
        const own = c.indicators.find((x) => x.id === i.id)
        const step = dueStep(own?.steps ?? [])
        const grows = i.unit !== 'percent'
        const planned = step ? step.target / i.target : grows ? passed : undefined
        const end = grows && passed > 0.03 ? Math.min(1_000_000, i.ratio_bp / passed) : undefined
        const late = step
          ? i.actual < step.target && step.month < format.dayKey(Date.now()).slice(0, 7)
          : grows && i.ratio_bp / 10_000 < passed - 0.15
        return (
          <li key={i.id}>
            <div className="tw-bar-head">
              <span>{i.name}</span>
              <span className="tx-figure">
                {i.unknown ? t.unknown : amount(i.unit, i.actual)} / {amount(i.unit, i.target)} <strong>({share(i.ratio_bp)})</strong>
              </span>
            </div>
            <div className="tw-bar" role="img" aria-label={`${i.name} ${share(i.ratio_bp)}`}>
              <div className={`tw-bar-done${late ? ' tw-bar-late' : ''}`} style={{ width: `${done}%` }} />
              {planned !== undefined && (
                <div
                  className="tw-bar-plan"
                  style={{ left: `${planned * 100}%` }}
                  title={
                    step
                      ? t.dueStep({ month: step.month, target: amount(i.unit, step.target) })
                      : t.elapsed({ share: format.percent(passed) })
                  }
                />
              )}
            </div>
            {(step || (own?.baseline ?? 0) > 0) && (
              <div className="tx-muted tx-small">
                {[
                  step && t.dueStep({ month: step.month, target: amount(i.unit, step.target) }),
                  (own?.baseline ?? 0) > 0 && `${t.baseline} ${amount(i.unit, own!.baseline)}`,
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </div>
            )}
            {end !== undefined && passed < 1 && i.ratio_bp > 0 && i.ratio_bp < 10_000 && (
              <div className="tx-muted tx-small">{t.forecast({ share: share(Math.round(end)) })}</div>
            )}
          </li>
        )
      })}
    </ul>
  )
}

/** The months of the term with the hours of each, and what the plan asks for by then. */
function useMonths(c: Contract, totals: MonthTotal[]) {
  return useMemo(() => {
    const target = c.indicators.filter((i) => i.unit === 'hours' && i.source === 'auto').reduce((sum, i) => sum + i.target, 0)
    const all = daysBetween(c.start, c.end) + 1
    let sum = 0
    const now = format.dayKey(Date.now()).slice(0, 7)
    return months(c.start, c.end).map((m) => {
      const own = totals.filter((x) => x.month === m)
      const minutes = own.reduce((n, x) => n + x.minutes, 0)
      sum += minutes
      const last = [addDays(`${m}-28`, 4).slice(0, 8) + '01', c.end].map((d, i) => (i === 0 ? addDays(d, -1) : d)).sort()[0]!
      return {
        month: m,
        minutes,
        sum: m <= now ? sum : undefined,
        plan: target > 0 ? Math.round((target * (daysBetween(c.start, last) + 1)) / all) : undefined,
        sessions: own.reduce((n, x) => n + x.sessions, 0),
        personTimes: own.reduce((n, x) => n + x.person_times, 0),
        served: own.reduce((n, x) => n + x.served, 0),
      }
    })
  }, [c, totals])
}

function Months({ c }: { c: Contract }) {
  const totals = useLoad(() => take(api.GET('/contracts/{id}/months', { params: { path: { id: c.id } } })), [c.id])
  if (!totals.data) return <Waiting of={totals} />
  if (totals.data.items.length === 0) return <p className="tx-muted">{t.noHours}</p>
  return <MonthChart c={c} totals={totals.data.items} />
}

function MonthChart({ c, totals }: { c: Contract; totals: MonthTotal[] }) {
  const rows = useMonths(c, totals)
  const option = useMemo(() => {
    const hours = (value: (r: (typeof rows)[number]) => number | undefined) =>
      rows.map((r) => {
        const n = value(r)
        return n === undefined ? null : Math.round(n / 6) / 10
      })
    return byMonth(
      rows.map((r) => r.month),
      [
        bar(
          t.monthHours,
          tokens.primary,
          hours((r) => r.minutes),
        ),
        line(
          t.cumulative,
          tokens.info,
          hours((r) => r.sum),
        ),
        ...(rows.some((r) => r.plan !== undefined)
          ? [
              line(
                t.planned,
                tokens.muted,
                hours((r) => r.plan),
                true,
              ),
            ]
          : []),
      ],
    )
  }, [rows])
  return (
    <>
      <Chart option={option} label={t.byMonthOf} />
      <details className="tw-details">
        <summary>{t.chartTable}</summary>
        <table className="tx-plain">
          <thead>
            <tr>
              <th scope="col">{t.month}</th>
              <th scope="col" className="tx-right">
                {t.monthHours}
              </th>
              <th scope="col" className="tx-right">
                {t.cumulative}
              </th>
              <th scope="col" className="tx-right">
                {t.planned}
              </th>
              <th scope="col" className="tx-right">
                {t.sessions}
              </th>
              <th scope="col" className="tx-right">
                {t.personTimes}
              </th>
              <th scope="col" className="tx-right">
                {t.served}
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((r) => (
              <tr key={r.month}>
                <th scope="row">{format.month(r.month)}</th>
                <td className="tx-right">{format.hours(r.minutes)}</td>
                <td className="tx-right">{r.sum === undefined ? '—' : format.hours(r.sum)}</td>
                <td className="tx-right">{r.plan === undefined ? '—' : format.hours(r.plan)}</td>
                <td className="tx-right">{r.sessions}</td>
                <td className="tx-right">{r.personTimes}</td>
                <td className="tx-right">{r.served}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </>
  )
}
