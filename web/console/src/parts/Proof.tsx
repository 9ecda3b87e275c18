import { api, take, texts, type components } from '@tongxing/shared'
import { askPasskey, passkeyRefused, passkeysKnown } from '@tongxing/shared/passkey'
import { App, Button, Form, Input, Modal, Segmented } from 'antd'
import { useState, type ReactNode } from 'react'
import { Refusal, useAct } from './index.ts'
import { answerProof, useProofAsked } from '../session/proof.ts'
import type { Me } from '../session/session.tsx'

export type Way = components['schemas']['accounts.Way']
type Passkey = components['schemas']['accounts.proofRequest']['passkey']

/** One proof, as the API takes it. */
export type Proof = { password: string } | { sms: string } | { code: string } | { recovery: string } | { passkey: Passkey }

export const t = texts(
  {
    title: '验证身份',
    text: '此项操作需要确认是您本人。验证后自动继续，10 分钟内不再询问；已填写的内容不会丢失。',
    ways: { totp: '验证器', passkey: '通行密钥', recovery: '恢复码', password: '密码', sms: '短信验证码' },
    wayLabel: '验证方式',
    password: '登录密码',
    sms: '短信验证码',
    smsHint: '发送到您账号的手机号，5 分钟内有效。',
    send: '获取验证码',
    sent: '验证码已发送',
    code: '验证器显示的 6 位验证码',
    codeHint: '每个验证码只能使用一次，30 秒更换。',
    recovery: '恢复码',
    recoveryHint: '设置两步验证时保存的 10 个恢复码之一，每个只能使用一次。',
    passkey: '请按浏览器提示，使用指纹、面容、PIN 或安全密钥。',
    passkeyGo: '使用通行密钥',
    passkeyOff: '此浏览器或网址不能使用通行密钥，请换用其他方式。',
    needed: '请填写',
    go: '验证并继续',
    cancel: '取消',
  },
  {
    title: 'Confirm that it is you',
    text: 'This act needs a proof of you. It goes on by itself afterwards, and you are not asked again for 10 minutes. Nothing typed is lost.',
    ways: { totp: 'App', passkey: 'Passkey', recovery: 'Recovery code', password: 'Password', sms: 'SMS' },
    wayLabel: 'Way',
    password: 'Your password',
    sms: 'Code by SMS',
    smsHint: 'Sent to the mobile of your account, good for 5 minutes.',
    send: 'Send a code',
    sent: 'Code sent',
    code: 'The 6 digits that the app shows',
    codeHint: 'Each code counts once and changes every 30 seconds.',
    recovery: 'Recovery code',
    recoveryHint: 'One of the ten that you kept when you set the second factor up. Each counts once.',
    passkey: 'Follow the browser: fingerprint, face, PIN or security key.',
    passkeyGo: 'Use a passkey',
    passkeyOff: 'This browser or address cannot use passkeys. Choose another way.',
    needed: 'Fill this in',
    go: 'Confirm and go on',
    cancel: 'Cancel',
  },
)

interface ProofFormProps<T> {
  ways: Way[]
  /** Sends the proof; what it returns is passed to done. */
  send(proof: Proof): Promise<T>
  /** Asks the server for the challenge to a passkey. */
  challenge(): Promise<unknown>
  done(answer: T): void
  label?: string
  extra?: ReactNode
}

const fieldOf = { totp: 'code', recovery: 'recovery', password: 'password', sms: 'sms' } as const

