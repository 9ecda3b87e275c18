import { CopyOutlined, PrinterOutlined } from '@ant-design/icons'
import { api, take, texts, type components } from '@tongxing/shared'
import { createPasskey, passkeyRefused, passkeysKnown } from '@tongxing/shared/passkey'
import { Alert, App, Button, Form, Input, Modal } from 'antd'
import { useState } from 'react'
import { ActButton } from './ActButton.tsx'
import { Instant } from './figures.tsx'
import { useAct, useLoad } from './hooks.ts'
import { Card } from './Page.tsx'
import { Qr } from './Qr.tsx'
import { Refusal, Waiting } from './states.tsx'
import { StateTag } from './StateTag.tsx'

type View = components['schemas']['accounts.factorsView']
type Key = components['schemas']['accounts.totpView']

export const t = texts(
  {
    app: '验证器应用',
    appHow: '用手机上的验证器应用（如微信小程序“腾讯身份验证器”、Microsoft Authenticator）扫码，登录时输入它显示的 6 位验证码。',
    appOn: '已启用',
    appOff: '未启用',
    appSet: '设置验证器',
    appRemove: '移除验证器',
    appRemoved: '已移除',
    appSure: '移除后，手机上的验证码不再有效。',
    scan: '1. 用验证器应用扫描二维码',
    qr: '验证器二维码',
    type: '不能扫码时，请手工输入密钥：',
    copy: '复制',
    copied: '已复制',
    enter: '2. 输入应用显示的 6 位验证码',
    needed: '请填写',
    confirm: '启用',
    set: '验证器已启用',
    passkeys: '通行密钥',
    passkeysHow: '用电脑或手机的指纹、面容、PIN，或 USB 安全密钥登录，可添加多个。通行密钥只在本网址有效，不会被仿冒网站骗走。',
    passkeysNone: '还没有通行密钥。',
    passkeysOff: '当前网址或浏览器不能使用通行密钥：请用平台的 https 网址（本机演示用 http://localhost）打开。',
    add: '添加通行密钥',
    added: '通行密钥已添加',
    addedAt: '添加于',
    usedAt: '最近使用',
    unused: '尚未使用',
    name: '名称',
    nameHint: '便于辨认，如“办公室电脑”“钥匙串上的安全密钥”。',
    remove: '移除',
    removed: '已移除',
    removeSure: '移除后不能再用它登录。',
    codes: '恢复码',
    codesHow: '手机或密钥丢失时，每个恢复码可代替一次验证。',
    left: '还有 {n} 个未使用',
    few: '恢复码快用完了，请重新生成。',
    renew: '重新生成恢复码',
    renewed: '已生成新的恢复码',
    renewSure: '旧的恢复码将全部作废。',
    keep: '请立即保存这 10 个恢复码',
    keepHow: '离开本页后不再显示。打印后锁好，或存入密码管理软件；不要与手机放在一起，也不要发给任何人。',
    print: '打印',
    required: '您的角色须启用两步验证，最后一种方式不能移除。',
  },
  {
    app: 'Authenticator app',
    appHow: 'Scan the code with an authenticator app on your phone. When you log in, enter the 6 digits that it shows.',
    appOn: 'On',
    appOff: 'Off',
    appSet: 'Set the app up',
    appRemove: 'Remove the app',
    appRemoved: 'Removed',
    appSure: 'The codes on the phone stop working.',
    scan: '1. Scan this with the app',
    qr: 'QR code for the authenticator app',
    type: 'If it cannot be scanned, type the key:',
    copy: 'Copy',
    copied: 'Copied',
    enter: '2. Enter the 6 digits that the app shows',
    needed: 'Fill this in',
    confirm: 'Turn on',
    set: 'The app is set up',
    passkeys: 'Passkeys',
    passkeysHow:
      'The fingerprint, face or PIN of your computer or phone, or a USB security key. A passkey works at this address alone, so no imitation gets it.',
    passkeysNone: 'There is no passkey yet.',
    passkeysOff:
      'Passkeys do not work in this browser or at this address: open the platform at its https address (a demonstration at http://localhost).',
    add: 'Add a passkey',
    added: 'Passkey added',
    addedAt: 'Added',
    usedAt: 'Last used',
    unused: 'Not used yet',
    name: 'Name',
    nameHint: 'To tell it apart, such as “Office computer”.',
    remove: 'Remove',
    removed: 'Removed',
    removeSure: 'It no longer logs you in.',
    codes: 'Recovery codes',
    codesHow: 'When phone or key is lost, each of them stands in once.',
    left: '{n} unused',
    few: 'Few recovery codes are left. Make new ones.',
    renew: 'Make new recovery codes',
    renewed: 'New recovery codes made',
    renewSure: 'The old ones are no longer good.',
    keep: 'Keep these ten recovery codes now',
    keepHow:
      'They are not shown again. Print them and lock them away, or put them into a password manager; not beside your phone, and send them to nobody.',
    print: 'Print',
    required: 'Your role needs a second factor; the last one cannot be removed.',
  },
)

