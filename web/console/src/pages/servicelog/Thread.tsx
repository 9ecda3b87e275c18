import { api, format, take, takeTagged, type components } from '@tongxing/shared'
import { serviceKind, serviceNote, serviceOutcome, serviceThreadAct } from '@tongxing/shared/words'
import { Button, Form, Input, Select } from 'antd'
import type { ReactNode } from 'react'
import { Link, useParams } from 'react-router'
import { useSession } from '../../session/session.tsx'
import { ActButton, Card, DayInput, Facts, isOpen, Offer, Page, RegionName, seen, StateTag, useLoad, Waiting } from '../../parts/index.ts'
import { FormAct } from '../../parts/FormAct.tsx'
import { History } from '../../domain/History.tsx'
import { Name } from '../../domain/names.tsx'
import { choices, word } from '../../domain/words.ts'
import { Persons, ThreadState, type ThreadDetail } from './entry.tsx'
import { EntryTable } from './List.tsx'
import { t } from './texts.ts'
import '../../theme/work.css'

type Note = components['schemas']['servicelog.noteRequest']

interface Part {
  x: ThreadDetail
  tag: string
  reload: () => void
}

/** One case or group: its plan, the notes in their order, and the services given in it. */
export function Component() {
  const { id = '' } = useParams()
  const { may } = useSession()
  const loaded = useLoad(() => takeTagged(api.GET('/service-threads/{id}', { params: { path: { id } } })), [id])
  if (!loaded.data) return <Waiting of={loaded} />
  const x = loaded.data.data
  const part: Part = { x, tag: loaded.data.tag, reload: () => void loaded.reload() }
  return (
    <Page
      title={x.title}
      back="/service-threads"
      state={
        <>
          <ThreadState of={x.status} /> {x.overdue && <StateTag tone="late">{t.overdue}</StateTag>}
        </>
      }
      sub={`${word(serviceKind, x.kind)} · ${x.contract_name}`}
      deadline={x.status === 'open' && { label: t.reviewBy, at: x.review_by, soonDays: 7 }}
      acts={<Acts {...part} />}
      aside={<History id={id} version={loaded.at} without={/\.read$/} />}
    >
      <Card title={t.basics}>
        <Facts
          of={[
            [t.people, <Persons key="p" of={x.people} />],
            [t.lead, <Name key="l" id={x.lead} />],
            [t.region, <RegionName key="r" path={x.region} />],
            [t.start, format.day(x.start, 0)],
            [t.reviewBy, x.review_by && format.day(x.review_by, 0)],
            ...(x.outcome ? ([[t.outcome, word(serviceOutcome, x.outcome)]] as [string, string][]) : []),
          ]}
        />
      </Card>
      <Card title={t.plan}>
        <p className="tw-prose">{x.plan}</p>
      </Card>
      <Card title={t.notes}>
        {x.notes.length === 0 && <p className="tx-muted">{t.noNotes}</p>}
        <ol className="tw-list">
          {x.notes.map((n, i) => (
            <li key={i}>
              <div className="tx-row">
                <strong>{word(serviceNote, n.kind)}</strong>
                <span className="tx-figure">{format.day(n.on, 0)}</span>
                <span className="tx-muted">
                  <Name id={n.by} />
                </span>
              </div>
              <p className="tw-prose">{n.text}</p>
            </li>
          ))}
        </ol>
      </Card>
      <Card
        title={t.sessions}
        extra={
          may('service.write') &&
          isOpen(x.acts, 'review') && (
            <Link to={`/service-log/new?thread=${x.id}`}>
              <Button>{t.logOne}</Button>
            </Link>
          )
        }
      >
        <EntryTable threadId={x.id} version={loaded.at} />
      </Card>
    </Page>
  )
}

const noteOf = (v: Partial<Note>): Note => ({
  on: v.on ?? '',
  text: v.text ?? '',
  ...(v.review_by ? { review_by: v.review_by } : {}),
  ...(v.outcome ? { outcome: v.outcome } : {}),
})

/** The acts that the API offers. */
function Acts({ x, tag, reload }: Part) {
  const path = { id: x.id }
  const header = (key: string) => ({ params: { path, header: seen(tag, key) } })
  const today = format.dayKey(Date.now())
  const fields = (more?: ReactNode) => (
    <>
      <Form.Item name="on" label={t.noteDay} required>
        <DayInput max={today} />
      </Form.Item>
      <Form.Item name="text" label={t.noteText} required>
        <Input.TextArea rows={5} maxLength={1000} showCount />
      </Form.Item>
      {more}
    </>
  )
  const common = { secret: ['text' as const], initial: { on: today }, done: reload }
  const buttons = {
    edit: (
      <Link to={`/service-threads/${x.id}/edit`}>
        <Button>{serviceThreadAct.edit}</Button>
      </Link>
    ),
    supervise: (
      <FormAct<Note & Record<string, unknown>, unknown>
        {...common}
        name={`supervise:${x.id}`}
        said={t.noteSaid}
        send={(v, key) => take(api.POST('/service-threads/{id}/supervise', { ...header(key), body: noteOf(v) }))}
        fields={fields()}
      >
        {serviceThreadAct.supervise}
      </FormAct>
    ),
    reopen: (
      <ActButton
        reason={t.reason}
        said={t.reopenSaid}
        done={reload}
        reload={reload}
        act={(key, reason) => take(api.POST('/service-threads/{id}/reopen', { ...header(key), body: { reason } }))}
      >
        {serviceThreadAct.reopen}
      </ActButton>
    ),
    close: (
      <FormAct<Note & Record<string, unknown>, unknown>
        {...common}
        name={`close:${x.id}`}
        said={t.closeSaid}
        note={t.closeNote}
        send={(v, key) => take(api.POST('/service-threads/{id}/close', { ...header(key), body: noteOf(v) }))}
        fields={fields(
          <Form.Item name="outcome" label={t.outcome} required>
            <Select options={choices(serviceOutcome)} />
          </Form.Item>,
        )}
      >
        {serviceThreadAct.close}
      </FormAct>
    ),
    review: (
      <FormAct<Note & Record<string, unknown>, unknown>
        {...common}
        type="primary"
        name={`review:${x.id}`}
        said={t.noteSaid}
        send={(v, key) => take(api.POST('/service-threads/{id}/review', { ...header(key), body: noteOf(v) }))}
        fields={fields(
          <Form.Item name="review_by" label={t.nextReview}>
            <DayInput min={today} />
          </Form.Item>,
        )}
      >
        {serviceThreadAct.review}
      </FormAct>
    ),
  }
  return (
    <>
      {(Object.keys(buttons) as (keyof typeof buttons)[]).map((act) => (
        <Offer key={act} acts={x.acts} act={act} label={serviceThreadAct[act]}>
          {buttons[act]}
        </Offer>
      ))}
    </>
  )
}
