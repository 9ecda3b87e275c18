import { PlusOutlined } from '@ant-design/icons'
import { api, format, take, type components } from '@tongxing/shared'
import { pairingStatus, pairingType } from '@tongxing/shared/words'
import { Button } from 'antd'
import { Link } from 'react-router'
import { useSession } from '../../session/session.tsx'
import { DataTable, Deadline, Page, StateTag, type Column } from '../../parts/index.ts'
import { Name } from '../../domain/names.tsx'
import { choices, tones, word } from '../../domain/words.ts'
import { t } from './texts.ts'
import '../../theme/work.css'

export type Pairing = components['schemas']['pairings.pairingView']

export const PairingState = ({ of }: { of: string }) => <StateTag tone={tones.pairing[of] ?? 'neutral'}>{word(pairingStatus, of)}</StateTag>

/** The volunteers of a pairing, by masked name. */
export const Volunteers = ({ of }: { of: Pairing }) => (
  <>
    {(of.volunteer_ids ?? []).length === 0 && '—'}
    {(of.volunteer_ids ?? []).map((v, i) => (
      <span key={v}>
        {i > 0 && format.comma()}
        <Name id={v} />
      </span>
    ))}
  </>
)

const columns = (): Column<Pairing>[] => [
  { key: 'who', title: t.beneficiary, render: (p) => <Link to={`/pairings/${p.id}`}>{p.pseudonym ?? word(pairingType, p.type)}</Link> },
  { key: 'type', title: t.type, width: 110, render: (p) => word(pairingType, p.type) },
  { key: 'volunteers', title: t.volunteers, width: 180, render: (p) => <Volunteers of={p} /> },
  { key: 'status', title: t.state, width: 110, render: (p) => <PairingState of={p.status} /> },
  {
    key: 'due',
    title: t.nextDue,
    width: 240,
    render: (p) => (p.status === 'active' && p.next_due ? <Deadline at={p.next_due} /> : '—'),
    sort: (p) => p.next_due ?? '9',
  },
  {
    key: 'misses',
    title: t.overdue,
    width: 140,
    render: (p) =>
      (p.misses ?? 0) > 0 && p.status === 'active' ? <StateTag tone="late">{t.misses({ n: p.misses ?? 0 })}</StateTag> : null,
    sort: (p) => -(p.misses ?? 0),
  },
  { key: 'org', title: t.org, width: 210, render: (p) => <Name id={p.org_id} /> },
]

/** The pairings within one's reach, or those of one person. */
export function PairingTable({ beneficiaryId }: { beneficiaryId?: string }) {
  return (
    <DataTable<Pairing>
      name={beneficiaryId ? 'pairings-of' : 'pairings'}
      exported={{ path: '/pairings', persons: true, ...(beneficiaryId ? { filter: { beneficiary_id: beneficiaryId } } : {}) }}
      label={t.pairings}
      columns={columns()}
      filters={beneficiaryId ? [] : [{ key: 'status', label: t.state, kind: 'choice', options: choices(pairingStatus) }]}
      open={(p) => `/pairings/${p.id}`}
      load={(query, page) =>
        take(
          api.GET('/pairings', {
            params: { query: { ...(beneficiaryId ? { beneficiary_id: beneficiaryId } : {}), ...query, ...page } },
          }),
        )
      }
      empty={{ text: t.noPairings }}
    />
  )
}

export function Component() {
  const { may } = useSession()
  return (
    <Page
      title={t.pairings}
      acts={
        may('pairing.manage') && (
          <Link to="/pairings/new">
            <Button type="primary" icon={<PlusOutlined />}>
              {t.propose}
            </Button>
          </Link>
        )
      }
    >
      <PairingTable />
    </Page>
  )
}
