import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { api, format, take, takeTagged, type components } from '@tongxing/shared'
import {
  activityType,
  contractSubject,
  indicatorKind,
  indicatorMeasure,
  indicatorSource,
  indicatorUnit,
  paymentGate,
  procurementMethod,
  serviceKind,
} from '@tongxing/shared/words'
import { App, Button, Checkbox, Form, Input, InputNumber, Select } from 'antd'
import { useNavigate, useParams } from 'react-router'
import { useSession } from '../../session/session.tsx'
import { Card, DayInput, DraftForm, idem, MoneyInput, MonthInput, Page, RegionPicker, seen, useLoad, Waiting } from '../../parts/index.ts'
import { PayTableItem, payTableTexts } from '../../domain/PayTable.tsx'
import { AmountInput, share, ShareInput } from '../../domain/units.tsx'
import { choices } from '../../domain/words.ts'
import { written } from '../servicelog/entry.tsx'
import type { Contract } from './contract.tsx'
import { t } from './texts.ts'
import '../../theme/work.css'

type Terms = components['schemas']['contracts.termsRequest']
type Values = Partial<Terms> & Record<string, unknown>
type Indicator = NonNullable<Terms['indicators']>[number]

/** What an automatic indicator may count, each with its units. The first four are of activities, the next five of the service log. */
const units: Record<string, string[]> = {
  minutes: ['hours'],
  sessions: ['times', 'pieces'],
  person_times: ['person_times'],
  served: ['person', 'person_times'],
  people: ['person'],
  services: ['times', 'pieces'],
  service_times: ['person_times'],
  service_minutes: ['hours'],
  closed_threads: ['times', 'pieces'],
  satisfaction: ['percent'],
}
const ofLog = (measure: string | undefined) =>
  ['people', 'services', 'service_times', 'service_minutes', 'closed_threads'].includes(measure ?? '')

/** The kinds of service of which the measure counts anything: persons over all, services of what the staff write, closings of case and group work. */
const kindsOf = (measure: string | undefined) =>
  measure === 'closed_threads'
    ? choices(serviceKind).filter((c) => c.value === 'case' || c.value === 'group')
    : measure === 'people' || measure === 'service_times'
      ? choices(serviceKind)
      : written()

/** The units in which the indicator may be given. */
const unitsOf = (i: Partial<Indicator> | undefined) =>
  choices(indicatorUnit).filter((c) => i?.source !== 'auto' || !i.measure || units[i.measure]?.includes(c.value))

const termsOf = (c: Contract): Values => ({
  no: c.no,
  name: c.name,
  region: c.region,
  buyer_dept: c.buyer_dept,
  subject: c.subject,
  catalogue: c.catalogue,
  budget_doc_no: c.budget_doc_no ?? '',
  budget_fen: c.budget_fen,
  fiscal_year: c.fiscal_year,
  method: c.method,
  start: c.start,
  end: c.end,
  multi_year_reason: c.multi_year_reason ?? '',
  regions: c.regions,
  standard: c.standard,
  no_subcontract: c.no_subcontract,
  subcontract: c.subcontract ?? '',
  indicators: c.indicators.map((i) => ({
    id: i.id,
    code: i.code,
    name: i.name,
    kind: i.kind,
    unit: i.unit,
    baseline: i.baseline,
    target: i.target,
    steps: i.steps,
    source: i.source as 'auto',
    ...(i.measure ? { measure: i.measure as 'minutes' } : {}),
    activity_type: i.activity_type ?? '',
    service_kind: (i.service_kind ?? '') as 'case',
    weight: i.weight,
  })),
  milestones: c.milestones.map((m) => ({
    id: m.id,
    seq: m.seq,
    name: m.name,
    due: m.due,
    deliverables: m.deliverables,
    gate: m.gate as 'none',
    pay_bp: m.pay_bp,
  })),
  ...(c.pay_table ? { pay_table: c.pay_table as NonNullable<Terms['pay_table']> } : {}),
})

/** body numbers the milestones and leaves out what an indicator by hand does not have. */
function body(v: Values): Terms {
  return {
    ...v,
    no_subcontract: !!v.no_subcontract,
    indicators: (v.indicators ?? []).map((i) => {
      const { measure, activity_type, service_kind, ...given } = i
      const rest = { ...given, baseline: given.baseline ?? 0, steps: given.steps ?? [] }
      if (i.source !== 'auto') return rest
      const of = ofLog(measure) ? (service_kind ? { service_kind } : {}) : { activity_type: activity_type ?? '' }
      return { ...rest, ...(measure ? { measure } : {}), ...of }
    }),
    milestones: (v.milestones ?? []).map((m, n) => ({ ...m, seq: n + 1 })),
    ...(v.pay_table ? {} : { pay_table: null }),
  } as Terms
}

