import { api, take, takeTagged, type components } from '@tongxing/shared'
import { delegateRelation, delegationReason } from '@tongxing/shared/words'
import { App, Checkbox, Form, Input, Select } from 'antd'
import { useNavigate, useParams, useSearchParams } from 'react-router'
import { Card, DayInput, DraftForm, idem, Page, seen, useLoad, Waiting } from '../../parts/index.ts'
import { everything } from '../../parts/pages.ts'
import { choices } from '../../domain/words.ts'
import type { File } from './Files.tsx'
import { t } from './delegationTexts.ts'
import '../../theme/work.css'

type Body = components['schemas']['delegations.createRequest']
type Detail = components['schemas']['delegations.delegationDetailView']
type Values = Partial<Body> & Record<string, unknown>

/** Personal values are never kept as a draft in the browser. */
const secret = ['delegate_name', 'delegate_id_number', 'delegate_mobile', 'delegate_address'] as const

const valuesOf = (d: Detail): Values => ({
  reason: d.reason as 'both_away',
  relation: d.relation as 'grandparent',
  from: d.from,
  to: d.to,
  capable: true,
})

/** Writing or editing a draft of a delegation. */
export function Component() {
  const { id } = useParams()
  const old = useLoad(
    () => (id ? takeTagged(api.GET('/delegations/{id}', { params: { path: { id } } })) : Promise.resolve(undefined)),
    [id],
  )
  if (id && !old.data) return <Waiting of={old} />
  return <Editor key={id ?? 'new'} id={id} old={old.data} />
}

function body(v: Values): Body {
  const kept = Object.fromEntries(Object.entries(v).filter(([, x]) => x !== undefined && x !== null && x !== ''))
  return { ...kept, capable: !!v.capable } as Body
}

function Editor({ id, old }: { id: string | undefined; old: { data: Detail; tag: string } | undefined }) {
  const go = useNavigate()
  const [params] = useSearchParams()
  const { message } = App.useApp()
  const child = params.get('for')
  const files = useLoad(
    () =>
      id
        ? Promise.resolve([])
        : everything<File>((page) => take(api.GET('/beneficiaries', { params: { query: { status: 'registered', ...page } } }))),
    [id],
  )
  const keep = id ? t.keep : undefined
  return (
    <Page
      title={id ? t.edit : t.create}
      sub={t.whoMay}
      back={id ? `/delegations/${id}` : child ? `/beneficiaries/${child}` : '/delegations'}
    >
      <DraftForm<Values, Detail>
        name={`delegation:${id ?? `new:${child ?? ''}`}`}
        className="tw-wide-form"
        secret={[...secret]}
        initial={old ? valuesOf(old.data) : { ...(child ? { file_id: child } : {}), capable: false }}
        labels={{
          file_id: t.child,
          reason: t.reason,
          relation: t.relation,
          from: t.from,
          to: t.to,
          capable: t.capable,
          delegate_name: t.name,
          delegate_id_number: t.idNumber,
          delegate_mobile: t.mobile,
          delegate_address: t.address,
        }}
        {...(id && old
          ? {
              tag: old.tag,
              latest: async () =>
                takeTagged(api.GET('/delegations/{id}', { params: { path: { id } } })).then((a) => ({
                  values: valuesOf(a.data),
                  tag: a.tag,
                })),
            }
          : {})}
        send={(v, key, tag) =>
          id
            ? take(api.PUT('/delegations/{id}', { params: { path: { id }, header: seen(tag, key) }, body: body(v) }))
            : take(api.POST('/delegations', { body: body(v), headers: idem(key) }))
        }
        done={(d) => {
          void message.success(t.saved)
          void go(`/delegations/${d.id}`)
        }}
      >
        <Card title={t.terms}>
          {!id && (
            <Form.Item name="file_id" label={t.child} rules={[{ required: true }]}>
              <Select
                showSearch={{ optionFilterProp: 'label' }}
                loading={files.loading}
                options={(files.data ?? [])
                  .filter((f) => f.age === undefined || f.age < 18)
                  .map((f) => ({ value: f.id, label: f.name ? `${f.pseudonym} ${f.name}` : f.pseudonym }))}
              />
            </Form.Item>
          )}
          <div className="tx-form-two">
            <Form.Item name="reason" label={t.reason} required>
              <Select options={choices(delegationReason)} />
            </Form.Item>
            <Form.Item name="relation" label={t.relation} required>
              <Select options={choices(delegateRelation)} />
            </Form.Item>
            <Form.Item name="from" label={t.from} required>
              <DayInput />
            </Form.Item>
            <Form.Item name="to" label={t.to} extra={t.toHow} required>
              <DayInput />
            </Form.Item>
          </div>
        </Card>
        <Card title={t.carer}>
          <div className="tx-form-two">
            <Form.Item name="delegate_name" label={t.name} extra={keep} required={!id}>
              <Input maxLength={50} autoComplete="off" />
            </Form.Item>
            <Form.Item name="delegate_id_number" label={t.idNumber} extra={keep} required={!id}>
              <Input maxLength={40} autoComplete="off" />
            </Form.Item>
            <Form.Item name="delegate_mobile" label={t.mobile} extra={keep} required={!id}>
              <Input maxLength={30} inputMode="tel" autoComplete="off" />
            </Form.Item>
            <Form.Item name="delegate_address" label={t.address} extra={keep} required={!id}>
              <Input maxLength={200} autoComplete="off" />
            </Form.Item>
          </div>
          <Form.Item name="capable" valuePropName="checked">
            <Checkbox>{t.capable}</Checkbox>
          </Form.Item>
          <p className="tx-muted tx-small">{t.private}</p>
        </Card>
      </DraftForm>
    </Page>
  )
}
