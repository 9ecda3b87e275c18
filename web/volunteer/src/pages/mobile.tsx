// Another mobile number: by the codes on the new one and on the present one; everything else stays as it is.
import { callOf, texts } from '@tongxing/shared'
import { useState } from 'preact/hooks'
import { useLocation } from 'wouter-preact'
import { request } from '../data/data.ts'
import { me, refresh } from '../data/session.ts'
import type { Me } from '../domain/types.ts'
import { Input, MobileInput, Notice, Private, Trouble, useSubmit } from '../parts/forms.tsx'
import { Button, Page, say } from '../parts/parts.tsx'

export const t = texts(
  {
    title: '更换手机号',
    now: '现在的手机号：{mobile}',
    none: '账号还没有手机号。',
    keeps: '更换后用新号码登录和接收通知；报名、时长、证书和档案都不变，已登录的设备不用重新登录。',
    mobile: '新手机号',
    mobileHint: '11 位中国大陆手机号',
    send: '获取验证码',
    again: '重新获取',
    sent: '验证码已发送，5 分钟内有效',
    sentTo: '新号码：{mobile}',
    code: '新手机收到的验证码',
    oldCode: '原手机 {mobile} 收到的验证码',
    current: '登录密码',
    go: '确认更换',
    other: '换一个号码',
    done: '手机号已更换',
    lost: '原号码收不到短信？',
    lostHow: '请带本人身份证和新手机，到所在区县的民政部门办理；工作账号请找您的账号管理员。报名、时长和档案都会保留。',
  },
  {
    title: 'Change the mobile',
    now: 'Your number now: {mobile}',
    none: 'Your account has no number yet.',
    keeps: 'You log in and get messages with the new number. Sign-ups, hours, certificates and profile stay, and you stay logged in.',
    mobile: 'New number',
    mobileHint: '11 digits, mainland China',
    send: 'Send the codes',
    again: 'Send again',
    sent: 'The codes are on their way, good for 5 minutes',
    sentTo: 'New number: {mobile}',
    code: 'The code on the new phone',
    oldCode: 'The code on {mobile}',
    current: 'Your password',
    go: 'Change it',
    other: 'Another number',
    done: 'Your number has changed',
    lost: 'No messages on the old number?',
    lostHow:
      'Bring your ID card and the new phone to the civil-affairs office of your county; for a staff account ask your administrator. ' +
      'Sign-ups, hours and profile are kept.',
  },
)

export function Mobile() {
  return (
    <Page title={t.title} back="/me">
      <Private>{() => <Form now={me.value!} />}</Private>
    </Page>
  )
}

function Form({ now }: { now: Me }) {
  const [, go] = useLocation()
  const [d, setD] = useState({ mobile: '', code: '', old_code: '', current: '' })
  const [sent, setSent] = useState(false)
  const form = useSubmit()
  const problems = form.problem?.fields
  const set = (change: Partial<typeof d>) => setD({ ...d, ...change })
  const digits = (v: string) => v.replace(/\D/g, '')
  const send = () =>
    form.run(async () => {
      await request(callOf('post', '/me/mobile/codes', { body: { mobile: d.mobile } }))
      setSent(true)
      say(t.sent)
    })
  const change = () =>
    form.run(async () => {
      await request(callOf('put', '/me/mobile', { body: d }))
      await refresh()
      say(t.done)
      go('/me', { replace: true })
    })
  return (
    <>
      <form
        class="card form"
        noValidate
        onSubmit={(e) => {
          e.preventDefault()
          void (sent ? change() : send())
        }}
      >
        <strong>{now.mobile ? t.now({ mobile: now.mobile }) : t.none}</strong>
        <p class="note">{t.keeps}</p>
        {!sent ? (
          <>
            <MobileInput
              label={t.mobile}
              name="mobile"
              hint={t.mobileHint}
              autocomplete="off"
              value={d.mobile}
              set={(mobile) => set({ mobile })}
              problems={problems}
            />
            <Trouble problem={form.problem} shown={['mobile']} />
            <div class="actions">
              <Button kind="main" type="submit" busy={form.busy}>
                {t.send}
              </Button>
            </div>
          </>
        ) : (
          <>
            <p>{t.sentTo({ mobile: d.mobile })}</p>
            <Input
              label={t.code}
              name="code"
              class="digits"
              inputMode="numeric"
              autocomplete="one-time-code"
              maxLength={6}
              value={d.code}
              set={(v) => set({ code: digits(v) })}
              problems={problems}
            />
            {now.mobile ? (
              <Input
                label={t.oldCode({ mobile: now.mobile })}
                name="old_code"
                class="digits"
                inputMode="numeric"
                autocomplete="off"
                maxLength={6}
                value={d.old_code}
                set={(v) => set({ old_code: digits(v) })}
                problems={problems}
              />
            ) : (
              <Input
                label={t.current}
                name="current"
                type="password"
                autocomplete="current-password"
                maxLength={200}
                value={d.current}
                set={(current) => set({ current })}
                problems={problems}
              />
            )}
            <Trouble problem={form.problem} shown={['code', 'old_code', 'current']} />
            <div class="actions">
              <Button
                kind="main"
                type="submit"
                busy={form.busy}
                disabled={d.code.length !== 6 || (!!now.mobile && d.old_code.length !== 6)}
              >
                {t.go}
              </Button>
              <Button kind="quiet" disabled={form.busy} onClick={() => void send()}>
                {t.again}
              </Button>
              <Button
                kind="quiet"
                onClick={() => {
                  setSent(false)
                  set({ code: '', old_code: '' })
                  form.clear()
                }}
              >
                {t.other}
              </Button>
            </div>
          </>
        )}
      </form>
      {now.mobile && (
        <Notice tone="plain" icon="phone" title={t.lost}>
          <p>{t.lostHow}</p>
        </Notice>
      )}
    </>
  )
}
