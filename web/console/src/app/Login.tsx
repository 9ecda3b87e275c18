import { api, locale, setLocale, take, type components, type Problem } from '@tongxing/shared'
import { App, Button, Form, Input, Modal, Tabs } from 'antd'
import { useEffect, useState } from 'react'
import { partTexts, Refusal, useAct, useLoad } from '../parts/index.ts'
import { PasswordForm } from '../parts/PasswordForm.tsx'
import { Factors } from '../parts/Factors.tsx'
import { Mark } from './Mark.tsx'
import { ProofForm, type Way } from '../parts/Proof.tsx'
import { SignOnButtons, SignOnRefusal } from './SignOn.tsx'
import type { Session } from '../session/session.tsx'
import { forgetSignOn, signOnOutcome } from '../session/signon.ts'
import { t } from './texts.ts'

interface Who {
  userId: string
}

type Started = components['schemas']['accounts.startedView']

/** SecondStep asks for the second factor once the first step of a login was right; five minutes later it begins anew. */
function SecondStep({ ways, done, restart }: { ways: Way[]; done: (who: Who) => void; restart: () => void }) {
  useEffect(() => {
    const timer = setTimeout(restart, 5 * 60_000)
    return () => clearTimeout(timer)
  }, [restart])
  return (
    <>
      <p className="tx-gap-below">{t.login.second}</p>
      <ProofForm
        ways={ways}
        label={t.login.enter}
        challenge={() => take(api.POST('/auth/factor/passkey', { body: {} }))}
        send={async (proof) => {
          const s = await take(
            api.POST('/auth/factor', { body: { ...(proof as components['schemas']['accounts.factorRequest']), cookie: true } }),
          )
          return { userId: s.user_id }
        }}
        done={done}
        extra={
          <Button type="link" onClick={restart}>
            {t.login.restart}
          </Button>
        }
      />
    </>
  )
}

/** secondStep is what is left of a log-in at an identity platform, for an account with a second factor. */
const secondStep = async (): Promise<Way[] | undefined> =>
  signOnOutcome() === 'factor' ? (await take(api.GET('/auth/factor')).catch(() => undefined))?.second_step : undefined

/** Login is the front door: by password for staff, by code for whoever registers an organisation. */
export function Login({ enter }: { enter: () => Promise<void> }) {
  useEffect(() => {
    document.title = `${t.login.title} · ${partTexts.product}`
  })
  const step = useLoad(secondStep, []) // of a log-in at an identity platform
  return (
    <main className="tx-login">
      <section className="tx-login-card">
        <header>
          <Mark size={44} />
          <div>
            <h1>{partTexts.product}</h1>
            <p className="tx-muted">{t.sub}</p>
          </div>
        </header>
        <h2>{t.login.title}</h2>
        {step.data ? (
          <SecondStep
            ways={step.data}
            done={() => void enter()}
            restart={() => {
              forgetSignOn()
              step.set(undefined)
            }}
          />
        ) : (
          <>
            <SignOnRefusal />
            <Tabs
              items={[
                { key: 'password', label: t.login.password, children: <PasswordLogin done={() => void enter()} /> },
                { key: 'code', label: t.login.code, children: <CodeLogin done={() => void enter()} /> },
              ]}
            />
            <SignOnButtons />
          </>
        )}
        <footer className="tx-muted">
          <p>{t.login.who}</p>
          <p>{t.login.org}</p>
          <p className="tx-row">
            <a href="/v/">{t.login.volunteer}</a>
            <LanguageButton />
          </p>
        </footer>
      </section>
    </main>
  )
}

/** LanguageButton offers the other language, by its own name. */
export function LanguageButton() {
  const other = locale() === 'en' ? { to: 'zh-CN' as const, name: '中文' } : { to: 'en' as const, name: 'English' }
  return (
    <Button type="link" lang={other.to} onClick={() => setLocale(other.to)}>
      {other.name}
    </Button>
  )
}

