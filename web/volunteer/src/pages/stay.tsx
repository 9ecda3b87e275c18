// One stay: after checking out the minutes, who will confirm and by when; later why it counted or not.
import { callOf, format, isOpen, newKey, texts } from '@tongxing/shared'
import { attendanceStatus, evidenceGrade, placeCheck } from '@tongxing/shared/words'
import { useState } from 'preact/hooks'
import { useSearch } from 'wouter-preact'
import { changes, request, useData } from '../data/data.ts'
import { Icon } from '../parts/icons.tsx'
import { Area, Dialog, Go, Notice, Pending, Private, sayQueued, Trouble, useDraft, useSubmit } from '../parts/forms.tsx'
import { Button, Page, say, Show, State } from '../parts/parts.tsx'
import { pendingFor, write } from '../data/queue.ts'
import { confirmerOf } from '../domain/confirmer.ts'
import type { Stay } from '../domain/types.ts'
import { word } from '../domain/words.ts'

export const t = texts(
  {
    title: '服务记录',
    inDone: '签到成功',
    inText: '{clock} 签到。结束时别忘了签退，没有签退就没有时长。',
    outDone: '签退成功',
    thanks: '谢谢您！本次服务',
    who: '由{org}确认',
    by: '{day}前',
    in: '签到',
    out: '签退',
    minutes: '时长',
    confirmBy: '谁来确认',
    proof: '记录方式',
    open: '服务中',
    toOut: '去签退',
    hours: '我的时长',
    dispute: '对时长有异议',
    disputeTitle: '说明问题',
    reason: '问题在哪里',
    reasonHint: '例如实际到离时间。机构核实后会更正或说明理由。',
    send: '提交',
    sent: '已提交，机构核实后会通知您',
    leftOpen: '没有签退。请联系现场负责人补登结束时间。',
    none: '没有签退',
    reasonGiven: '说明',
    mine: '您的异议',
    undo: '撤销签退，继续服务',
    undoHint: '误点了签退？签退后 10 分钟内可以撤销，结束时再签退。',
    undone: '已撤销签退，服务继续',
    agreeTitle: '工作人员为您补录了这条时长',
    agreeText: '属实的，请点同意；同意并经乡镇或县级民政复核后才计入。不属实的不用理会，不会计入。',
    agree: '属实，我同意',
    agreed: '已同意，等待民政复核',
    counted: '只计算计划时间前后 15 分钟以内的部分。',
  },
  {
    title: 'Service record',
    inDone: 'Checked in',
    inText: 'At {clock}. Remember to check out: without it there are no hours.',
    outDone: 'Checked out',
    thanks: 'Thank you! You gave',
    who: '{org} confirms',
    by: 'by {day}',
    in: 'In',
    out: 'Out',
    minutes: 'Time',
    confirmBy: 'Who confirms',
    proof: 'How recorded',
    open: 'Serving',
    toOut: 'Check out',
    hours: 'My hours',
    dispute: 'These hours are wrong',
    disputeTitle: 'What is wrong',
    reason: 'What is wrong',
    reasonHint: 'For example when you came and left. The organisation looks into it and corrects or answers.',
    send: 'Send',
    sent: 'Sent; you will be told what comes of it',
    leftOpen: 'You did not check out. Ask the leader to enter when you left.',
    none: 'No check-out',
    reasonGiven: 'Remark',
    mine: 'What you said',
    undo: 'Undo the check-out and go on',
    undoHint: 'Checked out by mistake? Undo it within 10 minutes, and check out again at the end.',
    undone: 'You are serving again',
    agreeTitle: 'Staff entered these hours for you',
    agreeText:
      'If they are right, agree: they count once you have and the township or county has confirmed them. If not, do nothing and they do not count.',
    agree: 'They are right, I agree',
    agreed: 'Agreed; civil affairs confirms next',
    counted: 'Counted within the planned time and 15 minutes on either side.',
  },
)

export function StayPage({ id }: { id: string }) {
  const now = new URLSearchParams(useSearch()).has('now')
  return (
    <Page title={t.title} back="/me/hours">
      <Private volunteer>{() => <Body id={id} now={now} />}</Private>
    </Page>
  )
}

function Body({ id, now }: { id: string; now: boolean }) {
  const read = useData(callOf('get', '/attendance/{id}', { params: { path: { id } } }))
  return (
    <Show read={read}>
      {(s) => (
        <>
          {now && serving(s) && (
            <div class="thanks">
              <Icon name="check" size={44} />
              <h2>{t.inDone}</h2>
              <p>{t.inText({ clock: format.clock(s.in_at) })}</p>
            </div>
          )}
          {now && s.out_at && s.confirm_by && (
            <div class="thanks">
              <h2>{t.outDone}</h2>
              <p>{t.thanks}</p>
              <p class="figure">{format.minutes(s.minutes)}</p>
              <p>
                {t.who({ org: confirmerOf(s) })}
                {` · ${t.by({ day: format.day(s.confirm_by) })}`}
              </p>
            </div>
          )}
          <StayCard s={s} />
          <Agree s={s} />
          <Undo s={s} />
          <Dispute s={s} />
          <div class="actions">
            {serving(s) && (
              <Go to="/checkin" kind="main" icon="scan">
                {t.toOut}
              </Go>
            )}
            <Go to="/me/hours" kind={serving(s) ? 'plain' : 'main'}>
              {t.hours}
            </Go>
          </div>
        </>
      )}
    </Show>
  )
}

