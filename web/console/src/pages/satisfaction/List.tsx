import { api, format, take } from '@tongxing/shared'
import { satisfactionStatus } from '@tongxing/shared/words'
import { Link } from 'react-router'
import { DataTable, Page, type Column } from '../../parts/index.ts'
import { choices } from '../../domain/words.ts'
import { periodOf, RoundState, satisfiedText, type Round } from './round.tsx'
import { t } from './texts.ts'
import '../../theme/work.css'

const columns = (alone: boolean): Column<Round>[] => [
  {
    key: 'period',
    title: t.period,
    width: 280,
    render: (r) => <Link to={`/satisfaction/${r.id}`}>{periodOf(r)}</Link>,
    sort: (r) => r.from,
  },
  ...(alone ? [] : [{ key: 'contract', title: t.contract, render: (r: Round) => r.contract_name }]),
  { key: 'status', title: t.state, width: 110, render: (r) => <RoundState of={r.status} /> },
  { key: 'deadline', title: t.deadline, width: 130, render: (r) => format.shortDay(r.deadline), sort: (r) => r.deadline },
  {
    key: 'answers',
    title: `${t.answers} / ${t.asked}`,
    width: 150,
    align: 'right',
    render: (r) => `${format.count(r.tally.answers)} / ${format.count(r.tally.asked)}`,
    sort: (r) => r.tally.answers,
  },
  { key: 'satisfied', title: t.satisfied, width: 170, align: 'right', render: satisfiedText, sort: (r) => r.result?.satisfied_bp ?? -1 },
]

/** The rounds within one's reach, or those of one contract. */
export function RoundTable({ contractId, version }: { contractId?: string; version?: number }) {
  return (
    <DataTable<Round>
      name={contractId ? 'satisfaction-of' : 'satisfaction'}
      label={t.title}
      columns={columns(!!contractId)}
      filters={contractId ? [] : [{ key: 'status', label: t.state, kind: 'choice', options: choices(satisfactionStatus) }]}
      {...(version === undefined ? {} : { version })}
      open={(r) => `/satisfaction/${r.id}`}
      load={(query, page) =>
        take(
          api.GET('/satisfaction-rounds', { params: { query: { ...(contractId ? { contract_id: contractId } : {}), ...query, ...page } } }),
        )
      }
      empty={{ text: contractId ? t.emptyOf : t.empty }}
    />
  )
}

export function Component() {
  return (
    <Page title={t.title}>
      <RoundTable />
    </Page>
  )
}
