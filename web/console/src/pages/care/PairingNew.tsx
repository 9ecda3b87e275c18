import { api, take, type components } from '@tongxing/shared'
import { pairingType } from '@tongxing/shared/words'
import { App, Form, InputNumber, Select } from 'antd'
import { useNavigate, useSearchParams } from 'react-router'
import { useSession } from '../../session/session.tsx'
import { Card, DraftForm, idem, Page, useLoad } from '../../parts/index.ts'
import { everything } from '../../parts/pages.ts'
import { ContractPick, OrgPick } from '../../domain/pick.tsx'
import { choices } from '../../domain/words.ts'
import { serving } from '../servicelog/entry.tsx'
import type { File } from './Files.tsx'
import { t } from './texts.ts'
import '../../theme/work.css'

type Body = components['schemas']['pairings.pairingRequest']

/** Proposing a pairing for a registered person, who shows by pseudonym only. */
export function Component() {
  const { orgId } = useSession()
  const go = useNavigate()
  const [params] = useSearchParams()
  const { message } = App.useApp()
  const files = useLoad(
    () => everything<File>((page) => take(api.GET('/beneficiaries', { params: { query: { status: 'registered', ...page } } }))),
    [],
  )
  return (
    <Page title={t.propose} back="/pairings">
      <Card>
        <DraftForm<Body & Record<string, unknown>, { id: string }>
          name="pairing:new"
          initial={{
            ...(orgId ? { org_id: orgId } : {}),
            ...(params.get('for') ? { beneficiary_id: params.get('for')! } : {}),
            type: 'one_to_one',
            plan: { calls_per_month: 2, meetings_per_quarter: 1 },
          }}
          labels={{ beneficiary_id: t.beneficiary, org_id: t.org, type: t.type, plan: t.plan, contract_id: t.contract }}
          submit={t.propose}
          send={(v, key) => take(api.POST('/pairings', { body: { ...v, ...(orgId ? { org_id: orgId } : {}) }, headers: idem(key) }))}
          done={(p) => {
            void message.success(t.proposeSaid)
            void go(`/pairings/${p.id}`)
          }}
        >
          <Form.Item name="beneficiary_id" label={t.beneficiary} rules={[{ required: true }]}>
            <Select
              showSearch={{ optionFilterProp: 'label' }}
              loading={files.loading}
              options={(files.data ?? []).map((f) => ({ value: f.id, label: f.pseudonym }))}
            />
          </Form.Item>
          {!orgId && (
            <Form.Item name="org_id" label={t.org} rules={[{ required: true }]}>
              <OrgPick />
            </Form.Item>
          )}
          <Form.Item name="type" label={t.type} required>
            <Select options={choices(pairingType)} />
          </Form.Item>
          {orgId && (
            <Form.Item name="contract_id" label={t.contract} extra={t.contractHow}>
              <ContractPick providerId={orgId} states={serving} none={t.noContract} />
            </Form.Item>
          )}
          <div className="tx-form-two">
            <Form.Item name={['plan', 'calls_per_month']} label={t.calls} required>
              <InputNumber className="tx-wide" min={0} max={8} precision={0} />
            </Form.Item>
            <Form.Item name={['plan', 'meetings_per_quarter']} label={t.meetings} required>
              <InputNumber className="tx-wide" min={0} max={12} precision={0} />
            </Form.Item>
          </div>
        </DraftForm>
      </Card>
    </Page>
  )
}
