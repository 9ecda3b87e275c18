import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { api, format, take, type components } from '@tongxing/shared'
import { evaluationKind, evaluationParty, evaluationSubstitute, indicatorKind } from '@tongxing/shared/words'
import { App, Button, Form, Input, InputNumber, Select } from 'antd'
import { useNavigate, useSearchParams } from 'react-router'
import { Card, DraftForm, idem, Page, useLoad } from '../../parts/index.ts'
import { useNames } from '../../domain/names.tsx'
import { ContractPick, search, useRaters } from '../../domain/pick.tsx'
import { points } from '../../domain/units.tsx'
import { choices, word } from '../../domain/words.ts'
import { lacking, most, type Sheet } from './score.ts'
import { t } from './texts.ts'
import '../../theme/work.css'

type Plan = components['schemas']['evaluation.planRequest']
type Values = Partial<Omit<Plan, 'substitutes'>> & { instead?: Record<string, { by: string; reason: string }> } & Record<string, unknown>

/** Planning an evaluation: which contract, when in its life, by which sheet, and who rates with which weight. */
export function Component() {
  const go = useNavigate()
  const [params] = useSearchParams()
  const { message } = App.useApp()
  const contract = params.get('contract') ?? undefined
  return (
    <Page title={t.planTitle} back="/evaluations">
      <DraftForm<Values, { id: string }>
        name="evaluation:new"
        className="tw-wide-form"
        initial={{ ...(contract ? { contract_id: contract } : {}), kind: 'mid', raters: [{ party: 'third_party', weight: 100 }] }}
        labels={{ contract_id: t.contract, kind: t.kind, template_id: t.sheet, raters: t.raters, substitutes: t.substitutes }}
        send={(v, key) => take(api.POST('/evaluations', { body: body(v), headers: idem(key) }))}
        submit={t.create}
        done={(e) => {
          void message.success(t.planSaid)
          void go(`/evaluations/${e.id}`)
        }}
      >
        {(v) => <Fields v={v} />}
      </DraftForm>
    </Page>
  )
}

function body({ instead, ...v }: Values): Plan {
  return {
    ...v,
    raters: (v.raters ?? []).map((r) => (r.party === 'self' ? { party: r.party, weight: r.weight } : r)),
    substitutes: Object.entries(instead ?? {}).map(([item, s]) => ({ item, ...s })),
  } as Plan
}

function Fields({ v }: { v: Partial<Values> }) {
  const sheets = useLoad(() => take(api.GET('/evaluation-templates', { params: { query: { status: 'in_force', limit: 100 } } })), [])
  const people = useRaters(v.contract_id)
  const names = useNames(people.data ?? [])
  const raters = (v.raters ?? []) as Partial<Plan['raters'][number]>[]
  const sum = raters.reduce((n, r) => n + (r?.weight ?? 0), 0)
  return (
    <>
      <p className="tx-note">{t.planNote}</p>
      <Card>
        <Form.Item name="contract_id" label={t.contract} rules={[{ required: true }]}>
          <ContractPick states={v.kind === 'final' ? ['final_evaluating'] : ['performing', 'mid_passed']} />
        </Form.Item>
        <div className="tx-form-two">
          <Form.Item name="kind" label={t.kind} required>
            <Select options={choices(evaluationKind)} />
          </Form.Item>
          <Form.Item name="template_id" label={t.sheet} rules={[{ required: true }]}>
            <Select
              loading={sheets.loading}
              options={(sheets.data?.items ?? []).map((s) => ({ value: s.id, label: `${s.name}${format.paren(t.tplEdition, s.edition)}` }))}
            />
          </Form.Item>
        </div>
      </Card>
      <Substitutes contractId={v.contract_id} sheet={sheets.data?.items.find((s) => s.id === v.template_id)?.sheet} />
      <Card title={t.raters} extra={<span className={sum === 100 ? 'tx-muted' : 'tx-warn'}>{t.weights({ n: sum })}</span>}>
        {v.contract_id && people.data?.length === 0 && <p className="tx-note">{t.noCandidates}</p>}
        <Form.List name="raters">
          {(fields, { add, remove }) => (
            <>
              {fields.map((f) => (
                <fieldset key={f.key} className="tw-item" aria-label={`${t.rater} ${f.name + 1}`}>
                  <div className="tw-item-grid">
                    <Form.Item name={[f.name, 'party']} label={t.party} required>
                      <Select options={choices(evaluationParty)} />
                    </Form.Item>
                    {raters[f.name]?.party !== 'self' && (
                      <Form.Item name={[f.name, 'user_id']} label={t.rater} required>
                        <Select
                          showSearch={search}
                          options={(people.data ?? []).map((id) => ({ value: id, label: names[id]?.name ?? '…' }))}
                        />
                      </Form.Item>
                    )}
                    <Form.Item name={[f.name, 'weight']} label={t.weight} required>
                      <InputNumber className="tx-wide" min={1} max={100} precision={0} />
                    </Form.Item>
                  </div>
                  {fields.length > 1 && (
                    <Button icon={<DeleteOutlined />} aria-label={t.remove({ n: f.name + 1 })} onClick={() => remove(f.name)} />
                  )}
                </fieldset>
              ))}
              <div className="tx-row">
                <Button icon={<PlusOutlined />} onClick={() => add({ party: 'village' })}>
                  {t.addRater}
                </Button>
                {!raters.some((r) => r?.party === 'self') && (
                  <Button icon={<PlusOutlined />} onClick={() => add({ party: 'self', weight: 10 })}>
                    {t.addSelf}
                  </Button>
                )}
              </div>
            </>
          )}
        </Form.List>
      </Card>
    </>
  )
}

/** Substitutes shows the items for which the contract has no indicators, and asks what becomes of each. */
function Substitutes({ contractId, sheet }: { contractId: string | undefined; sheet: Sheet | undefined }) {
  const contract = useLoad(
    () => (contractId ? take(api.GET('/contracts/{id}', { params: { path: { id: contractId } } })) : Promise.resolve(undefined)),
    [contractId],
  )
  if (!sheet || !contract.data || contract.data.id !== contractId) return null
  const kinds = [...new Set(contract.data.indicators.map((i) => i.kind))]
  const list = lacking(sheet, kinds)
  if (list.length === 0) return null
  const options = [
    ...kinds.map((k) => ({ value: k as string, label: t.byKind({ kind: word(indicatorKind, k) }) })),
    ...choices(evaluationSubstitute),
  ]
  return (
    <Card title={t.substitutes}>
      <p className="tx-note tx-warn">{t.substitutesNote}</p>
      {list.map((it) => (
        <fieldset key={it.code} className="tw-item" aria-label={`${it.code} ${it.name}`}>
          <h3>
            {it.code} {it.name}{' '}
            <span className="tx-muted tx-small">{t.lacks({ kind: word(indicatorKind, it.indicator), max: points(most(it)) })}</span>
          </h3>
          <div className="tw-item-grid">
            <Form.Item name={['instead', it.code, 'by']} label={t.instead} rules={[{ required: true }]} preserve={false}>
              <Select options={options} />
            </Form.Item>
            <Form.Item
              name={['instead', it.code, 'reason']}
              label={t.insteadReason}
              rules={[{ required: true }, { min: 10, message: t.insteadLeast }]}
              preserve={false}
            >
              <Input maxLength={1000} />
            </Form.Item>
          </div>
        </fieldset>
      ))}
    </Card>
  )
}
