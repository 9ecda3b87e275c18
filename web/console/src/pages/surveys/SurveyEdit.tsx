import { api, take, takeTagged, type components } from '@tongxing/shared'
import { beneficiaryKind } from '@tongxing/shared/words'
import { App, Checkbox, Form, Input, Select } from 'antd'
import { useNavigate, useParams } from 'react-router'
import { useSession } from '../../session/session.tsx'
import { DayInput, DraftForm, idem, Page, seen, useLoad, Waiting } from '../../parts/index.ts'
import { choices } from '../../domain/words.ts'
import { AreasPicker } from './AreasPicker.tsx'
import { Questions, sent, type Question } from './Questions.tsx'
import { st } from './texts.ts'
import '../../theme/work.css'
import './surveys.css'

type Plan = components['schemas']['surveys.planRequest']
type Detail = components['schemas']['surveys.surveyDetailView']
type Values = {
  name: string
  cutoff: string
  deadline: string
  areas: string[]
  kinds: Plan['kinds']
  questions: Question[]
  per_village: boolean
} & Record<string, unknown>

const valuesOf = (s: Detail): Values => ({
  name: s.name,
  cutoff: s.cutoff,
  deadline: s.deadline,
  areas: s.areas,
  kinds: s.kinds,
  questions: s.questions as Question[],
  per_village: s.per_village,
})

const planOf = (v: Values): Plan => ({
  name: v.name ?? '',
  cutoff: v.cutoff ?? '',
  deadline: v.deadline ?? '',
  areas: v.areas ?? [],
  kinds: v.kinds ?? [],
  questions: (v.questions ?? []).map(sent),
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
        name={`round:${id ?? 'new'}`}
        className="tw-wide-form"
        initial={old ? valuesOf(old.data) : { kinds: ['left_behind_child'], questions: [], areas: [], per_village: false }}
        {...(old ? { tag: old.tag } : {})}
        send={(v, key, tag) =>
          id
            ? take(api.PUT('/surveys/{id}', { params: { path: { id }, header: seen(tag, key) }, body: planOf(v) }))
            : take(api.POST('/surveys', { body: { region: county, ...planOf(v) }, headers: idem(key) }))
        }
        done={(s) => {
          void message.success(st.saved)
          void go(`/surveys/${s.id}`)
        }}
      >
        {(v) => (
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
            <Form.Item name="areas" label={st.areas} extra={st.areasOf} className="tx-form-whole">
              <AreasPicker within={county} />
            </Form.Item>
            <Form.Item name="kinds" label={st.kinds} required className="tx-form-whole">
              <Select mode="multiple" options={choices(beneficiaryKind)} />
            </Form.Item>
            <section className="tx-form-whole sv-questions" aria-label={st.questions}>
              <h2 className="tx-sub">{st.questions}</h2>
              <p className="tx-muted tw-above">{st.questionsHow}</p>
              <Questions of={v.questions} />
            </section>
            {!!v.questions?.length && (
              <Form.Item name="per_village" valuePropName="checked" className="tx-form-whole">
                <Checkbox>{st.perVillage}</Checkbox>
              </Form.Item>
            )}
          </div>
        )}
      </DraftForm>
    </Page>
  )
}