/** ProofForm asks for one of the proofs of an account and sends it. A refusal stands at the field. */
export function ProofForm<T>({ ways, send, challenge, done, label = t.go, extra }: ProofFormProps<T>) {
  const [way, setWay] = useState<Way>(ways[0] ?? 'password')
  const [value, setValue] = useState('')
  const [missing, setMissing] = useState(false)
  const { message } = App.useApp()
  const act = useAct(async (_key: string, proof: Proof | undefined) => {
    try {
      const given = proof ?? { passkey: await askPasskey((await challenge()) as Record<string, unknown>) }
      return { answer: await send(given) }
    } catch (err) {
      throw passkeyRefused(err)
    }
  })
  const ask = useAct(() => take(api.POST('/me/step-up/code')))
  const go = async () => {
    if (way !== 'passkey' && !value.trim()) return setMissing(true)
    const proof = way === 'passkey' ? undefined : ({ [fieldOf[way]]: way === 'password' ? value : value.trim() } as unknown as Proof)
    const sent = await act.run(proof)
    if (sent) done(sent.answer)
  }
  const choose = (to: Way) => {
    setWay(to)
    setValue('')
    setMissing(false)
    act.clear()
  }
  const atField = way !== 'passkey' ? act.problem?.fields.find((f) => f.field === fieldOf[way])?.message : undefined
  const wrong = missing ? t.needed : atField
  const input = {
    id: 'proof-value',
    value,
    autoFocus: true,
    size: 'large' as const,
    onChange: (e: { target: { value: string } }) => (setValue(e.target.value), setMissing(false)),
  }
  const texts = { totp: [t.code, t.codeHint], recovery: [t.recovery, t.recoveryHint], password: [t.password, ''], sms: [t.sms, t.smsHint] }
  return (
    <Form layout="vertical" requiredMark={false} onFinish={() => void go()}>
      {ways.length > 1 && (
        <Segmented<Way>
          block
          className="tx-gap-below"
          aria-label={t.wayLabel}
          value={way}
          onChange={choose}
          options={ways.map((w) => ({ value: w, label: t.ways[w] }))}
        />
      )}
      {way === 'passkey' ? (
        <p className="tx-gap-below">{passkeysKnown() ? t.passkey : t.passkeyOff}</p>
      ) : (
        <Form.Item
          label={texts[way][0]}
          htmlFor="proof-value"
          extra={texts[way][1]}
          help={wrong}
          {...(wrong ? { validateStatus: 'error' as const } : {})}
        >
          {way === 'password' ? (
            <Input.Password key={way} {...input} autoComplete="current-password" maxLength={200} />
          ) : (
            <Input
              key={way}
              {...input}
              autoComplete={way === 'recovery' ? 'off' : 'one-time-code'}
              inputMode={way === 'recovery' ? 'text' : 'numeric'}
              maxLength={way === 'recovery' ? 20 : 7}
            />
          )}
        </Form.Item>
      )}
      {way === 'sms' && (
        <Button
          className="tx-gap-below"
          loading={ask.busy}
          onClick={() => void ask.run().then((answer) => answer && message.success(t.sent))}
        >
          {t.send}
        </Button>
      )}
      {!atField && <Refusal problem={act.problem ?? ask.problem} />}
      <Button type="primary" size="large" block htmlType="submit" loading={act.busy} disabled={way === 'passkey' && !passkeysKnown()}>
        {way === 'passkey' ? t.passkeyGo : label}
      </Button>
      {extra}
    </Form>
  )
}

/** StepUp asks over the page as it stands for a proof of the person; afterwards what was refused is sent by itself. */
export function StepUp({ me }: { me: Me }) {
  const asked = useProofAsked()
  return (
    <Modal open={asked} title={t.title} footer={null} onCancel={() => answerProof(false)} destroyOnHidden zIndex={1900}>
      <p className="tx-gap-below">{t.text}</p>
      <ProofForm
        ways={me.step_up}
        challenge={() => take(api.POST('/me/step-up/passkey'))}
        send={(body) => take(api.POST('/me/step-up', { body: body as components['schemas']['accounts.proofRequest'] }))}
        done={() => answerProof(true)}
        extra={
          <Button type="link" onClick={() => answerProof(false)}>
            {t.cancel}
          </Button>
        }
      />
    </Modal>
  )
}
