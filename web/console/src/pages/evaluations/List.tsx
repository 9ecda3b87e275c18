import { PlusOutlined } from '@ant-design/icons'
import { api, format, take, type components } from '@tongxing/shared'
import { evaluationKind, evaluationStatus } from '@tongxing/shared/words'
import { Button } from 'antd'
import { Link } from 'react-router'
import { useSession } from '../../session/session.tsx'
import { DataTable, Instant, Page, StateTag, type Column } from '../../parts/index.ts'
import { points } from '../../domain/units.tsx'
import { choices, tones, word } from '../../domain/words.ts'
import { t } from './texts.ts'

type Card = components['schemas']['evaluation.cardView']

export const EvaluationState = ({ of }: { of: string }) => (
  <StateTag tone={tones.evaluation[of] ?? 'neutral'}>{word(evaluationStatus, of)}</StateTag>
)

const columns = (): Column<Card>[] => [
  {
    key: 'contract',
    title: t.contract,
    render: (e) => <Link to={`/evaluations/${e.id}`}>{e.contract_name}</Link>,
    sort: (e) => e.contract_name,
  },
  { key: 'kind', title: t.kind, width: 110, render: (e) => word(evaluationKind, e.kind) },
  { key: 'year', title: t.year, width: 80, render: (e) => e.year, sort: (e) => e.year },
  { key: 'provider', title: t.provider, width: 220, render: (e) => e.provider_name, sort: (e) => e.provider_name },
  {
    key: 'status',
    title: t.state,
    width: 130,
    render: (e) => <EvaluationState of={e.status} />,
    sort: (e) => word(evaluationStatus, e.status),
  },
  {
    key: 'total',
    title: t.total,
    width: 100,
    align: 'right',
    render: (e) => (e.total === undefined ? '—' : <span className="tx-figure">{points(e.total)}</span>),
    sort: (e) => e.total ?? -1,
  },
  { key: 'grade', title: t.grade, width: 90, render: (e) => e.grade ?? '—' },
  {
    key: 'public',
    title: t.publicity,
    width: 190,
    render: (e) =>
      e.public_from ? (
        <span className="tx-figure">{`${format.shortDay(e.public_from)} – ${format.shortDay(e.public_to ?? e.public_from)}`}</span>
      ) : (
        '—'
      ),
  },
  { key: 'since', title: t.since, width: 220, extra: true, render: (e) => <Instant at={e.status_at} />, sort: (e) => e.status_at },
]

/** The evaluations within one's reach, or those of one contract. */
export function EvaluationTable({ contractId }: { contractId?: string }) {
  const { may } = useSession()
  return (
    <DataTable<Card>
      name={contractId ? 'evaluations-of' : 'evaluations'}
      exported={{ path: '/evaluations', ...(contractId ? { filter: { contract_id: contractId } } : {}) }}
      label={t.title}
      columns={columns()}
      filters={
        contractId
          ? []
          : [
              { key: 'status', label: t.state, kind: 'choice', options: choices(evaluationStatus) },
              { key: 'kind', label: t.kind, kind: 'choice', options: choices(evaluationKind) },
            ]
      }
      open={(e) => `/evaluations/${e.id}`}
      load={(query, page) =>
        take(
          api.GET('/evaluations', {
            params: { query: { ...(contractId ? { contract_id: contractId } : {}), ...query, ...page } },
          }),
        )
      }
      empty={{ text: may('evaluation.manage') ? t.empty : t.emptyRead }}
    />
  )
}

export function Component() {
  const { may } = useSession()
  return (
    <Page
      title={t.title}
      acts={
        may('evaluation.manage') && (
          <Link to="/evaluations/new">
            <Button type="primary" icon={<PlusOutlined />}>
              {t.create}
            </Button>
          </Link>
        )
      }
    >
      <EvaluationTable />
    </Page>
  )
}
