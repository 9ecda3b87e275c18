import { api, setLocale, take, takeTagged, texts, type components } from '@tongxing/shared'
import { App, Checkbox, Form, Input, Radio, TimePicker } from 'antd'
import dayjs from 'dayjs'
import { useSession } from '../../session/session.tsx'
import { roleName, scopes } from '../../domain/roles.ts'
import { ActButton, Card, Day, DraftForm, Facts, Instant, Page, seen, StateTag, useLoad, Waiting } from '../../parts/index.ts'
import { FormAct } from '../../parts/FormAct.tsx'
import { PasswordForm } from '../../parts/PasswordForm.tsx'
import { OwnLinks } from '../../domain/Links.tsx'
import { Name } from '../../domain/names.tsx'

type Preferences = components['schemas']['accounts.preferencesRequest'] & Record<string, unknown>
type Me = components['schemas']['accounts.meView']

export const t = texts(
  {
    title: '个人设置',
    me: '我的账号',
    name: '姓名',
    login: '登录名',
    mobile: '手机号',
    email: '邮箱',
    roles: '我的角色',
    until: '至 {day}',
    prefs: '语言与通知',
    lang: '界面与消息语言',
    channels: '除站内消息外，还通过',
    emailChannel: '邮件',
    sms: '短信',
    channelsHint: '未勾选的方式只发您索取的验证码，以及有人可能处于危险的紧急报告：该报告通过所有方式通知值守人员。',
    quiet: '免打扰时段',
    quietHint:
      '这段时间内的非紧急消息延后发送。普通消息每天最多发 3 条短信或邮件，其余在站内查看；变动、取消、递补、提醒和紧急消息不受此限。',
    from: '从',
    to: '到',
    newMobile: '新手机号',
    askMobile: '更换手机号：获取验证码',
    askMobileHint: '验证码同时发到新号码和现在的号码。现在的号码收不到短信的，请带身份证找账号管理员办理。',
    askedMobile: '验证码已发送，5 分钟内有效',
    changeMobile: '更换手机号：填写验证码',
    changeMobileHint: '更换后用新号码接收验证码和通知，已登录的设备不用重新登录；现在的号码会收到通知。',
    changedMobile: '手机号已更换',
    code: '新手机收到的验证码',
    oldCode: '现在的手机收到的验证码',
    current: '登录密码',
    needed: '请填写',
    password: '修改密码',
    passwordHint: '修改后，其他设备上的登录会退出。',
    changed: '密码已修改，其他设备已退出',
    sessions: '登录的设备',
    this: '本设备',
    started: '登录',
    seenAt: '最近使用',
    end: '退出',
    ended: '已退出该设备',
    method: {
      password: '密码',
      code: '验证码',
      sso: '统一身份认证',
    },
    browser: '浏览器',
  },
  {
    title: 'Settings',
    me: 'My account',
    name: 'Name',
    login: 'Login name',
    mobile: 'Mobile',
    email: 'E-mail',
    roles: 'My roles',
    until: 'until {day}',
    prefs: 'Language and messages',
    lang: 'Language',
    channels: 'Besides the inbox, by',
    emailChannel: 'E-mail',
    sms: 'SMS',
    channelsHint: 'A way that is not ticked sends only codes, and reports that somebody may be in danger: those come by every way.',
    quiet: 'Quiet hours',
    quietHint: 'What is not urgent waits. Ordinary messages are 3 a day at most; changes, cancellations, places and reminders always come.',
    from: 'From',
    to: 'To',
    newMobile: 'New mobile',
    askMobile: 'Change the mobile: get the codes',
    askMobileHint:
      'Codes go to the new number and to the present one. If the present one gets no messages, bring your ID card to your administrator.',
    askedMobile: 'The codes are on their way, good for 5 minutes',
    changeMobile: 'Change the mobile: enter the codes',
    changeMobileHint: 'Codes and messages go to the new number, you stay logged in, and the present number is told.',
    changedMobile: 'Your mobile has changed',
    code: 'Code on the new phone',
    oldCode: 'Code on the present phone',
    current: 'Your password',
    needed: 'Fill this in',
    password: 'Change the password',
    passwordHint: 'Sessions on other devices end.',
    changed: 'Changed; other devices are logged out',
    sessions: 'Where you are logged in',
    this: 'This device',
    started: 'Since',
    seenAt: 'Last used',
    end: 'Log out',
    ended: 'Logged out there',
    method: {
      password: 'Password',
      code: 'Code',
      sso: 'Identity platform',
    },
    browser: 'Browser',
  },
)

