import { PlusOutlined } from '@ant-design/icons'
import { api, format, take, takeTagged, type components } from '@tongxing/shared'
import { beneficiaryKind, exitReason, gender, schooling, surveyOutcome, surveyTaskAct } from '@tongxing/shared/words'
import { Alert, Button, Form, Input, Select } from 'antd'
import { useState, type ReactNode } from 'react'
import { Link, useParams } from 'react-router'
import {
  ActButton,
  Card,
  Empty,
  FormFields,
  isOpen,
  Offer,
  Page,
  RegionName,
  seen,
  StateTag,
  useLoad,
  Waiting,
  type Answers,
  type FormView,
} from '../../parts/index.ts'
import { FormAct } from '../../parts/FormAct.tsx'
import { choices, tones, word } from '../../domain/words.ts'
import { TaskState } from './Tasks.tsx'
import { st } from './texts.ts'
import '../../theme/work.css'
import './surveys.css'

type Detail = components['schemas']['surveys.taskDetailView']
type Line = components['schemas']['surveys.lineView']
type Decide = components['schemas']['surveys.decideRequest']
type Form_ = { note?: string; exit_reason?: string; details?: Answers } & Record<string, unknown>

/** everyLine reads the whole list: a village has some dozens. */
async function everyLine(id: string): Promise<Line[]> {
  const all: Line[] = []
  for (let after = ''; ;) {
    const page = await take(
      api.GET('/survey-tasks/{id}/lines', { params: { path: { id }, query: { limit: 100, ...(after ? { after } : {}) } } }),
    )
    all.push(...page.items)
    if (!page.next) return all
    after = page.next
  }
}

/** A village's list: one card a person, decided by a tap, those to decide first. */
export function Component() {
  const { id = '' } = useParams()
  const task = useLoad(() => takeTagged(api.GET('/survey-tasks/{id}', { params: { path: { id } } })), [id])
  const lines = useLoad(() => everyLine(id), [id])
  if (!task.data) return <Waiting of={task} />
  const { data: x, tag } = task.data
  const reload = () => {
    void task.reload()
    void lines.reload()
  }
  const working = isOpen(x.acts ?? [], 'decide')
  const left = x.total - x.done
  const list = lines.data ?? []
  const put = (l: Line) => {
    lines.set(list.map((o) => (o.id === l.id ? l : o)))
    void task.reload()
  }
  const card = (l: Line) => <Person key={l.id} l={l} x={x} working={working} put={put} reload={reload} />
  return (
    <Page
      title={st.tasks}
      back="/survey-tasks"
      state={<TaskState of={x.status} />}
      sub={
        <>
          <RegionName path={x.region} short /> · {x.survey_name} · {st.due({ day: format.day(x.due, 0) })}
        </>
      }
      acts={<Acts x={x} tag={tag} reload={reload} />}
    >
      <p className="sv-left" role="status">
        <strong>{left > 0 ? st.remaining({ n: left }) : working ? st.allDone : st.allDecided}</strong> {st.ofAll({ n: x.total })}
        {x.added > 0 && ` · ${st.added} ${x.added}`}
        <progress aria-hidden="true" max={Math.max(x.total, 1)} value={x.total ? x.done : 1} />
      </p>
      {x.locked && <Alert type="warning" showIcon title={st.lockedNote} className="tw-above" />}
      {x.note && x.status === 'returned' && (
        <Alert type="info" showIcon title={st.returnedNote} description={x.note} className="tw-above" />
      )}
      {x.per_village && x.form.sections.some((s) => s.fields.length > 0) && (
        <VillageAnswers x={x} tag={tag} working={working} reload={reload} />
      )}
      {working && (
        <p className="tw-above">
          <Link to={`/beneficiaries/new?task=${x.id}`}>
            <Button icon={<PlusOutlined />}>{st.addPerson}</Button>
          </Link>
        </p>
      )}
      {!lines.data ? (
        <Waiting of={lines} />
      ) : list.length === 0 ? (
        <Empty title={st.tasks} text={st.noLines} />
      ) : (
        <>
          <ul className="sv-cards" aria-label={st.toDecide}>
            {list.filter((l) => !l.outcome).map(card)}
          </ul>
          {list.some((l) => l.outcome) && (
            <Card title={st.decided}>
              <ul className="sv-cards" aria-label={st.decided}>
                {list.filter((l) => l.outcome).map(card)}
              </ul>
            </Card>
          )}
        </>
      )}
    </Page>
  )
}

interface PersonProps {
  l: Line
  x: Detail
  working: boolean
  put: (l: Line) => void
  reload: () => void
}

