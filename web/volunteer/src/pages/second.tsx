// The second step of a login: a code of the authenticator app, a recovery code or a passkey.
import { callOf, texts, type components } from '@tongxing/shared'
import { askPasskey, passkeyRefused, passkeysKnown } from '@tongxing/shared/passkey'
import { useState } from 'preact/hooks'
import { request } from '../data/data.ts'
import { begin, type Way } from '../data/session.ts'
import { Input, Trouble, useSubmit } from '../parts/forms.tsx'
import { Button } from '../parts/parts.tsx'

export const t = texts(
  {
    why: '此账号已启用两步验证，请在 5 分钟内完成第二步。',
    code: '验证器显示的 6 位验证码',
    recovery: '恢复码',
    toRecovery: '改用恢复码',
    toCode: '改用验证器',
    passkey: '使用通行密钥',
    go: '登录',
  },
  {
    why: 'This account has a second factor. Give it within 5 minutes.',
    code: 'The 6 digits that the app shows',
    recovery: 'Recovery code',
    toRecovery: 'Use a recovery code',
    toCode: 'Use the app',
    passkey: 'Use a passkey',
    go: 'Log in',
  },
)

type Proof = components['schemas']['accounts.factorRequest']

/** Second asks for the second factor and calls done once the session has begun. */
export function Second({ ways, done }: { ways: Way[]; done: () => void }) {
  const [field, setField] = useState<'code' | 'recovery'>(ways.includes('totp') ? 'code' : 'recovery')
  const [value, setValue] = useState('')
  const form = useSubmit()
  const send = (proof: () => Promise<Proof>) =>
    form.run(async () => {
      try {
        await request(callOf('post', '/auth/factor', { body: { ...(await proof()), cookie: true } }))
      } catch (err) {
        throw passkeyRefused(err)
      }
      await begin(await request(callOf('get', '/me')))
      done()
    })
  const typed = () => send(async () => ({ [field]: value.trim() }) as unknown as Proof)
  const withPasskey = () =>
    send(
      async () => ({ passkey: await askPasskey(await request(callOf('post', '/auth/factor/passkey', { body: {} }))) }) as unknown as Proof,
    )
  const other = field === 'code' ? 'recovery' : 'code'
  return (
    <form
      class="form"
      noValidate
      onSubmit={(e) => {
        e.preventDefault()
        void typed()
      }}
    >
      <p>{t.why}</p>
      <Input
        label={t[field]}
        name={field}
        inputMode={field === 'code' ? 'numeric' : 'text'}
        autocomplete={field === 'code' ? 'one-time-code' : 'off'}
        maxLength={20}
        value={value}
        set={setValue}
        problems={form.problem?.fields}
      />
      <Trouble problem={form.problem?.fields.some((f) => f.field === field) ? null : form.problem} />
      <div class="actions">
        <Button kind="main" type="submit" busy={form.busy} disabled={!value.trim()}>
          {t.go}
        </Button>
        {ways.includes('passkey') && passkeysKnown() && (
          <Button kind="quiet" onClick={() => void withPasskey()}>
            {t.passkey}
          </Button>
        )}
        {ways.includes('totp') && (
          <Button
            kind="quiet"
            onClick={() => {
              setField(other)
              setValue('')
              form.clear()
            }}
          >
            {other === 'code' ? t.toCode : t.toRecovery}
          </Button>
        )}
      </div>
    </form>
  )
}