export function Component() {
  const { me, refresh } = useSession()
  const { message } = App.useApp()
  return (
    <Page title={t.title}>
      <div className="tx-two">
        <div>
          <Card title={t.me} extra={<ChangeMobile has={!!me.mobile} done={() => void refresh()} />}>
            <Facts
              of={[
                [t.name, me.name],
                [t.login, me.login],
                [t.mobile, me.mobile],
                [t.email, me.email],
              ]}
            />
            <h3 className="tx-sub">{t.roles}</h3>
            <ul>
              {me.roles.map((r) => (
                <li key={r.id}>
                  {roleName(r.role)} · {r.org_id ? <Name id={r.org_id} /> : r.region_name || scopes.platform} {r.to && <Day of={r.to} />}
                </li>
              ))}
            </ul>
          </Card>
          <PreferencesCard done={() => void refresh()} />
        </div>
        <div>
          {me.login && (
            <Card title={t.password}>
              <p className="tx-muted tx-gap-below">{t.passwordHint}</p>
              <PasswordForm done={() => void message.success(t.changed)} />
            </Card>
          )}
          <OwnLinks />
          <Sessions />
        </div>
      </div>
    </Page>
  )
}

/** ChangeMobile changes the own number by codes; an account without one gives its password. */
function ChangeMobile({ has, done }: { has: boolean; done: () => void }) {
  const field = (name: string, label: string) => (
    <Form.Item name={name} label={label} rules={[{ required: true, message: t.needed }]}>
      {name === 'current' ? (
        <Input.Password autoComplete="current-password" maxLength={200} />
      ) : (
        <Input inputMode="numeric" autoComplete="off" maxLength={20} />
      )}
    </Form.Item>
  )
  return (
    <div className="tx-row">
      <FormAct<{ mobile: string }, components['schemas']['accounts.codeSentView']>
        name="my-mobile"
        secret={['mobile']}
        note={t.askMobileHint}
        said={t.askedMobile}
        send={(body) => take(api.POST('/me/mobile/codes', { body }))}
        fields={field('mobile', t.newMobile)}
      >
        {t.askMobile}
      </FormAct>
      <FormAct<components['schemas']['accounts.changeMobileRequest'] & Record<string, unknown>, Me>
        name="my-mobile-codes"
        secret={['mobile', 'code', 'old_code', 'current']}
        note={t.changeMobileHint}
        said={t.changedMobile}
        send={(v) =>
          take(api.PUT('/me/mobile', { body: { mobile: v.mobile, code: v.code, old_code: v.old_code ?? '', current: v.current ?? '' } }))
        }
        done={done}
        fields={
          <>
            {field('mobile', t.newMobile)}
            {field('code', t.code)}
            {has ? field('old_code', t.oldCode) : field('current', t.current)}
          </>
        }
      >
        {t.changeMobile}
      </FormAct>
    </div>
  )
}

const prefsOf = (me: Me): Preferences => ({
  lang: me.lang === 'en' ? 'en' : 'zh',
  channels: me.channels,
  quiet_from: me.quiet_from ?? '',
  quiet_to: me.quiet_to ?? '',
})

