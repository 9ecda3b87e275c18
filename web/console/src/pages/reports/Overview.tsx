import { DownloadOutlined, PrinterOutlined } from '@ant-design/icons'
import { api, format, take } from '@tongxing/shared'
import { contractStatus } from '@tongxing/shared/words'
import { Button, Select } from 'antd'
import { useMemo } from 'react'
import { Link } from 'react-router'
import { useSession } from '../../session/session.tsx'
import {
  Card,
  Empty,
  Filters,
  Money,
  Page,
  RegionName,
  RegionPicker,
  useFilters,
  useLoad,
  Waiting,
  type Filter,
} from '../../parts/index.ts'
import { Chart } from '../../parts/Chart.tsx'
import { bar, byMonth, line } from '../../parts/months.ts'
import { share } from '../../domain/units.tsx'
import { word } from '../../domain/words.ts'
import { tokens } from '../../theme/tokens.ts'
import type { Overview } from './state.tsx'
import { t } from './texts.ts'
import '../../theme/work.css'

const thisYear = () => Number(format.dayKey(Date.now()).slice(0, 4))

/** What is bought within one's reach, and what was done for it. */
export function Component() {
  const { region: own = '' } = useSession()
  const filters: Filter[] = [
    {
      key: 'fiscal_year',
      label: t.year,
      kind: 'own',
      width: 140,
      render: (id, value, put) => (
        <Select
          id={id}
          value={value ?? ''}
          onChange={(v) => put(v || undefined)}
          options={[
            { value: '', label: t.allYears },
            ...[1, 0, -1, -2, -3, -4].map((n) => ({ value: String(thisYear() + n), label: String(thisYear() + n) })),
          ]}
        />
      ),
    },
    ...(own
      ? [
          {
            key: 'region',
            label: t.region,
            kind: 'own' as const,
            width: 220,
            render: (id: string, value: string | undefined, put: (v: string | undefined) => void) => (
              <RegionPicker id={id} within={own} deepest={3} value={value ?? own} onChange={put} />
            ),
          },
        ]
      : []),
  ]
  const { query, set } = useFilters(filters)
  const q = {
    ...(query.fiscal_year ? { fiscal_year: Number(query.fiscal_year) } : {}),
    ...(query.region ? { region: query.region } : {}),
  }
  const loaded = useLoad(() => take(api.GET('/purchase-overview', { params: { query: q } })), [query.fiscal_year, query.region])
  const o = loaded.data
  const address = `/api/v1/purchase-overview/xlsx?${new URLSearchParams(query as Record<string, string>)}`
  return (
    <Page
      title={t.overview}
      sub={t.overviewHow}
      acts={
        <>
          <Button icon={<DownloadOutlined />} href={address} download>
            {t.xlsx}
          </Button>
          <Button icon={<PrinterOutlined />} onClick={() => window.print()}>
            {t.print}
          </Button>
        </>
      }
    >
      <div className="tx-card tx-unprinted">
        <Filters name="overview" filters={filters} query={query} set={set} />
      </div>
      {!o ? <Waiting of={loaded} rows={10} /> : o.contracts === 0 ? <Empty title={t.nothing} text={t.nothingHow} /> : <Shown o={o} />}
    </Page>
  )
}

function Figure({ label, value, late, note }: { label: string; value: string; late?: boolean; note?: string | undefined }) {
  return (
    <div className={late ? 'tw-figure tw-figure-late' : 'tw-figure'}>
      <div className="tx-muted">{label}</div>
      <strong className="tx-figure">{value}</strong>
      {note && <div className="tx-muted tx-small">{note}</div>}
    </div>
  )
}

