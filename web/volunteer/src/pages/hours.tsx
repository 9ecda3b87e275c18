// My hours: in all, by month, and each line of the ledger with what it rests on or why it does not count.
import { callOf, format, texts } from '@tongxing/shared'
import { attendanceStatus, evidenceGrade } from '@tongxing/shared/words'
import { useState } from 'preact/hooks'
import { useLocation } from 'wouter-preact'
import { useData, useList } from '../data/data.ts'
import { Go, Private } from '../parts/forms.tsx'
import { Choice, Empty, Page, Show, ShowList, State, Tag } from '../parts/parts.tsx'
import { confirmerOf } from '../domain/confirmer.ts'
import type { Stay } from '../domain/types.ts'
import { word } from '../domain/words.ts'
import { Stars } from './stars.tsx'

export const t = texts(
  {
    title: '服务时长',
    total: '累计已确认',
    next: '再服务 {left} 升为 {n} 星',
    top: '已是最高星级',
    months: '按月',
    which: '明细',
    stays: '每次服务',
    ledger: '时长流水',
    emptyStays: '还没有服务记录',
    emptyText: '参加活动、签到签退并经确认后，时长会记在这里。',
    emptyLedger: '还没有入账的时长',
    find: '去找活动',
    why: {
      confirmed: '已计入累计',
      upheld: '已计入累计',
      corrected: '更正后已计入',
      disputed: '已计入，异议处理中',
      pending: '待 {org} 确认后计入',
      checked_in: '签退后才有时长',
      checked_out: '没有签退，暂不计入；请联系负责人',
      rejected: '未计入：{reason}',
      voided: '已作废，不计入：{reason}',
    },
    added: '计入',
    taken: '冲回',
    reason: '原因：{reason}',
    certificate: '出具证明',
    waitingSum: '另有 {minutes} 待确认',
  },
  {
    title: 'My hours',
    total: 'Confirmed in all',
    next: '{left} more for {n} {n|star|stars}',
    top: 'All the stars there are',
    months: 'By month',
    which: 'Details',
    stays: 'Each time',
    ledger: 'Ledger',
    emptyStays: 'No service yet',
    emptyText: 'Take part, check in and out, and once confirmed your hours are kept here.',
    emptyLedger: 'No hours in the ledger yet',
    find: 'Find activities',
    why: {
      confirmed: 'Counts',
      upheld: 'Counts',
      corrected: 'Counts as corrected',
      disputed: 'Counts; your objection is looked into',
      pending: 'Counts once {org} has confirmed',
      checked_in: 'Check out to get hours',
      checked_out: 'No check-out, so it does not count yet; ask the leader',
      rejected: 'Does not count: {reason}',
      voided: 'Void, does not count: {reason}',
    },
    added: 'Added',
    taken: 'Taken back',
    reason: 'Reason: {reason}',
    certificate: 'Get a certificate',
    waitingSum: '{minutes} more to be confirmed',
  },
)

type Which = 'stays' | 'ledger'

export function HoursPage() {
  return (
    <Page title={t.title} back="/me">
      <Private volunteer>{() => <Body />}</Private>
    </Page>
  )
}

function Body() {
  const [which, setWhich] = useState<Which>('stays')
  return (
    <>
      <Totals />
      <div class="actions">
        <Go to="/me/certificates" icon="paper">
          {t.certificate}
        </Go>
      </div>
      <h2 class="section">{t.which}</h2>
      <Choice<Which>
        label={t.which}
        value={which}
        set={setWhich}
        options={[
          ['stays', t.stays],
          ['ledger', t.ledger],
        ]}
      />
      {which === 'stays' ? <Stays /> : <Ledger />}
    </>
  )
}

