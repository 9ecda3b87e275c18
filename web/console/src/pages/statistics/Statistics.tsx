import { PrinterOutlined } from '@ant-design/icons'
import { api, format, take } from '@tongxing/shared'
import { statisticsGroup } from '@tongxing/shared/words'
import { Alert, Button, Select } from 'antd'
import { useEffect, useState, type ReactNode } from 'react'
import { Link, useSearchParams } from 'react-router'
import { useSession, type Session } from '../../session/session.tsx'
import {
  Card,
  DayInput,
  Empty,
  Export,
  Filters,
  Page,
  partTexts,
  RegionName,
  RegionPicker,
  useFilters,
  useLoad,
  Waiting,
  type Filter,
} from '../../parts/index.ts'
import { choices, word } from '../../domain/words.ts'
import { Areas } from './Areas.tsx'
import { depthOf, Num, shareOf, stepsOf, type FigureView, type Group, type Report } from './report.tsx'
import { Tables } from './Tables.tsx'
import { dayText, Targets } from './Targets.tsx'
import { Trend } from './Trend.tsx'
import { t } from './texts.ts'
import '../../theme/work.css'
import '../../theme/statistics.css'

/** Whose region is an area of statistics. */
const readers = ['village_director', 'town_supervisor', 'county_admin', 'county_viewer']

/** ownArea is the area of the place that was chosen at the top, or the widest of one's own. */
function ownArea({ place, places }: Session): string {
  const fits = places.filter((p) => p.region && readers.includes(p.role))
  const chosen = fits.find((p) => p.key === place?.key)
  return chosen?.region ?? fits.map((p) => p.region!).sort((a, b) => a.length - b.length)[0] ?? ''
}

const asked = ({ region, on, group }: Record<string, string | undefined>) => ({
  ...(region ? { region } : {}),
  ...(on ? { on } : {}),
  ...(group ? { group: group as Group } : {}),
})

/** The register in figures: of an area and those within, on a day, for a group. */
export function Component() {
  const session = useSession()
  const own = ownArea(session)
  const deepest = session.may('beneficiary.read') ? 5 : 3 // an office outside sees counties
  const [shown, setShown] = useState<string>(t.today) // of the report without a chosen day: above a county, a month's end
  const filters: Filter[] = [
    {
      key: 'region',
      label: t.area,
      kind: 'own',
      width: 220,
      render: (id, value, put) => <RegionPicker id={id} within={own} deepest={deepest} value={value ?? own} onChange={put} />,
    },
    {
      key: 'on',
      label: t.on,
      kind: 'own',
      render: (id, value, put) => <DayInput id={id} value={value} onChange={put} max={format.dayKey(Date.now())} placeholder={shown} />,
    },
    {
      key: 'group',
      label: t.group,
      kind: 'own',
      width: 180,
      render: (id, value, put) => <Select id={id} value={value ?? 'children'} onChange={put} options={choices(statisticsGroup)} />,
    },
  ]
  const { query, set } = useFilters(filters)
  const [params] = useSearchParams()
  const q = asked({ region: own, ...query })
  const region = query.region ?? own
  const report = useLoad(() => take(api.GET('/register-statistics', { params: { query: q } })), [region, query.on, query.group])
  const r = report.data
  useEffect(() => {
    if (r && !query.on) setShown(r.on === format.dayKey(Date.now()) ? t.today : dayText(r.on))
  }, [r, query.on])
  const to = (path: string) => {
    const next = new URLSearchParams(params)
    next.set('region', path)
    return `/statistics?${next}`
  }
  return (
    <Page
      title={t.title}
      sub={r && `${r.name} · ${t.asOf({ on: dayText(r.on) })} · ${word(statisticsGroup, r.group)}`}
      acts={
        r && (
          <>
            {r.writable && (
              <Link to={`/statistics/base?region=${encodeURIComponent(r.base!.region)}`}>
                <Button>{t.toBase}</Button>
              </Link>
            )}
            <Export of={{ path: '/register-statistics/rows' }} query={q as Record<string, string>} />
            <Button icon={<PrinterOutlined />} onClick={() => window.print()}>
              {t.print}
            </Button>
          </>
        )
      }
    >
      <div className="tx-card tx-unprinted">
        <Filters name="statistics" filters={filters} query={query} set={set} />
        <Crumbs paths={stepsOf(own, r?.region ?? region)} to={to} />
      </div>
      {r ? (
        <Shown r={r} asked={query.on} to={to} />
      ) : report.problem?.code === 'statistics_none' ? (
        <NoFigures region={region} group={query.group} on={query.on} set={(day) => set('on', day)} />
      ) : (
        <Waiting of={report} rows={10} />
      )}
    </Page>
  )
}

/** Crumbs lead from the own area down to the one that is shown. */
function Crumbs({ paths, to }: { paths: string[]; to: (path: string) => string }) {
  return (
    <nav aria-label={t.crumbs}>
      <ol className="ts-crumbs">
        {paths.map((path, i) => (
          <li key={path}>
            {i === paths.length - 1 ? (
              <span aria-current="page">
                <RegionName path={path} short />
              </span>
            ) : (
              <Link to={to(path)}>
                <RegionName path={path} short />
              </Link>
            )}
          </li>
        ))}
      </ol>
    </nav>
  )
}