function Shown({ o }: { o: Overview }) {
  const late = [
    o.late_publications > 0 && t.latePublications({ n: o.late_publications }),
    o.late_filings > 0 && t.lateFilings({ n: o.late_filings }),
  ].filter(Boolean)
  return (
    <>
      <div className="tw-figures tw-figures-four">
        <Figure label={t.contracts} value={format.count(o.contracts)} note={late.join(format.comma()) || undefined} />
        <Figure label={t.signed} value={format.money(o.signed_fen)} note={`${t.budget} ${format.money(o.budget_fen)}`} />
        <Figure
          label={t.paid}
          value={format.money(o.paid_fen)}
          note={o.signed_fen ? share((o.paid_fen / o.signed_fen) * 10_000) : undefined}
        />
        <Figure label={t.done} value={share(o.done_bp)} />
        <Figure label={t.volunteerHours} value={format.hours(o.minutes)} note={`${t.volunteerTimes} ${format.count(o.person_times)}`} />
        <Figure
          label={t.serviceHours}
          value={format.hours(o.service_minutes)}
          note={`${t.serviceTimes} ${format.count(o.service_times)}`}
        />
        <Figure label={t.peopleOnce} value={format.count(o.people)} />
        <Figure
          label={t.lateSteps}
          value={format.count(o.late_steps)}
          late={o.late_steps + o.late_reports > 0}
          note={`${t.lateReports} ${format.count(o.late_reports)}`}
        />
      </div>
      <Card title={t.byMonth}>
        {o.months.length === 0 ? (
          <p className="tx-muted">{t.noWork}</p>
        ) : (
          <>
            <MonthChart months={o.months} />
            <Table
              label={t.byMonth}
              head={[t.month, t.volunteerHours, t.serviceHours, t.serviceTimes, t.peopleOnce]}
              rows={o.months.map((m) => [
                m.month,
                format.hours(m.minutes),
                format.hours(m.service_minutes),
                format.count(m.service_times),
                format.count(m.people),
              ])}
            />
          </>
        )}
      </Card>
      <Card title={t.byProvider}>
        <p className="tx-muted">{t.providerHow}</p>
        <Table
          label={t.byProvider}
          head={[
            t.provider,
            t.contracts,
            t.signed,
            t.paid,
            t.done,
            t.lateSteps,
            t.lateReports,
            t.volunteerHours,
            t.serviceHours,
            t.peopleOnce,
          ]}
          rows={o.providers.map((p) => [
            <Link key={p.org_id} to={`/contracts?provider_id=${p.org_id}`}>
              {p.name}
            </Link>,
            format.count(p.contracts),
            <Money key="s" fen={p.signed_fen} />,
            <Money key="p" fen={p.paid_fen} />,
            share(p.done_bp),
            format.count(p.late_steps),
            format.count(p.late_reports),
            format.hours(p.minutes),
            format.hours(p.service_minutes),
            format.count(p.people),
          ])}
        />
      </Card>
      {o.towns.length > 0 && (
        <Card title={t.byTown}>
          <p className="tx-muted">{t.townHow}</p>
          <Bars
            rows={o.towns.map((w) => ({
              key: w.region,
              name: <RegionName path={w.region} short />,
              n: w.people,
              more: format.count(w.service_times),
            }))}
            head={[t.town, t.peopleOnce, t.serviceTimes]}
          />
        </Card>
      )}
      <Card title={t.byState}>
        <Bars
          rows={o.states.map((s) => ({
            key: s.status,
            name: <Link to={`/contracts?status=${s.status}`}>{word(contractStatus, s.status)}</Link>,
            n: s.contracts,
            more: <Money fen={s.amount_fen} />,
          }))}
          head={[t.state, t.contracts, t.amount]}
        />
      </Card>
    </>
  )
}

function MonthChart({ months }: { months: Overview['months'] }) {
  const option = useMemo(() => {
    const hours = (n: number) => Math.round(n / 6) / 10
    const of = (value: (m: Overview['months'][number]) => number) => months.map(value)
    return byMonth(
      months.map((m) => m.month),
      [
        bar(
          t.volunteerHours,
          tokens.primary,
          of((m) => hours(m.minutes)),
          'hours',
        ),
        bar(
          t.serviceHours,
          tokens.edge,
          of((m) => hours(m.service_minutes)),
          'hours',
        ),
        line(
          t.peopleOnce,
          tokens.info,
          of((m) => m.people),
        ),
      ],
      { right: true },
    )
  }, [months])
  return <Chart option={option} label={t.byMonth} height={260} />
}

function Table({ label, head, rows }: { label: string; head: string[]; rows: React.ReactNode[][] }) {
  return (
    <div className="tw-scroll" role="region" aria-label={label} tabIndex={0}>
      <table className="tx-plain tx-figure">
        <thead>
          <tr>
            {head.map((name, i) => (
              <th key={name} scope="col" className={i ? 'tx-right' : ''}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, n) => (
            <tr key={n}>
              <th scope="row">{row[0]}</th>
              {row.slice(1).map((cell, i) => (
                <td key={head[i + 1]} className="tx-right">
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

interface BarRow {
  key: string
  name: React.ReactNode
  n: number
  more: React.ReactNode
}

function Bars({ rows, head }: { rows: BarRow[]; head: [string, string, string] }) {
  const most = Math.max(1, ...rows.map((r) => r.n))
  return (
    <div className="tw-scroll" role="region" aria-label={head[0]} tabIndex={0}>
      <table className="tx-plain tx-figure">
        <thead>
          <tr>
            <th scope="col">{head[0]}</th>
            <th scope="col" className="tw-share-col" aria-label={head[1]} />
            <th scope="col" className="tx-right">
              {head[1]}
            </th>
            <th scope="col" className="tx-right">
              {head[2]}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((r) => (
            <tr key={r.key}>
              <th scope="row">{r.name}</th>
              <td aria-hidden="true">
                <div className="tw-bar">
                  <div className="tw-bar-done" style={{ width: `${(r.n / most) * 100}%` }} />
                </div>
              </td>
              <td className="tx-right">{format.count(r.n)}</td>
              <td className="tx-right">{r.more}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
