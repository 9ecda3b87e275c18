import { PlusOutlined } from '@ant-design/icons'
import { api, format, take, type components } from '@tongxing/shared'
import { contractStatus, contractSubject } from '@tongxing/shared/words'
import { Button } from 'antd'
import { Link } from 'react-router'
import { useSession } from '../../session/session.tsx'
import { DataTable, Deadline, Money, Page, type Column, type Filter } from '../../parts/index.ts'
import { choices, word } from '../../domain/words.ts'
import { ContractState } from './contract.tsx'
import { t } from './texts.ts'

type Card = components['schemas']['contracts.cardView']

const columns = (): Column<Card>[] => [
  { key: 'name', title: t.name, render: (c) => <Link to={`/contracts/${c.id}`}>{c.name}</Link>, sort: (c) => c.name },
  { key: 'no', title: t.no, width: 140, render: (c) => <span className="tx-figure">{c.no}</span>, sort: (c) => c.no },
  {
    key: 'status',
    title: t.state,
    width: 120,
    render: (c) => <ContractState of={c.status} />,
    sort: (c) => word(contractStatus, c.status),
  },
  { key: 'provider', title: t.provider, width: 220, render: (c) => c.provider_name ?? '—', sort: (c) => c.provider_name ?? '' },
  {
    key: 'amount',
    title: t.amount,
    width: 140,
    align: 'right',
    render: (c) => (c.amount_fen ? <Money fen={c.amount_fen} /> : '—'),
    sort: (c) => c.amount_fen,
  },
  { key: 'paid', title: t.paid, width: 140, align: 'right', render: (c) => <Money fen={c.paid_fen} />, sort: (c) => c.paid_fen },
  {
    key: 'due',
    title: t.due,
    width: 240,
    render: (c) => (c.next_due ? <Deadline at={c.next_due} soonDays={14} /> : '—'),
    sort: (c) => c.next_due ?? '9',
  },
  {
    key: 'term',
    title: t.term,
    width: 200,
    extra: true,
    render: (c) => <span className="tx-figure">{`${format.shortDay(c.start)} – ${format.shortDay(c.end)}`}</span>,
  },
  { key: 'buyer', title: t.buyer, width: 160, extra: true, render: (c) => c.buyer_dept },
  { key: 'subject', title: t.subject, width: 100, extra: true, render: (c) => word(contractSubject, c.subject) },
]

export function Component() {
  const { may, region, orgId } = useSession()
  const year = Number(format.dayKey(Date.now()).slice(0, 4))
  const filters: Filter[] = [
    { key: 'status', label: t.state, kind: 'choice', options: choices(contractStatus) },
    {
      key: 'fiscal_year',
      label: t.year,
      kind: 'choice',
      options: [year + 1, year, year - 1, year - 2].map((y) => ({ value: String(y), label: String(y) })),
    },
    ...(orgId ? [] : [{ key: 'region', label: t.region, kind: 'region' as const, within: region }]),
  ]
  const create = may('contract.draft') && (
    <Link to="/contracts/new">
      <Button type="primary" icon={<PlusOutlined />}>
        {t.create}
      </Button>
    </Link>
  )
  return (
    <Page title={t.title} acts={create}>
      <DataTable<Card>
        name="contracts"
        exported={{ path: '/contracts' }}
        label={t.title}
        columns={columns()}
        filters={filters}
        open={(c) => `/contracts/${c.id}`}
        rowLabel={(c) => c.name}
        load={(query, page) => take(api.GET('/contracts', { params: { query: { ...query, ...page } } }))}
        empty={{ text: may('contract.draft') ? t.empty : t.emptyRead, act: create }}
      />
    </Page>
  )
}
