import { api, take, takeTagged, type components } from '@tongxing/shared'
import { contactMet, contactWay, dangerAct } from '@tongxing/shared/words'
import { Alert, Form, Input } from 'antd'
import { Link, useParams } from 'react-router'
import { ActButton, Card, Facts, Instant, Offer, Page, seen, useLoad, Waiting } from '../../parts/index.ts'
import { FormAct } from '../../parts/FormAct.tsx'
import { Name } from '../../domain/names.tsx'
import { word } from '../../domain/words.ts'
import { DangerState } from './Dangers.tsx'
import { t } from './texts.ts'
import '../../theme/work.css'

type Danger = components['schemas']['pairings.dangerDetailView']

/** One report of danger: what was reported, who has taken it, what was done. */
export function Component() {
  const { id = '' } = useParams()
  const report = useLoad(() => takeTagged(api.GET('/dangers/{id}', { params: { path: { id } } })), [id])
  if (!report.data) return <Waiting of={report} />
  const d = report.data.data
  return (
    <Page
      title={d.pseudonym}
      back="/dangers"
      state={<DangerState of={d.status} />}
      acts={<Acts d={d} tag={report.data.tag} reload={() => void report.reload()} />}
    >
      {d.status !== 'closed' && <Alert type="error" showIcon role="alert" title={t.dangerFirst} description={t.dangerHow} />}
      <Card title={t.whatReported}>
        <p className="tw-prose">{d.note}</p>
        <Facts
          of={[
            [t.reportedAt, <Instant key="r" at={d.reported_at} />],
            [t.reporter, <Name key="v" id={d.volunteer_id} />],
            [t.contactAt, <Instant key="c" at={d.at} />],
            [t.way, word(contactWay, d.way)],
            [t.met, word(contactMet, d.met)],
            [t.org, <Name key="o" id={d.org_id} />],
            [
              t.beneficiary,
              <Link key="b" to={`/beneficiaries/${d.beneficiary_id}`}>
                {d.pseudonym}
              </Link>,
            ],
            [
              t.pairings,
              <Link key="p" to={`/pairings/${d.pairing_id}`}>
                {t.contacts}
              </Link>,
            ],
            [t.takenBy, d.taken_by && <Name key="t" id={d.taken_by} />],
          ]}
        />
        <p className="tx-muted">{t.noteShown}</p>
      </Card>
      {d.done && (
        <Card title={t.whatDone}>
          <p className="tw-prose">{d.done}</p>
        </Card>
      )}
    </Page>
  )
}

function Acts({ d, tag, reload }: { d: Danger; tag: string; reload: () => void }) {
  const path = { params: { path: { id: d.id } } }
  const simple = (act: 'take' | 'take_over') => (
    <ActButton
      type={act === 'take' ? 'primary' : 'default'}
      danger={act === 'take'}
      said={t.dangerTaken}
      done={reload}
      reload={reload}
      act={(key) =>
        take(
          act === 'take'
            ? api.POST('/dangers/{id}/take', { params: { ...path.params, header: seen(tag, key) } })
            : api.POST('/dangers/{id}/take-over', { params: { ...path.params, header: seen(tag, key) } }),
        )
      }
    >
      {dangerAct[act]}
    </ActButton>
  )
  const buttons = {
    take_over: simple('take_over'),
    take: simple('take'),
    close: (
      <FormAct<components['schemas']['pairings.closeRequest'], unknown>
        type="primary"
        name={`danger:${d.id}`}
        secret={['done']}
        said={t.dangerClosed}
        done={reload}
        send={(body, key) => take(api.POST('/dangers/{id}/close', { params: { ...path.params, header: seen(tag, key) }, body }))}
        fields={
          <Form.Item name="done" label={t.whatDone} extra={t.whatDoneHow} required>
            <Input.TextArea rows={6} maxLength={2000} />
          </Form.Item>
        }
      >
        {dangerAct.close}
      </FormAct>
    ),
  }
  return (
    <>
      {(Object.keys(buttons) as (keyof typeof buttons)[]).map((act) => (
        <Offer key={act} acts={d.acts} act={act} label={dangerAct[act]}>
          {buttons[act]}
        </Offer>
      ))}
    </>
  )
}