const labels = (): Record<keyof Terms, string> => ({
  no: t.no,
  name: t.name,
  region: t.region,
  buyer_dept: t.buyer,
  subject: t.subject,
  catalogue: t.catalogue,
  budget_doc_no: t.budgetDoc,
  budget_fen: t.budgetFen,
  fiscal_year: t.year,
  method: t.method,
  start: t.start,
  end: t.end,
  multi_year_reason: t.multiYear,
  regions: t.regions,
  standard: t.standard,
  no_subcontract: t.noSubcontract,
  subcontract: t.subcontract,
  indicators: t.indicatorCard,
  milestones: t.milestoneCard,
  pay_table: payTableTexts.by,
})

/** The draft of a contract with its indicators and milestones. */
export function Component() {
  const { id } = useParams()
  const old = useLoad(() => (id ? takeTagged(api.GET('/contracts/{id}', { params: { path: { id } } })) : Promise.resolve(undefined)), [id])
  if (id && !old.data) return <Waiting of={old} />
  return <Editor key={id ?? 'new'} id={id} old={old.data} />
}

function Editor({ id, old }: { id: string | undefined; old: { data: Contract; tag: string } | undefined }) {
  const { region } = useSession()
  const go = useNavigate()
  const { message } = App.useApp()
  const year = Number(format.dayKey(Date.now()).slice(0, 4))
  const initial: Values = old
    ? termsOf(old.data)
    : { region, fiscal_year: year, regions: region ? [region] : [], indicators: [], milestones: [], no_subcontract: false }
  return (
    <Page title={id ? t.editTitle : t.newTitle} back={id ? `/contracts/${id}` : '/contracts'}>
      <DraftForm<Values, Contract>
        name={`contract:${id ?? 'new'}`}
        className="tw-wide-form"
        initial={initial}
        labels={labels()}
        {...(id && old
          ? {
              tag: old.tag,
              latest: async () =>
                takeTagged(api.GET('/contracts/{id}', { params: { path: { id } } })).then((a) => ({ values: termsOf(a.data), tag: a.tag })),
            }
          : {})}
        send={(v, key, tag) =>
          id
            ? take(api.PUT('/contracts/{id}', { params: { path: { id }, header: seen(tag, key) }, body: body(v) }))
            : take(api.POST('/contracts', { body: body(v), headers: idem(key) }))
        }
        done={(c) => {
          void message.success(t.saved)
          void go(`/contracts/${c.id}`)
        }}
      >
        {(v) => (
          <>
            <Basics region={region} />
            <Card
              title={t.indicatorCard}
              extra={<Sum ok={sum(v.indicators, 'weight') === 100} text={t.weightSum({ n: sum(v.indicators, 'weight') })} />}
            >
              <IndicatorList v={v} />
            </Card>
            <Card
              title={t.milestoneCard}
              extra={<Sum ok={sum(v.milestones, 'pay_bp') === 10_000} text={t.shareSum({ n: share(sum(v.milestones, 'pay_bp')) })} />}
            >
              <MilestoneList />
            </Card>
            <Card title={payTableTexts.by}>
              <PayTableItem />
            </Card>
          </>
        )}
      </DraftForm>
    </Page>
  )
}

const sum = <K extends string>(list: ({ [k in K]?: number | undefined } | undefined)[] | undefined, key: K): number =>
  (list ?? []).reduce((n, x) => n + (x?.[key] ?? 0), 0)

const Sum = ({ ok, text }: { ok: boolean; text: string }) => <span className={ok ? 'tx-muted' : 'tx-warn'}>{text}</span>

