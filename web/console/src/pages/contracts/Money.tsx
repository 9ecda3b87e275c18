import { api, format, take } from '@tongxing/shared'
import { milestoneAct, milestoneStatus, paymentGate, paymentStatus } from '@tongxing/shared/words'
import { Form, Input } from 'antd'
import { Link } from 'react-router'
import { ActButton, Card, Deadline, Facts, idem, Offer, StateTag, useLoad } from '../../parts/index.ts'
import { PaymentActs } from '../payments/acts.tsx'
import { FormAct } from '../../parts/FormAct.tsx'
import { FilesFold } from '../../domain/Files.tsx'
import { basisText, PayTableText, payTableTexts, Worked } from '../../domain/PayTable.tsx'
import { share } from '../../domain/units.tsx'
import { tones, word } from '../../domain/words.ts'
import type { Contract } from './contract.tsx'
import { t } from './texts.ts'

type Milestone = Contract['milestones'][number]

/** Every milestone with what it delivers, what it waits for, and its payment with the acts on it. */
export function MoneyTab({ c, changed }: { c: Contract; changed: () => void }) {
  const pays = useLoad(
    () => (c.signed_day ? take(api.GET('/contracts/{id}/payments', { params: { path: { id: c.id } } })) : Promise.resolve({ items: [] })),
    [c.id, c.version],
  )
  const again = () => {
    void pays.reload()
    changed()
  }
  return (
    <>
      <Card title={payTableTexts.by}>
        <PayTableText of={c.pay_table} />
        {c.pay_table && <p className="tx-muted tx-small">{`${payTableTexts.how} ${payTableTexts.rule}`}</p>}
      </Card>
      {c.milestones.map((m) => {
        const p = pays.data?.items.find((x) => x.milestone_id === m.id)
        return (
          <Card
            key={m.id}
            title={
              <span className="tx-row">
                {m.seq}. {m.name}
                <StateTag tone={tones.milestone[m.status] ?? 'neutral'}>{word(milestoneStatus, m.status)}</StateTag>
              </span>
            }
            extra={<MilestoneActs c={c} m={m} done={again} />}
          >
            <Facts
              of={[
                [t.dueDay, <Deadline key="d" at={m.due} done={!m.open} soonDays={14} />],
                [t.deliverables, m.deliverables.join(format.comma())],
                [
                  t.gate,
                  m.gate === 'none'
                    ? word(paymentGate, m.gate)
                    : `${word(paymentGate, m.gate)}${format.paren(m.gate_open ? t.gateOpen : t.gateShut)}`,
                ],
                [t.payPart, share(m.pay_bp)],
                [t.evidence, m.evidence],
                ...(m.reason ? ([[t.why, m.reason]] as [string, string][]) : []),
              ]}
            />
            {p && <FilesFold label={t.evidenceFiles} record={m.id} state={m.status} />}
            {p && (
              <div className="tw-pay">
                <Link to={`/payments/${p.id}`} className="tx-figure">
                  <Worked of={p} />
                </Link>
                {p.basis && <span className="tx-muted tx-small">{basisText(p.basis)}</span>}
                <StateTag tone={tones.payment[p.status] ?? 'neutral'}>{word(paymentStatus, p.status)}</StateTag>
                <span className="tw-fill" />
                <PaymentActs p={p} done={again} />
              </div>
            )}
            {p && <FilesFold label={t.payFiles} record={p.id} state={p.status} />}
          </Card>
        )
      })}
    </>
  )
}

function MilestoneActs({ c, m, done }: { c: Contract; m: Milestone; done: () => void }) {
  const path = { params: { path: { id: c.id, milestone: m.id } } }
  return (
    <>
      <Offer acts={m.acts} act="submit" label={milestoneAct.submit}>
        <FormAct<{ evidence: string }, unknown>
          type="primary"
          name={`milestone:${m.id}`}
          said={t.milestoneSaid}
          done={done}
          send={(v, key) => take(api.POST('/contracts/{id}/milestones/{milestone}/submit', { ...path, body: v, headers: idem(key) }))}
          fields={
            <Form.Item name="evidence" label={t.evidence} extra={t.evidenceHow} required>
              <Input.TextArea rows={6} maxLength={4000} showCount />
            </Form.Item>
          }
        >
          {milestoneAct.submit}
        </FormAct>
      </Offer>
      <Offer acts={m.acts} act="return" label={milestoneAct.return}>
        <ActButton
          reason={t.reason}
          said={t.milestoneSaid}
          done={done}
          act={(key, reason) =>
            take(api.POST('/contracts/{id}/milestones/{milestone}/return', { ...path, body: { reason }, headers: idem(key) }))
          }
        >
          {milestoneAct.return}
        </ActButton>
      </Offer>
      <Offer acts={m.acts} act="accept" label={milestoneAct.accept}>
        <ActButton
          type="primary"
          said={t.milestoneSaid}
          done={done}
          act={(key) => take(api.POST('/contracts/{id}/milestones/{milestone}/accept', { ...path, headers: idem(key) }))}
        >
          {milestoneAct.accept}
        </ActButton>
      </Offer>
    </>
  )
}