function Person({ l, x, working, put, reload }: PersonProps) {
  const [again, setAgain] = useState(false)
  const deciding = working && l.outcome !== 'added' && (!l.outcome || again)
  const done = (made: Line) => {
    setAgain(false)
    put(made)
  }
  const send = (key: string, body: Decide) =>
    take(api.PUT('/survey-lines/{id}', { params: { path: { id: l.id }, header: seen(`"${l.version}"`, key) }, body }))
  const asks = !x.per_village && x.form.sections.some((s) => s.fields.length > 0)
  return (
    <li className="sv-card">
      <p className="sv-who">
        <strong>{l.name ? `${l.name} ` : ''}</strong>
        <Link to={`/beneficiaries/${l.file_id}`}>{l.pseudonym}</Link>{' '}
        {l.outcome && <StateTag tone={tones.surveyOutcome[l.outcome] ?? 'neutral'}>{word(surveyOutcome, l.outcome)}</StateTag>}
      </p>
      <p className="tx-muted">
        {[
          word(gender, l.gender),
          st.years({ n: l.age }),
          l.kinds.map((k) => word(beneficiaryKind, k)).join(format.comma()),
          l.school || word(schooling, l.schooling),
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
      {l.note && <p className="tw-prose">{l.note}</p>}
      {asks && working && (
        <FormAct<Form_, Line>
          size="small"
          name={`survey-answers:${l.id}`}
          initial={{ details: l.answers ?? {} }}
          said={st.answered}
          done={done}
          send={(v, key) =>
            send(key, {
              outcome: (l.outcome || 'confirmed') as Decide['outcome'],
              note: l.note ?? '',
              answers: answersOf(v.details),
              ...(l.exit_reason ? { exit_reason: l.exit_reason } : {}),
            } as Decide)
          }
          fields={(v) => <Questions form={x.form} answers={v.details ?? {}} />}
        >
          {Object.keys(l.answers ?? {}).length > 0 ? st.answered : st.answers}
        </FormAct>
      )}
      {working && l.outcome && l.outcome !== 'added' && !again && (
        <Button type="link" onClick={() => setAgain(true)}>
          {st.again}
        </Button>
      )}
      {deciding && (
        <div className="sv-acts">
          <ActButton
            type="primary"
            size="large"
            said={st.decidedSaid}
            done={done}
            reload={reload}
            act={(key) => send(key, { outcome: 'confirmed', note: '' } as Decide)}
          >
            {surveyOutcome.confirmed}
          </ActButton>
          <Link to={`/beneficiaries/${l.file_id}/edit`}>
            <Button size="large">{st.toEdit}</Button>
          </Link>
          <FormAct<Form_, Line>
            size="large"
            name={`survey-left:${l.id}`}
            secret={['note']}
            said={st.decidedSaid}
            done={done}
            note={st.leftNote}
            send={(v, key) => send(key, { outcome: 'left', exit_reason: v.exit_reason, note: v.note ?? '' } as Decide)}
            fields={
              <>
                <Form.Item name="exit_reason" label={st.why} required>
                  <Select options={choices(exitReason).filter((c) => c.value !== 'merged')} />
                </Form.Item>
                <Note />
              </>
            }
          >
            {surveyOutcome.left}
          </FormAct>
          <FormAct<Form_, Line>
            size="large"
            name={`survey-not-found:${l.id}`}
            secret={['note']}
            said={st.decidedSaid}
            done={done}
            note={st.notFoundNote}
            send={(v, key) => send(key, { outcome: 'not_found', note: v.note ?? '' } as Decide)}
            fields={<Note />}
          >
            {surveyOutcome.not_found}
          </FormAct>
        </div>
      )}
    </li>
  )
}

const Note = () => (
  <Form.Item name="note" label={st.note} extra={st.noteHow}>
    <Input.TextArea rows={3} maxLength={300} showCount />
  </Form.Item>
)

const answersOf = (a: Answers | undefined) =>
  Object.fromEntries(
    Object.entries(a ?? {})
      .filter(([, v]) => v !== undefined && v !== null && v !== '')
      .map(([k, v]) => [k, String(v)]),
  )

const Questions = ({ form, answers }: { form: FormView; answers: Answers }) => (
  <>
    {form.sections.map((s) => (
      <FormFields key={s.code} section={s} answers={answers} />
    ))}
  </>
)

function VillageAnswers({ x, tag, working, reload }: { x: Detail; tag: string; working: boolean; reload: () => void }) {
  const filled = Object.keys(x.answers ?? {}).length > 0
  return (
    <p className="tw-above">
      <FormAct<Form_, unknown>
        disabled={!working}
        name={`survey-village:${x.id}`}
        initial={{ details: x.answers ?? {} }}
        said={st.answered}
        done={reload}
        send={(v, key) =>
          take(
            api.PUT('/survey-tasks/{id}/answers', {
              params: { path: { id: x.id }, header: seen(tag, key) },
              body: { answers: answersOf(v.details) },
            }),
          )
        }
        fields={(v) => <Questions form={x.form} answers={v.details ?? {}} />}
      >
        {filled ? st.answered : st.answers}
      </FormAct>
    </p>
  )
}

function Acts({ x, tag, reload }: { x: Detail; tag: string; reload: () => void }) {
  const params = (key: string) => ({ params: { path: { id: x.id }, header: seen(tag, key) } })
  const buttons: [string, ReactNode][] = [
    [
      'submit',
      <ActButton
        key="s"
        type="primary"
        said={st.submitted}
        done={reload}
        reload={reload}
        act={(key) => take(api.POST('/survey-tasks/{id}/submit', params(key)))}
      >
        {surveyTaskAct.submit}
      </ActButton>,
    ],
    [
      'accept',
      <ActButton
        key="a"
        type="primary"
        said={st.acceptedSaid}
        done={reload}
        reload={reload}
        act={(key) => take(api.POST('/survey-tasks/{id}/accept', params(key)))}
      >
        {surveyTaskAct.accept}
      </ActButton>,
    ],
    [
      'return',
      <FormAct<{ note: string } & Record<string, unknown>, unknown>
        key="r"
        name={`survey-return:${x.id}`}
        secret={['note']}
        said={st.returnedSaid}
        done={reload}
        send={(v, key) => take(api.POST('/survey-tasks/{id}/return', { ...params(key), body: { note: v.note ?? '' } }))}
        fields={
          <Form.Item name="note" label={st.returnWhy} required>
            <Input.TextArea rows={3} maxLength={300} showCount />
          </Form.Item>
        }
      >
        {surveyTaskAct.return}
      </FormAct>,
    ],
  ]
  return (
    <>
      {buttons.map(([act, button]) => (
        <Offer key={act} acts={x.acts ?? []} act={act} label={surveyTaskAct[act as keyof typeof surveyTaskAct]}>
          {button}
        </Offer>
      ))}
    </>
  )
}