function Basics({ region }: { region: string | undefined }) {
  return (
    <>
      <Card title={t.basics}>
        <div className="tx-form-two">
          <Form.Item name="no" label={t.no} required>
            <Input maxLength={40} />
          </Form.Item>
          <Form.Item name="name" label={t.name} required>
            <Input maxLength={100} />
          </Form.Item>
          <Form.Item name="buyer_dept" label={t.buyer} required>
            <Input maxLength={60} />
          </Form.Item>
          <Form.Item name="subject" label={t.subject} required>
            <Select options={choices(contractSubject)} />
          </Form.Item>
        </div>
        <Form.Item name="catalogue" label={t.catalogue} required>
          <Input maxLength={100} />
        </Form.Item>
        <Form.Item name="standard" label={t.standard} required>
          <Input.TextArea rows={3} maxLength={2000} showCount />
        </Form.Item>
        <Form.Item name="no_subcontract" valuePropName="checked">
          <Checkbox>{t.noSubHow}</Checkbox>
        </Form.Item>
        <Form.Item name="subcontract" label={t.subcontract}>
          <Input maxLength={1000} />
        </Form.Item>
      </Card>
      <Card title={t.buyCard}>
        <div className="tx-form-two">
          <Form.Item name="budget_doc_no" label={t.budgetDoc} required>
            <Input maxLength={60} />
          </Form.Item>
          <Form.Item name="budget_fen" label={t.budgetFen} required>
            <MoneyInput />
          </Form.Item>
          <Form.Item name="fiscal_year" label={t.year} required>
            <InputNumber className="tx-wide" min={2000} max={2100} precision={0} />
          </Form.Item>
          <Form.Item name="method" label={t.method} required>
            <Select options={choices(procurementMethod)} />
          </Form.Item>
        </div>
      </Card>
      <Card title={t.termCard}>
        <div className="tx-form-two">
          <Form.Item name="start" label={t.start} required>
            <DayInput />
          </Form.Item>
          <Form.Item name="end" label={t.end} required>
            <DayInput />
          </Form.Item>
          <Form.Item name="region" label={t.region} required>
            <RegionPicker within={region} deepest={3} />
          </Form.Item>
        </div>
        <Form.Item name="multi_year_reason" label={t.multiYear} extra={t.multiYearHow}>
          <Input maxLength={1000} />
        </Form.Item>
        <Form.List name="regions">
          {(fields, { add, remove }) => (
            <Form.Item label={t.regions} required>
              {fields.map((f) => (
                <div key={f.key} className="tw-line-item">
                  <Form.Item name={f.name} noStyle>
                    <RegionPicker within={region} aria-label={t.regions} />
                  </Form.Item>
                  {fields.length > 1 && (
                    <Button icon={<DeleteOutlined />} aria-label={t.removeOne({ n: f.name + 1 })} onClick={() => remove(f.name)} />
                  )}
                </div>
              ))}
              <Button icon={<PlusOutlined />} onClick={() => add(undefined)} aria-label={t.regions} />
            </Form.Item>
          )}
        </Form.List>
      </Card>
    </>
  )
}