/** Shown is a report: what one has to know first, the figures, the areas within, the tables. */
function Shown({ r, asked: day, to }: { r: Report; asked: string | undefined; to: (path: string) => string }) {
  const { me, may } = useSession()
  const outside = !r.base
  const none = r.total.total === 0 && !r.total.hidden
  const depth = depthOf(r.region)
  const past = r.on !== format.dayKey(Date.now())
  const failed = r.failed.map((code) => r.tables.find((table) => table.code === code)?.label ?? code)
  return (
    <>
      {failed.length > 0 && (
        <Alert
          type="error"
          showIcon
          role="alert"
          className="tx-refusal"
          title={t.failed}
          description={t.failedHow({ tables: failed.join(format.comma()) })}
        />
      )}
      {day && day !== r.on && (
        <Alert type="info" showIcon className="tx-refusal" title={t.earlier({ asked: dayText(day), on: dayText(r.on) })} />
      )}
      {outside && <Alert type="info" showIcon className="tx-refusal" title={t.outside} />}
      <Figures r={r} past={past} />
      {none && (
        <Card>
          <Empty
            title={t.empty}
            text={t.emptyHow}
            act={
              may('beneficiary.read') && (
                <Link to="/beneficiaries">
                  <Button>{t.toFiles}</Button>
                </Link>
              )
            }
          />
        </Card>
      )}
      {r.region === r.base?.region && (r.targets ?? []).length > 0 && <Targets of={r.targets!} on={r.on} />}
      {r.parts.length > 0 ? (
        <Areas r={r} to={to} opens={!outside || depth < 3} />
      ) : (
        past && depth === 4 && !outside && <p className="tx-note tw-above">{t.noParts}</p>
      )}
      {!none && <Tables tables={r.tables} total={r.total} />}
      {depth < 5 && <Trend r={r} />}
      <footer className="ts-printed">
        <span>{partTexts.print.by({ name: me.name ?? me.login ?? '' })}</span>
        <span>{partTexts.print.at({ at: format.instant(Date.now()) })}</span>
      </footer>
    </>
  )
}

/** partial tells whether the population of an area is the sum of some of its parts only, of those in which there are persons. */
const partial = (r: Report): boolean =>
  !r.base?.people.some((p) => p.region === r.region) && r.parts.some((p, i) => p.people === undefined && r.part_totals[i]!.total > 0)

function Figures({ r, past }: { r: Report; past: boolean }) {
  const { may } = useSession()
  const n = r.total.hidden ? undefined : r.total.total
  const lists = may('beneficiary.read') && !past && r.group !== 'children'
  const kind = (r.group as string) === 'all' ? '' : `&kind=${r.group}`
  const list = `/beneficiaries?status=registered&region=${encodeURIComponent(r.region)}${kind}`
  const part = (f: FigureView | undefined) => f && n !== undefined && !f.hidden && n > 0 && t.ofTotal({ share: shareOf(f.total, n) })
  return (
    <div className="tw-figures ts-figures">
      <Figure label={t.total} value={<Num of={r.total} />} to={lists ? list : undefined} />
      {r.alone && <Figure label={t.alone} value={<Num of={r.alone} />} note={part(r.alone)} late={r.alone.total > 0} />}
      {r.incomplete && (
        <Figure
          label={t.incomplete}
          value={<Num of={r.incomplete} />}
          note={part(r.incomplete)}
          to={lists ? `${list}&missing=true` : undefined}
        />
      )}
      {r.without !== undefined && (
        <Figure label={t.without} value={<Num of={r.without} />} note={past && t.withoutNow} late={r.without > 0} />
      )}
      {r.base &&
        (r.people && n !== undefined ? (
          <Figure
            label={t.share}
            value={shareOf(n, r.people)}
            note={
              <>
                {t.shareHow({ n: format.count(n), people: format.count(r.people), source: r.source ?? '' })}
                {r.people_on && t.peopleOn({ on: dayText(r.people_on) })}
                {partial(r) && <span className="tx-warn"> {t.partial}</span>}
              </>
            }
          />
        ) : (
          <Figure label={t.share} value="—" note={t.noPeople} />
        ))}
    </div>
  )
}

function Figure({
  label,
  value,
  note,
  late = false,
  to,
}: {
  label: string
  value: ReactNode
  note?: ReactNode
  late?: boolean
  to?: string | undefined
}) {
  return (
    <div className={`tw-figure${late ? ' tw-figure-late' : ''}`}>
      <span className="tx-muted">{to ? <Link to={to}>{label}</Link> : label}</span>
      <strong>{value}</strong>
      {note && <span className="tx-muted tx-small">{note}</span>}
    </div>
  )
}

interface NoFiguresProps {
  region: string
  group: string | undefined
  on: string | undefined
  set: (day: string | undefined) => void
}

/** NoFigures says of which days there are figures, when there are none of the day asked for. */
function NoFigures({ region, group, on, set }: NoFiguresProps) {
  const depth = depthOf(region)
  const now = useLoad(
    () =>
      on && depth < 5
        ? take(api.GET('/register-statistics', { params: { query: asked({ region, group }) } })).catch(() => undefined)
        : Promise.resolve(undefined),
    [region, group, on, depth],
  )
  const days = (now.data?.trend ?? []).map((p) => p.on)
  const why = depth >= 5 ? t.noneVillage : depth < 3 ? t.noneAbove : days.length ? undefined : t.noneYet
  return (
    <Card>
      <Empty
        title={t.noneTitle}
        text={
          <>
            {why}
            {days.length > 0 && (
              <>
                <span>{t.noneDays}</span>
                <span className="ts-days">
                  {days.map((d) => (
                    <Button key={d} onClick={() => set(d)}>
                      {dayText(d)}
                    </Button>
                  ))}
                </span>
              </>
            )}
          </>
        }
        act={
          on && (
            <Button type="primary" onClick={() => set(undefined)}>
              {t.noneNow}
            </Button>
          )
        }
      />
    </Card>
  )
}
