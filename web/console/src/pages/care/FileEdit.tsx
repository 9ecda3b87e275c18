import { api, format, take, takeTagged, type components } from '@tongxing/shared'
import { beneficiaryKind, gender, guardianship, noIdReason, risk, schooling } from '@tongxing/shared/words'
import { Alert, App, Checkbox, Form, Input, InputNumber, Select } from 'antd'
import { useEffect, useState } from 'react'
import { useNavigate, useParams, useSearchParams } from 'react-router'
import { useSession } from '../../session/session.tsx'
import {
  DayInput,
  DraftForm,
  Facts,
  fieldsOf,
  FormFields,
  idem,
  Lack,
  Page,
  partTexts,
  RegionName,
  RegionPicker,
  sayAnswer,
  SectionPages,
  seen,
  StepButtons,
  toSection,
  useLoad,
  Waiting,
  type Answers,
  type FormView,
} from '../../parts/index.ts'
import { Checks } from '../../parts/Checks.tsx'
import { choices, word } from '../../domain/words.ts'
import { AskCounty, RequestFor } from './FileRequests.tsx'
import { isChild, needsGuardian, sectionOf, sectionsOf } from './sections.ts'
import { t } from './texts.ts'
import '../../theme/work.css'

type Body = components['schemas']['register.fileRequest']
type Detail = components['schemas']['register.fileDetailView']
type Values = Omit<Partial<Body>, 'details'> & { details?: Answers } & Record<string, unknown>
type Old = { data: Detail; tag: string }

/** Personal values are never kept as a draft in the browser, nor are the sealed answers of the form. */
const secret = ['name', 'id_number', 'address', 'guardian_name', 'guardian_mobile'] as const

const sealedCodes = (form: FormView) => form.sections.flatMap((s) => s.fields.filter((f) => f.sealed).map((f) => f.code))

const pick = (from: Answers, fits: (code: string) => boolean): Answers => Object.fromEntries(Object.entries(from).filter(([k]) => fits(k)))

const valuesOf = (f: Detail, sealed: string[]): Values => ({
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
  details: pick(f.details ?? {}, (code) => !sealed.includes(code)),
})

const blank: Values = {
  grade: 0,
  r16_flag: false,
  risk: 'not_collected',
  guardianship: 'not_collected',
  schooling: 'not_collected',
  details: {},
}

export function Component() {
  const { id } = useParams()
  const form = useLoad(() => take(api.GET('/beneficiaries/form')), [])
  const old = useLoad(
    () => (id ? takeTagged(api.GET('/beneficiaries/{id}', { params: { path: { id } } })) : Promise.resolve(undefined)),
    [id],
  )
  if (!form.data) return <Waiting of={form} />
  if (id && !old.data) return <Waiting of={old} />
  return <Editor key={id ?? 'new'} id={id} old={old.data} form={form.data} />
}

/** bodyOf is what is sent: of the fields on the screen only; an empty sealed answer is left out, which keeps the stored one. */
function bodyOf(v: Values, old: Detail | undefined): Body {
  const details = Object.fromEntries(
    Object.entries(v.details ?? {}).flatMap(([k, x]) => (x === null ? [[k, '']] : x === undefined || x === '' ? [] : [[k, x]])),
  )
  const kept = Object.fromEntries(Object.entries(v).filter(([, x]) => x !== undefined && x !== null && x !== ''))
  const fixed = old?.status === 'registered' ? fixedOf(old) : {}
  return { ...atSchool(v, old), ...kept, ...fixed, r16_flag: !!v.r16_flag, details } as Body
}

/** What identifies a registered person goes back as it came. */
const fixedOf = (f: Detail) => ({ kinds: f.kinds, region: f.region, ...(f.no_id_reason ? { no_id_reason: f.no_id_reason } : {}) })

/** Adults are not asked about school; what an older file says of it stays. */
const atSchool = (v: Values, old: Detail | undefined) =>
  old && !isChild(old.kinds) && !isChild(v.kinds ?? old.kinds)
    ? { schooling: old.schooling, grade: old.grade }
    : { schooling: 'not_at_school', grade: 0 }

