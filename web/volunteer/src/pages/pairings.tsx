// My pairings: whom I keep in touch with, by pseudonym, when the next contact is due, and what I log. Danger comes first.
import { callOf, format, isOpen, texts } from '@tongxing/shared'
import { ageBand, contactMet, contactWay, dangerStatus, pairingStatus, pairingType, pauseReason } from '@tongxing/shared/words'
import { useState } from 'preact/hooks'
import { useData, useList } from '../data/data.ts'
import { Icon } from '../parts/icons.tsx'
import { Area, Field, Input, Notice, Pending, Private, sayQueued, Tick, Trouble, useDraft, useSubmit } from '../parts/forms.tsx'
import { Button, Choice, Empty, Page, Row, say, Show, ShowList, State, Tag } from '../parts/parts.tsx'
import { pendingFor, write } from '../data/queue.ts'
import type { Pairing } from '../domain/types.ts'
import { word } from '../domain/words.ts'

export const t = texts(
  {
    title: '我的结对',
    empty: '还没有结对',
    emptyText: '结对由机构匹配，须经从业查询和监护人同意。',
    due: '下次联系：{day}前',
    overdue: '联系已逾期，应在 {day} 前',
    plan: '计划：每月通话 {calls} 次，每季见面 {meetings} 次',
    private: '请保护孩子和家庭的隐私：不拍照、不外传，不打听姓名住址以外的情况。',
    log: '登记联系',
    contacts: '联系记录',
    none: '还没有联系记录',
    when: '时间',
    way: '方式',
    met: '见到谁',
    minutes: '时长（分钟）',
    note: '情况',
    noteHint: '10 字以上；不要写姓名、住址和电话',
    danger: '发现危险：孩子受到伤害、独自一人、失踪等',
    dangerFirst: '紧急情况请先拨打 110',
    dangerText: '打完电话再登记。登记后平台会立即通知村、乡镇和县民政，直到有人处置完毕；报告危险不算一次联系。',
    call: '拨打 110',
    more: '其他求助电话',
    save: '保存记录',
    saved: '已登记',
    dangerMark: '危险',
    minutesOf: '{n} 分钟',
    paused: '结对已暂停，请不要自行联系；发现危险请先拨打 110，再在这里报告。恢复事宜请联系所在机构。',
    offline: '没有网络时不会立即通知到人，请务必打电话。',
  },
  {
    title: 'My pairings',
    empty: 'No pairings yet',
    emptyText: 'Your organisation makes the match, after your clearance and with the guardian’s consent.',
    due: 'Next contact before {day}',
    overdue: 'Contact is overdue since {day}',
    plan: 'Planned: {calls} {calls|call|calls} a month, {meetings} {meetings|meeting|meetings} a quarter',
    private: 'Protect the child and the family: no photos, nothing passed on, no questions beyond what is needed.',
    log: 'Log a contact',
    contacts: 'Contacts',
    none: 'No contacts yet',
    when: 'When',
    way: 'How',
    met: 'Whom you met',
    minutes: 'Length (minutes)',
    note: 'What happened',
    noteHint: 'At least 10 characters; no names, addresses or numbers',
    danger: 'There is danger: the child is hurt, alone, missing or the like',
    dangerFirst: 'In an emergency call 110 first',
    dangerText: 'Call, then log it. Village, town and county are told at once until one has seen to it. It does not count as a contact.',
    call: 'Call 110',
    more: 'Other lines',
    save: 'Save',
    saved: 'Logged',
    dangerMark: 'Danger',
    minutesOf: '{n} min',
    paused:
      'The pairing is paused: please make no contact. In danger call 110 first, then report it here. Ask your organisation how it may go on.',
    offline: 'Without a network nobody is told at once: do call.',
  },
)

export function Pairings() {
  return (
    <Page title={t.title} back="/me">
      <Private volunteer>{() => <List />}</Private>
    </Page>
  )
}

function List() {
  const read = useList(callOf('get', '/pairings', { params: { query: { limit: 20 } } }))
  return (
    <ShowList
      read={read}
      empty={
        <Empty icon="heart" title={t.empty}>
          <p>{t.emptyText}</p>
        </Empty>
      }
    >
      {(p) => (
        <li key={p.id}>
          <Row
            to={`/me/pairings/${p.id}`}
            icon="heart"
            title={p.pseudonym ?? word(pairingType, p.type)}
            note={<Due p={p} />}
            end={<State code={p.status} text={word(pairingStatus, p.status)} />}
          />
        </li>
      )}
    </ShowList>
  )
}

function Due({ p }: { p: Pairing }) {
  if (!p.next_due) return <>{word(pairingType, p.type)}</>
  const late = p.next_due < format.dayKey(Date.now())
  return <>{late ? t.overdue({ day: format.day(p.next_due) }) : t.due({ day: format.day(p.next_due) })}</>
}

export function PairingPage({ id }: { id: string }) {
  return (
    <Page title={t.title} back="/me/pairings">
      <Private volunteer>{() => <One id={id} />}</Private>
    </Page>
  )
}