/** Factors sets up and removes one's own second factors. `first`: there is none yet, and nothing else is open. */
export function Factors({ first = false, changed }: { first?: boolean; changed?: () => void }) {
  const view = useLoad(() => take(api.GET('/me/factors')), [])
  const [codes, setCodes] = useState<string[]>([])
  if (!view.data) return <Waiting of={view} />
  const v = view.data
  const now = (next: View) => {
    if (next.recovery_codes.length) setCodes(next.recovery_codes)
    view.set(next)
    changed?.()
  }
  const any = v.totp || v.passkeys.length > 0
  if (first && any) return <Codes of={codes} />
  return (
    <>
      {codes.length > 0 && <Codes of={codes} />}
      {v.required && any && <p className="tx-muted tx-gap-below">{t.required}</p>}
      <Card title={t.app} extra={!first && <StateTag tone={v.totp ? 'done' : 'neutral'}>{v.totp ? t.appOn : t.appOff}</StateTag>}>
        <p className="tx-muted tx-gap-below">{t.appHow}</p>
        {v.totp ? (
          <ActButton
            danger
            confirm={t.appSure}
            said={t.appRemoved}
            reload={() => void view.reload()}
            act={() => take(api.DELETE('/me/factors/totp'))}
            done={now}
          >
            {t.appRemove}
          </ActButton>
        ) : (
          <NewApp done={now} />
        )}
      </Card>
      <Passkeys of={v} now={now} reload={() => void view.reload()} />
      {any && (
        <Card title={t.codes}>
          <p className="tx-muted tx-gap-below">
            {t.codesHow} {t.left({ n: v.recovery_left })}
          </p>
          {v.recovery_left < 3 && <Alert type="warning" showIcon className="tx-gap-below" title={t.few} />}
          <ActButton confirm={t.renewSure} said={t.renewed} act={() => take(api.POST('/me/factors/recovery-codes'))} done={now}>
            {t.renew}
          </ActButton>
        </Card>
      )}
    </>
  )
}

/** NewApp shows the secret for an authenticator app, and turns the app on by its first code. */
function NewApp({ done }: { done: (next: View) => void }) {
  const { message } = App.useApp()
  const [key, setKey] = useState<Key>()
  const [code, setCode] = useState('')
  const [missing, setMissing] = useState(false)
  const begin = useAct((_key: string) => take(api.POST('/me/factors/totp')))
  const confirm = useAct((_key: string, typed: string) => take(api.POST('/me/factors/totp/confirm', { body: { code: typed } })))
  if (!key) {
    return (
      <>
        <Refusal problem={begin.problem} />
        <Button type="primary" loading={begin.busy} onClick={() => void begin.run().then((k) => k && setKey(k))}>
          {t.appSet}
        </Button>
      </>
    )
  }
  const wrong = missing ? t.needed : confirm.problem?.fields.find((f) => f.field === 'code')?.message
  const send = async () => {
    if (!code.trim()) return setMissing(true)
    const next = await confirm.run(code.trim())
    if (!next) return
    void message.success(t.set)
    setKey(undefined)
    done(next)
  }
  return (
    <Form layout="vertical" requiredMark={false} onFinish={() => void send()}>
      <p>{t.scan}</p>
      <div className="tx-factor-qr">
        <Qr text={key.url} label={t.qr} size={168} />
        <div>
          <p className="tx-muted">{t.type}</p>
          <p>
            <code className="tx-factor-key">{key.secret.replace(/(.{4})/g, '$1 ').trim()}</code>
          </p>
          <Copy text={key.secret} />
        </div>
      </div>
      <Form.Item label={t.enter} htmlFor="factor-code" help={wrong} {...(wrong ? { validateStatus: 'error' as const } : {})}>
        <Input
          id="factor-code"
          value={code}
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={7}
          onChange={(e) => (setCode(e.target.value), setMissing(false))}
        />
      </Form.Item>
      {!wrong && <Refusal problem={confirm.problem} />}
      <Button type="primary" htmlType="submit" loading={confirm.busy}>
        {t.confirm}
      </Button>
    </Form>
  )
}