/** begun goes on after a first step: to the second one where the account has one, else into the session. */
function begun(s: Started, second: (ways: Way[]) => void, done: (who: Who) => void) {
  if (s.second_step?.length) second(s.second_step)
  else done({ userId: s.user_id })
}

function PasswordLogin({ login, done, label = t.login.enter }: { login?: string; done: (who: Who) => void; label?: string }) {
  const { run, busy, problem } = useAct((_key: string, v: { login: string; password: string }) =>
    take(api.POST('/auth/login', { body: { ...v, cookie: true } })),
  )
  const [second, setSecond] = useState<Way[]>()
  const send = async (v: { login: string; password: string }) => {
    const s = await run({ login: login ?? v.login.trim(), password: v.password })
    if (s) begun(s, setSecond, done)
  }
  if (second) return <SecondStep ways={second} done={done} restart={() => setSecond(undefined)} />
  return (
    <Form<{ login: string; password: string }>
      layout="vertical"
      requiredMark={false}
      onFinish={(v) => void send(v)}
      initialValues={{ login }}
    >
      <Form.Item name="login" label={t.login.user} rules={[{ required: true, message: t.login.userNeeded }]}>
        <Input size="large" autoComplete="username" autoFocus={!login} disabled={!!login} maxLength={100} />
      </Form.Item>
      <Form.Item name="password" label={t.login.secret} rules={[{ required: true, message: t.login.secretNeeded }]}>
        <Input.Password size="large" autoComplete="current-password" autoFocus={!!login} maxLength={200} />
      </Form.Item>
      <Refusal problem={problem} />
      <Button type="primary" size="large" block htmlType="submit" loading={busy}>
        {label}
      </Button>
      <p className="tx-muted tx-small">{t.login.forgot}</p>
    </Form>
  )
}

function CodeLogin({ done, label = t.login.enter }: { done: (who: Who) => void; label?: string }) {
  const [form] = Form.useForm<{ mobile: string; code: string }>()
  const { message } = App.useApp()
  const [wait, setWait] = useState(0)
  useEffect(() => {
    if (!wait) return undefined
    const timer = setTimeout(() => setWait(wait - 1), 1000)
    return () => clearTimeout(timer)
  }, [wait])
  const ask = useAct((_key: string, mobile: string) => take(api.POST('/auth/codes', { body: { mobile } })))
  const [second, setSecond] = useState<Way[]>()
  const verify = useAct((_key: string, v: { mobile: string; code: string }) =>
    take(api.POST('/auth/codes/verify', { body: { ...v, cookie: true } })),
  )
  const send = async () => {
    const { mobile } = await form.validateFields(['mobile'])
    const answer = await ask.run(mobile)
    if (!answer) return
    setWait(60)
    void message.success(t.login.sent({ m: Math.round(answer.expires_in_seconds / 60) }))
  }
  if (second) return <SecondStep ways={second} done={done} restart={() => setSecond(undefined)} />
  return (
    <Form
      form={form}
      layout="vertical"
      requiredMark={false}
      onFinish={(v) => void verify.run(v).then((s) => s && begun(s, setSecond, done))}
    >
      <Form.Item name="mobile" label={t.login.mobile} rules={[{ required: true, message: t.login.mobileNeeded }]}>
        <Input size="large" type="tel" inputMode="tel" autoComplete="tel" maxLength={40} />
      </Form.Item>
      <div className="tx-code">
        <Form.Item name="code" label={t.login.codeLabel} rules={[{ required: true, len: 6, message: t.login.codeNeeded }]}>
          <Input size="large" inputMode="numeric" autoComplete="one-time-code" maxLength={6} />
        </Form.Item>
        <Button size="large" disabled={wait > 0} loading={ask.busy} onClick={() => void send().catch(() => undefined)}>
          {wait > 0 ? t.login.again({ s: wait }) : t.login.send}
        </Button>
      </div>
      <Refusal problem={ask.problem ?? verify.problem} />
      <Button type="primary" size="large" block htmlType="submit" loading={verify.busy}>
        {label}
      </Button>
    </Form>
  )
}

