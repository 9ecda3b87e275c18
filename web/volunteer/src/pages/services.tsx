// The service log of an organisation's worker: what waits on this phone, what was handed in, and where both disagree. service.tsx has the form.
import { callOf, format, texts, isOpen } from '@tongxing/shared'
import { serviceKind, serviceStatus } from '@tongxing/shared/words'
import { useEffect, useState } from 'preact/hooks'
import { useLocation } from 'wouter-preact'
import { useData, useList } from '../data/data.ts'
import {
  dropLog,
  isFresh,
  keepLog,
  loadLogs,
  logs,
  newLog,
  newLogKey,
  sendLogs,
  takeOver,
  type Body,
  type Entry,
  type Log,
} from '../data/logs.ts'
import { me } from '../data/session.ts'
import { word } from '../domain/words.ts'
import { Go, Notice, Pending, Private } from '../parts/forms.tsx'
import { Button, Empty, Page, Row, say, Show, ShowList, State, Tag } from '../parts/parts.tsx'
import { Form, hours, t as written, titleOf } from './service.tsx'

export const t = texts(
  {
    title: '服务记录',
    new: '记一次服务',
    mine: '已提交的记录',
    here: '在这部手机上',
    empty: '还没有服务记录',
    emptyText: '上门、个案、小组等服务做完后在这里记录；没有网络也能写，联网后自动提交。',
    no: '没有记录服务的权限',
    noText: '机构的社工、项目主管和管理员可以记录服务。请向机构管理员申请。',
    writing: '草稿',
    theirs: '内容冲突',
    edit: '修改',
    returned: '被退回，请修改后再提交。',
    serverSays: '平台上的内容',
    phoneSays: '这部手机上的内容',
    useMine: '用这部手机上的',
    useTheirs: '用平台上的',
    conflictText: '您离线期间，同事修改了同一条记录。请比较后选择一份，另一份不再保留。',
    gone: '手机上没有这条记录，可能已经提交。',
    minutes: '{n} 分钟',
    persons: '{n} 人',
    stillHere: '离开网络写的内容只在这部手机里，提交成功后从手机删除。',
    refused: '未被接受',
  },
  {
    title: 'Service log',
    new: 'Log a service',
    mine: 'Handed in',
    here: 'On this phone',
    empty: 'No entries yet',
    emptyText: 'Log visits, case and group work here when they are over. It works without a network and is sent when that is back.',
    no: 'You may not log services',
    noText: 'Social workers, project leads and administrators of an organisation can. Ask your administrator.',
    writing: 'Draft',
    theirs: 'Conflict',
    edit: 'Edit',
    returned: 'Returned: correct it and hand it in again.',
    serverSays: 'On the platform',
    phoneSays: 'On this phone',
    useMine: 'Use this phone’s',
    useTheirs: 'Use the platform’s',
    conflictText: 'While you were offline a colleague changed this entry. Compare and choose one; the other is not kept.',
    gone: 'This entry is not on the phone; perhaps it was handed in.',
    minutes: '{n} min',
    persons: '{n} {n|person|people}',
    stillHere: 'What you write without a network is only on this phone, and leaves it once it is handed in.',
    refused: 'Not accepted',
  },
)

const mayLog = () => !!me.value?.permissions.includes('service.write')

function Writers({ children }: { children: () => preact.ComponentChildren }) {
  return (
    <Private>
      {() =>
        mayLog() ? (
          <>{children()}</>
        ) : (
          <Empty icon="shield" title={t.no}>
            <p>{t.noText}</p>
          </Empty>
        )
      }
    </Private>
  )
}

export function Services() {
  return (
    <Page title={t.title} back="/me">
      <Writers>{() => <Lists />}</Writers>
    </Page>
  )
}

function Lists() {
  useEffect(() => void loadLogs().then(sendLogs), [])
  const read = useList(callOf('get', '/service-log', { params: { query: { limit: 20, worker: me.value!.id } } }))
  return (
    <>
      <div class="actions">
        <Go to="/me/services/new" kind="main" icon="paper">
          {t.new}
        </Go>
      </div>
      {logs.value.length > 0 && (
        <>
          <h2 class="section">{t.here}</h2>
          <p class="note">{t.stillHere}</p>
          <ul class="list">
            {logs.value.map((l) => (
              <li key={l.key}>
                <Row to={`/me/services/${l.key}`} icon="paper" title={l.title || t.new} note={format.age(l.at)} end={<Local of={l} />} />
              </li>
            ))}
          </ul>
        </>
      )}
      <h2 class="section">{t.mine}</h2>
      <ShowList
        read={read}
        empty={
          <Empty icon="paper" title={t.empty}>
            <p>{t.emptyText}</p>
          </Empty>
        }
      >
        {(e) => (
          <li key={e.id}>
            <Row
              to={`/me/services/${e.id}`}
              icon="paper"
              title={word(serviceKind, e.kind)}
              note={`${e.from ? format.day(e.from) : ''} · ${t.minutes({ n: e.minutes })} · ${t.persons({ n: e.persons + e.others })}`}
              end={<State code={e.status} text={word(serviceStatus, e.status)} />}
            />
          </li>
        )}
      </ShowList>
    </>
  )
}

