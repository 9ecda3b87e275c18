import { api, format, take, type components } from '@tongxing/shared'
import { activityType, ledgerKind } from '@tongxing/shared/words'
import { Link, useParams } from 'react-router'
import { DataTable, Day, Instant, Page, StateTag, type Column, type Filter } from '../../parts/index.ts'
import { Name, useName } from '../../domain/names.tsx'
import { months } from '../../parts/days.ts'
import { choices, word } from '../../domain/words.ts'
import { t } from './texts.ts'

export type Entry = components['schemas']['attendance.entryView']

/** The columns of a ledger; an entry of hours leads to the stay behind it. */
export const entryColumns = (): Column<Entry>[] => [
  { key: 'day', title: t.day, width: 180, render: (e) => <Day of={e.day} />, sort: (e) => e.day },
  {
    key: 'title',
    title: t.activity,
    render: (e) =>
      e.kind === 'hours' ? <Link to={`/hours/${e.ref}`}>{e.title}</Link> : <Link to={`/activities/${e.activity_id}`}>{e.title}</Link>,
  },
  {
    key: 'kind',
    title: t.kind,
    width: 160,
    render: (e) => (
      <>
        {word(ledgerKind, e.kind)} {e.reversal_of && <StateTag tone="late">{t.reversal}</StateTag>}
      </>
    ),
  },
  { key: 'who', title: t.volunteer, width: 180, render: (e) => (e.volunteer_id ? <Name id={e.volunteer_id} no /> : '—') },
  {
    key: 'minutes',
    title: t.minutesShort,
    width: 120,
    align: 'right',
    render: (e) => (
      <span className="tx-figure">{e.kind === 'hours' ? format.minutes(e.minutes) : `${e.sessions} · ${t.served} ${e.served}`}</span>
    ),
    sort: (e) => e.minutes,
  },
  { key: 'type', title: t.type, width: 110, render: (e) => word(activityType, e.type) },
  { key: 'grade', title: t.grade, width: 90, render: (e) => e.grade ?? '—', extra: true },
  { key: 'actor', title: t.actor, width: 120, render: (e) => <Name id={e.actor} /> },
  { key: 'at', title: t.at, width: 220, render: (e) => <Instant at={e.at} />, extra: true },
  { key: 'reason', title: t.reason, width: 200, render: (e) => e.reason ?? '', extra: true },
]

/** The filters of a ledger: by month, the latest first, and by type. */
export function entryFilters(): Filter[] {
  const today = format.dayKey(Date.now())
  const year = `${Number(today.slice(0, 4)) - 1}${today.slice(4)}`
  return [
    {
      key: 'month',
      label: t.month,
      kind: 'choice',
      options: months(year, today)
        .reverse()
        .map((m) => ({ value: m, label: m })),
    },
    { key: 'type', label: t.type, kind: 'choice', options: choices(activityType) },
  ]
}

/** The ledger of an organisation. */
export function Component() {
  const { id = '' } = useParams()
  const org = useName(id)
  return (
    <Page title={org ? t.ledgerOf({ name: org.name }) : t.ledgerTitle} sub={t.ledgerNote} back="/hours">
      <DataTable<Entry>
        name="ledger"
        exported={{ path: `/orgs/${id}/ledger`, persons: true }}
        label={t.ledgerTitle}
        columns={entryColumns()}
        filters={entryFilters()}
        load={(query, page) => take(api.GET('/orgs/{id}/ledger', { params: { path: { id }, query: { ...query, ...page } } }))}
        empty={{ title: t.noEntries, text: t.noEntriesHow }}
      />
    </Page>
  )
}