function Passkeys({ of: v, now, reload }: { of: View; now: (next: View) => void; reload: () => void }) {
  const works = v.passkeys_work && passkeysKnown()
  return (
    <Card title={t.passkeys} extra={works && <NewPasskey done={now} />}>
      <p className="tx-muted tx-gap-below">{t.passkeysHow}</p>
      {!works && <Alert type="info" showIcon className="tx-gap-below" title={t.passkeysOff} />}
      {works && v.passkeys.length === 0 && <p>{t.passkeysNone}</p>}
      <ul className="tx-sessions">
        {v.passkeys.map((p) => (
          <li key={p.id}>
            <div>
              <strong>{p.name}</strong>
              <div className="tx-muted">
                {t.addedAt} <Instant at={p.added_at} /> ·{' '}
                {p.used_at ? (
                  <>
                    {t.usedAt} <Instant at={p.used_at} />
                  </>
                ) : (
                  t.unused
                )}
              </div>
            </div>
            <ActButton
              danger
              confirm={t.removeSure}
              said={t.removed}
              reload={reload}
              aria-label={`${t.remove} ${p.name}`}
              act={() => take(api.DELETE('/me/factors/passkeys/{id}', { params: { path: { id: p.id } } }))}
              done={now}
            >
              {t.remove}
            </ActButton>
          </li>
        ))}
      </ul>
    </Card>
  )
}

/** NewPasskey asks for a name and has the browser make the passkey. */
function NewPasskey({ done }: { done: (next: View) => void }) {
  const { message } = App.useApp()
  const [open, setOpen] = useState(false)
  const [name, setName] = useState('')
  const [missing, setMissing] = useState(false)
  const act = useAct(async (_key: string, named: string) => {
    try {
      const passkey = await createPasskey(await take(api.POST('/me/factors/passkeys/options')))
      return await take(api.POST('/me/factors/passkeys', { body: { name: named, passkey } }))
    } catch (err) {
      throw passkeyRefused(err)
    }
  })
  const wrong = missing ? t.needed : act.problem?.fields.find((f) => f.field === 'name')?.message
  const go = async () => {
    if (!name.trim()) return setMissing(true)
    const next = await act.run(name.trim())
    if (!next) return
    setOpen(false)
    setName('')
    void message.success(t.added)
    done(next)
  }
  return (
    <>
      <Button type="primary" onClick={() => (act.clear(), setOpen(true))}>
        {t.add}
      </Button>
      <Modal
        open={open}
        title={t.add}
        okText={t.add}
        okButtonProps={{ loading: act.busy }}
        onOk={() => void go()}
        onCancel={() => setOpen(false)}
        destroyOnHidden
      >
        <Form layout="vertical" requiredMark={false} onFinish={() => void go()}>
          <Form.Item
            label={t.name}
            htmlFor="passkey-name"
            extra={t.nameHint}
            help={wrong}
            {...(wrong ? { validateStatus: 'error' as const } : {})}
          >
            <Input id="passkey-name" value={name} maxLength={30} onChange={(e) => (setName(e.target.value), setMissing(false))} />
          </Form.Item>
          {!wrong && <Refusal problem={act.problem} />}
        </Form>
      </Modal>
    </>
  )
}

/** Codes shows new recovery codes, this once. */
const Codes = ({ of }: { of: string[] }) => (
  <Card title={t.keep}>
    <p className="tx-note">{t.keepHow}</p>
    <ul className="tx-recovery">
      {of.map((code) => (
        <li key={code}>{code}</li>
      ))}
    </ul>
    <div className="tx-row tx-gap-below">
      <Copy text={of.join('\n')} />
      <Button icon={<PrinterOutlined />} onClick={() => window.print()}>
        {t.print}
      </Button>
    </div>
  </Card>
)

function Copy({ text }: { text: string }) {
  const { message } = App.useApp()
  return (
    <Button
      icon={<CopyOutlined />}
      onClick={() =>
        void navigator.clipboard?.writeText(text).then(
          () => message.success(t.copied),
          () => undefined,
        )
      }
    >
      {t.copy}
    </Button>
  )
}
