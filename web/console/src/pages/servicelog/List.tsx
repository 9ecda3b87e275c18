import { PlusOutlined } from '@ant-design/icons'
import { api, format, take } from '@tongxing/shared'
import { serviceAct, serviceKind, serviceStatus } from '@tongxing/shared/words'
import { Button } from 'antd'
import { Link } from 'react-router'
import { useSession } from '../../session/session.tsx'
import { DataTable, Minutes, MonthInput, Page, seen, tagOf, type Column, type Filter } from '../../parts/index.ts'
import { Name } from '../../domain/names.tsx'
import { choices, word } from '../../domain/words.ts'
import { EntryState, servedText, whenOf, type Entry } from './entry.tsx'
import { contractFilter } from './fields.tsx'
import { t } from './texts.ts'
import '../../theme/work.css'

const columns = (alone: boolean): Column<Entry>[] => [
  {
    key: 'when',
    title: t.when,
    width: 220,
    render: (e) => <Link to={`/service-log/${e.id}`}>{whenOf(e)}</Link>,
    sort: (e) => e.from ?? '',
  },
  { key: 'kind', title: t.kind, width: 120, render: (e) => word(serviceKind, e.kind) },
  { key: 'status', title: t.state, width: 120, render: (e) => <EntryState of={e.status} /> },
  ...(alone
    ? []
    : [
        { key: 'contract', title: t.contract, render: (e: Entry) => <Name id={e.contract_id} /> },
        { key: 'org', title: t.org, width: 180, render: (e: Entry) => <Name id={e.org_id} />, extra: true },
      ]),
  {
    key: 'workers',
    title: t.workers,
    width: 140,
    render: (e) =>
      e.workers.length === 0
        ? '—'
        : e.workers.map((id, i) => (
            <span key={id}>
              {i > 0 && format.comma()}
              <Name id={id} />
            </span>
          )),
  },
  { key: 'served', title: t.served, width: 190, render: servedText, sort: (e) => e.persons + e.others },
  {
    key: 'minutes',
    title: t.minutes,
    width: 130,
    align: 'right',
    render: (e) => (e.source ? '—' : <Minutes n={e.minutes} />),
    sort: (e) => e.minutes,
  },
  { key: 'month', title: t.month, width: 110, render: (e) => e.month ?? '—', extra: true },
]

/** The entries within one's reach, or those of one thread. */
export function EntryTable({ threadId, version }: { threadId?: string; version?: number }) {
  const session = useSession()
  const { orgId, may } = session
  const filters: Filter[] = threadId
    ? []
    : [
        ...contractFilter(session),
        { key: 'kind', label: t.kind, kind: 'choice', options: choices(serviceKind) },
        { key: 'status', label: t.state, kind: 'choice', options: choices(serviceStatus) },
        { key: 'month', label: t.month, kind: 'own', render: (id, value, set) => <MonthInput id={id} value={value} onChange={set} /> },
      ]
  return (
    <DataTable<Entry>
      name={threadId ? 'services-of' : 'services'}
      label={threadId ? t.sessions : t.title}
      columns={columns(!!threadId)}
      filters={filters}
      {...(version === undefined ? {} : { version })}
      open={(e) => `/service-log/${e.id}`}
      acts={
        may('service.approve')
          ? [
              {
                key: 'approve',
                label: serviceAct.approve,
                applies: (e) => e.status === 'submitted',
                run: (e, key) =>
                  take(api.POST('/service-log/{id}/approve', { params: { path: { id: e.id }, header: seen(tagOf(e), key) } })),
              },
            ]
          : []
      }
      rowLabel={(e) => `${whenOf(e)} ${word(serviceKind, e.kind)}`}
      load={(query, page) =>
        take(
          api.GET('/service-log', {
            params: { query: { ...(threadId ? { thread_id: threadId } : {}), ...(orgId ? { org_id: orgId } : {}), ...query, ...page } },
          }),
        )
      }
      empty={{ text: threadId ? t.emptyOf : t.empty }}
    />
  )
}

export function Component() {
  const { may } = useSession()
  return (
    <Page
      title={t.title}
      acts={
        may('service.write') && (
          <Link to="/service-log/new">
            <Button type="primary" icon={<PlusOutlined />}>
              {t.create}
            </Button>
          </Link>
        )
      }
    >
      <EntryTable />
    </Page>
  )
}
