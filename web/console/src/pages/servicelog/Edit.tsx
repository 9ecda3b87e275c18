import { api, format, take, takeTagged, type components } from '@tongxing/shared'
import { gender, serviceAct, serviceKind } from '@tongxing/shared/words'
import { App, Button, Form, Input, Select } from 'antd'
import { useRef, useState } from 'react'
import { useNavigate, useParams, useSearchParams } from 'react-router'
import { useSession } from '../../session/session.tsx'
import { Card, ClockInput, DayInput, DraftForm, idem, Page, RegionPicker, seen, tagOf, useLoad, Waiting } from '../../parts/index.ts'
import { useNames } from '../../domain/names.tsx'
import { ContractPick } from '../../domain/pick.tsx'
import { word } from '../../domain/words.ts'
import { bandText, serving, written, type Count, type EntryDetail, type Kind, type ThreadDetail } from './entry.tsx'
import { atWhole, CountsInput, PeoplePick, shownPseudonyms, ThreadPick, WorkersPick } from './fields.tsx'
import { t } from './texts.ts'
import '../../theme/work.css'

type Body = components['schemas']['servicelog.entryRequest']

/** The form has the day and the clock where the API has points in time. */
type Values = {
  contract_id?: string
  kind?: Kind
  day?: string
  from?: string
  to?: string
  region?: string
  thread_id?: string
  workers?: string[]
  people?: string[]
  counts?: Count[]
  place?: string
  content?: string
  result?: string
  next?: string
  satisfaction?: number
} & Record<string, unknown>

/** A draft without a place has that of the contract, which is no village. */
const village = (path: string) => (path.split('/').filter(Boolean).length >= 5 ? { region: path } : {})

const valuesOf = (e: EntryDetail): Values => ({
  contract_id: e.contract_id,
  kind: e.kind,
  ...(e.from ? { day: format.dayKey(e.from), from: format.clock(e.from) } : {}),
  ...(e.to ? { to: format.clock(e.to) } : {}),
  ...village(e.region),
  ...(e.thread_id ? { thread_id: e.thread_id } : {}),
  workers: e.workers,
  people: e.people.map((p) => p.id),
  counts: e.counts,
  place: e.place ?? '',
  content: e.content ?? '',
  result: e.result ?? '',
  next: e.next ?? '',
  satisfaction: e.satisfaction ?? 0,
})

const withThread: (Kind | undefined)[] = ['case', 'group']

function bodyOf(v: Values): Body {
  const at = (clock: string | undefined) => (v.day && clock ? `${v.day}T${clock}:00+08:00` : undefined)
  const [from, to] = [at(v.from), at(v.to)]
  return {
    kind: v.kind as Kind,
    contract_id: v.contract_id ?? '',
    region: v.region ?? '',
    thread_id: withThread.includes(v.kind) ? (v.thread_id ?? '') : '',
    ...(from ? { from } : {}),
    ...(to ? { to } : {}),
    workers: v.workers ?? [],
    people: v.people ?? [],
    counts: v.counts ?? [],
    place: v.place ?? '',
    content: v.content ?? '',
    result: v.result ?? '',
    next: v.next ?? '',
    satisfaction: v.satisfaction ?? 0,
  }
}

const labels = () => ({
  contract_id: t.contract,
  kind: t.kind,
  day: t.day,
  from: t.from,
  to: t.to,
  region: t.region,
  thread_id: t.thread,
  workers: t.workers,
  people: t.people,
  counts: t.others,
  place: t.place,
  content: t.content,
  result: t.result,
  next: t.next,
  satisfaction: t.satisfaction,
})

/** The form of an entry: a new one, one of a thread, or an edit. */
export function Component() {
  const { id } = useParams()
  const [params] = useSearchParams()
  const of = params.get('thread') ?? ''
  const old = useLoad(
    () => (id ? takeTagged(api.GET('/service-log/{id}', { params: { path: { id } } })) : Promise.resolve(undefined)),
    [id],
  )
  const thread = useLoad(
    () => (of ? take(api.GET('/service-threads/{id}', { params: { path: { id: of } } })) : Promise.resolve(undefined)),
    [of],
  )
  if (id && !old.data) return <Waiting of={old} />
  if (of && !thread.data) return <Waiting of={thread} />
  return <Editor key={id ?? `new:${of}`} id={id} old={old.data} thread={thread.data} />
}

