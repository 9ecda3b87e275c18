// One-time code to the phone: asked for when it is needed, with the reason, and back to where one was.
import { callOf, Problem, texts } from '@tongxing/shared'
import { useEffect, useState } from 'preact/hooks'
import { useLocation, useSearch } from 'wouter-preact'
import { request } from '../data/data.ts'
import { Mark } from '../parts/icons.tsx'
import { Input, MobileInput, Trouble, useSubmit } from '../parts/forms.tsx'
import { Button, Page, say } from '../parts/parts.tsx'
import { ended, logIn, me, type Way } from '../data/session.ts'
import { Second } from './second.tsx'

export const t = texts(
  {
    title: '登录',
    why: '用手机号登录，您的报名和时长会记在自己名下。号码只用于登录和活动通知。',
    mobile: '手机号',
    mobileHint: '11 位中国大陆手机号',
    send: '获取验证码',
    again: '重新获取',
    wait: '{n} 秒后可重新获取',
    code: '验证码',
    codeHint: '短信里的 6 位数字，5 分钟内有效',
    go: '登录',
    sent: '验证码已发送',
    done: '已登录',
    ended: '登录已过期，重新登录后会回到刚才的页面，已填写的内容还在。',
    other: '换一个手机号',
    sentTo: '已发送到 {mobile}',
    bad: '请填写 11 位手机号。',
    badTitle: '内容有误',
  },
  {
    title: 'Log in',
    why: 'Log in with your mobile, so that sign-ups and hours are kept in your name. The number is used for logging in and for messages about activities.',
    mobile: 'Mobile number',
    mobileHint: '11 digits, mainland China',
    send: 'Send a code',
    again: 'Send again',
    wait: 'Again in {n} s',
    code: 'Code',
    codeHint: 'The 6 digits in the text message, good for 5 minutes',
    go: 'Log in',
    sent: 'Code sent',
    done: 'You are logged in',
    ended: 'You were logged out. Log in and you are back where you were; what you typed is still there.',
    other: 'Another number',
    sentTo: 'Sent to {mobile}',
    bad: 'Give 11 digits.',
    badTitle: 'Needs correcting',
  },
)

/** Only addresses of this app are gone back to. */
const safe = (back: string | null) => (back && back.startsWith('/') && !back.startsWith('//') ? back : '/me')

export function LogIn() {
  const back = safe(new URLSearchParams(useSearch()).get('back'))
  const [, go] = useLocation()
  const [mobile, setMobile] = useState('')
  const [code, setCode] = useState('')
  const [sent, setSent] = useState(false)
  const [left, setLeft] = useState(0)
  const [second, setSecond] = useState<Way[]>([])
  const form = useSubmit()
  useEffect(() => {
    if (left <= 0) return
    const timer = setTimeout(() => setLeft(left - 1), 1000)
    return () => clearTimeout(timer)
  }, [left])
  useEffect(() => {
    if (me.value && !ended.value) go(back, { replace: true })
  }, [me.value])
  const number = mobile.replace(/\D/g, '').replace(/^86(?=1\d{10}$)/, '')
  const send = () =>
    form.run(async () => {
      if (!/^1\d{10}$/.test(number)) {
        throw new Problem({
          status: 400,
          code: 'mobile',
          title: t.badTitle,
          detail: t.bad,
          fields: [{ field: 'mobile', code: 'mobile', message: t.bad }],
        })
      }
      await request(callOf('post', '/auth/codes', { body: { mobile: number } }))
      setSent(true)
      setLeft(60)
      say(t.sent)
    })
  const enter = () =>
    form.run(async () => {
      try {
        const ways = await logIn(number, code.trim())
        if (ways.length) return setSecond(ways)
      } catch (err) {
        if (!(err instanceof Problem) || err.code !== 'code_invalid') throw err
        throw new Problem({ ...err, fields: [{ field: 'code', code: err.code, message: err.detail }] })
      }
      arrive()
    })
  const arrive = () => {
    say(t.done)
    go(back, { replace: true })
  }
  return (
    <Page title={t.title} back="/">
      <div class="hello">
        <Mark size={48} />
        <p class="note grow">{ended.value ? t.ended : t.why}</p>
      </div>
      {second.length > 0 && <Second ways={second} done={arrive} />}
      <form
        class="form"
        hidden={second.length > 0}
        noValidate
        onSubmit={(e) => {
          e.preventDefault()
          void (sent ? enter() : send())
        }}
      >
        {!sent ? (
          <>
            <MobileInput
              label={t.mobile}
              name="mobile"
              hint={t.mobileHint}
              autocomplete="tel-national"
              value={mobile}
              set={setMobile}
              problems={form.problem?.fields}
            />
            <Trouble problem={form.problem?.fields.length ? null : form.problem} />
            <div class="actions">
              <Button kind="main" type="submit" busy={form.busy}>
                {t.send}
              </Button>
            </div>
          </>
        ) : (
          <>
            <p>{t.sentTo({ mobile: number })}</p>
            <Input
              label={t.code}
              name="code"
              hint={t.codeHint}
              class="digits"
              inputMode="numeric"
              autocomplete="one-time-code"
              maxLength={6}
              value={code}
              set={(v) => setCode(v.replace(/\D/g, ''))}
              problems={form.problem?.fields}
            />
            <Trouble problem={form.problem?.fields.length ? null : form.problem} />
            <div class="actions">
              <Button kind="main" type="submit" busy={form.busy} disabled={code.length !== 6}>
                {t.go}
              </Button>
              <Button kind="quiet" disabled={left > 0} onClick={send}>
                {left > 0 ? t.wait({ n: left }) : t.again}
              </Button>
              <Button
                kind="quiet"
                onClick={() => {
                  setSent(false)
                  setCode('')
                  form.clear()
                }}
              >
                {t.other}
              </Button>
            </div>
          </>
        )}
      </form>
    </Page>
  )
}
