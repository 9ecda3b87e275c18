import { PlusOutlined } from '@ant-design/icons'
import { api, format, take, type components } from '@tongxing/shared'
import { delegateRelation, delegationReason, delegationStatus } from '@tongxing/shared/words'
import { Button } from 'antd'
import { Link } from 'react-router'
import { useSession } from '../../session/session.tsx'
import { DataTable, Page, RegionName, StateTag, type Column } from '../../parts/index.ts'
import { choices, tones, word } from '../../domain/words.ts'
import { t } from './delegationTexts.ts'
import '../../theme/work.css'

export type Delegation = components['schemas']['delegations.delegationView']

export const DelegationState = ({ of }: { of: string }) => (
  <StateTag tone={tones.delegation[of] ?? 'neutral'}>{word(delegationStatus, of)}</StateTag>
)

/** What of a delegation is late or soon over. */
export const Alarms = ({ of: d }: { of: Delegation }) => (
  <>
    {d.overdue && <StateTag tone="late">{t.overdue}</StateTag>} {d.expiring && <StateTag tone="late">{t.expiring}</StateTag>}
  </>
)

export const spanOf = (d: { from: string; to: string }) => t.span({ from: format.shortDay(d.from, 0), to: format.shortDay(d.to, 0) })

const columns = (): Column<Delegation>[] => [
  { key: 'child', title: t.child, render: (d) => <Link to={`/delegations/${d.id}`}>{d.pseudonym}</Link> },
  { key: 'status', title: t.state, width: 150, render: (d) => <DelegationState of={d.status} /> },
  { key: 'carer', title: t.carer, width: 100, render: (d) => d.delegate_name || '—' },
  { key: 'relation', title: t.relation, width: 160, render: (d) => word(delegateRelation, d.relation) },
  { key: 'from', title: t.from, width: 150, render: (d) => format.shortDay(d.from, 0), sort: (d) => d.from, extra: true },
  { key: 'to', title: t.to, width: 150, render: (d) => format.shortDay(d.to, 0), sort: (d) => d.to },
  {
    key: 'alarms',
    title: t.ending,
    width: 250,
    render: (d) => <Alarms of={d} />,
    sort: (d) => Number(!d.overdue) * 2 + Number(!d.expiring),
  },
  { key: 'region', title: t.region, width: 160, render: (d) => <RegionName path={d.region} village /> },
  { key: 'reason', title: t.reason, width: 200, render: (d) => word(delegationReason, d.reason), extra: true },
]

/** The delegations within one's reach, or those of one child. */
export function DelegationTable({ fileId }: { fileId?: string }) {
  const { region } = useSession()
  return (
    <DataTable<Delegation>
      name={fileId ? 'delegations-of' : 'delegations'}
      label={t.title}
      columns={columns()}
      filters={
        fileId
          ? []
          : [
              { key: 'status', label: t.state, kind: 'choice', options: choices(delegationStatus) },
              { key: 'region', label: t.region, kind: 'region', within: region },
              { key: 'expiring', label: t.ending, kind: 'choice', options: [{ value: 'true', label: t.expiringOnly }] },
            ]
      }
      open={(d) => `/delegations/${d.id}`}
      load={({ expiring, ...query }, page) =>
        take(
          api.GET('/delegations', {
            params: { query: { ...(fileId ? { file_id: fileId } : {}), ...(expiring ? { expiring: true } : {}), ...query, ...page } },
          }),
        )
      }
      empty={{ text: fileId ? t.none : t.empty }}
    />
  )
}

/** The button that begins a delegation, for those who write files. */
export function Begin({ fileId }: { fileId?: string }) {
  const { may } = useSession()
  if (!may('beneficiary.edit')) return null
  return (
    <Link to={`/delegations/new${fileId ? `?for=${fileId}` : ''}`}>
      <Button icon={<PlusOutlined />} {...(fileId ? {} : { type: 'primary' as const })}>
        {t.create}
      </Button>
    </Link>
  )
}

export function Component() {
  return (
    <Page title={t.title} acts={<Begin />}>
      <DelegationTable />
    </Page>
  )
}