interface EditorProps {
  id: string | undefined
  old: { data: EntryDetail; tag: string } | undefined
  thread: ThreadDetail | undefined
}

function Editor({ id, old, thread }: EditorProps) {
  const { me } = useSession()
  const go = useNavigate()
  const { message } = App.useApp()
  const [form] = Form.useForm<Values>()
  const handIn = useRef(true)
  // What is stored of this form: an entry that was saved and then refused is there, and is changed from then on.
  const [made, setMade] = useState(id ?? '')
  const stored = useRef({ id: id ?? '', seen: old?.tag ?? '', tag: old?.tag ?? '' })
  const people = [...(old?.data.people ?? []), ...(thread?.people ?? [])]
  const known = Object.fromEntries(people.map((p) => [p.id, p.pseudonym]))
  const threads: Record<string, string> = {
    ...(old?.data.thread_id ? { [old.data.thread_id]: old.data.thread_title ?? '—' } : {}),
    ...(thread ? { [thread.id]: thread.title } : {}),
  }
  const initial: Values = old
    ? valuesOf(old.data)
    : {
        workers: [me.id],
        counts: [],
        satisfaction: 0,
        ...(thread
          ? { contract_id: thread.contract_id, kind: thread.kind, thread_id: thread.id, people: thread.people.map((p) => p.id) }
          : {}),
      }
  const says = useSays({ ...known, ...threads }, initial)
  const latest = async () =>
    takeTagged(api.GET('/service-log/{id}', { params: { path: { id: stored.current.id } } })).then((a) => ({
      values: valuesOf(a.data),
      tag: a.tag,
    }))
  const send = async (v: Values, key: string, tag: string) => {
    const submit = handIn.current
    handIn.current = true
    const s = stored.current
    if (tag && tag !== s.seen) [s.seen, s.tag] = [tag, tag] // somebody else had changed it, and the question was answered
    let e = s.id
      ? await take(api.PUT('/service-log/{id}', { params: { path: { id: s.id }, header: seen(s.tag, key) }, body: bodyOf(v) }))
      : await take(api.POST('/service-log', { body: bodyOf(v), headers: idem(key) }))
    ;[s.id, s.tag] = [e.id, tagOf(e)]
    setMade(e.id)
    if (submit) e = await take(api.POST('/service-log/{id}/submit', { params: { path: { id: e.id }, header: seen(s.tag, `${key}.in`) } }))
    return { e, submit }
  }
  return (
    <Page title={id ? t.editTitle : t.create} back={id ? `/service-log/${id}` : thread ? `/service-threads/${thread.id}` : '/service-log'}>
      <DraftForm<Values, { e: EntryDetail; submit: boolean }>
        name={`service:${id ?? `new:${thread?.id ?? ''}`}`}
        className="tw-wide-form"
        form={form}
        initial={initial}
        secret={['place', 'content', 'result', 'next']}
        labels={labels()}
        says={says}
        submit={serviceAct.submit}
        {...(old ? { tag: old.tag } : {})}
        {...(made ? { latest } : {})}
        extra={
          <Button
            onClick={() => {
              handIn.current = false
              form.submit()
            }}
          >
            {t.keepDraft}
          </Button>
        }
        send={(v, key, tag) => atWhole(send(v, key, tag))}
        done={({ e, submit }) => {
          void message.success(submit ? t.submitSaid : t.draftSaid)
          void go(`/service-log/${e.id}`, { replace: !id })
        }}
      >
        {(v) => (old?.data.source ? <Sourced kind={old.data.kind} known={known} /> : <Fields v={v} known={known} threads={threads} />)}
      </DraftForm>
    </Page>
  )
}

