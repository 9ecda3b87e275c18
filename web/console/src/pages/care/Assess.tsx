import { api, take, takeTagged, type components } from '@tongxing/shared'
import { risk } from '@tongxing/shared/words'
import { Alert, Button, Form, Input } from 'antd'
import { useState } from 'react'
import { Link, useParams } from 'react-router'
import {
  Card,
  Day,
  DraftForm,
  Empty,
  Facts,
  fieldsOf,
  FormFields,
  missingOf,
  Page,
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
import { word } from '../../domain/words.ts'
import { mayAssess } from './Assessments.tsx'
import { at } from './assessTexts.ts'
import { gradeOf, higher, mostPoints, withPoints } from './grade.ts'
import { RiskMark } from './risk.tsx'
import '../../theme/work.css'

type File = components['schemas']['register.fileDetailView']
type Assessment = components['schemas']['register.assessmentView']
type Values = { answers?: Answers; note?: string } & Record<string, unknown>

/** The risk form of one child. */
export function Component() {
  const { id = '' } = useParams()
  const file = useLoad(() => takeTagged(api.GET('/beneficiaries/{id}', { params: { path: { id } } })), [id])
  const form = useLoad(() => take(api.GET('/beneficiaries/assessment-form')), [])
  const [made, setMade] = useState<Assessment>()
  if (!file.data) return <Waiting of={file} />
  if (!form.data) return <Waiting of={form} />
  const f = file.data.data
  return (
    <Page title={at.title} sub={f.pseudonym} back={`/beneficiaries/${id}`}>
      {made ? (
        <Made of={made} file={id} />
      ) : mayAssess(f) ? (
        <Editor key={id} f={f} tag={file.data.tag} form={withPoints(form.data)} done={setMade} />
      ) : (
        <Card>
          <Empty title={at.not} text={at.notHow} act={<Link to={`/beneficiaries/${id}`}>{at.toFile}</Link>} />
        </Card>
      )}
    </Page>
  )
}

const noteCode = 'note'

function Editor({ f, tag, form, done }: { f: File; tag: string; form: FormView; done: (a: Assessment) => void }) {
  const [section, setSection] = useState(form.sections[0]?.code ?? noteCode)
  const fields = fieldsOf(form)
  const labels = Object.fromEntries([...fields].map(([code, { field }]) => [`answers.${code}`, field.label]))
  const codes = [...form.sections.map((s) => ({ code: s.code })), { code: noteCode }]
  const toStep = (code: string) => {
    setSection(code)
    requestAnimationFrame(() => toSection(code))
  }
  return (
    <>
      <p className="tx-muted tw-above">{at.how}</p>
      {f.r16 && <Alert type="error" showIcon className="tx-refusal" title={at.alone} description={at.danger} />}
      <DraftForm<Values, Assessment>
        name={`assess:${f.id}`}
        className="tx-pages-form"
        secret={['note']}
        initial={f.r16 ? { answers: { triggers: 'alone' } } : {}}
        tag={tag}
        labels={{ note: at.note, ...labels }}
        says={(field, value) => {
          const found = fields.get(field.replace(/^answers\./, ''))
          return found && sayAnswer(found.field, value as string)
        }}
        latest={async () =>
          takeTagged(api.GET('/beneficiaries/{id}', { params: { path: { id: f.id } } })).then((a) => ({ values: {}, tag: a.tag }))
        }
        toField={(field) => setSection(fields.get(field.replace(/^answers\./, ''))?.section.code ?? noteCode)}
        submit={at.save}
        send={(v, key, version) =>
          take(
            api.POST('/beneficiaries/{id}/assessments', {
              params: { path: { id: f.id }, header: seen(version, key) },
              body: { answers: given(v.answers), note: v.note ?? '' },
            }),
          )
        }
        done={done}
        extra={<StepButtons pages={codes} at={section} go={toStep} />}
      >
        {(v) => (
          <>
            <Running form={form} answers={v.answers ?? {}} now={f.risk} />
            <SectionPages
              at={section}
              go={toStep}
              pages={[
                ...form.sections.map((s) => ({
                  code: s.code,
                  title: s.title,
                  missing: missingOf(s.fields, v.answers ?? {}).length,
                  body: (
                    <>
                      {s.code === 'danger' && <p className="tx-note tw-above">{at.danger}</p>}
                      <div className="tx-form-two">
                        <FormFields section={s} answers={v.answers ?? {}} at="answers" open />
                      </div>
                    </>
                  ),
                })),
                {
                  code: noteCode,
                  title: at.basis,
                  missing: (v.note ?? '').trim().length < 5 ? 1 : 0,
                  body: (
                    <Form.Item name="note" label={at.note} extra={at.noteHow} required>
                      <Input.TextArea rows={4} maxLength={500} showCount />
                    </Form.Item>
                  ),
                },
              ]}
            />
          </>
        )}
      </DraftForm>
    </>
  )
}

/** given are the answers that there are. */
const given = (answers: Answers = {}): Record<string, string> =>
  Object.fromEntries(Object.entries(answers).flatMap(([k, x]) => (x ? [[k, x]] : [])))

/** Running tells at each answer how many points there are, which level they give, and what saving would do. */
function Running({ form, answers, now }: { form: FormView; answers: Answers; now: string }) {
  const g = gradeOf(form, answers)
  const touched = Object.keys(answers ?? {}).length > 0 // without an answer there is no level
  const effect = g.level === now ? at.same : higher(g.level, now) ? at.up : at.down
  return (
    <div className="tw-running tw-running-plain" role="status">
      <div>
        <span className="tx-muted">{at.points}</span>
        <strong>{at.pointsNow({ n: g.points, of: mostPoints })}</strong>
        {g.triggers > 0 && <span>{at.emergency({ n: g.triggers })}</span>}
      </div>
      <div>
        <span className="tx-muted">{at.level}</span>
        {touched && (
          <strong>
            <RiskMark of={g.level} />
          </strong>
        )}
        <span className="tx-muted">
          {g.open === 0 ? effect : touched ? `${at.so} · ${at.open({ n: g.open })}` : at.open({ n: g.open })}
        </span>
      </div>
      <div>
        <span className="tx-muted">{at.now}</span> <RiskMark of={now} />
      </div>
    </div>
  )
}

/** Made says what the assessment has changed, and what waits. */
function Made({ of, file }: { of: Assessment; file: string }) {
  const from = word(risk, of.before)
  const to = word(risk, of.level)
  const lower = higher(of.before, of.level)
  const said = lower ? at.doneDown({ from, to }) : of.level === of.before ? at.doneSame({ to }) : at.doneUp({ from, to })
  return (
    <Card title={at.done}>
      <Alert type={lower ? 'warning' : 'success'} showIcon role="status" className="tx-refusal" title={said} />
      {lower && !of.request_id && <p className="tw-above">{at.waitsAlready}</p>}
      <Facts
        of={[
          [at.points, at.pointsNow({ n: of.score, of: mostPoints })],
          [at.level, <RiskMark key="l" of={of.level} />],
          [at.next, <Day key="d" of={of.next_due} />],
        ]}
      />
      <p className="tx-row tw-below">
        {of.request_id && (
          <Link to={`/file-requests/${of.request_id}`}>
            <Button type="primary">{at.toRequest}</Button>
          </Link>
        )}
        <Link to={`/beneficiaries/${file}`}>
          <Button type={of.request_id ? 'default' : 'primary'}>{at.toFile}</Button>
        </Link>
      </p>
    </Card>
  )
}
