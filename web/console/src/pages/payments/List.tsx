import { api, take, type components } from '@tongxing/shared'
import { paymentStatus, workKind } from '@tongxing/shared/words'
import { Tabs } from 'antd'
import { Link, useSearchParams } from 'react-router'
import { useSession } from '../../session/session.tsx'
import { DataTable, Instant, Money, Page, StateTag, useLoad, Waiting, type Column } from '../../parts/index.ts'
import { share } from '../../domain/units.tsx'
import { choices, tones, word } from '../../domain/words.ts'
import { t } from './texts.ts'

type Payment = components['schemas']['contracts.paymentRowView']

export const PaymentState = ({ of }: { of: string }) => <StateTag tone={tones.payment[of] ?? 'neutral'}>{word(paymentStatus, of)}</StateTag>

const columns = (): Column<Payment>[] => [
  {
    key: 'contract',
    title: t.contract,
    render: (p) => <Link to={`/payments/${p.id}`}>{p.contract_name}</Link>,
    sort: (p) => p.contract_name,
  },
  { key: 'no', title: t.no, width: 130, render: (p) => <span className="tx-figure">{p.contract_no}</span> },
  { key: 'seq', title: t.seq, width: 90, render: (p) => t.seqOf({ n: p.seq }), sort: (p) => p.seq },
  { key: 'amount', title: t.amount, width: 150, align: 'right', render: (p) => <Money fen={p.pay_fen} />, sort: (p) => p.pay_fen },
  {
    key: 'deduction',
    title: t.deduction,
    width: 130,
    align: 'right',
    extra: true,
    render: (p) => (p.deduct_fen > 0 ? <Money fen={p.deduct_fen} /> : '—'),
  },
  { key: 'part', title: t.part, width: 100, align: 'right', render: (p) => share(p.pay_bp) },
  { key: 'status', title: t.state, width: 120, render: (p) => <PaymentState of={p.status} /> },
  { key: 'since', title: t.since, width: 220, render: (p) => <Instant at={p.status_at} />, sort: (p) => p.status_at },
  { key: 'invoice', title: t.invoice, width: 150, render: (p) => p.invoice_no ?? '—' },
  { key: 'voucher', title: t.voucher, width: 150, extra: true, render: (p) => p.voucher_no ?? '—' },
]

/** Payments: first what waits for one's own step, as the API tells it, the longest waiting on top. */
export function Component() {
  const { orgId, place } = useSession()
  const [params, setParams] = useSearchParams()
  const work = useLoad(() => take(api.GET('/me/work', { params: { query: orgId ? { org_id: orgId } : {} } })), [place?.key])
  if (!work.data) return <Waiting of={work} />
  const kinds = work.data.items.filter((kind) => kind.kind.startsWith('payment_'))
  const asked = params.get('view') ?? (params.get('status') ? 'all' : kinds[0]?.kind)
  const kind = kinds.find((k) => k.kind === asked)
  const view = kind?.kind ?? 'all'
  const status = kind && new URL(kind.link, location.href).searchParams.get('status')
  return (
    <Page title={t.title} sub={t.own}>
      {kinds.length > 0 && (
        <Tabs
          activeKey={view}
          onChange={(k) => setParams({ view: k }, { replace: true })}
          items={[...kinds.map((k) => ({ key: k.kind, label: word(workKind, k.kind) })), { key: 'all', label: t.all }]}
        />
      )}
      <DataTable<Payment>
        key={view}
        name={`payments-${view}`}
        exported={{ path: '/payments', ...(status ? { filter: { status } } : {}) }}
        label={t.title}
        columns={columns()}
        filters={!status ? [{ key: 'status', label: t.state, kind: 'choice', options: choices(paymentStatus) }] : []}
        open={(p) => `/payments/${p.id}`}
        load={(query, page) => take(api.GET('/payments', { params: { query: { ...(status ? { status } : query), ...page } } }))}
        empty={{ title: t.none, text: t.noneHow }}
      />
    </Page>
  )
}
