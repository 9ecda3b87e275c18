import { api, format, take, type components } from '@tongxing/shared'
import { carePurpose, delegateRelation, delegationReason } from '@tongxing/shared/words'
import { Button, Radio } from 'antd'
import { useState } from 'react'
import { useParams } from 'react-router'
import { Card, Page, PrintPage, Refusal, useAct } from '../../parts/index.ts'
import { choices, word } from '../../domain/words.ts'
import { t } from './delegationTexts.ts'
import '../../theme/work.css'

type Agreement = components['schemas']['delegations.agreementView']

/** The agreement on paper, with the full values: asked for with a purpose, and kept nowhere but on this page. */
export function Component() {
  const { id = '' } = useParams()
  const [purpose, setPurpose] = useState<string>()
  const [agreement, setAgreement] = useState<Agreement>()
  const act = useAct((_key: string, p: string) =>
    take(api.POST('/delegations/{id}/agreement', { params: { path: { id } }, body: { purpose: p as 'visit' } })),
  )
  if (agreement) return <Paper id={id} of={agreement} />
  const go = async () => {
    const answer = purpose && (await act.run(purpose))
    if (answer) setAgreement(answer)
  }
  return (
    <Page title={t.printAsk} back={`/delegations/${id}`}>
      <Card>
        <p className="tx-note">{t.printHow}</p>
        <p id="tw-purpose">{t.purpose}</p>
        <Radio.Group
          aria-labelledby="tw-purpose"
          vertical
          options={choices(carePurpose)}
          value={purpose}
          onChange={(e) => setPurpose(e.target.value as string)}
        />
        <Refusal problem={act.problem} retry={() => void go()} />
        <p className="tw-below">
          <Button type="primary" disabled={!purpose} loading={act.busy} onClick={() => void go()}>
            {t.show}
          </Button>
        </p>
      </Card>
    </Page>
  )
}

const Blank = () => <td className="tw-blank" />

function Paper({ id, of: a }: { id: string; of: Agreement }) {
  const p = t.paper
  return (
    <PrintPage title={p.title} official>
      <p className="tw-paper-no">{p.no({ no: id.slice(-8).toUpperCase() })}</p>
      <table className="tw-paper-facts">
        <tbody>
          <tr>
            <th rowSpan={2}>{p.parent}</th>
            <th>{p.name}</th>
            <Blank />
            <th>{p.mobile}</th>
            <Blank />
          </tr>
          <tr>
            <th>{p.idNumber}</th>
            <td colSpan={3} />
          </tr>
          <tr>
            <th rowSpan={3}>{p.carer}</th>
            <th>{p.name}</th>
            <td>{a.delegate_name}</td>
            <th>{p.mobile}</th>
            <td>{a.delegate_mobile}</td>
          </tr>
          <tr>
            <th>{p.idNumber}</th>
            <td>{a.delegate_id_number}</td>
            <th>{p.relation}</th>
            <td>{word(delegateRelation, a.relation)}</td>
          </tr>
          <tr>
            <th>{p.address}</th>
            <td colSpan={3}>{a.delegate_address}</td>
          </tr>
          <tr>
            <th rowSpan={2}>{p.childPart}</th>
            <th>{p.name}</th>
            <td>{a.child_name}</td>
            <th>{p.birth}</th>
            <td>{format.shortDay(a.child_birth, 0)}</td>
          </tr>
          <tr>
            <th>{p.idNumber}</th>
            <td>{a.child_id_number}</td>
            <th>{p.address}</th>
            <td>{a.child_address}</td>
          </tr>
        </tbody>
      </table>
      <p className="tw-indent">
        {p.why({ reason: word(delegationReason, a.reason), from: format.shortDay(a.from, 0), to: format.shortDay(a.to, 0) })}
      </p>
      <ol className="tw-rules">
        {Object.values(p.rules).map((rule) => (
          <li key={rule}>{rule}</li>
        ))}
      </ol>
      <p>
        {p.heard}
        <span className="tw-line" />
      </p>
      <div className="tw-signatures">
        {[p.signParent, p.signCarer, p.signChild, p.signVillage].map((who) => (
          <div key={who}>
            <span>{who}</span>
            <span>{p.day}</span>
          </div>
        ))}
      </div>
      <p className="tw-paper-small">{p.copies}</p>
    </PrintPage>
  )
}