/** serving tells whether the stay still lasts: one that was never checked out of has no end either. */
const serving = (s: Stay) => s.status === 'checked_in'

function StayCard({ s }: { s: Stay }) {
  return (
    <div class="card">
      <h2>{s.title}</h2>
      <p class="tags">
        <State code={s.status} text={word(attendanceStatus, s.status)} />
        {pendingFor(s.id, 'dispute') && <Pending />}
      </p>
      <dl class="terms numbers">
        <div class="line">
          <dt>{t.in}</dt>
          <dd>{format.instant(s.in_at)}</dd>
        </div>
        <div class="line">
          <dt>{t.out}</dt>
          <dd>{s.out_at ? format.instant(s.out_at) : serving(s) ? t.open : t.none}</dd>
        </div>
        {s.out_at && (
          <div class="line">
            <dt>{t.minutes}</dt>
            <dd>
              <strong>{format.minutes(s.minutes)}</strong>
            </dd>
          </div>
        )}
        {s.confirm_by && !serving(s) && confirmerOf(s) && (
          <div class="line">
            <dt>{t.confirmBy}</dt>
            <dd>
              {confirmerOf(s)}
              {format.comma()}
              {t.by({ day: format.day(s.confirm_by) })}
            </dd>
          </div>
        )}
        {s.grade && (
          <div class="line">
            <dt>{t.proof}</dt>
            <dd>{[word(evidenceGrade, s.grade), word(placeCheck, s.in_near)].filter(Boolean).join(' · ')}</dd>
          </div>
        )}
        {s.reason && (
          <div>
            <dt>{t.reasonGiven}</dt>
            <dd>{s.reason}</dd>
          </div>
        )}
        {s.dispute && (
          <div>
            <dt>{t.mine}</dt>
            <dd>{s.dispute}</dd>
          </div>
        )}
      </dl>
      {s.out_at && <p class="note">{t.counted}</p>}
      {s.status === 'checked_out' && (
        <Notice tone="wait" icon="clock">
          <p>{t.leftOpen}</p>
        </Notice>
      )}
    </div>
  )
}

/** Undo takes a check-out back while the server allows it; its time counts, so it is never queued. */
function Undo({ s }: { s: Stay }) {
  const form = useSubmit()
  if (!isOpen(s.acts, 'undo_check_out')) return null
  const undo = () =>
    form.run(async () => {
      await request(callOf('post', '/attendance/{id}/undo-check-out', { params: { path: { id: s.id } } }), { 'Idempotency-Key': newKey() })
      changes.value++
      say(t.undone)
    })
  return (
    <>
      <Trouble problem={form.problem} />
      <Button busy={form.busy} onClick={undo}>
        {t.undo}
      </Button>
      <p class="note">{t.undoHint}</p>
    </>
  )
}

/** Agree lets the volunteer agree to a stay that staff recorded by hand. */
function Agree({ s }: { s: Stay }) {
  const form = useSubmit()
  if (!isOpen(s.acts, 'agree')) return null
  const agree = () =>
    form.run(async () => {
      await request(callOf('post', '/attendance/{id}/agree', { params: { path: { id: s.id } } }), { 'Idempotency-Key': newKey() })
      changes.value++
      say(t.agreed)
    })
  return (
    <div class="card form">
      <Notice tone="wait" icon="me" title={t.agreeTitle}>
        <p>{t.agreeText}</p>
      </Notice>
      <Trouble problem={form.problem} />
      <div class="actions">
        <Button kind="main" busy={form.busy} onClick={() => void agree()}>
          {t.agree}
        </Button>
      </div>
    </div>
  )
}

function Dispute({ s }: { s: Stay }) {
  const [open, setOpen] = useState(false)
  const [draft, set, drop] = useDraft(`dispute.${s.id}`, { reason: '' })
  const form = useSubmit()
  if (!isOpen(s.acts, 'dispute') || pendingFor(s.id, 'dispute')) return null
  const send = () =>
    form.run(async () => {
      const sent = await write({
        kind: 'dispute',
        name: s.title ?? '',
        about: s.id,
        ...callOf('post', '/attendance/{id}/dispute', { params: { path: { id: s.id } }, body: { reason: draft.reason.trim() } }),
      })
      drop()
      setOpen(false)
      if (sent.queued) sayQueued()
      else say(t.sent)
    })
  return (
    <>
      <Button kind="quiet" onClick={() => setOpen(true)}>
        {t.dispute}
      </Button>
      {open && (
        <Dialog title={t.disputeTitle} close={() => setOpen(false)}>
          <Area
            label={t.reason}
            name="reason"
            hint={t.reasonHint}
            value={draft.reason}
            set={(reason) => set({ reason })}
            problems={form.problem?.fields}
            maxLength={200}
          />
          <Trouble problem={form.problem} shown={['reason']} />
          <div class="actions">
            <Button kind="main" busy={form.busy} disabled={draft.reason.trim().length < 2} onClick={send}>
              {t.send}
            </Button>
          </div>
        </Dialog>
      )}
    </>
  )
}
