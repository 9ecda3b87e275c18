import { PlusOutlined } from '@ant-design/icons'
import { api, format, take } from '@tongxing/shared'
import { serviceKind, serviceOutcome, serviceThreadStatus } from '@tongxing/shared/words'
import { Button } from 'antd'
import { Link } from 'react-router'
import { useSession } from '../../session/session.tsx'
import { DataTable, Page, StateTag, type Column } from '../../parts/index.ts'
import { Name } from '../../domain/names.tsx'
import { choices, word } from '../../domain/words.ts'
import { ThreadState, type Thread } from './entry.tsx'
import { contractFilter } from './fields.tsx'
import { t } from './texts.ts'
import '../../theme/work.css'

const columns = (): Column<Thread>[] => [
  { key: 'title', title: t.threadTitle, render: (x) => <Link to={`/service-threads/${x.id}`}>{x.title}</Link> },
  { key: 'kind', title: t.threadKind, width: 110, render: (x) => word(serviceKind, x.kind) },
  { key: 'status', title: t.state, width: 110, render: (x) => <ThreadState of={x.status} /> },
  {
    key: 'review',
    title: t.reviewBy,
    width: 240,
    render: (x) => (
      <>
        {x.review_by ? format.shortDay(x.review_by, 0) : '—'} {x.overdue && <StateTag tone="late">{t.overdue}</StateTag>}
      </>
    ),
    sort: (x) => x.review_by ?? '9',
  },
  { key: 'persons', title: t.persons, width: 80, align: 'right', render: (x) => x.persons, sort: (x) => x.persons },
  { key: 'lead', title: t.lead, width: 110, render: (x) => <Name id={x.lead} /> },
  { key: 'start', title: t.start, width: 150, render: (x) => format.shortDay(x.start, 0), sort: (x) => x.start },
  { key: 'outcome', title: t.outcome, width: 120, render: (x) => (x.outcome ? word(serviceOutcome, x.outcome) : '—') },
  { key: 'contract', title: t.contract, width: 220, render: (x) => <Name id={x.contract_id} />, extra: true },
]

/** Case and group work within one's reach. */
export function Component() {
  const session = useSession()
  const { may, orgId } = session
  const kinds = choices(serviceKind).filter((c) => c.value === 'case' || c.value === 'group')
  return (
    <Page
      title={t.threads}
      acts={
        may('service.write') && (
          <Link to="/service-threads/new">
            <Button type="primary" icon={<PlusOutlined />}>
              {t.createThread}
            </Button>
          </Link>
        )
      }
    >
      <DataTable<Thread>
        name="service-threads"
        label={t.threads}
        columns={columns()}
        filters={[
          { key: 'kind', label: t.threadKind, kind: 'choice', options: kinds },
          { key: 'status', label: t.state, kind: 'choice', options: choices(serviceThreadStatus) },
          ...contractFilter(session),
        ]}
        open={(x) => `/service-threads/${x.id}`}
        load={(query, page) =>
          take(api.GET('/service-threads', { params: { query: { ...(orgId ? { org_id: orgId } : {}), ...query, ...page } } }))
        }
        empty={{ text: t.emptyThreads }}
      />
    </Page>
  )
}