function One({ id }: { id: string }) {
  const read = useData(callOf('get', '/pairings/{id}', { params: { path: { id } } }))
  const contacts = useList(callOf('get', '/pairings/{id}/contacts', { params: { path: { id }, query: { limit: 20 } } }))
  return (
    <Show read={read}>
      {(p) => (
        <>
          <div class="card">
            <div class="line">
              <h2>{p.pseudonym ?? word(pairingType, p.type)}</h2>
              <State code={p.status} text={word(pairingStatus, p.status)} />
            </div>
            <p class="note">
              {word(pairingType, p.type)}
              {p.age_band && ` · ${word(ageBand, p.age_band)}`}
            </p>
            <p>{t.plan({ calls: p.plan.calls_per_month ?? 0, meetings: p.plan.meetings_per_quarter ?? 0 })}</p>
            <p>
              <strong>
                <Due p={p} />
              </strong>
            </p>
            <p class="note">{t.private}</p>
          </div>
          {p.status === 'paused' && p.pause_reason && (
            <Notice tone="late" icon="warn" title={word(pauseReason, p.pause_reason)}>
              <p>{t.paused}</p>
            </Notice>
          )}
          {isOpen(p.acts, 'log') && <Log p={p} />}
          <h2 class="section">{t.contacts}</h2>
          <ShowList read={contacts} empty={<p class="note">{t.none}</p>}>
            {(c) => (
              <li key={c.id} class="card">
                <div class="line">
                  <h3>
                    {word(contactWay, c.way)} · {word(contactMet, c.met)}
                  </h3>
                  {c.danger && (
                    <Tag tone="late" icon="warn">
                      {t.dangerMark} · {word(dangerStatus, c.danger_status)}
                    </Tag>
                  )}
                </div>
                <p class="note numbers">
                  {format.instant(c.at)}
                  {c.minutes > 0 && ` · ${t.minutesOf({ n: c.minutes })}`}
                </p>
              </li>
            )}
          </ShowList>
        </>
      )}
    </Show>
  )
}

/** local is an instant as a datetime-local control writes it, in Shanghai. */
const local = (at: number) => new Date(at + 8 * 3_600_000).toISOString().slice(0, 16)

function Log({ p }: { p: Pairing }) {
  const [open, setOpen] = useState(false)
  const [d, set, drop] = useDraft(`contact.${p.id}`, {
    at: '',
    way: 'phone' as 'home' | 'school' | 'phone' | 'video',
    met: 'person' as 'person' | 'caregiver' | 'nobody',
    minutes: '',
    note: '',
    danger: false,
  })
  const form = useSubmit()
  const problems = form.problem?.fields
  if (pendingFor(p.id, 'contact'))
    return (
      <p class="card line">
        <span>{t.log}</span>
        <Pending />
      </p>
    )
  if (!open)
    return (
      <div class="actions">
        <Button kind="main" icon="phone" onClick={() => setOpen(true)}>
          {t.log}
        </Button>
      </div>
    )
  const send = () =>
    form.run(async () => {
      const at = new Date(`${d.at || local(Date.now())}:00+08:00`).toISOString()
      const sent = await write({
        kind: 'contact',
        name: p.pseudonym ?? t.title,
        about: p.id,
        ...callOf('post', '/pairings/{id}/contacts', {
          params: { path: { id: p.id } },
          body: { at, way: d.way, met: d.met, minutes: Number(d.minutes) || 0, note: d.note, danger: d.danger },
        }),
      })
      drop()
      setOpen(false)
      if (sent.queued) return d.danger ? say(t.offline, 'late') : sayQueued()
      say(sent.data.advice ?? t.saved)
    })
  return (
    <form
      class="card form"
      onSubmit={(e) => {
        e.preventDefault()
        void send()
      }}
    >
      <h2>{t.log}</h2>
      <Tick label={t.danger} checked={d.danger} set={(danger) => set({ danger })} />
      {d.danger && (
        <Notice tone="late" icon="warn" title={t.dangerFirst}>
          <p>{t.dangerText}</p>
          <a class="button danger" href="tel:110">
            <Icon name="phone" size={20} />
            {t.call}
          </a>
          <p>
            <a href="/v/danger">{t.more}</a>
          </p>
        </Notice>
      )}
      <Input
        label={t.when}
        name="at"
        type="datetime-local"
        max={local(Date.now())}
        value={d.at || local(Date.now())}
        set={(at) => set({ at })}
        problems={problems}
      />
      <div>
        <strong>{t.way}</strong>
        <Choice
          label={t.way}
          value={d.way}
          set={(way) => set({ way })}
          options={Object.entries(contactWay) as unknown as ['home', string][]}
        />
      </div>
      <div>
        <strong>{t.met}</strong>
        <Choice
          label={t.met}
          value={d.met}
          set={(met) => set({ met })}
          options={Object.entries(contactMet) as unknown as ['person', string][]}
        />
      </div>
      <Field label={t.minutes} name="minutes" optional problems={problems}>
        {(a) => (
          <input
            {...a}
            inputMode="numeric"
            maxLength={4}
            value={d.minutes}
            onInput={(e) => set({ minutes: e.currentTarget.value.replace(/\D/g, '') })}
          />
        )}
      </Field>
      <Area
        label={t.note}
        name="note"
        hint={t.noteHint}
        maxLength={2000}
        value={d.note}
        set={(note) => set({ note })}
        problems={problems}
      />
      <Trouble problem={form.problem} shown={['at', 'minutes', 'note']} />
      <div class="actions">
        <Button kind="main" type="submit" busy={form.busy}>
          {t.save}
        </Button>
      </div>
    </form>
  )
}
