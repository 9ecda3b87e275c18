import { api, format, take } from '@tongxing/shared'
import { contractReportStatus } from '@tongxing/shared/words'
import { Link } from 'react-router'
import { useSession } from '../../session/session.tsx'
import { DataTable, Page, StateTag, type Column } from '../../parts/index.ts'
import { choices } from '../../domain/words.ts'
import { ReportState, type Row } from './state.tsx'
import { t } from './texts.ts'

const columns = (alone: boolean): Column<Row>[] => [
  { key: 'period', title: t.period, width: 120, render: (r) => <Link to={`/contract-reports/${r.id}`}>{r.period}</Link> },
  ...(alone
    ? []
    : [
        { key: 'contract', title: t.contract, render: (r: Row) => r.contract_name },
        { key: 'no', title: t.no, width: 140, render: (r: Row) => <span className="tx-figure">{r.contract_no}</span>, extra: true },
        { key: 'provider', title: t.provider, width: 200, render: (r: Row) => r.provider_name },
      ]),
  { key: 'status', title: t.state, width: 120, render: (r) => <ReportState of={r.status} /> },
  {
    key: 'due',
    title: t.due,
    width: 200,
    render: (r) => (
      <>
        {format.day(r.due, 0)} {r.late && <StateTag tone="late">{t.late}</StateTag>}
      </>
    ),
    sort: (r) => r.due,
  },
]

/** The reports within one's reach, or those of one contract. */
export function ReportTable({ contractId, version }: { contractId?: string; version?: number }) {
  const { orgId } = useSession()
  return (
    <DataTable<Row>
      name={contractId ? 'reports-of' : 'reports'}
      label={t.title}
      columns={columns(!!contractId)}
      filters={contractId ? [] : [{ key: 'status', label: t.state, kind: 'choice', options: choices(contractReportStatus) }]}
      {...(version === undefined ? {} : { version })}
      exported={{ path: '/contract-reports', ...(contractId ? { filter: { contract_id: contractId } } : {}) }}
      open={(r) => `/contract-reports/${r.id}`}
      load={(query, page) =>
        take(
          api.GET('/contract-reports', {
            params: {
              query: { ...(contractId ? { contract_id: contractId } : {}), ...(orgId ? { org_id: orgId } : {}), ...query, ...page },
            },
          }),
        )
      }
      empty={{ title: t.none, text: t.noneHow }}
    />
  )
}

export function Component() {
  return (
    <Page title={t.title} sub={t.own}>
      <ReportTable />
    </Page>
  )
}
