// The webhooks of an organisation, or of an office for its area: made, tested, looked at, resumed and removed.
import { api, take, texts, type components } from '@tongxing/shared'
import { auditAction, followedKind, webhookStatus } from '@tongxing/shared/words'
import { Button, Checkbox, Form, Input } from 'antd'
import { useState } from 'react'
import { ActButton, Card, Empty, idem, Instant, RegionName, StateTag, useLoad, Waiting } from '../parts/index.ts'
import { FormAct } from '../parts/FormAct.tsx'
import { ShownOnce } from './Tokens.tsx'
import { word } from './words.ts'

type Hook = components['schemas']['integrations.webhookView']
type Kind = Hook['kinds'][number]
type Delivery = components['schemas']['integrations.deliveryView']
interface Wish extends Record<string, unknown> {
  url: string
  kinds: Kind[]
}

const t = texts(
  {
    title: '变更回调',
    how: '记录有变更时，平台向所填网址推送编号和状态，不含个人信息；对方再用访问令牌读取所需内容。推送失败会自动重试约一天，连续三天失败则停用。',
    make: '新建回调',
    note: '网址须为公网 https 地址。新建后会显示一次签名密钥，请交给接收方用来核对推送确由平台发出。',
    url: '接收网址',
    kinds: '推送哪些记录的变更',
    needed: '请填写',
    choose: '请至少选择一类',
    made: '回调已新建',
    secret: '请立即复制签名密钥',
    none: '还没有回调',
    noneHow: '不需要实时通知时，可只用变更接口按时读取。',
    test: '测试',
    tested: '测试已发出，请稍后查看推送记录',
    resume: '恢复',
    resumed: '回调已恢复，从现在起的变更会推送',
    remove: '删除',
    removed: '回调已删除',
    sure: '删除后不再推送，尚未送达的也不再重试。',
    failing: '自 {at} 起推送失败',
    log: '推送记录',
    hide: '收起推送记录',
    refresh: '刷新',
    logNone: '最近 30 天没有推送',
    at: '时间',
    act: '变更',
    result: '结果',
    answer: '对方应答',
    tries: '次数',
    again: '重新推送',
    queued: '已重新排队',
    next: '下次 ',
    status: { waiting: '等待推送', sent: '已送达', dead: '已放弃', skipped: '已取消' },
    answers: { timeout: '超时', unreachable: '连接不上', address: '不是公网地址' },
    testAct: '测试',
  },
  {
    title: 'Webhooks',
    how:
      'When a record changes, its id and state are posted to the address, without personal data; the receiver reads the rest with an ' +
      'access token. A failed post is tried again for about a day; after three days of failure the webhook is switched off.',
    make: 'New webhook',
    note: 'The address must be https on the public network. The signing secret is shown once: the receiver checks with it that a post is ours.',
    url: 'Address',
    kinds: 'Changes of which records',
    needed: 'Fill this in',
    choose: 'Choose at least one kind',
    made: 'The webhook is made',
    secret: 'Copy the signing secret now',
    none: 'No webhooks',
    noneHow: 'Programs that need no news at once read the feed of changes.',
    test: 'Test',
    tested: 'A test is on its way; look at the deliveries in a moment',
    resume: 'Resume',
    resumed: 'Active again: changes from now on are posted',
    remove: 'Remove',
    removed: 'The webhook is removed',
    sure: 'Nothing more is posted, and what waits is dropped.',
    failing: 'Failing since {at}',
    log: 'Deliveries',
    hide: 'Hide deliveries',
    refresh: 'Refresh',
    logNone: 'Nothing was posted in the last 30 days',
    at: 'When',
    act: 'Change',
    result: 'Result',
    answer: 'Answer',
    tries: 'Tries',
    again: 'Post again',
    queued: 'Queued again',
    next: 'next ',
    status: { waiting: 'Waiting', sent: 'Delivered', dead: 'Given up', skipped: 'Dropped' },
    answers: { timeout: 'timeout', unreachable: 'unreachable', address: 'not a public address' },
    testAct: 'Test',
  },
)

/** Webhooks are those of the organisation, or of the offices within one's area. `region` is the area for which one may make them. */
export function Webhooks({ org, region, make = true }: { org?: string; region?: string; make?: boolean }) {
  const list = useLoad(() => take(api.GET('/webhooks', { params: { query: org ? { org_id: org } : {} } })), [org])
  const [secret, setSecret] = useState<string>()
  if (!list.data) return <Waiting of={list} rows={3} />
  const owner = org ? { org_id: org, region: '' } : { org_id: '', region: region ?? '' }
  const reload = () => void list.reload()
  return (
    <Card
      title={t.title}
      extra={
        make &&
        (org || region) && (
          <FormAct<Wish, { secret: string }>
            name={`webhook:${org ?? region}`}
            initial={{ kinds: [] }}
            note={t.note}
            said={t.made}
            send={(v) => take(api.POST('/webhooks', { body: { ...owner, url: v.url, kinds: v.kinds } }))}
            done={(made) => {
              setSecret(made.secret)
              reload()
            }}
            fields={<Fields kinds={list.data.kinds as Kind[]} />}
          >
            {t.make}
          </FormAct>
        )
      }
    >
      <p className="tx-muted tx-gap-below">{t.how}</p>
      {secret && <ShownOnce title={t.secret} secret={secret} done={() => setSecret(undefined)} />}
      {list.data.items.length === 0 ? (
        <Empty title={t.none} text={t.noneHow} />
      ) : (
        <ul className="tx-hooks">
          {list.data.items.map((h) => (
            <Line key={h.id} of={h} showRegion={!org} reload={reload} />
          ))}
        </ul>
      )}
    </Card>
  )
}

