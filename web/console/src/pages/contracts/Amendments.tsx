import { api, format, take } from '@tongxing/shared'
import { amendmentAct, amendmentStatus, contractAct } from '@tongxing/shared/words'
import { Form, Input, InputNumber } from 'antd'
import { ActButton, Card, DayInput, Empty, idem, Offer, StateTag } from '../../parts/index.ts'
import { FormAct } from '../../parts/FormAct.tsx'
import { tones, word } from '../../domain/words.ts'
import type { Contract } from './contract.tsx'
import { t } from './texts.ts'

/** Supplementary contracts: proposed by the clerk, put in force by the approver. */
export function Amendments({ c, changed }: { c: Contract; changed: () => void }) {
  const propose = (
    <Offer acts={c.acts} act="amend" label={contractAct.amend}>
      <FormAct<{ delta_fen?: number; new_end?: string; reason: string }, unknown>
        name={`amend:${c.id}`}
        said={t.amendSaid}
        note={t.amendNote}
        done={changed}
        send={(v, key) =>
          take(
            api.POST('/contracts/{id}/amendments', {
              params: { path: { id: c.id } },
              body: { delta_fen: v.delta_fen ?? 0, new_end: v.new_end ?? '', reason: v.reason },
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
                    said={t.amendSaid}
                    done={changed}
                    act={(key) => take(api.POST('/contracts/{id}/amendments/{amendment}/approve', { ...path, headers: idem(key) }))}
                  >
                    {amendmentAct.approve}
                  </ActButton>
                </Offer>
              </div>
              <p>{a.reason}</p>
            </li>
          )
        })}
      </ul>
    </Card>
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
