import { api, take, type components } from '@tongxing/shared'
import { contractAct, reportEvery } from '@tongxing/shared/words'
import { Form, Select } from 'antd'
import { Card, Offer, seen, tagOf } from '../../parts/index.ts'
import { FormAct } from '../../parts/FormAct.tsx'
import { choices, word } from '../../domain/words.ts'
import { ReportTable } from './List.tsx'
import { t } from './texts.ts'

type Contract = components['schemas']['contracts.contractView']

/** The reports of one contract, and how often its provider reports. */
export function ContractReports({ c, changed }: { c: Contract; changed: () => void }) {
  return (
    <>
      <Card
        title={c.report_every ? t.cycle({ every: word(reportEvery, c.report_every) }) : t.cycleNone}
        extra={
          <Offer acts={c.acts} act="reporting" label={contractAct.reporting}>
            <FormAct<{ every: 'month' | 'quarter' | '' }, unknown>
              name={`reporting:${c.id}`}
              said={t.said}
              done={changed}
              initial={{ every: (c.report_every ?? '') as '' }}
              send={(v, key) =>
                take(
                  api.PUT('/contracts/{id}/reporting', {
                    params: { path: { id: c.id }, header: seen(tagOf(c), key) },
                    body: v.every ? { every: v.every } : {},
                  }),
                )
              }
              fields={
                <Form.Item name="every" label={t.setCycle} extra={t.setHow} required>
                  <Select options={[...choices(reportEvery), { value: '', label: t.cycleNone }]} />
                </Form.Item>
              }
            >
              {contractAct.reporting}
            </FormAct>
          </Offer>
        }
      >
        <p className="tx-muted">{c.locked_to ? t.lockedTo({ month: c.locked_to }) : c.report_every ? t.own : t.noCycle}</p>
      </Card>
      <ReportTable contractId={c.id} version={c.version} />
    </>
  )
}
