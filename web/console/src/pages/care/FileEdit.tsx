import { api, take, takeTagged, type components } from '@tongxing/shared'
import { beneficiaryKind, gender, guardianship, noIdReason, risk, schooling } from '@tongxing/shared/words'
import { App, Checkbox, Form, Input, InputNumber, Select } from 'antd'
import { useNavigate, useParams } from 'react-router'
import { useSession } from '../../session/session.tsx'
import { Card, DayInput, DraftForm, idem, Page, partTexts, RegionPicker, seen, useLoad, Waiting } from '../../parts/index.ts'
import { Checks } from '../../parts/Checks.tsx'
import { choices } from '../../domain/words.ts'
import type { File } from './Files.tsx'
import { t } from './texts.ts'
import '../../theme/work.css'

type Body = components['schemas']['register.fileRequest']
type Values = Partial<Body> & Record<string, unknown>

/** Personal values are never kept as a draft in the browser. */
const secret = ['name', 'id_number', 'address', 'guardian_name', 'guardian_mobile'] as const

const valuesOf = (f: File): Values => ({
  kinds: f.kinds as Body['kinds'],
  region: f.region,
  gender: f.gender as 'male',
  ...(f.birth ? { birth: f.birth } : {}),
  ...(f.no_id_reason ? { no_id_reason: f.no_id_reason as 'unregistered' } : {}),
  guardianship: f.guardianship as 'parent',
  schooling: f.schooling as 'primary',
  grade: f.grade,
  risk: f.risk as 'red',
  r16_flag: !!f.r16_flag,
})

export function Component() {
  const { id } = useParams()
  const old = useLoad(
    () => (id ? takeTagged(api.GET('/beneficiaries/{id}', { params: { path: { id } } })) : Promise.resolve(undefined)),
    [id],
  )
  if (id && !old.data) return <Waiting of={old} />
  return <Editor key={id ?? 'new'} id={id} old={old.data} />
}

function body(v: Values): Body {
  const kept = Object.fromEntries(Object.entries(v).filter(([, x]) => x !== undefined && x !== null && x !== ''))
  return { ...kept, r16_flag: !!v.r16_flag } as Body
}

function Editor({ id, old }: { id: string | undefined; old: { data: File; tag: string } | undefined }) {
  const { region } = useSession()
  const go = useNavigate()
  const { message } = App.useApp()
  const keep = id ? t.keep : undefined
  const whoFixed = old?.data.status === 'registered' // who a person is changes only after the county has returned the file
  return (
    <Page title={id ? t.editTitle : t.newTitle} sub={t.private} back={id ? `/beneficiaries/${id}` : '/beneficiaries'}>
      <DraftForm<Values, File>
        name={`file:${id ?? 'new'}`}
        className="tw-wide-form"
        secret={[...secret]}
        initial={
          old
            ? valuesOf(old.data)
            : { region, grade: 0, r16_flag: false, risk: 'not_collected', guardianship: 'not_collected', schooling: 'not_collected' }
        }
        labels={{
          kinds: t.kinds,
          region: t.region,
          name: t.name,
          id_number: t.idNumber,
          no_id_reason: t.noID,
          gender: t.gender,
          birth: t.birth,
          address: t.address,
          guardian_name: t.guardianName,
          guardian_mobile: t.guardianMobile,
          guardianship: t.guardianship,
          schooling: t.schooling,
          grade: t.grade,
          risk: t.risk,
          r16_flag: t.r16Flag,
        }}
        {...(id && old
          ? {
              tag: old.tag,
              latest: async () =>
                takeTagged(api.GET('/beneficiaries/{id}', { params: { path: { id } } })).then((a) => ({
                  values: valuesOf(a.data),
                  tag: a.tag,
                })),
            }
          : {})}
        send={(v, key, tag) =>
          id
            ? take(api.PUT('/beneficiaries/{id}', { params: { path: { id }, header: seen(tag, key) }, body: body(v) }))
            : take(api.POST('/beneficiaries', { body: body(v), headers: idem(key) }))
        }
        done={(f) => {
          void message.success(t.saved)
          void go(`/beneficiaries/${f.id}`)
        }}
      >
        {(v) => (
          <>
            {!whoFixed && (
              <Card title={t.identity}>
                <div className="tx-form-two">
                  <Form.Item name="name" label={t.name} extra={keep} required={!id}>
                    <Input maxLength={50} autoComplete="off" />
                  </Form.Item>
                  <Form.Item name="id_number" label={t.idNumber} extra={keep ?? t.idHow} required={!id && !v.no_id_reason}>
                    <Input maxLength={40} autoComplete="off" />
                  </Form.Item>
                  <Form.Item name="no_id_reason" label={t.noID}>
                    <Select allowClear={{ label: partTexts.clear }} options={choices(noIdReason)} />
                  </Form.Item>
                  {v.no_id_reason && (
                    <>
                      <Form.Item name="gender" label={t.gender} required>
                        <Select options={choices(gender)} />
                      </Form.Item>
                      <Form.Item name="birth" label={t.birth} required>
                        <DayInput />
                      </Form.Item>
                    </>
                  )}
                  <Form.Item name="address" label={t.address} extra={keep} required={!id}>
                    <Input maxLength={200} autoComplete="off" />
                  </Form.Item>
                  <Form.Item name="guardian_name" label={t.guardianName} extra={keep}>
                    <Input maxLength={50} autoComplete="off" />
                  </Form.Item>
                  <Form.Item name="guardian_mobile" label={t.guardianMobile} extra={keep}>
                    <Input maxLength={30} inputMode="tel" autoComplete="off" />
                  </Form.Item>
                </div>
              </Card>
            )}
            <Card title={t.facts}>
              <Form.Item name="kinds" label={t.kinds} required>
                <Checks options={choices(beneficiaryKind)} />
              </Form.Item>
              <div className="tx-form-two">
                <Form.Item name="region" label={t.region} extra={t.chooseVillage} required>
                  <RegionPicker within={region} />
                </Form.Item>
                <Form.Item name="guardianship" label={t.guardianship} required>
                  <Select options={choices(guardianship)} />
                </Form.Item>
                <Form.Item name="schooling" label={t.schooling} required>
                  <Select options={choices(schooling)} />
                </Form.Item>
                <Form.Item name="grade" label={t.grade} required>
                  <InputNumber className="tx-wide" min={0} max={6} precision={0} />
                </Form.Item>
                <Form.Item name="risk" label={t.risk} required>
                  <Select options={choices(risk)} />
                </Form.Item>
              </div>
              <Form.Item name="r16_flag" valuePropName="checked" extra={t.r16FlagHow}>
                <Checkbox>{t.r16Flag}</Checkbox>
              </Form.Item>
            </Card>
          </>
        )}
      </DraftForm>
    </Page>
  )
}
