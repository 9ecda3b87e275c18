import { api, format, take, type components } from '@tongxing/shared'
import { Form, Input } from 'antd'
import { useSession } from '../../session/session.tsx'
import { ActButton, idem } from '../../parts/index.ts'
import { FormAct } from '../../parts/FormAct.tsx'
import { t } from './texts.ts'

export type Payment = components['schemas']['contracts.paymentView']
type Contract = components['schemas']['contracts.contractView']

/** due tells whether the payment can be applied for: its milestone is accepted and the gate is open. */
export function due(p: Payment, c: Contract): boolean {
  const m = c.milestones.find((x) => x.id === p.milestone_id)
  return !!m && m.status === 'accepted' && m.gate_open
}

/** The acts on one payment that its state and one's roles allow. That three persons act is the server's to enforce. */
export function PaymentActs({ p, c, done }: { p: Payment; c: Contract; done: () => void }) {
  const session = useSession()
  const path = { params: { path: { id: p.id } } }
  const provider = session.may('contract.report') && session.places.some((x) => x.orgId === c.provider_id)
  if ((p.status === 'planned' || p.status === 'refused') && provider) {
    if (!due(p, c)) return <span className="tx-muted">{t.notDue}</span>
    return (
      <FormAct<{ invoice_no: string }, unknown>
        type="primary"
        name={`apply:${p.id}`}
        said={t.said}
        done={done}
        send={(v, key) => take(api.POST('/payments/{id}/apply', { ...path, body: v, headers: idem(key) }))}
        fields={
          <Form.Item name="invoice_no" label={t.invoice} extra={t.invoiceHow} required>
            <Input maxLength={40} />
          </Form.Item>
        }
      >
        {t.apply}
      </FormAct>
    )
  }
  if (p.status === 'applied' && session.may('contract.approve')) {
    return (
      <>
        <ActButton
          reason={t.refuseReason}
          said={t.said}
          done={done}
          reload={done}
          act={(key, reason) => take(api.POST('/payments/{id}/refuse', { ...path, body: { reason }, headers: idem(key) }))}
        >
          {t.refuse}
        </ActButton>
        <ActButton
          type="primary"
          confirm={t.approveNote({ amount: format.money(p.amount_fen), invoice: p.invoice_no ?? '' })}
          said={t.said}
          done={done}
          reload={done}
          act={(key) => take(api.POST('/payments/{id}/approve', { ...path, body: { hash: p.hash }, headers: idem(key) }))}
        >
          {t.approve}
        </ActButton>
      </>
    )
  }
  if (p.status === 'approved' && session.may('contract.pay')) {
    return (
      <>
        <ActButton
          reason={t.refuseReason}
          said={t.said}
          done={done}
          reload={done}
          act={(key, reason) => take(api.POST('/payments/{id}/send-back', { ...path, body: { reason }, headers: idem(key) }))}
        >
          {t.sendBack}
        </ActButton>
        <FormAct<{ voucher_no: string }, unknown>
          type="primary"
          name={`pay:${p.id}`}
          said={t.said}
          note={t.payNote}
          done={done}
          send={(v, key) => take(api.POST('/payments/{id}/pay', { ...path, body: v, headers: idem(key) }))}
          fields={
            <Form.Item name="voucher_no" label={t.voucher} extra={t.voucherHow} required>
              <Input maxLength={40} />
            </Form.Item>
          }
        >
          {t.pay}
        </FormAct>
      </>
    )
  }
  return null
}