function Local({ of: l }: { of: Log }) {
  if (l.state === 'ready') return <Pending />
  return <Tag tone={l.state === 'writing' ? 'wait' : 'late'}>{t[l.state]}</Tag>
}

export function ServicePage({ id }: { id: string }) {
  return (
    <Page title={t.title} back="/me/services">
      <Writers>{() => (id === 'new' ? <New /> : id.startsWith('svc_') ? <Seen id={id} /> : <OnPhone id={id} />)}</Writers>
    </Page>
  )
}

/** New gives the entry its own address at once, so that a page opened again finds it. */
function New() {
  const [, go] = useLocation()
  useEffect(() => go(`/me/services/${newLogKey()}`, { replace: true }), [])
  return null
}

function OnPhone({ id }: { id: string }) {
  const [loaded, setLoaded] = useState(false)
  useEffect(() => void loadLogs().then(() => setLoaded(true)), [id])
  const log = logs.value.find((l) => l.key === id)
  if (!loaded) return null
  if (!log && !isFresh(id)) return <Empty icon="check" title={t.gone} />
  const first = log ?? newLog(id, { kind: 'home_visit', contract_id: '', workers: [me.value!.id], ...hours(Date.now()) })
  return first.state === 'theirs' ? <Conflict of={first} /> : <Form key={first.state} first={first} />
}

/** Seen is an entry as the platform has it. */
function Seen({ id }: { id: string }) {
  const [, go] = useLocation()
  const read = useData(callOf('get', '/service-log/{id}', { params: { path: { id } } }))
  const edit = async (e: Entry) => {
    const log: Log = {
      ...newLog(newLogKey(), bodyOf(e)),
      id: e.id,
      version: e.version,
      title: titleOf(
        e.kind,
        e.people.map((p) => p.pseudonym),
      ),
    }
    await keepLog(log).catch(() => say(written.full, 'late'))
    go(`/me/services/${log.key}`)
  }
  return (
    <Show read={read}>
      {(e) => (
        <>
          <div class="card">
            <div class="line">
              <h2>{word(serviceKind, e.kind)}</h2>
              <State code={e.status} text={word(serviceStatus, e.status)} />
            </div>
            <p class="note">{e.contract_name}</p>
            <p class="numbers">{e.from && e.to && `${format.instant(e.from)} – ${format.instant(e.to).slice(-5)}`}</p>
            <p>{[...e.people.map((p) => p.pseudonym), ...(e.others ? [t.persons({ n: e.others })] : [])].join('、')}</p>
            <p>{e.place}</p>
            <p>{e.content}</p>
            {e.result && (
              <p>
                <strong>{written.result}</strong> {e.result}
              </p>
            )}
            {e.next && (
              <p>
                <strong>{written.next}</strong> {e.next}
              </p>
            )}
          </div>
          {e.status === 'returned' && (
            <Notice tone="late" icon="warn" title={t.returned}>
              <p>{e.reason}</p>
            </Notice>
          )}
          {isOpen(e.acts, 'edit') && (
            <div class="actions">
              <Button kind="main" onClick={() => void edit(e)}>
                {t.edit}
              </Button>
            </div>
          )}
        </>
      )}
    </Show>
  )
}

const bodyOf = (e: Entry): Body => ({
  kind: e.kind,
  contract_id: e.contract_id,
  region: e.region,
  workers: e.workers,
  people: e.people.map((p) => p.id),
  counts: e.counts,
  ...(e.thread_id ? { thread_id: e.thread_id } : {}),
  ...(e.from ? { from: e.from } : {}),
  ...(e.to ? { to: e.to } : {}),
  place: e.place ?? '',
  content: e.content ?? '',
  result: e.result ?? '',
  next: e.next ?? '',
  satisfaction: e.satisfaction ?? 0,
})

/** Conflict shows both versions of an entry that two people changed, and lets the person choose. */
function Conflict({ of: log }: { of: Log }) {
  const [, go] = useLocation()
  const read = useData(callOf('get', '/service-log/{id}', { params: { path: { id: log.id! } } }))
  const mine = async (version: number) => {
    await takeOver(log, version)
    go('/me/services')
  }
  const theirs = async () => {
    await dropLog(log.key)
    go('/me/services')
  }
  return (
    <Show read={read}>
      {(e) => (
        <>
          <Notice tone="late" icon="warn" title={t.theirs}>
            <p>{t.conflictText}</p>
          </Notice>
          {(
            [
              [t.phoneSays, log.body],
              [t.serverSays, bodyOf(e)],
            ] as const
          ).map(([title, b]) => (
            <div class="card" key={title}>
              <h2>{title}</h2>
              <p class="numbers">{b.from && b.to && `${format.instant(b.from)} – ${format.instant(b.to).slice(-5)}`}</p>
              <p>{b.place}</p>
              <p>{b.content}</p>
              <p>{b.result}</p>
              <p>{b.next}</p>
            </div>
          ))}
          <div class="actions">
            <Button kind="main" onClick={() => void mine(e.version)}>
              {t.useMine}
            </Button>
            <Button onClick={() => void theirs()}>{t.useTheirs}</Button>
          </div>
        </>
      )}
    </Show>
  )
}
