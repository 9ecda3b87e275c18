// The assessments of a child's risk. Reading them is recorded, so that they are read when somebody asks for them.
import { api, take, type components } from '@tongxing/shared'
import { Button } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { useSession } from '../../session/session.tsx'
import { Card, Deadline, Facts, fieldsOf, Refusal, sayAnswer, Timeline, useAct, type FormView } from '../../parts/index.ts'
import { Name } from '../../domain/names.tsx'
import { at } from './assessTexts.ts'
import { higher, mostPoints } from './grade.ts'
import { RiskMark } from './risk.tsx'
import { isChild } from './sections.ts'

type File = components['schemas']['register.fileDetailView']
type Assessment = components['schemas']['register.assessmentView']

/** mayAssess tells whether the risk form is for this person: a child under 18 in the register. */
export const mayAssess = (f: File): boolean => f.status === 'registered' && f.age !== undefined && f.age < 18

/** AssessButton leads to the risk form, for those who may fill it in. */
export function AssessButton({ f }: { f: File }) {
  const { may } = useSession()
  if (!may('beneficiary.edit') || !mayAssess(f)) return null
  return (
    <Link to={`/beneficiaries/${f.id}/assess`}>
      <Button>{at.act}</Button>
    </Link>
  )
}

/** Assessments is the card of a child's file: the present level, by when it is assessed again, and on demand all assessments. */
export function Assessments({ f }: { f: File }) {
  const [list, setList] = useState<{ items: Assessment[]; next?: string | undefined; form: FormView }>()
  const read = useAct(async (_key: string, after: string | undefined) => {
    const form = list?.form ?? (await take(api.GET('/beneficiaries/assessment-form')))
    const page = await take(
      api.GET('/beneficiaries/{id}/assessments', { params: { path: { id: f.id }, query: { limit: 20, ...(after ? { after } : {}) } } }),
    )
    return { form, page }
  })
  const more = async () => {
    const got = await read.run(list?.next)
    if (got) setList({ items: [...(list?.items ?? []), ...got.page.items], next: got.page.next, form: got.form })
  }
  if (!isChild(f.kinds) || f.status === 'draft') return null
  return (
    <Card title={at.title}>
      <Facts
        of={[
          [at.current, <RiskMark key="r" of={f.risk} />],
          [at.due, f.assess_due ? <Deadline key="d" at={f.assess_due} soonDays={14} done={!mayAssess(f)} /> : at.never],
        ]}
      />
      {f.assess_due && (
        <div className="tw-below">
          {list ? (
            <Timeline
              title={at.history}
              events={list.items.map((a) => ({ at: a.at, what: <One of={a} form={list.form} />, who: <Name id={a.by} /> }))}
              foot={
                list.next && (
                  <Button loading={read.busy} onClick={() => void more()}>
                    {at.more}
                  </Button>
                )
              }
            />
          ) : (
            <>
              <p className="tx-muted tw-above">{at.showHow}</p>
              <Button loading={read.busy} onClick={() => void more()}>
                {at.show}
              </Button>
            </>
          )}
          <Refusal problem={read.problem} retry={() => void more()} />
        </div>
      )}
    </Card>
  )
}

/** One is an assessment: its points, from which level to which, what it was based on, and its answers. */
function One({ of: a, form }: { of: Assessment; form: FormView }) {
  const fields = fieldsOf(form)
  return (
    <>
      <strong>{`${at.points} ${at.pointsNow({ n: a.score, of: mostPoints })}`}</strong> <RiskMark of={a.before} />{' '}
      <span aria-hidden="true">→</span>
      <span className="tw-sr">{at.became}</span> <RiskMark of={a.level} />
      {a.request_id && higher(a.before, a.level) && (
        <>
          {' '}
          <Link to={`/file-requests/${a.request_id}`}>{at.toRequest}</Link>
        </>
      )}
      <p>{a.note}</p>
      <details className="tw-details">
        <summary>{at.answered}</summary>
        <ul className="tw-changes">
          {[...fields.values()].map(({ field }) => (
            <li key={field.code}>
              <span className="tx-muted">{field.label}</span> {sayAnswer(field, a.answers[field.code])}
            </li>
          ))}
        </ul>
      </details>
    </>
  )
}
