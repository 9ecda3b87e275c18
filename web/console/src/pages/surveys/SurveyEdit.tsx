import { api, take, takeTagged, type components } from '@tongxing/shared'
import { beneficiaryKind } from '@tongxing/shared/words'
import { App, Checkbox, Form, Input, Select } from 'antd'
import { useNavigate, useParams } from 'react-router'
import { useSession } from '../../session/session.tsx'
import { DayInput, DraftForm, idem, Page, RegionPicker, seen, useLoad, Waiting } from '../../parts/index.ts'
import { choices } from '../../domain/words.ts'
import { st } from './texts.ts'
import '../../theme/work.css'

type Plan = components['schemas']['surveys.planRequest']
type Question = components['schemas']['surveys.questionRequest']
type Detail = components['schemas']['surveys.surveyDetailView']
type Values = {
  name: string
  cutoff: string
  deadline: string
  area: string
  kinds: Plan['kinds']
  questions: string
  per_village: boolean
} & Record<string, unknown>

/** questionsOf reads a question a line: *Who is there|Parents|Grandparents. */
export const questionsOf = (text: string): Question[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
    .map((line) => {
      const [label = '', ...options] = line
        .replace(/^\*/, '')
        .split(/[|｜]/)
        .map((part) => part.trim())
        .filter(Boolean)
      return {
        label,
        kind: options.length > 0 ? 'choice' : 'text',
        ...(options.length > 0 ? { options } : {}),
        needed: line.startsWith('*'),
      }
    })

const textOf = (list: Question[]) => list.map((q) => `${q.needed ? '*' : ''}${[q.label, ...(q.options ?? [])].join('|')}`).join('\n')

const valuesOf = (s: Detail): Values => ({
  name: s.name,
  cutoff: s.cutoff,
  deadline: s.deadline,
  area: s.areas[0] ?? '',
  kinds: s.kinds,
  questions: textOf(s.questions as Question[]),
  per_village: s.per_village,
})

/** planOf is what is sent; questions of other kinds than the lines can say stay while their text is unchanged. */
const planOf = (v: Values, old: Detail | undefined): Plan => ({
  name: v.name ?? '',
  cutoff: v.cutoff ?? '',
  deadline: v.deadline ?? '',
  areas: v.area ? [v.area] : [],
  kinds: v.kinds ?? [],
  questions: old && textOf(old.questions as Question[]) === v.questions ? (old.questions as Question[]) : questionsOf(v.questions ?? ''),
  per_village: !!v.per_village,
})

/** A round as the county writes it. */
export function Component() {
  const { id } = useParams()
  const old = useLoad(() => (id ? takeTagged(api.GET('/surveys/{id}', { params: { path: { id } } })) : Promise.resolve(undefined)), [id])
  if (id && !old.data) return <Waiting of={old} />
  return <Editor key={id ?? 'new'} id={id} old={old.data} />
}

function Editor({ id, old }: { id: string | undefined; old: { data: Detail; tag: string } | undefined }) {
  const { me } = useSession()
  const { message } = App.useApp()
  const go = useNavigate()
  const county = old?.data.region ?? me.roles.find((r) => r.role === 'county_admin')?.region ?? ''
  return (
    <Page title={id ? st.editTitle : st.create} back={id ? `/surveys/${id}` : '/surveys'}>
      <DraftForm<Values, Detail>
        name={`survey:${id ?? 'new'}`}
        className="tw-wide-form"
        initial={old ? valuesOf(old.data) : { kinds: ['left_behind_child'], questions: '', per_village: false }}
        {...(old ? { tag: old.tag } : {})}
        send={(v, key, tag) =>
          id
            ? take(api.PUT('/surveys/{id}', { params: { path: { id }, header: seen(tag, key) }, body: planOf(v, old?.data) }))
            : take(api.POST('/surveys', { body: { region: county, ...planOf(v, undefined) }, headers: idem(key) }))
        }
        done={(s) => {
          void message.success(st.saved)
          void go(`/surveys/${s.id}`)
        }}
      >
        <div className="tx-form-two">
          <Form.Item name="name" label={st.name} extra={st.nameHow} required className="tx-form-whole">
            <Input maxLength={60} />
          </Form.Item>
          <Form.Item name="cutoff" label={st.cutoff} extra={st.cutoffHow} required>
            <DayInput />
          </Form.Item>
          <Form.Item name="deadline" label={st.deadline} extra={st.deadlineHow} required>
            <DayInput />
          </Form.Item>
          <Form.Item name="area" label={st.areas} extra={st.areasHow}>
            <RegionPicker within={county} deepest={4} />
          </Form.Item>
          <Form.Item name="kinds" label={st.kinds} required className="tx-form-whole">
            <Select mode="multiple" options={choices(beneficiaryKind)} />
          </Form.Item>
          <Form.Item name="questions" label={st.questions} extra={st.questionsHow} className="tx-form-whole">
            <Input.TextArea rows={6} />
          </Form.Item>
          <Form.Item name="per_village" valuePropName="checked" className="tx-form-whole">
            <Checkbox>{st.perVillage}</Checkbox>
          </Form.Item>
        </div>
      </DraftForm>
    </Page>
  )
}
