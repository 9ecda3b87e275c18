// The guardian of somebody under 18 reads the text and agrees, by a code that goes to the guardian's own phone.
import { callOf, format, isOpen, texts } from '@tongxing/shared'
import { useState } from 'preact/hooks'
import { changes, request, useData } from '../data/data.ts'
import { refresh } from '../data/session.ts'
import type { Volunteer } from '../domain/types.ts'
import { Input, MobileInput, Notice, Trouble, useSubmit } from '../parts/forms.tsx'
import { Button, say, Show } from '../parts/parts.tsx'

export const t = texts(
  {
    title: '监护人同意',
    agreed: '监护人 {name} 已于 {day} 凭验证码同意。',
    needed: '监护人同意之前，不能参加接触儿童或有危险的服务。',
    how: '请监护人本人阅读下面的同意书。同意的，点“发送验证码”，再由监护人当面输入其手机收到的 6 位数字。',
    ask: '发送验证码到 {mobile}',
    again: '重新发送',
    asked: '验证码已发送，15 分钟内有效',
    code: '监护人手机收到的验证码',
    agree: '监护人已阅读并同意',
    done: '监护人已同意',
    back: '监护人撤回同意',
    backSure: '撤回后，接触儿童或有危险的报名随即取消、结对暂停。确定撤回？',
    backDone: '监护人的同意已撤回',
    other: '更换监护人或手机号',
    otherHow: '填写后向新的手机号发送验证码；原监护人的同意随之失效。',
    name: '监护人姓名',
    relation: '与您的关系',
    mobile: '监护人手机号（不能是本人的手机号）',
    send: '保存并发送验证码',
  },
  {
    title: 'The guardian’s consent',
    agreed: 'Your guardian {name} agreed by a code on {day}.',
    needed: 'Until your guardian agrees you cannot take part in what has to do with children or danger.',
    how: 'Your guardian reads the text below. If they agree, send the code; the guardian then enters the 6 digits from their own phone.',
    ask: 'Send the code to {mobile}',
    again: 'Send again',
    asked: 'The code is on its way and valid for 15 minutes',
    code: 'The code on the guardian’s phone',
    agree: 'The guardian has read this and agrees',
    done: 'Your guardian has agreed',
    back: 'The guardian withdraws',
    backSure: 'Sign-ups with children or danger end and pairings pause at once. Withdraw the consent?',
    backDone: 'The consent was withdrawn',
    other: 'Another guardian or number',
    otherHow: 'The code goes to the new number; the former guardian’s consent ends.',
    name: 'Guardian’s name',
    relation: 'Who they are to you',
    mobile: 'Guardian’s mobile (not your own)',
    send: 'Save and send the code',
  },
)

export function Guardian({ v }: { v: Volunteer }) {
  const g = v.guardian
  if (!g || !isOpen(v.acts, 'ask_guardian')) return null
  return (
    <div class="card form">
      <h2>{t.title}</h2>
      {g.agreed ? (
        <>
          <Notice tone="done" icon="check">
            <p>{t.agreed({ name: g.name, day: g.consent_at ? format.day(g.consent_at) : '' })}</p>
          </Notice>
          <TakeBack v={v} />
        </>
      ) : (
        <>
          <Notice tone="wait" icon="people">
            <p>{t.needed}</p>
          </Notice>
          <Agree v={v} />
        </>
      )}
      <Other />
    </div>
  )
}

function Agree({ v }: { v: Volunteer }) {
  const read = useData(callOf('get', '/volunteers/consents'))
  const [code, setCode] = useState('')
  const [asked, setAsked] = useState(false)
  const asking = useSubmit()
  const form = useSubmit()
  const ask = () =>
    asking.run(async () => {
      await request(callOf('post', '/volunteers/me/guardian/code', { body: { name: '', relation: '', mobile: '' } }))
      setAsked(true)
      say(t.asked)
    })
  return (
    <Show read={read} lines={3}>
      {(l) => {
        const text = l.items.find((x) => x.code === 'guardian')
        if (!text) return null
        const agree = () =>
          form.run(async () => {
            await request(callOf('post', '/volunteers/me/guardian/consent', { body: { code, version: text.version, hash: text.hash } }))
            say(t.done)
            changes.value++
            await refresh()
          })
        return (
          <>
            <p class="note">{t.how}</p>
            <Notice tone="plain" icon="shield">
              <p>{text.text}</p>
            </Notice>
            <Trouble problem={asking.problem} />
            <Button busy={asking.busy} onClick={() => void ask()}>
              {asked ? t.again : t.ask({ mobile: v.guardian?.mobile ?? '' })}
            </Button>
            <Input
              label={t.code}
              name="code"
              inputMode="numeric"
              autocomplete="off"
              maxLength={6}
              value={code}
              set={setCode}
              problems={form.problem?.fields}
            />
            <Trouble problem={form.problem} shown={['code']} />
            <div class="actions">
              <Button kind="main" busy={form.busy} disabled={code.length !== 6} onClick={() => void agree()}>
                {t.agree}
              </Button>
            </div>
          </>
        )
      }}
    </Show>
  )
}

/** Takes the guardian's consent back, after a second question. */
function TakeBack({ v }: { v: Volunteer }) {
  const [sure, setSure] = useState(false)
  const form = useSubmit()
  if (!isOpen(v.acts, 'withdraw_guardian')) return null
  const withdraw = () =>
    form.run(async () => {
      await request(callOf('delete', '/volunteers/me/guardian/consent'))
      say(t.backDone)
      changes.value++
      await refresh()
    })
  return (
    <>
      <Trouble problem={form.problem} />
      {sure && (
        <Notice tone="wait" icon="people">
          <p>{t.backSure}</p>
        </Notice>
      )}
      <Button kind={sure ? 'danger' : 'quiet'} busy={form.busy} onClick={() => (sure ? void withdraw() : setSure(true))}>
        {t.back}
      </Button>
    </>
  )
}

/** Names another guardian, who is sent a code at once. */
function Other() {
  const [open, setOpen] = useState(false)
  const [d, setD] = useState({ name: '', relation: '', mobile: '' })
  const form = useSubmit()
  if (!open) {
    return (
      <Button kind="quiet" onClick={() => setOpen(true)}>
        {t.other}
      </Button>
    )
  }
  const send = () =>
    form.run(async () => {
      await request(callOf('post', '/volunteers/me/guardian/code', { body: d }))
      setOpen(false)
      say(t.asked)
      changes.value++
      await refresh()
    })
  const problems = form.problem?.fields
  return (
    <>
      <p class="note">{t.otherHow}</p>
      <Input label={t.name} name="name" maxLength={50} value={d.name} set={(name) => setD({ ...d, name })} problems={problems} />
      <Input
        label={t.relation}
        name="relation"
        maxLength={20}
        value={d.relation}
        set={(relation) => setD({ ...d, relation })}
        problems={problems}
      />
      <MobileInput label={t.mobile} name="mobile" value={d.mobile} set={(mobile) => setD({ ...d, mobile })} problems={problems} />
      <Trouble problem={form.problem} shown={['name', 'relation', 'mobile']} />
      <Button busy={form.busy} onClick={() => void send()}>
        {t.send}
      </Button>
    </>
  )
}
