// The access tokens of a person, and those of an organisation: made, listed and revoked.
import { CopyOutlined } from '@ant-design/icons'
import { api, take, texts, type components } from '@tongxing/shared'
import { tokenScope } from '@tongxing/shared/words'
import { Alert, App, Button, Checkbox, Form, Input, Select } from 'antd'
import { useState } from 'react'
import { ActButton, Card, Day, Empty, Instant, StateTag, useLoad, Waiting } from '../parts/index.ts'
import { FormAct } from '../parts/FormAct.tsx'
import { Name } from './names.tsx'
import { word } from './words.ts'

type List = components['schemas']['accounts.tokensView']
type Token = List['items'][number]
type Scope = List['may'][number]
interface Wish extends Record<string, unknown> {
  name: string
  scopes: Scope[]
  days: number
}

const t = texts(
  {
    title: '访问令牌',
    how: '供其他系统调用平台接口。令牌以您的身份、在所选范围内访问，不能超出您的权限，也不能审批、付款、导出或查看关爱对象和志愿者。',
    howOrg: '供本机构的其他系统调用平台接口。令牌以本机构的身份访问本机构的记录，机构暂停或注销后失效；不含志愿者和关爱对象的资料。',
    ends: '修改或重置密码、更换手机号、停用账号时，您的令牌全部失效。',
    make: '新建令牌',
    note: '令牌只在新建后显示一次。请只交给使用它的系统，不要发给他人。',
    name: '用途',
    nameHint: '便于日后辨认，如“月报同步”。请勿填写个人信息。',
    scopes: '范围',
    days: '有效期',
    day: '{n} 天',
    needed: '请填写',
    choose: '请至少选择一项',
    made: '令牌已新建',
    keep: '请立即复制令牌“{name}”',
    keepHow: '关闭或离开本页后不再显示。遗失时请撤销并新建。',
    copy: '复制',
    copied: '已复制',
    close: '已保存',
    none: '还没有访问令牌',
    noneHow: '不与其他系统对接时，不需要令牌。',
    created: '新建于',
    expires: '有效期至',
    used: '最近使用',
    unused: '尚未使用',
    by: '新建人',
    expired: '已过期',
    revoke: '撤销',
    revoked: '令牌已撤销',
    sure: '撤销后，使用此令牌的系统立即不能再访问，不能恢复。',
  },
  {
    title: 'Access tokens',
    how:
      'For programs that call the API. A token acts as you within the scopes that you choose, never beyond your permissions; ' +
      'it approves, pays and exports nothing and sees neither persons cared for nor volunteers.',
    howOrg:
      "For your organisation's own programs. A token acts as the organisation on its records and opens nothing while the organisation " +
      'is suspended or closed; volunteers and persons cared for stay closed.',
    ends: 'A changed or reset password, a new mobile and a disabled account end all your tokens.',
    make: 'New token',
    note: 'A token is shown once, when it is made. Give it to the program that uses it and to nobody else.',
    name: 'Purpose',
    nameHint: 'To tell it apart, such as “Monthly report”. No personal data, please.',
    scopes: 'Scopes',
    days: 'Lasts',
    day: '{n} days',
    needed: 'Fill this in',
    choose: 'Choose at least one',
    made: 'The token is made',
    keep: 'Copy the token “{name}” now',
    keepHow: 'It is not shown again after you leave this page. If it is lost, revoke it and make a new one.',
    copy: 'Copy',
    copied: 'Copied',
    close: 'I have kept it',
    none: 'No access tokens',
    noneHow: 'You need none unless another program works with the platform.',
    created: 'Made',
    expires: 'Lasts until',
    used: 'Last used',
    unused: 'Not used yet',
    by: 'Made by',
    expired: 'Expired',
    revoke: 'Revoke',
    revoked: 'The token is revoked',
    sure: 'The program that uses it loses access at once, for good.',
  },
)

