import { api, format, take, type components } from '@tongxing/shared'
import { beneficiaryKind, gender, serviceDimension, serviceKind } from '@tongxing/shared/words'
import { Select } from 'antd'
import { useMemo, type ReactNode } from 'react'
import { Link, useSearchParams } from 'react-router'
import { Card, RegionName, useLoad, Waiting } from '../../parts/index.ts'
import { Chart } from '../../parts/Chart.tsx'
import { bar, byMonth, line } from '../../parts/months.ts'
import { choices, word } from '../../domain/words.ts'
import { tokens } from '../../theme/tokens.ts'
import { bands, bandText, type Kind } from './entry.tsx'
import { t } from './texts.ts'

type View = components['schemas']['servicelog.figuresView']
type Month = components['schemas']['servicelog.monthView']
type Cell = components['schemas']['servicelog.cellView']

/** Whom the services of a contract reached: from the approved entries of the service log, each figure one click from them. */
export function Figures({ contractId }: { contractId: string }) {
  const [params, setParams] = useSearchParams()
  const kind = (params.get('kind') ?? '') as Kind | ''
  const figures = useLoad(
    () => take(api.GET('/contracts/{id}/service-figures', { params: { path: { id: contractId }, query: kind ? { kind } : {} } })),
    [contractId, kind],
  )
  const list = (month?: string) => {
    const q = new URLSearchParams({ contract_id: contractId, status: 'approved', ...(kind ? { kind } : {}), ...(month ? { month } : {}) })
    return `/service-log?${q}`
  }
  const choose = (v: string) =>
    setParams(
      (p) => {
        if (v) p.set('kind', v)
        else p.delete('kind')
        return p
      },
      { replace: true },
    )
  return (
    <>
      <Card
        title={t.figures}
        extra={
          <>
            <Select
              className="tw-kind"
              aria-label={t.kind}
              value={kind}
              options={[{ value: '', label: t.allKinds }, ...choices(serviceKind)]}
              onChange={choose}
              popupMatchSelectWidth={false}
            />
            <Link to={list()}>{t.openEntries}</Link>
          </>
        }
      >
        <p className="tx-muted">{t.figuresHow}</p>
      </Card>
      {!figures.data ? (
        <Waiting of={figures} />
      ) : figures.data.total.services === 0 && figures.data.months.length === 0 ? (
        <p className="tx-muted">{t.noFigures}</p>
      ) : (
        <Shown of={figures.data} list={list} />
      )}
    </>
  )
}

function Shown({ of: f, list }: { of: View; list: (month?: string) => string }) {
  return (
    <>
      <div className="tw-figures tw-figures-four">
        <Figure label={t.peopleOnce} value={format.count(f.people)} note={t.peopleOnceHow} />
        <Figure label={t.services} value={format.count(f.total.services)} note={t.servicesHow} />
        <Figure label={t.times} value={format.count(f.total.times)} note={t.timesHow({ n: format.count(f.total.others) })} />
        <Figure
          label={t.hours}
          value={format.hours(f.total.minutes)}
          note={t.hoursHow({ n: format.minutes(f.total.services ? Math.round(f.total.minutes / f.total.services) : 0) })}
        />
      </div>
      <Card title={t.byMonth}>
        <MonthChart months={f.months} />
        <MonthTable months={f.months} total={f} list={list} />
      </Card>
      {(['gender', 'band', 'kind', 'village'] as const).map((dim) => (
        <Split key={dim} dim={dim} cells={f.split.filter((c) => c.dim === dim)} />
      ))}
      <p className="tx-muted tx-small">{t.splitHow}</p>
    </>
  )
}

function Figure({ label, value, note }: { label: string; value: string; note: string }) {
  return (
    <div className="tw-figure">
      <div className="tx-muted">{label}</div>
      <strong className="tx-figure">{value}</strong>
      <div className="tx-muted tx-small">{note}</div>
    </div>
  )
}