const Fields = ({ kinds }: { kinds: Kind[] }) => (
  <>
    <Form.Item name="url" label={t.url} rules={[{ required: true, whitespace: true, message: t.needed }]}>
      <Input maxLength={500} inputMode="url" placeholder="https://…" autoComplete="off" />
    </Form.Item>
    <Form.Item name="kinds" label={t.kinds} rules={[{ required: true, type: 'array', min: 1, message: t.choose }]}>
      <Checkbox.Group className="tx-choices" options={kinds.map((k) => ({ value: k, label: word(followedKind, k) }))} />
    </Form.Item>
  </>
)

function Line({ of: h, showRegion, reload }: { of: Hook; showRegion: boolean; reload: () => void }) {
  const [open, setOpen] = useState(false)
  const path = { params: { path: { id: h.id } } }
  return (
    <li>
      <div>
        <strong className="tx-once">{h.url}</strong>{' '}
        <StateTag tone={h.status === 'off' ? 'stopped' : h.failing_since ? 'late' : 'done'}>{word(webhookStatus, h.status)}</StateTag>
        <div>{h.kinds.map((k) => word(followedKind, k)).join(' · ')}</div>
        <div className="tx-muted">
          {showRegion && <RegionName path={h.region} />} <Instant at={h.created_at} />
        </div>
        {h.failing_since && h.status === 'active' && (
          <div className="tx-late">
            {t.failing({ at: '' })} <Instant at={h.failing_since} />
          </div>
        )}
      </div>
      <div className="tx-row">
        {h.mine && h.status === 'active' && (
          <ActButton
            said={t.tested}
            aria-label={`${t.test} ${h.url}`}
            act={(key) => take(api.POST('/webhooks/{id}/test', { ...path, headers: idem(key) })).then(() => true)}
          >
            {t.test}
          </ActButton>
        )}
        {h.mine && h.status === 'off' && (
          <ActButton
            type="primary"
            said={t.resumed}
            aria-label={`${t.resume} ${h.url}`}
            act={(key) => take(api.POST('/webhooks/{id}/resume', { ...path, headers: idem(key) }))}
            done={reload}
          >
            {t.resume}
          </ActButton>
        )}
        <Button aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? t.hide : t.log}
        </Button>
        <ActButton
          danger
          confirm={t.sure}
          said={t.removed}
          aria-label={`${t.remove} ${h.url}`}
          act={(key) => take(api.DELETE('/webhooks/{id}', { ...path, headers: idem(key) })).then(() => true)}
          done={reload}
        >
          {t.remove}
        </ActButton>
      </div>
      {open && <Deliveries of={h} />}
    </li>
  )
}

const actName = (act: string) => (act === 'webhook.test' ? t.testAct : word(auditAction, act))
const answerName = (a: string | undefined) => (a && (t.answers as Record<string, string>)[a]) || a || '—'

/** Deliveries is the log of one webhook, the latest first. */
function Deliveries({ of: h }: { of: Hook }) {
  const list = useLoad(() => take(api.GET('/webhooks/{id}/deliveries', { params: { path: { id: h.id }, query: { limit: 50 } } })), [h.id])
  if (!list.data) return <Waiting of={list} rows={3} />
  return (
    <div className="tx-scroll" role="region" aria-label={t.log} tabIndex={0}>
      <Button onClick={() => void list.reload()}>{t.refresh}</Button>
      {list.data.items.length === 0 ? (
        <Empty title={t.logNone} />
      ) : (
        <table className="tx-plain">
          <thead>
            <tr>
              <th>{t.at}</th>
              <th>{t.act}</th>
              <th>{t.result}</th>
              <th>{t.answer}</th>
              <th className="tx-right">{t.tries}</th>
              <th />
            </tr>
          </thead>
          <tbody>
            {list.data.items.map((d: Delivery) => (
              <tr key={d.id}>
                <td>
                  <Instant at={d.at} />
                </td>
                <td>{actName(d.act)}</td>
                <td>
                  {t.status[d.status]}{' '}
                  {d.next_at && d.tries > 0 && (
                    <>
                      ({t.next}
                      <Instant at={d.next_at} />)
                    </>
                  )}
                </td>
                <td>{answerName(d.answer)}</td>
                <td className="tx-right">{d.tries}</td>
                <td className="tx-right">
                  {h.mine && h.status === 'active' && d.status !== 'waiting' && (
                    <ActButton
                      said={t.queued}
                      act={(key) =>
                        take(
                          api.POST('/webhooks/{id}/deliveries/{delivery}/replay', {
                            params: { path: { id: h.id, delivery: d.id } },
                            headers: idem(key),
                          }),
                        ).then(() => true)
                      }
                      done={() => void list.reload()}
                    >
                      {t.again}
                    </ActButton>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  )
}
