import { api, format, take, type components } from '@tongxing/shared'
import { carePurpose, satisfactionFace } from '@tongxing/shared/words'
import { Form, Input, Radio } from 'antd'
import { useParams } from 'react-router'
import { ActButton, Card, Empty, idem, Page, RegionName, Reveal, useLoad, Waiting } from '../../parts/index.ts'
import { FormAct } from '../../parts/FormAct.tsx'
import { choices } from '../../domain/words.ts'
import { every } from './Slips.tsx'
import { t } from './texts.ts'
import '../../theme/work.css'

type Call = components['schemas']['satisfaction.callView']
type Answer = { score?: number; remark?: string }

/** Who of one's town has not answered: their number, shown for a minute and on record, and what they say. */
export function Component() {
  const { id = '' } = useParams()
  const path = { id }
  const round = useLoad(() => take(api.GET('/satisfaction-rounds/{id}', { params: { path } })), [id])
  const calls = useLoad(
    () =>
      every<Call>((after) =>
        take(api.GET('/satisfaction-rounds/{id}/calls', { params: { path, query: { limit: 100, ...(after ? { after } : {}) } } })),
      ),
    [id],
  )
  if (!round.data || !calls.data) return <Waiting of={round.data ? calls : round} />
  return (
    <Page title={t.callsTitle} back={`/satisfaction/${id}`} sub={round.data.contract_name}>
      <Card>
        <p className="tx-note">{t.callsHow}</p>
        {calls.data.length === 0 ? (
          <Empty title={t.callsEmpty} />
        ) : (
          <ul className="tw-list">
            {calls.data.map((p) => (
              <Row key={p.id} p={p} changed={() => void calls.reload()} />
            ))}
          </ul>
        )}
      </Card>
    </Page>
  )
}

function Row({ p, changed }: { p: Call; changed: () => void }) {
  const path = { id: p.id }
  return (
    <li className="tw-asked" aria-label={p.pseudonym}>
      <div className="tx-row">
        <strong>{p.pseudonym}</strong>
        <span className="tx-muted">
          <RegionName path={p.region} short />
        </span>
        {p.tries > 0 && (
          <span className="tx-muted tx-figure">
            {t.tries}
            {format.colon()}
            {t.triesN({ n: p.tries, at: p.last_try ? format.instant(p.last_try) : '—' })}
          </span>
        )}
      </div>
      <div className="tx-row">
        <span>
          {t.mobile}
          {format.colon()}
          <Reveal
            label={`${t.mobile} ${p.pseudonym}`}
            masked={p.mobile}
            purposes={[{ value: 'contact', label: carePurpose.contact }]}
            reveal={() => take(api.POST('/satisfaction-slips/{id}/reveal', { params: { path }, body: { field: 'guardian_mobile' } }))}
          />
        </span>
      </div>
      <div className="tx-row">
        <FormAct<Answer & Record<string, unknown>, unknown>
          type="primary"
          name={`answer:${p.id}`}
          secret={['score', 'remark']}
          said={t.takeSaid}
          aria-label={`${t.take} ${p.pseudonym}`}
          send={async (v, key) => {
            const body = { score: v.score ?? 0, remark: v.remark ?? '' }
            await take(api.POST('/satisfaction-slips/{id}/answer', { params: { path }, headers: idem(key), body }))
            return true
          }}
          done={changed}
          fields={
            <>
              <Form.Item name="score" label={t.score} required>
                <Radio.Group vertical options={choices(satisfactionFace).map((c) => ({ label: c.label, value: Number(c.value) }))} />
              </Form.Item>
              <Form.Item name="remark" label={t.remark} extra={t.remarkHow}>
                <Input.TextArea rows={3} maxLength={200} showCount />
              </Form.Item>
            </>
          }
        >
          {t.take}
        </FormAct>
        <ActButton
          said={t.unreachedSaid}
          done={changed}
          aria-label={`${t.unreached} ${p.pseudonym}`}
          act={async (key) => {
            await take(api.POST('/satisfaction-slips/{id}/unreached', { params: { path }, headers: idem(key) }))
            return true
          }}
        >
          {t.unreached}
        </ActButton>
        <ActButton
          confirm={t.refuseAsk}
          said={t.refuseSaid}
          done={changed}
          aria-label={`${t.refuse} ${p.pseudonym}`}
          act={async (key) => {
            await take(api.POST('/satisfaction-slips/{id}/refuse', { params: { path }, headers: idem(key) }))
            return true
          }}
        >
          {t.refuse}
        </ActButton>
      </div>
    </li>
  )
}
