import { api, format, take } from '@tongxing/shared'
import { milestoneStatus, paymentGate } from '@tongxing/shared/words'
import { Button, Steps } from 'antd'
import { Link, useParams } from 'react-router'
import { Card, Facts, Page, useLoad, Waiting } from '../../parts/index.ts'
import { Files, FilesFold } from '../../domain/Files.tsx'
import { History } from '../../domain/History.tsx'
import { basisText, PayTableText, payTableTexts, Worked } from '../../domain/PayTable.tsx'
import { share } from '../../domain/units.tsx'
import { word } from '../../domain/words.ts'
import { PaymentActs } from './acts.tsx'
import { PaymentState } from './List.tsx'
import { t } from './texts.ts'
import '../../theme/work.css'

const done: Record<string, number> = { withheld: 3, planned: 0, refused: 0, applied: 1, approved: 2, paid: 3 }

/** One payment: its three steps, what it is for, and the way down to the check-ins behind it. */
export function Component() {
  const { id = '' } = useParams()
  const pay = useLoad(async () => {
    const p = await take(api.GET('/payments/{id}', { params: { path: { id } } }))
    return { p, c: await take(api.GET('/contracts/{id}', { params: { path: { id: p.contract_id } } })) }
  }, [id])
  if (!pay.data) return <Waiting of={pay} />
  const { p, c } = pay.data
  const m = c.milestones.find((x) => x.id === p.milestone_id)
  return (
    <Page
      title={`${c.name} · ${t.seqOf({ n: p.seq })}`}
      back="/payments"
      state={<PaymentState of={p.status} />}
      sub={
        <>
          <span className="tx-figure">{c.no}</span> · {c.provider_name} · <Worked of={p} />
        </>
      }
      acts={<PaymentActs p={p} done={() => void pay.reload()} />}
      aside={<History id={id} version={pay.at} />}
    >
      <Card title={t.steps}>
        <Steps
          current={done[p.status] ?? 0}
          {...(p.status === 'refused' ? { status: 'error' as const } : {})}
          items={[{ title: t.step1 }, { title: t.step2 }, { title: t.step3 }]}
        />
        <p className="tx-muted tw-below">{t.own}</p>
      </Card>
      <Card>
        <Facts
          of={[
            [t.planned, format.money(p.amount_fen)],
            [
              t.deduction,
              p.basis ? (
                <>
                  {format.money(p.deduct_fen)} <span className="tx-muted">{basisText(p.basis)}</span>
                  {p.basis.evaluation_id && (
                    <div>
                      <Link to={`/evaluations/${p.basis.evaluation_id}`}>{t.seeResult}</Link>
                    </div>
                  )}
                </>
              ) : undefined,
            ],
            [t.amount, <strong key="a">{format.money(p.pay_fen)}</strong>],
            [t.part, share(p.pay_bp)],
            [t.milestone, m && `${m.seq}. ${m.name}${format.paren(word(milestoneStatus, m.status))}`],
            [
              t.gate,
              m &&
                (m.gate === 'none'
                  ? word(paymentGate, m.gate)
                  : `${word(paymentGate, m.gate)}${format.paren(m.gate_open ? t.open : t.shut)}`),
            ],
            [t.invoice, p.invoice_no],
            [t.voucher, p.voucher_no],
            [t.paidAt, p.paid_at && format.instant(p.paid_at)],
            [t.reason, p.reason],
            [
              t.fingerprint,
              <code key="h" title={p.hash}>
                {p.hash.slice(0, 12)}
              </code>,
            ],
          ]}
        />
      </Card>
      {c.pay_table && (
        <Card title={payTableTexts.by}>
          <PayTableText of={c.pay_table} />
          <p className="tx-muted tx-small">{`${payTableTexts.how} ${payTableTexts.rule}`}</p>
          {p.deduct_fen > 0 && <p className="tx-muted tx-small">{t.objection}</p>}
        </Card>
      )}
      <Card title={t.files}>
        <Files record={id} state={p.status} />
      </Card>
      <Card title={t.chain}>
        <p className="tx-muted tw-above">{t.chainHow}</p>
        {m?.evidence && <p className="tx-quote tw-above">{m.evidence}</p>}
        {m && <FilesFold label={t.evidenceFiles} record={m.id} state={m.status} />}
        <div className="tx-row">
          <Link to={`/contracts/${c.id}?tab=money`}>
            <Button>{t.seeMilestone}</Button>
          </Link>
          <Link to={`/contracts/${c.id}?tab=indicators`}>
            <Button>{t.seeIndicators}</Button>
          </Link>
        </div>
      </Card>
    </Page>
  )
}
