import { api, format, take } from '@tongxing/shared'
import { amendmentAct, amendmentStatus, contractAct } from '@tongxing/shared/words'
import { Form, Input, InputNumber } from 'antd'
import { ActButton, Card, DayInput, Empty, idem, Offer, StateTag } from '../../parts/index.ts'
import { FormAct } from '../../parts/FormAct.tsx'
import { PayTableItem, PayTableText, payTableTexts, type PayTable } from '../../domain/PayTable.tsx'
import { tones, word } from '../../domain/words.ts'
import type { Contract } from './contract.tsx'
import { t } from './texts.ts'

/** Supplementary contracts: proposed by the clerk, put in force by the approver. */
export function Amendments({ c, changed }: { c: Contract; changed: () => void }) {
  const propose = (
    <Offer acts={c.acts} act="amend" label={contractAct.amend}>
      <FormAct<{ delta_fen?: number; new_end?: string; pay_table?: PayTable; reason: string }, unknown>
        name={`amend:${c.id}`}
        said={t.amendSaid}
        note={t.amendNote}
        done={changed}
        send={(v, key) =>
          take(
            api.POST('/contracts/{id}/amendments', {
              params: { path: { id: c.id } },
              body: {
                delta_fen: v.delta_fen ?? 0,
                new_end: v.new_end ?? '',
                reason: v.reason,
                ...(v.pay_table ? { pay_table: v.pay_table } : {}),
              },
              headers: idem(key),
            }),
          )
        }
        fields={
          <>
            <Form.Item name="delta_fen" label={t.delta} extra={t.deltaHow}>
              <SignedMoney />
            </Form.Item>
            <Form.Item name="new_end" label={t.newEnd}>
              <DayInput min={c.end} />
            </Form.Item>
            <PayTableItem />
            <Form.Item name="reason" label={t.amendReason} required>
              <Input.TextArea rows={4} maxLength={1000} showCount />
            </Form.Item>
          </>
        }
      >
        {contractAct.amend}
      </FormAct>
    </Offer>
  )
  if (c.amendments.length === 0) return <Empty title={t.noAmendments} act={propose} />
  return (
    <Card title={t.amendments} extra={propose}>
      <ul className="tw-list">
        {c.amendments.map((a) => {
          const path = { params: { path: { id: c.id, amendment: a.id } } }
          return (
            <li key={a.id}>
              <div className="tx-row">
                <strong className="tx-figure">
                  {[
                    a.delta_fen !== 0 && `${a.delta_fen > 0 ? '+' : ''}${format.money(a.delta_fen)}`,
                    a.new_end && `→ ${format.day(a.new_end)}`,
                    a.pay_table && payTableTexts.by,
                  ]
                    .filter(Boolean)
                    .join(' · ')}
                </strong>
                <StateTag tone={tones.amendment[a.status] ?? 'neutral'}>{word(amendmentStatus, a.status)}</StateTag>
                <span className="tx-muted">{format.instant(a.at)}</span>
                <span className="tw-fill" />
                <Offer acts={a.acts} act="drop" label={amendmentAct.drop}>
                  <ActButton
                    size="small"
                    said={t.amendSaid}
                    done={changed}
                    act={(key) => take(api.POST('/contracts/{id}/amendments/{amendment}/drop', { ...path, headers: idem(key) }))}
                  >
                    {amendmentAct.drop}
                  </ActButton>
                </Offer>
                <Offer acts={a.acts} act="approve" label={amendmentAct.approve}>
                  <ActButton
                    size="small"
                    type="primary"
                    confirm={<Confirm c={c} a={a} />}
                    said={t.amendSaid}
                    done={changed}
                    act={(key) => take(api.POST('/contracts/{id}/amendments/{amendment}/approve', { ...path, headers: idem(key) }))}
                  >
                    {amendmentAct.approve}
                  </ActButton>
                </Offer>
              </div>
              <p>{a.reason}</p>
              {a.pay_table && <PayTableText of={a.pay_table} />}
              <Shares c={c} a={a} />
            </li>
          )
        })}
      </ul>
    </Card>
  )
}

type Amendment = Contract['amendments'][number]

/** Confirm is what the approver reads before an amendment takes force: every payment before and after. */
function Confirm({ c, a }: { c: Contract; a: Amendment }) {
  return (
    <>
      <p>{t.approveNote}</p>
      {a.pay_table && (
        <>
          <p className="tx-muted">{payTableTexts.by}</p>
          <PayTableText of={a.pay_table} />
        </>
      )}
      <Shares c={c} a={a} />
    </>
  )
}

/** Shares is the part of an amendment's text that says how the change spreads over the payments. */
function Shares({ c, a }: { c: Contract; a: Amendment }) {
  if (a.shares.length === 0) return null
  const sum = (of: 'before_fen' | 'after_fen') => a.shares.reduce((n, s) => n + s[of], 0)
  const change = (n: number) => (n > 0 ? '+' : '') + format.money(n)
  return (
    <table className="tx-plain">
      <caption>{t.sharesOf}</caption>
      <thead>
        <tr>
          <th scope="col">{t.payNo}</th>
          <th scope="col" className="tx-right">
            {t.before}
          </th>
          <th scope="col" className="tx-right">
            {t.after}
          </th>
          <th scope="col" className="tx-right">
            {t.change}
          </th>
        </tr>
      </thead>
      <tbody>
        {a.shares.map((s) => (
          <tr key={s.seq}>
            <th scope="row">
              {s.seq}. {c.milestones.find((m) => m.seq === s.seq)?.name}
            </th>
            <td className="tx-right tx-figure">{format.money(s.before_fen)}</td>
            <td className="tx-right tx-figure">{format.money(s.after_fen)}</td>
            <td className="tx-right tx-figure">{s.fixed ? t.fixed : change(s.after_fen - s.before_fen)}</td>
          </tr>
        ))}
        <tr>
          <th scope="row">{t.total}</th>
          <td className="tx-right tx-figure">{format.money(sum('before_fen'))}</td>
          <td className="tx-right tx-figure">{format.money(sum('after_fen'))}</td>
          <td className="tx-right tx-figure">{change(a.delta_fen)}</td>
        </tr>
      </tbody>
    </table>
  )
}

function SignedMoney({ value, onChange, id }: { value?: number; onChange?: (n: number | undefined) => void; id?: string }) {
  return (
    <InputNumber<number>
      {...(id ? { id } : {})}
      className="tx-wide"
      prefix="¥"
      precision={2}
      value={value === undefined ? null : value / 100}
      onChange={(n) => onChange?.(n === null ? undefined : Math.round(n * 100))}
    />
  )
}