function IndicatorList({ v }: { v: Partial<Values> }) {
  const form = Form.useFormInstance<Values>()
  // A unit that does not fit what is counted leaves; the only one that fits comes by itself.
  const measured = (at: number, measure: string) => {
    const fit = units[measure] ?? []
    const unit = form.getFieldValue(['indicators', at, 'unit']) as string | undefined
    form.setFieldValue(['indicators', at, 'service_kind'], '')
    if (!unit || !fit.includes(unit)) form.setFieldValue(['indicators', at, 'unit'], fit.length === 1 ? fit[0] : undefined)
  }
  return (
    <Form.List name="indicators">
      {(fields, { add, remove }) => (
        <>
          {fields.map((f) => {
            const row = v.indicators?.[f.name]
            return (
              <fieldset key={f.key} className="tw-item" aria-label={`${t.indicator} ${f.name + 1}`}>
                <div className="tw-item-grid">
                  <Form.Item name={[f.name, 'code']} label={t.code} required>
                    <Input maxLength={20} />
                  </Form.Item>
                  <Form.Item name={[f.name, 'name']} label={t.name} required className="tw-span2">
                    <Input maxLength={60} />
                  </Form.Item>
                  <Form.Item name={[f.name, 'kind']} label={t.kind} required>
                    <Select options={choices(indicatorKind)} />
                  </Form.Item>
                  <Form.Item name={[f.name, 'unit']} label={t.unit} required>
                    <Select options={unitsOf(row)} />
                  </Form.Item>
                  <Form.Item name={[f.name, 'target']} label={t.target} required>
                    <AmountInput unit={row?.unit} />
                  </Form.Item>
                  <Form.Item name={[f.name, 'baseline']} label={t.baseline} extra={t.baselineHow}>
                    <AmountInput unit={row?.unit} />
                  </Form.Item>
                  <Form.Item name={[f.name, 'weight']} label={t.weight} required>
                    <InputNumber className="tx-wide" min={1} max={100} precision={0} />
                  </Form.Item>
                  <Form.Item name={[f.name, 'source']} label={t.source} required>
                    <Select options={choices(indicatorSource)} />
                  </Form.Item>
                  {row?.source === 'auto' && (
                    <>
                      <Form.Item
                        name={[f.name, 'measure']}
                        label={t.measure}
                        required
                        className="tw-span2"
                        extra={row.measure === 'served' ? t.servedTyped : row.measure === 'people' ? t.peopleOnce : undefined}
                      >
                        <Select options={choices(indicatorMeasure)} onChange={(m: string) => measured(f.name, m)} />
                      </Form.Item>
                      {ofLog(row.measure) ? (
                        <Form.Item name={[f.name, 'service_kind']} label={t.serviceKind} required>
                          <Select options={[{ value: '', label: t.allTypes }, ...kindsOf(row.measure)]} />
                        </Form.Item>
                      ) : (
                        <Form.Item name={[f.name, 'activity_type']} label={t.activityType} required>
                          <Select options={[{ value: '', label: t.allTypes }, ...choices(activityType)]} />
                        </Form.Item>
                      )}
                    </>
                  )}
                  <Steps at={f.name} unit={row?.unit} />
                </div>
                <Button icon={<DeleteOutlined />} aria-label={t.removeOne({ n: f.name + 1 })} onClick={() => remove(f.name)} />
              </fieldset>
            )
          })}
          <Button icon={<PlusOutlined />} onClick={() => add({ source: 'auto', activity_type: '', service_kind: '' })}>
            {t.addIndicator}
          </Button>
        </>
      )}
    </Form.List>
  )
}

/** What an indicator is to have reached by the end of some months. */
function Steps({ at, unit }: { at: number; unit: string | undefined }) {
  return (
    <Form.List name={[at, 'steps']}>
      {(fields, { add, remove }) => (
        <div className="tw-steps" role="group" aria-label={t.steps}>
          {fields.map((f) => (
            <div key={f.key} className="tw-line-item">
              <Form.Item name={[f.name, 'month']} className="tw-step">
                <MonthInput aria-label={t.stepMonth} />
              </Form.Item>
              <Form.Item name={[f.name, 'target']} className="tw-step">
                <AmountInput unit={unit} aria-label={t.stepTarget} />
              </Form.Item>
              <Button icon={<DeleteOutlined />} aria-label={t.removeOne({ n: f.name + 1 })} onClick={() => remove(f.name)} />
            </div>
          ))}
          <Button size="small" type="dashed" icon={<PlusOutlined />} onClick={() => add({})}>
            {t.addStep}
          </Button>
          <span className="tx-muted tx-small"> {t.stepsHow}</span>
        </div>
      )}
    </Form.List>
  )
}

function MilestoneList() {
  return (
    <Form.List name="milestones">
      {(fields, { add, remove }) => (
        <>
          {fields.map((f) => (
            <fieldset key={f.key} className="tw-item" aria-label={`${t.milestone} ${f.name + 1}`}>
              <div className="tw-item-grid">
                <Form.Item name={[f.name, 'name']} label={`${f.name + 1}. ${t.milestone}`} required>
                  <Input maxLength={60} />
                </Form.Item>
                <Form.Item name={[f.name, 'due']} label={t.dueDay} required>
                  <DayInput />
                </Form.Item>
                <Form.Item name={[f.name, 'gate']} label={t.gate} required>
                  <Select options={choices(paymentGate)} />
                </Form.Item>
                <Form.Item name={[f.name, 'pay_bp']} label={t.payPart} required>
                  <ShareInput />
                </Form.Item>
                <Form.Item name={[f.name, 'deliverables']} label={t.deliverables} extra={t.deliverablesHow} required className="tw-span2">
                  <Select mode="tags" open={false} suffixIcon={null} maxCount={20} />
                </Form.Item>
              </div>
              <Button icon={<DeleteOutlined />} aria-label={t.removeOne({ n: f.name + 1 })} onClick={() => remove(f.name)} />
            </fieldset>
          ))}
          <Button icon={<PlusOutlined />} onClick={() => add({ gate: 'none' })}>
            {t.addMilestone}
          </Button>
        </>
      )}
    </Form.List>
  )
}