/** ShownOnce shows a secret that no page shows again. */
export function ShownOnce({ title, secret, done }: { title: string; secret: string; done: () => void }) {
  const { message } = App.useApp()
  return (
    <Alert
      type="success"
      className="tx-gap-below"
      role="status"
      title={title}
      description={
        <>
          <p>{t.keepHow}</p>
          <p>
            <code className="tx-once">{secret}</code>
          </p>
          <div className="tx-row">
            <Button
              icon={<CopyOutlined />}
              onClick={() =>
                void navigator.clipboard?.writeText(secret).then(
                  () => message.success(t.copied),
                  () => undefined,
                )
              }
            >
              {t.copy}
            </Button>
            <Button onClick={done}>{t.close}</Button>
          </div>
        </>
      }
    />
  )
}

/** Tokens are the access tokens of the acting person, or with `org` those of the organisation. */
export function Tokens({ org }: { org?: string }) {
  const at = { params: { path: { id: org ?? '' } } }
  const list = useLoad(() => (org ? take(api.GET('/orgs/{id}/tokens', at)) : take(api.GET('/me/tokens'))), [org])
  const [fresh, setFresh] = useState<{ name: string; token: string }>()
  if (!list.data) return <Waiting of={list} rows={3} />
  const { items, may } = list.data
  const make = (body: Wish) => (org ? take(api.POST('/orgs/{id}/tokens', { ...at, body })) : take(api.POST('/me/tokens', { body })))
  const revoke = (id: string) =>
    org
      ? take(api.DELETE('/orgs/{id}/tokens/{token}', { params: { path: { id: org, token: id } } }))
      : take(api.DELETE('/me/tokens/{id}', { params: { path: { id } } }))
  return (
    <Card
      title={t.title}
      extra={
        may.length > 0 && (
          <FormAct<Wish, { name: string; token: string }>
            name={`token:${org ?? 'me'}`}
            initial={{ days: 90, scopes: [] }}
            note={t.note}
            said={t.made}
            send={make}
            done={(made) => {
              setFresh(made)
              void list.reload()
            }}
            fields={<Fields may={may} />}
          >
            {t.make}
          </FormAct>
        )
      }
    >
      <p className="tx-muted tx-gap-below">
        {org ? t.howOrg : t.how} {!org && t.ends}
      </p>
      {fresh && <ShownOnce title={t.keep({ name: fresh.name })} secret={fresh.token} done={() => setFresh(undefined)} />}
      {items.length === 0 ? (
        <Empty title={t.none} text={t.noneHow} />
      ) : (
        <ul className="tx-sessions">
          {items.map((k) => (
            <li key={k.id}>
              <Line of={k} by={!!org} />
              <ActButton
                danger
                confirm={t.sure}
                said={t.revoked}
                aria-label={`${t.revoke} ${k.name}`}
                act={() => revoke(k.id).then(() => true)}
                done={() => void list.reload()}
              >
                {t.revoke}
              </ActButton>
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}

const Line = ({ of: k, by }: { of: Token; by: boolean }) => (
  <div>
    <strong>{k.name}</strong> {k.expired && <StateTag tone="late">{t.expired}</StateTag>}
    <div>{k.scopes.map((s) => word(tokenScope, s)).join(' · ')}</div>
    <div className="tx-muted">
      <code className="tx-once">{k.prefix}…</code>
    </div>
    <div className="tx-muted">
      {t.created} <Instant at={k.created_at} />
      {by && (
        <>
          {' · '}
          {t.by} <Name id={k.made_by} />
        </>
      )}
      {' · '}
      {t.expires} <Day of={k.expires_at} /> ·{' '}
      {k.used_on ? (
        <>
          {t.used} <Day of={k.used_on} />
        </>
      ) : (
        t.unused
      )}
    </div>
  </div>
)

const Fields = ({ may }: { may: Scope[] }) => (
  <>
    <Form.Item name="name" label={t.name} extra={t.nameHint} rules={[{ required: true, whitespace: true, message: t.needed }]}>
      <Input maxLength={50} autoComplete="off" />
    </Form.Item>
    <Form.Item name="scopes" label={t.scopes} rules={[{ required: true, type: 'array', min: 1, message: t.choose }]}>
      <Checkbox.Group className="tx-choices" options={may.map((s) => ({ value: s, label: word(tokenScope, s) }))} />
    </Form.Item>
    <Form.Item name="days" label={t.days}>
      <Select options={[7, 30, 90, 180, 365].map((n) => ({ value: n, label: t.day({ n }) }))} />
    </Form.Item>
  </>
)
