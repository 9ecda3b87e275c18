import { api, format, take, type components } from '@tongxing/shared'
import { Form, InputNumber } from 'antd'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { useSession } from '../../session/session.tsx'
import { Card, DayInput, idem, useLoad, Waiting } from '../../parts/index.ts'
import { FormAct } from '../../parts/FormAct.tsx'
import { addDays } from '../../parts/days.ts'
import { share } from '../../domain/units.tsx'
import { RoundTable } from './List.tsx'
import { Figure, mean } from './round.tsx'
import { t } from './texts.ts'

type Plan = components['schemas']['satisfaction.planRequest']

/** How content those served under a contract are: the sum of its closed rounds, and every round. */
export function Rounds({ c }: { c: { id: string; start: string; status: string } }) {
  const { may } = useSession()
  const go = useNavigate()
  const [version, setVersion] = useState(0)
  const total = useLoad(() => take(api.GET('/contracts/{id}/satisfaction', { params: { path: { id: c.id } } })), [c.id, version])
  const today = format.dayKey(Date.now())
  if (!total.data) return <Waiting of={total} />
  const r = total.data.result
  return (
    <>
      <div className="tw-figures tw-figures-four">
        <Figure label={t.total} value={r ? share(r.satisfied_bp) : t.few} note={t.totalHow} />
        <Figure label={t.mean} value={r ? mean(r.mean_hundredths) : '—'} note={t.meanHow} />
        <Figure label={t.answers} value={`${format.count(total.data.tally.answers)} / ${format.count(total.data.tally.asked)}`} />
      </div>
      <Card
        title={t.title}
        extra={
          may('satisfaction.manage') && (
            <FormAct<Plan & Record<string, unknown>, { id: string }>
              type="primary"
              name={`satisfaction:${c.id}`}
              initial={{ from: c.start, to: today, deadline: addDays(today, 14) }}
              note={t.createHow}
              said={t.createSaid}
              send={(v, key) =>
                take(
                  api.POST('/contracts/{id}/satisfaction-rounds', {
                    params: { path: { id: c.id } },
                    headers: idem(key),
                    body: { from: v.from ?? '', to: v.to ?? '', deadline: v.deadline ?? '', sample: v.sample ?? 0 },
                  }),
                )
              }
              done={(made) => {
                setVersion((n) => n + 1)
                void go(`/satisfaction/${made.id}`)
              }}
              fields={
                <>
                  <Form.Item name="from" label={t.from} required>
                    <DayInput min={c.start} max={today} />
                  </Form.Item>
                  <Form.Item name="to" label={t.to} required>
                    <DayInput min={c.start} max={today} />
                  </Form.Item>
                  <Form.Item name="deadline" label={t.deadline} required>
                    <DayInput min={today} max={addDays(today, 60)} />
                  </Form.Item>
                  <Form.Item name="sample" label={t.sample} extra={t.sampleHow}>
                    <InputNumber min={5} max={1000} precision={0} />
                  </Form.Item>
                </>
              }
            >
              {t.create}
            </FormAct>
          )
        }
      >
        <p className="tx-muted">{t.fewHow}</p>
        <RoundTable contractId={c.id} version={version} />
      </Card>
    </>
  )
}