/** useSays puts values into words where somebody else's version is compared with one's own. */
function useSays(known: Record<string, string>, initial: Values) {
  const names = useNames([initial.contract_id ?? '', ...(initial.workers ?? [])].filter(Boolean))
  return (field: string, value: unknown): string | undefined => {
    const list = Array.isArray(value) ? value : []
    switch (field) {
      case 'kind':
        return word(serviceKind, value as string)
      case 'contract_id':
        return names[value as string]?.name ?? '—'
      case 'workers':
        return (list as string[]).map((id) => names[id]?.name ?? '—').join(format.comma())
      case 'people':
        return (list as string[]).map((id) => known[id] ?? shownPseudonyms.get(id) ?? '—').join(format.comma()) || undefined
      case 'thread_id':
        return value ? (known[value as string] ?? '—') : t.noThread
      case 'counts':
        return (
          (list as Count[])
            .map((c) => `${t.bandSex({ band: bandText(c.band), sex: word(gender, c.gender) })} ${t.servedN({ n: c.n ?? 0 })}`)
            .join(format.comma()) || undefined
        )
      case 'satisfaction':
        return value ? t.points({ n: value as number }) : t.notAsked
      default:
        return undefined
    }
  }
}

/** What may be corrected of an entry that comes from an activity or a contact: who was served by the activity. */
function Sourced({ kind, known }: { kind: Kind; known: Record<string, string> }) {
  return (
    <Card title={t.who}>
      <p className="tx-muted">{kind === 'activity' ? t.sourceActivity : t.sourcePairing}</p>
      {kind === 'activity' && (
        <Form.Item name="people" label={t.people} extra={t.peopleHow} required>
          <PeoplePick known={known} most={200} />
        </Form.Item>
      )}
    </Card>
  )
}

function Fields({ v, known, threads }: { v: Values; known: Record<string, string>; threads: Record<string, string> }) {
  const { orgId } = useSession()
  const form = Form.useFormInstance<Values>()
  return (
    <>
      <Card title={t.time}>
        <div className="tx-form-two">
          <Form.Item name="contract_id" label={t.contract} required>
            <ContractPick providerId={orgId} states={serving} onChange={() => form.setFieldValue('thread_id', undefined)} />
          </Form.Item>
          <Form.Item name="kind" label={t.kind} required>
            <Select options={written()} onChange={() => form.setFieldValue('thread_id', undefined)} />
          </Form.Item>
        </div>
        {withThread.includes(v.kind) && (
          <Form.Item name="thread_id" label={t.thread} extra={t.threadHow}>
            <ThreadPick contractId={v.contract_id} kind={v.kind} known={threads} />
          </Form.Item>
        )}
        <div className="tw-three">
          <Form.Item name="day" label={t.day} required>
            <DayInput max={format.dayKey(Date.now())} />
          </Form.Item>
          <Form.Item name="from" label={t.from} required>
            <ClockInput />
          </Form.Item>
          <Form.Item name="to" label={t.to} extra={t.toHow} required>
            <ClockInput />
          </Form.Item>
        </div>
        <div className="tx-form-two">
          <Form.Item name="place" label={t.place} required>
            <Input maxLength={60} />
          </Form.Item>
          <Form.Item name="region" label={t.region} extra={t.regionHow}>
            <RegionPicker />
          </Form.Item>
        </div>
        <Form.Item name="workers" label={t.workers} extra={t.workersHow} required>
          <WorkersPick contractId={v.contract_id} many />
        </Form.Item>
      </Card>
      <Card title={t.who}>
        <Form.Item name="people" label={t.people} extra={t.peopleHow}>
          <PeoplePick known={known} />
        </Form.Item>
        <Form.Item name="counts" label={t.others} extra={t.othersHow}>
          <CountsInput />
        </Form.Item>
      </Card>
      <Card title={t.what}>
        <Form.Item name="content" label={t.content} extra={t.contentHow} required>
          <Input.TextArea rows={5} maxLength={2000} showCount />
        </Form.Item>
        <Form.Item name="result" label={t.result}>
          <Input.TextArea rows={3} maxLength={1000} showCount />
        </Form.Item>
        <Form.Item name="next" label={t.next}>
          <Input.TextArea rows={2} maxLength={1000} showCount />
        </Form.Item>
        <Form.Item name="satisfaction" label={t.satisfaction} extra={t.satisfactionHow}>
          <Select options={[0, 1, 2, 3, 4, 5].map((n) => ({ value: n, label: n ? t.points({ n }) : t.notAsked }))} />
        </Form.Item>
        <p className="tx-muted tx-small">{t.filesAfter}</p>
      </Card>
    </>
  )
}