function Editor({ id, old, form }: { id: string | undefined; old: Old | undefined; form: FormView }) {
  const { region } = useSession()
  const go = useNavigate()
  const { message } = App.useApp()
  const survey = useSearchParams()[0].get('task') ?? '' // a file begun from a village's survey list is added to the list
  const [at, setAt] = useState(() => location.hash.slice(1) || 'identity')
  useEffect(() => {
    if (location.hash) toSection(location.hash.slice(1))
  }, [])
  const sealed = sealedCodes(form)
  const stored = pick(old?.data.details ?? {}, (code) => sealed.includes(code))
  const fields = fieldsOf(form)
  const labels: Record<string, string> = { ...coreLabels() }
  for (const [code, { field, section }] of fields)
    if (!field.sealed) labels[`details.${code}`] = `${section.title}${format.colon()}${field.label}`
  const toStep = (code: string) => {
    setAt(code)
    requestAnimationFrame(() => toSection(code))
  }
  const pagesOf = (v: Partial<Values>) =>
    sectionsOf(form, {
      kinds: v.kinds ?? [],
      guardianship: v.guardianship ?? 'not_collected',
      schooling: v.schooling ?? 'not_collected',
      guardian: !!v.guardian_name || !!old?.data.guardian_name,
      answers: v.details ?? {},
      who: old ? [] : unsaid(v),
      stored,
    })
  return (
    <Page title={id ? t.editTitle : t.newTitle} sub={t.private} back={id ? `/beneficiaries/${id}` : '/beneficiaries'}>
      <DraftForm<Values, Detail>
        name={`file:${id ?? 'new'}`}
        className="tx-pages-form"
        secret={[...secret, ...sealed.map((code) => `details.${code}` as const)]}
        initial={old ? valuesOf(old.data, sealed) : { ...blank, region }}
        labels={labels}
        says={(field, value) => says(fields, field, value)}
        toField={(field) => setAt(sectionOf(form, field))}
        {...(id && old
          ? {
              tag: old.tag,
              latest: async () =>
                takeTagged(api.GET('/beneficiaries/{id}', { params: { path: { id } } })).then((a) => ({
                  values: valuesOf(a.data, sealed),
                  tag: a.tag,
                })),
            }
          : {})}
        send={(v, key, tag) =>
          id
            ? take(api.PUT('/beneficiaries/{id}', { params: { path: { id }, header: seen(tag, key) }, body: bodyOf(v, old?.data) }))
            : take(api.POST('/beneficiaries', { body: bodyOf(v, undefined), headers: idem(key) })).then((made) =>
                addToSurvey(survey, made, key),
              )
        }
        help={(problem, v) => (id ? <RequestFor problem={problem} id={id} /> : <AskCounty problem={problem} of={v} />)}
        done={(f) => {
          void message.success(t.saved)
          void go(survey && !id ? `/survey-tasks/${survey}` : `/beneficiaries/${f.id}`)
        }}
        extra={(v) => <StepButtons pages={pagesOf(v).map((p) => p.section)} at={at} go={toStep} />}
      >
        {(v) => (
          <SectionPages
            at={at}
            go={toStep}
            pages={pagesOf(v).map(({ section, missing }) => ({
              code: section.code,
              title: section.title,
              missing: missing.length,
              body: (
                <div className="tx-form-two">
                  <Core section={section.code} v={v} old={old?.data} within={region} lacks={missing.map((m) => m.code)} />
                  <FormFields section={section} answers={v.details ?? {}} stored={stored} />
                </div>
              ),
            }))}
          />
        )}
      </DraftForm>
    </Page>
  )
}

/** addToSurvey puts a new file on the village's survey list from which it was begun. */
const addToSurvey = (task: string, made: Detail, key: string): Promise<Detail> =>
  task
    ? take(
        api.POST('/survey-tasks/{id}/lines', { params: { path: { id: task } }, headers: idem(`${key}-line`), body: { file_id: made.id } }),
      ).then(() => made)
    : Promise.resolve(made)

/** unsaid is what a new file cannot be saved without. */
const unsaid = (v: Partial<Values>) =>
  (['kinds', 'region', 'name', ...(v.no_id_reason ? (['gender', 'birth'] as const) : (['id_number'] as const)), 'address'] as const)
    .filter((code) => (code === 'kinds' ? !v.kinds?.length : !v[code]))
    .map((code) => ({ code, label: coreLabels()[code] }))

const coreLabels = () => ({
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
})

const coreWords: Record<string, object> = {
  kinds: beneficiaryKind,
  gender,
  no_id_reason: noIdReason,
  guardianship,
  schooling,
  risk,
}

/** says is a value in words, for the question whose change is to stay. */
function says(fields: ReturnType<typeof fieldsOf>, field: string, value: unknown): string | undefined {
  if (!value) return undefined
  const of = coreWords[field]
  if (of)
    return [value]
      .flat()
      .map((code) => word(of, code as string))
      .join(format.comma())
  const found = fields.get(field.replace(/^details\./, ''))
  return found && sayAnswer(found.field, value as string)
}

interface CoreProps {
  section: string
  v: Partial<Values>
  old: Detail | undefined
  within: string | undefined
  lacks: string[]
}

/** Core draws identity and core facts in the section to which they belong. */
function Core({ section, ...rest }: CoreProps) {
  if (section === 'identity') return rest.old?.status === 'registered' ? <Fixed old={rest.old} /> : <Identity {...rest} />
  if (section === 'care') return <Care {...rest} />
  if (section === 'school') return <School {...rest} />
  return section === 'risk' ? <Risk {...rest} /> : null
}

