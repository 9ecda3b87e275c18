import { api, format, take, type components } from '@tongxing/shared'
import { paymentAct } from '@tongxing/shared/words'
import { Form, Input } from 'antd'
import { ActButton, idem, Offer } from '../../parts/index.ts'
import { FormAct } from '../../parts/FormAct.tsx'
import { basisText } from '../../domain/PayTable.tsx'
import { t } from './texts.ts'

export type Payment = components['schemas']['contracts.paymentView']

/** The acts on one payment that the API offers. */
export function PaymentActs({ p, done }: { p: Payment; done: () => void }) {
  const path = { params: { path: { id: p.id } } }
  const refuse = (to: 'refuse' | 'send-back', act: 'refuse' | 'send_back') => (
    <Offer acts={p.acts} act={act} label={paymentAct[act]}>
      <ActButton
        reason={t.refuseReason}
        said={t.said}
        done={done}
        reload={done}
        act={(key, reason) => take(api.POST(`/payments/{id}/${to}`, { ...path, body: { reason }, headers: idem(key) }))}
      >
        {paymentAct[act]}
      </ActButton>
    </Offer>
  )
  return (
    <>
      <Offer acts={p.acts} act="apply" label={paymentAct.apply}>
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
          {paymentAct.apply}
        </FormAct>
      </Offer>
      {refuse('refuse', 'refuse')}
      <Offer acts={p.acts} act="approve" label={paymentAct.approve}>
        <ActButton
          type="primary"
          confirm={
            <>
              <p>{t.approveNote({ amount: format.money(p.pay_fen), invoice: p.invoice_no ?? '' })}</p>
              {p.basis && <p>{basisText(p.basis)}</p>}
            </>
          }
          said={t.said}
          done={done}
          reload={done}
          act={(key) => take(api.POST('/payments/{id}/approve', { ...path, body: { hash: p.hash }, headers: idem(key) }))}
        >
          {paymentAct.approve}
        </ActButton>
      </Offer>
      <Offer acts={p.acts} act="withhold" label={paymentAct.withhold}>
        <ActButton
          confirm={
            <>
              <p>{t.withholdNote({ amount: format.money(p.amount_fen) })}</p>
              {p.basis && <p>{basisText(p.basis)}</p>}
            </>
          }
          said={t.said}
          done={done}
          reload={done}
          act={(key) => take(api.POST('/payments/{id}/withhold', { ...path, headers: idem(key) }))}
        >
          {paymentAct.withhold}
        </ActButton>
      </Offer>
      {refuse('send-back', 'send_back')}
      <Offer acts={p.acts} act="pay" label={paymentAct.pay}>
        <FormAct<{ voucher_no: string }, unknown>
          type="primary"
          name={`pay:${p.id}`}
          said={t.said}
          note={`${t.payExactly({ amount: format.money(p.pay_fen) })} ${t.payNote}`}
          done={done}
          send={(v, key) => take(api.POST('/payments/{id}/pay', { ...path, body: v, headers: idem(key) }))}
          fields={
            <Form.Item name="voucher_no" label={t.voucher} extra={t.voucherHow} required>
              <Input maxLength={40} />
            </Form.Item>
          }
        >
          {paymentAct.pay}
        </FormAct>
      </Offer>
    </>
  )
}