function PreferencesCard({ done }: { done: () => void }) {
  const { message } = App.useApp()
  const read = () => takeTagged(api.GET('/me'))
  const me = useLoad(read, [])
  if (!me.data) return <Waiting of={me} rows={3} />
  return (
    <Card title={t.prefs}>
      <DraftForm<Preferences, Me>
        name="preferences"
        initial={prefsOf(me.data.data)}
        tag={me.data.tag}
        latest={async () => {
          const now = await read()
          return { values: prefsOf(now.data), tag: now.tag }
        }}
        labels={{ lang: t.lang, channels: t.channels, quiet_from: t.from, quiet_to: t.to }}
        send={(v, key, tag) =>
          take(
            api.PUT('/me/preferences', {
              body: { lang: v.lang, channels: v.channels ?? [], quiet_from: v.quiet_from ?? '', quiet_to: v.quiet_to ?? '' },
              headers: seen(tag, key),
            }),
          )
        }
        done={(now) => {
          setLocale(now.lang === 'en' ? 'en' : 'zh-CN')
          void message.success(t.prefs)
          void me.reload()
          done()
        }}
      >
        <Form.Item name="lang" label={t.lang}>
          <Radio.Group
            options={[
              { value: 'zh', label: <span lang="zh-CN">中文</span> },
              { value: 'en', label: 'English' },
            ]}
          />
        </Form.Item>
        <Form.Item name="channels" label={t.channels} extra={t.channelsHint}>
          <Checkbox.Group
            options={[
              { value: 'email', label: t.emailChannel },
              { value: 'sms', label: t.sms },
            ]}
          />
        </Form.Item>
        <div className="tx-form-two">
          <Form.Item name="quiet_from" label={`${t.quiet} · ${t.from}`} extra={t.quietHint}>
            <Clock />
          </Form.Item>
          <Form.Item name="quiet_to" label={t.to}>
            <Clock />
          </Form.Item>
        </div>
      </DraftForm>
    </Card>
  )
}

function Clock({ value, onChange, id }: { value?: string; onChange?: (v: string) => void; id?: string }) {
  return (
    <TimePicker
      {...(id ? { id } : {})}
      className="tx-wide"
      format="HH:mm"
      minuteStep={10}
      value={value ? dayjs(`2026-01-01T${value}`) : null}
      onChange={(d) => onChange?.(d ? d.format('HH:mm') : '')}
    />
  )
}

function Sessions() {
  const list = useLoad(() => take(api.GET('/me/sessions', { params: { query: { limit: 50 } } })).then((l) => l.items), [])
  return (
    <Card title={t.sessions}>
      {!list.data ? (
        <Waiting of={list} rows={3} />
      ) : (
        <ul className="tx-sessions">
          {list.data.map((s) => (
            <li key={s.id}>
              <div>
                <strong>{clientName(s.client)}</strong> {s.current && <StateTag tone="done">{t.this}</StateTag>}
                <div className="tx-muted">
                  {t.method[s.method]} · {t.started} <Instant at={s.started_at} /> · {t.seenAt} <Instant at={s.seen_at} />
                </div>
              </div>
              {!s.current && (
                <ActButton
                  danger
                  said={t.ended}
                  aria-label={`${t.end} ${clientName(s.client)}`}
                  act={() => take(api.DELETE('/me/sessions/{id}', { params: { path: { id: s.id } } })).then(() => true)}
                  done={() => void list.reload()}
                >
                  {t.end}
                </ActButton>
              )}
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}

/** clientName says a browser and system in a few words instead of its whole signature. */
function clientName(agent: string | undefined): string {
  const browser = /(Edg|Chrome|Firefox|Safari|MicroMessenger)[/\s]?([\d]+)?/.exec(agent ?? '')
  const system = /(Windows|Android|iPhone|iPad|Mac OS X|Linux)/.exec(agent ?? '')
  const name = browser ? ({ Edg: 'Edge', MicroMessenger: 'WeChat' }[browser[1]!] ?? browser[1]!) : t.browser
  return [name, system?.[1]].filter(Boolean).join(' · ')
}