function MonthChart({ months }: { months: Month[] }) {
  const option = useMemo(() => {
    const of = (value: (m: Month) => number) => months.map(value)
    return byMonth(
      months.map((m) => m.month),
      [
        bar(
          t.registerTimes,
          tokens.primary,
          of((m) => m.times - m.others),
          'times',
        ),
        bar(
          t.typedTimes,
          tokens.edge,
          of((m) => m.others),
          'times',
        ),
        line(
          t.soFarCol,
          tokens.info,
          of((m) => m.people_so_far),
        ),
      ],
      { left: true, right: true },
    )
  }, [months])
  return <Chart option={option} label={t.byMonthOf} height={240} />
}

function MonthTable({ months, total, list }: { months: Month[]; total: View; list: (month?: string) => string }) {
  const row = (name: ReactNode, v: Omit<Month, 'month' | 'present'> & { present?: number }) => (
    <>
      <th scope="row">{name}</th>
      <td className="tx-right">{format.count(v.services)}</td>
      <td className="tx-right">{v.present === undefined ? '—' : format.count(v.present)}</td>
      <td className="tx-right">{format.count(v.new)}</td>
      <td className="tx-right">{format.count(v.people_so_far)}</td>
      <td className="tx-right">{format.count(v.times)}</td>
      <td className="tx-right">{format.count(v.others)}</td>
      <td className="tx-right">{format.hours(v.minutes)}</td>
    </>
  )
  return (
    <div className="tw-scroll" role="region" aria-label={t.byMonth} tabIndex={0}>
      <table className="tx-plain tx-figure">
        <thead>
          <tr>
            <th scope="col">{t.monthCol}</th>
            {[t.services, t.presentCol, t.newCol, t.soFarCol, t.timesCol, t.othersCol, t.hours].map((title) => (
              <th key={title} scope="col" className="tx-right">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {months.map((m) => (
            <tr key={m.month}>
              {row(
                <Link to={list(m.month)} aria-label={t.entriesOf({ month: m.month })}>
                  {m.month}
                </Link>,
                m,
              )}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>{row(t.all, { ...total.total, present: undefined as never, people_so_far: total.people })}</tr>
        </tfoot>
      </table>
    </div>
  )
}

/** Split breaks persons and person-times down; services and hours are not broken down. */
function Split({ dim, cells }: { dim: Cell['dim']; cells: Cell[] }) {
  if (cells.length === 0) return null
  const sorted = [...cells].sort((a, b) =>
    dim === 'band' ? bands.indexOf(a.value) - bands.indexOf(b.value) : b.new - a.new || b.times - a.times,
  )
  const most = Math.max(1, ...cells.map((c) => c.new))
  const name = (v: string): ReactNode => {
    if (dim === 'gender') return word(gender, v)
    if (dim === 'band') return bandText(v)
    if (dim === 'kind') return word(beneficiaryKind, v)
    return <RegionName path={v} short />
  }
  return (
    <Card title={t.splitOf({ by: word(serviceDimension, dim) })}>
      <div className="tw-scroll" role="region" aria-label={t.splitOf({ by: word(serviceDimension, dim) })} tabIndex={0}>
        <table className="tx-plain tx-figure">
          <thead>
            <tr>
              <th scope="col">{word(serviceDimension, dim)}</th>
              <th scope="col" className="tw-share-col" aria-label={t.peopleCol} />
              <th scope="col" className="tx-right">
                {t.peopleCol}
              </th>
              <th scope="col" className="tx-right">
                {t.timesCol}
              </th>
              <th scope="col" className="tx-right">
                {t.othersCol}
              </th>
            </tr>
          </thead>
          <tbody>
            {sorted.map((c) => (
              <tr key={c.value}>
                <th scope="row">{name(c.value)}</th>
                <td aria-hidden="true">
                  <div className="tw-bar">
                    <div className="tw-bar-done" style={{ width: `${(c.new / most) * 100}%` }} />
                  </div>
                </td>
                <td className="tx-right">{format.count(c.new)}</td>
                <td className="tx-right">{format.count(c.times)}</td>
                <td className="tx-right">{format.count(c.others)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  )
}