/** SessionEnded asks for the password over the page as it stands; afterwards what was refused is sent by itself. */
export function SessionEnded({ login, userId, renew }: { login: string; userId: string; renew: (sameUser: boolean) => Promise<void> }) {
  const [other, setOther] = useState(false)
  const done = (who: Who) => void renew(who.userId === userId)
  return (
    <Modal open title={t.ended.title} footer={null} closable={false} mask={{ closable: false }} keyboard={false} zIndex={2000}>
      <p>{t.ended.text}</p>
      {other ? (
        <PasswordLogin done={done} />
      ) : login ? (
        <PasswordLogin login={login} done={done} label={t.ended.go} />
      ) : (
        <CodeLogin done={done} label={t.ended.go} />
      )}
      {!other && (
        <Button type="link" onClick={() => setOther(true)}>
          {t.ended.other}
        </Button>
      )}
    </Modal>
  )
}

/** GiveName asks whose account it is that was made by a code, before anything is done in it. */
export function GiveName({ session }: { session: Session }) {
  const { run, busy, problem } = useAct((_key: string, name: string) => take(api.PUT('/me/name', { body: { name } })))
  return (
    <main className="tx-login">
      <section className="tx-login-card">
        <header>
          <Mark size={44} />
          <div>
            <h1>{t.name.title}</h1>
            <p className="tx-muted">{t.name.text}</p>
          </div>
        </header>
        <Form
          layout="vertical"
          requiredMark={false}
          onFinish={(v: { name: string }) => void run(v.name).then((me) => me && session.refresh())}
        >
          <Form.Item name="name" label={t.name.label} rules={[{ required: true, whitespace: true, message: t.name.needed }]}>
            <Input size="large" autoComplete="name" maxLength={50} />
          </Form.Item>
          <Refusal problem={problem} />
          <Button type="primary" size="large" block htmlType="submit" loading={busy}>
            {t.name.go}
          </Button>
        </Form>
        <Button type="link" onClick={() => void session.logout()}>
          {t.top.logout}
        </Button>
      </section>
    </main>
  )
}

/** FirstFactor lets nobody further whose role needs a second factor before there is one. */
export function FirstFactor({ session }: { session: Session }) {
  const [kept, setKept] = useState(false)
  return (
    <main className="tx-login">
      <section className="tx-login-card tx-login-wide">
        <header>
          <Mark size={44} />
          <div>
            <h1>{t.factor.title}</h1>
            <p className="tx-muted">{t.factor.text}</p>
          </div>
        </header>
        <Factors first changed={() => setKept(true)} />
        {kept && (
          <Button type="primary" size="large" block onClick={() => void session.refresh()}>
            {t.factor.go}
          </Button>
        )}
        <Button type="link" onClick={() => void session.logout()}>
          {t.top.logout}
        </Button>
      </section>
    </main>
  )
}

/** FirstPassword lets nobody further before the generated password has been replaced. */
export function FirstPassword({ session }: { session: Session }) {
  const { message } = App.useApp()
  return (
    <main className="tx-login">
      <section className="tx-login-card">
        <header>
          <Mark size={44} />
          <div>
            <h1>{t.change.title}</h1>
            <p className="tx-muted">{t.change.text}</p>
          </div>
        </header>
        <PasswordForm
          done={() => {
            void message.success(t.change.done)
            void session.refresh()
          }}
        />
        <Button type="link" onClick={() => void session.logout()}>
          {t.top.logout}
        </Button>
      </section>
    </main>
  )
}

/** Unreachable is what there is to see when the server is not. */
export function Unreachable({ problem, retry }: { problem: Problem; retry: () => void }) {
  return (
    <main className="tx-login">
      <section className="tx-login-card" role="alert">
        <header>
          <Mark size={44} />
          <h1>{problem.title}</h1>
        </header>
        <p>{problem.detail}</p>
        <Button type="primary" onClick={retry}>
          {partTexts.retry}
        </Button>
      </section>
    </main>
  )
}