/** The identity of a registered person, which only the county's return opens; the address may change. */
function Fixed({ old }: { old: Detail }) {
  return (
    <>
      <div className="tx-form-whole tw-above">
        <p className="tx-note">{t.whoFixed}</p>
        <Facts
          of={[
            [t.name, old.name],
            [t.idNumber, old.id_number],
            [t.kinds, old.kinds.map((k) => word(beneficiaryKind, k)).join(format.comma())],
            [t.region, <RegionName key="r" path={old.region} />],
          ]}
        />
      </div>
      <Address old={old} />
    </>
  )
}

const keepOf = (masked: string | undefined) => (masked ? partTexts.form.keep({ masked }) : undefined)

const Address = ({ old, lacks = [] }: { old: Detail | undefined; lacks?: string[] }) => (
  <Form.Item
    name="address"
    className="tx-form-whole"
    label={marked(t.address, lacks.includes('address'))}
    extra={keepOf(old?.address)}
    required={!old}
  >
    <Input maxLength={200} autoComplete="off" />
  </Form.Item>
)

function Identity({ v, old, within, lacks }: Omit<CoreProps, 'section'>) {
  const mark = (code: string, label: string) => marked(label, lacks.includes(code))
  return (
    <>
      <Form.Item
        name="kinds"
        className="tx-form-whole"
        label={mark('kinds', t.kinds)}
        extra={v.kinds?.length ? undefined : t.kindFirst}
        required
      >
        <Checks options={choices(beneficiaryKind)} />
      </Form.Item>
      <Form.Item name="region" label={mark('region', t.region)} extra={t.chooseVillage} required>
        <RegionPicker within={within} />
      </Form.Item>
      <Form.Item name="name" label={mark('name', t.name)} extra={keepOf(old?.name)} required={!old}>
        <Input maxLength={50} autoComplete="off" />
      </Form.Item>
      <Form.Item
        name="id_number"
        label={mark('id_number', t.idNumber)}
        extra={keepOf(old?.id_number) ?? t.idHow}
        required={!old && !v.no_id_reason}
      >
        <Input maxLength={40} autoComplete="off" />
      </Form.Item>
      <Form.Item name="no_id_reason" label={t.noID}>
        <Select allowClear={{ label: partTexts.clear }} options={choices(noIdReason)} />
      </Form.Item>
      {v.no_id_reason && (
        <>
          <Form.Item name="gender" label={mark('gender', t.gender)} required>
            <Select options={choices(gender)} />
          </Form.Item>
          <Form.Item name="birth" label={mark('birth', t.birth)} required>
            <DayInput />
          </Form.Item>
        </>
      )}
      <Address old={old} lacks={lacks} />
    </>
  )
}

const marked = (label: string, lack: boolean) => (
  <>
    {label} {lack && <Lack />}
  </>
)

function Care({ v, old, lacks }: Omit<CoreProps, 'section'>) {
  const child = isChild(v.kinds ?? [])
  const by = v.guardianship ?? 'not_collected'
  return (
    <>
      <Form.Item name="guardianship" label={marked(t.guardianship, lacks.includes('guardianship'))} required>
        <Select options={choices(guardianship)} />
      </Form.Item>
      {child && by === 'none' && <Alert className="tx-form-whole tw-above" type="error" showIcon title={t.r16} description={t.aloneHow} />}
      {(child ? needsGuardian(by) : by !== 'not_collected' && needsGuardian(by)) || by === 'institution' ? (
        <>
          <Form.Item
            name="guardian_name"
            label={marked(t.guardianName, lacks.includes('guardian_name'))}
            extra={keepOf(old?.guardian_name)}
            required={child && needsGuardian(by)}
          >
            <Input maxLength={50} autoComplete="off" />
          </Form.Item>
          <Form.Item name="guardian_mobile" label={t.guardianMobile} extra={keepOf(old?.guardian_mobile)}>
            <Input maxLength={30} inputMode="tel" autoComplete="off" />
          </Form.Item>
        </>
      ) : null}
    </>
  )
}

const withGrades = ['primary', 'junior', 'senior', 'vocational']

function School({ v, lacks }: Omit<CoreProps, 'section'>) {
  return (
    <>
      <Form.Item name="schooling" label={marked(t.schooling, lacks.includes('schooling'))} required>
        <Select options={choices(schooling)} />
      </Form.Item>
      {withGrades.includes(v.schooling ?? '') && (
        <Form.Item name="grade" label={t.grade}>
          <InputNumber className="tx-wide" min={0} max={6} precision={0} />
        </Form.Item>
      )}
    </>
  )
}

function Risk({ v, old }: Omit<CoreProps, 'section'>) {
  return (
    <>
      <Form.Item name="risk" label={t.risk} extra={old?.status === 'registered' ? t.riskUp : undefined} required>
        <Select options={choices(risk)} />
      </Form.Item>
      {isChild(v.kinds ?? []) && (
        <Form.Item name="r16_flag" className="tx-form-whole" valuePropName="checked" extra={t.r16FlagHow}>
          <Checkbox>{t.r16Flag}</Checkbox>
        </Form.Item>
      )}
    </>
  )
}
