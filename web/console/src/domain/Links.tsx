// The links of an account to identity platforms (统一身份认证): one's own, and those of an account that one administers.
import { api, locale, take, texts, type components } from '@tongxing/shared'
import { linkWay, ssoRefusal } from '@tongxing/shared/words'
import { Alert, Form, Input, Select } from 'antd'
import { ActButton, Card, Day, Offer, seen, useLoad, type Act } from '../parts/index.ts'
import { FormAct } from '../parts/FormAct.tsx'
import { providers, signOnOutcome } from '../session/signon.ts'
import { word } from './words.ts'

type Provider = components['schemas']['accounts.providerView']
type Link = components['schemas']['accounts.linkView']
type User = components['schemas']['accounts.userView']

const t = texts(
  {
    title: '统一身份认证',
    hint: '关联后，可从统一身份认证平台登录本账号，密码登录不受影响。',
    none: '未关联',
    since: '关联于',
    link: '关联',
    leaving: '正在前往统一身份认证平台',
    linked: '已关联，今后可从那里登录',
    unlink: '解除关联',
    unlinkSure: '解除后不能再从该平台登录，密码登录不受影响，本人会收到通知。',
    unlinked: '已解除关联',
    enter: '填写关联码',
    note:
      '关联码由本人在统一身份认证平台登录后显示。请先当面或按已知的电话核实本人身份：填写后，持有该码的人即可登录此账号。' +
      '本人会收到通知。',
    code: '关联码',
    platform: '平台',
    needed: '请填写',
  },
  {
    title: 'Identity platforms',
    hint: 'A linked account may log in there, and with its password as ever.',
    none: 'Not linked',
    since: 'Linked on',
    link: 'Link',
    leaving: 'On the way to the identity platform',
    linked: 'Linked: you may log in from there now',
    unlink: 'Remove the link',
    unlinkSure: 'No more log-ins from that platform; the password stays, and the person is told.',
    unlinked: 'The link is removed',
    enter: 'Enter the link code',
    note:
      'The person sees the code after logging in at the platform. Make sure who that is, face to face or by a number that you know: ' +
      'whoever has the code can then log in to this account. Its person is told.',
    code: 'Link code',
    platform: 'Platform',
    needed: 'Fill this in',
  },
)

const nameOf = (p: Provider) => (locale() === 'en' ? p.name_en : p.name_zh)

/** Platforms lists the platforms with what an account has at each. */
function Platforms({ of, links, acts }: { of: Provider[]; links: Link[]; acts: (p: Provider, link: Link | undefined) => React.ReactNode }) {
  return (
    <ul className="tx-sessions">
      {of.map((p) => {
        const link = links.find((l) => l.provider === p.key)
        return (
          <li key={p.key}>
            <div>
              <strong>{nameOf(p)}</strong>
              <div className="tx-muted">
                {link ? (
                  <>
                    {t.since} <Day of={link.linked_at} /> · {word(linkWay, link.way)}
                  </>
                ) : (
                  t.none
                )}
              </div>
            </div>
            {acts(p, link)}
          </li>
        )
      })}
    </ul>
  )
}

/** OwnLinks shows one's own links, makes and removes them. It shows nothing where there is no platform. */
export function OwnLinks() {
  const read = useLoad(async () => ({ of: await providers(), links: (await take(api.GET('/me/sso'))).items }), [])
  const outcome = signOnOutcome()
  if (!read.data?.of.length) return null
  return (
    <Card title={t.title}>
      <p className="tx-muted tx-gap-below">{t.hint}</p>
      {outcome === 'linked' && <Alert type="success" showIcon className="tx-gap-below" title={t.linked} />}
      {outcome && outcome in ssoRefusal && (
        <Alert type="warning" showIcon role="alert" className="tx-gap-below" title={word(ssoRefusal, outcome)} />
      )}
      <Platforms
        of={read.data.of}
        links={read.data.links}
        acts={(p, link) =>
          link ? (
            <ActButton
              danger
              confirm={t.unlinkSure}
              said={t.unlinked}
              aria-label={`${t.unlink} ${nameOf(p)}`}
              act={() => take(api.DELETE('/me/sso/{provider}', { params: { path: { provider: p.key } } })).then(() => true)}
              done={() => void read.reload()}
            >
              {t.unlink}
            </ActButton>
          ) : (
            <ActButton
              said={t.leaving}
              aria-label={`${t.link} ${nameOf(p)}`}
              act={() => take(api.POST('/me/sso/{provider}', { params: { path: { provider: p.key } } }))}
              done={(to) => location.assign(to.address)}
            >
              {t.link}
            </ActButton>
          )
        }
      />
    </Card>
  )
}

/** AccountLinks shows the links of an account to who administers it. It shows nothing where there is no platform. */
export function AccountLinks({ id, acts, tag, done }: { id: string; acts: Act[]; tag: string; done: () => void }) {
  const read = useLoad(async () => {
    const of = await providers()
    return { of, links: of.length ? (await take(api.GET('/users/{id}/sso', { params: { path: { id } } }))).items : [] }
  }, [id, tag])
  if (!read.data?.of.length) return null
  const { of, links } = read.data
  const free = of.filter((p) => !links.some((l) => l.provider === p.key))
  return (
    <Card
      title={t.title}
      extra={
        free.length > 0 && (
          <Offer acts={acts} act="link_sso" label={t.enter}>
            <FormAct<{ provider: string; code: string }, User>
              name={`sso:${id}`}
              secret={['code']}
              note={t.note}
              initial={{ provider: free[0]!.key }}
              said={t.linked}
              send={(v, key) =>
                take(
                  api.PUT('/users/{id}/sso/{provider}', {
                    params: { path: { id, provider: v.provider }, header: seen(tag, key) },
                    body: { code: v.code },
                  }),
                )
              }
              done={done}
              fields={
                <>
                  <Form.Item name="provider" label={t.platform} hidden={of.length === 1} rules={[{ required: true, message: t.needed }]}>
                    <Select options={free.map((p) => ({ value: p.key, label: nameOf(p) }))} />
                  </Form.Item>
                  <Form.Item name="code" label={t.code} rules={[{ required: true, message: t.needed }]}>
                    <Input autoComplete="off" maxLength={24} placeholder="ABCD-EFGH-JKMN-PQRS" />
                  </Form.Item>
                </>
              }
            >
              {t.enter}
            </FormAct>
          </Offer>
        )
      }
    >
      <Platforms
        of={of}
        links={links}
        acts={(p, link) =>
          link && (
            <Offer acts={acts} act="unlink_sso" label={t.unlink}>
              <ActButton
                danger
                confirm={t.unlinkSure}
                said={t.unlinked}
                reload={done}
                aria-label={`${t.unlink} ${nameOf(p)}`}
                act={(key) =>
                  take(api.DELETE('/users/{id}/sso/{provider}', { params: { path: { id, provider: p.key }, header: seen(tag, key) } }))
                }
                done={done}
              >
                {t.unlink}
              </ActButton>
            </Offer>
          )
        }
      />
    </Card>
  )
}
