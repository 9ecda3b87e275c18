// Organisations I belong to, have asked, or may join.
import { callOf, findAct, isOpen, texts, type Act } from '@tongxing/shared'
import { membershipStatus } from '@tongxing/shared/words'
import { useState } from 'preact/hooks'
import { useData, useList } from '../data/data.ts'
import { Dialog, Input, Notice, Pending, Private, sayQueued, Trouble, useSubmit } from '../parts/forms.tsx'
import { Button, Empty, Page, say, Show, ShowList, State } from '../parts/parts.tsx'
import { pendingFor, write } from '../data/queue.ts'
import { refresh } from '../data/session.ts'
import type { Membership, Org, Volunteer } from '../domain/types.ts'
import { word } from '../domain/words.ts'

export const t = texts(
  {
    title: '我的组织',
    none: '还没有加入组织',
    noneText: '加入后由组织核实身份、记录和确认时长。',
    find: '查找组织',
    name: '名称（开头几个字）',
    join: '申请加入',
    joinedNow: '已提交，组织同意后会通知您',
    leave: '退出',
    takeBack: '撤回申请',
    leaveTitle: '退出“{name}”？',
    leaveText: '已确认的时长仍然保留；该组织不再为您安排活动。',
    leaveYes: '确认退出',
    left: '已退出',
    nothing: '没有找到',
    inactive: '暂停中',
  },
  {
    title: 'My organisations',
    none: 'You belong to none yet',
    noneText: 'Your organisation verifies you and records and confirms your hours.',
    find: 'Find one',
    name: 'Name (how it begins)',
    join: 'Ask to join',
    joinedNow: 'Sent; you will be told',
    leave: 'Leave',
    takeBack: 'Take back',
    leaveTitle: 'Leave “{name}”?',
    leaveText: 'Confirmed hours stay yours; this organisation no longer plans with you.',
    leaveYes: 'Leave',
    left: 'You have left',
    nothing: 'None found',
    inactive: 'Suspended',
  },
)

export function Orgs() {
  return (
    <Page title={t.title} back="/me">
      <Private volunteer>{() => <Body />}</Private>
    </Page>
  )
}

function Body() {
  const read = useData(callOf('get', '/volunteers/me'))
  return (
    <Show read={read}>
      {(v) => (
        <>
          {v.memberships.length === 0 && (
            <Empty icon="people" title={t.none}>
              <p>{t.noneText}</p>
            </Empty>
          )}
          <ul class="list">
            {v.memberships.map((m) => (
              <li key={m.org_id}>
                <Mine m={m} />
              </li>
            ))}
          </ul>
          <Find v={v} />
        </>
      )}
    </Show>
  )
}

function Mine({ m }: { m: Membership }) {
  const id = m.org_id
  const asked = m.status === 'asked'
  const read = useData(callOf('get', '/public/orgs/{id}', { params: { path: { id } } }))
  const [asking, setAsking] = useState(false)
  const form = useSubmit()
  const name = read.data?.name ?? ''
  const leave = () =>
    form.run(async () => {
      const sent = await write({
        kind: 'leave',
        name,
        about: id,
        ...callOf('delete', '/volunteers/me/orgs/{org}', { params: { path: { org: id } } }),
      })
      setAsking(false)
      if (sent.queued) return sayQueued()
      say(t.left)
      await refresh()
    })
  return (
    <div class="card">
      <div class="line">
        <h2>{name || '…'}</h2>
        {pendingFor(id, 'join', 'leave') ? <Pending /> : <State code={m.status} text={word(membershipStatus, m.status)} />}
      </div>
      {read.data?.business && <p class="note">{read.data.business}</p>}
      <Trouble problem={form.problem} />
      {isOpen(m.acts, 'leave') && !pendingFor(id, 'leave') && (
        <Button kind="quiet" busy={form.busy} onClick={() => (asked ? leave() : setAsking(true))}>
          {asked ? t.takeBack : t.leave}
        </Button>
      )}
      {asking && (
        <Dialog title={t.leaveTitle({ name })} close={() => setAsking(false)}>
          <p>{t.leaveText}</p>
          <Trouble problem={form.problem} />
          <div class="actions">
            <Button kind="main" busy={form.busy} onClick={leave}>
              {t.leaveYes}
            </Button>
          </div>
        </Dialog>
      )}
    </div>
  )
}

function Find({ v }: { v: Volunteer }) {
  const [typed, setTyped] = useState('')
  const read = useList(callOf('get', '/public/orgs', { params: { query: { limit: 20, q: typed.trim() || undefined } } }))
  const others = { ...read, items: read.items.filter((o) => !v.memberships.some((m) => m.org_id === o.id)) }
  return (
    <>
      <h2 class="section">{t.find}</h2>
      <Input label={t.name} name="name" type="search" value={typed} set={setTyped} />
      <ShowList read={others} empty={<p class="note">{t.nothing}</p>}>
        {(o) => (
          <li key={o.id}>
            <Other o={o} ask={findAct(v.acts, 'ask_to_join')} />
          </li>
        )}
      </ShowList>
    </>
  )
}

function Other({ o, ask }: { o: Org; ask: Act | undefined }) {
  const form = useSubmit()
  const join = () =>
    form.run(async () => {
      const sent = await write({
        kind: 'join',
        name: o.name,
        about: o.id,
        ...callOf('post', '/volunteers/me/orgs', { body: { org_id: o.id } }),
      })
      if (sent.queued) return sayQueued()
      say(t.joinedNow)
      await refresh()
    })
  return (
    <div class="card">
      <h3>{o.name}</h3>
      {o.business && <p class="note">{o.business}</p>}
      <Trouble problem={form.problem} />
      {pendingFor(o.id, 'join') ? (
        <Pending />
      ) : !ask ? null : ask.why ? (
        <p class="note">{ask.why.text}</p>
      ) : o.active ? (
        <Button busy={form.busy} onClick={join}>
          {t.join}
        </Button>
      ) : (
        <Notice tone="plain">
          <p>{t.inactive}</p>
        </Notice>
      )}
    </div>
  )
}