function Totals() {
  const read = useData(callOf('get', '/me/hours'))
  const waiting = useData(callOf('get', '/me/attendance', { params: { query: { status: 'pending', limit: 100 } } }))
  const open = (waiting.data?.items ?? []).reduce((sum, s) => sum + s.minutes, 0)
  return (
    <Show read={read} lines={1}>
      {(h) => {
        const most = Math.max(1, ...h.months.map((m) => m.minutes))
        return (
          <>
            <div class="card">
              <div class="line">
                <span class="note">{t.total}</span>
                <Stars n={h.stars} />
              </div>
              <p class="figure">{format.minutes(h.minutes)}</p>
              {h.next_star_minutes ? (
                <>
                  <div class="meter">
                    <span style={{ width: `${Math.min(100, (h.minutes / h.next_star_minutes) * 100)}%` }} />
                  </div>
                  <p class="note">{t.next({ left: format.minutes(h.next_star_minutes - h.minutes), n: h.stars + 1 })}</p>
                </>
              ) : (
                <p class="note">{t.top}</p>
              )}
              {open > 0 && <p class="note">{t.waitingSum({ minutes: format.minutes(open) })}</p>}
            </div>
            {h.months.length > 0 && (
              <div class="card">
                <h2>{t.months}</h2>
                <ul class="bars-chart">
                  {h.months
                    .slice(-6)
                    .reverse()
                    .map((m) => (
                      <li key={m.month}>
                        <span>{format.month(m.month)}</span>
                        <span class="meter">
                          <span style={{ width: `${(m.minutes / most) * 100}%` }} />
                        </span>
                        <span>{format.minutes(m.minutes)}</span>
                      </li>
                    ))}
                </ul>
              </div>
            )}
          </>
        )
      }}
    </Show>
  )
}

/** why says whether a stay counts, and what it waits for. */
function why(s: Stay): string {
  const text = (t.why as unknown as Record<string, string | ((v: Record<string, string>) => string)>)[s.status]
  if (typeof text === 'function') return text({ org: confirmerOf(s), reason: s.reason ?? '' })
  return text ?? ''
}

function Stays() {
  const read = useList(callOf('get', '/me/attendance', { params: { query: { limit: 30 } } }))
  const [, go] = useLocation()
  return (
    <ShowList
      read={read}
      empty={
        <Empty icon="clock" title={t.emptyStays}>
          <p>{t.emptyText}</p>
          <Go to="/" kind="main">
            {t.find}
          </Go>
        </Empty>
      }
    >
      {(s) => (
        <li key={s.id}>
          <a
            class="card"
            href={`/v/stays/${s.id}`}
            onClick={(e) => {
              e.preventDefault()
              go(`/stays/${s.id}`)
            }}
          >
            <div class="line">
              <h3>{s.title}</h3>
              <strong class="numbers">{s.out_at ? format.minutes(s.minutes) : ''}</strong>
            </div>
            <p class="note numbers">{s.out_at ? format.span(s.in_at, s.out_at) : format.instant(s.in_at)}</p>
            <p class="tags">
              <State code={s.status} text={word(attendanceStatus, s.status)} />
            </p>
            <p class="note">{why(s)}</p>
          </a>
        </li>
      )}
    </ShowList>
  )
}

function Ledger() {
  const read = useList(callOf('get', '/me/ledger', { params: { query: { limit: 30 } } }))
  return (
    <ShowList read={read} empty={<Empty icon="list" title={t.emptyLedger} />}>
      {(e) => (
        <li key={e.id} class="card">
          <div class="line">
            <h3>{e.title}</h3>
            <strong class="numbers">{format.minutes(e.minutes)}</strong>
          </div>
          <p class="note numbers">{format.span(e.from, e.to)}</p>
          <p class="tags">
            <Tag tone={e.minutes < 0 ? 'late' : 'done'} icon={e.minutes < 0 ? 'cross' : 'check'}>
              {e.minutes < 0 ? t.taken : t.added}
            </Tag>
            {e.grade && <Tag tone="plain">{word(evidenceGrade, e.grade)}</Tag>}
          </p>
          {e.reason && <p class="note">{t.reason({ reason: e.reason })}</p>}
        </li>
      )}
    </ShowList>
  )
}
