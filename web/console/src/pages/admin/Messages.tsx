import { api, format, take, texts, type components } from '@tongxing/shared'
import { withheldReason } from '../../domain/withheld.ts'
import { DataTable, idem, Instant, Page, type Column } from '../../parts/index.ts'

export const t = texts(
  {
    title: '发送失败的消息',
    sub: '多次重试仍未送达的消息。排除原因后可以重发；只显示类别，不显示收件人和内容。',
    at: '时间',
    kind: '消息',
    channel: '渠道',
    tries: '次数',
    reason: '原因',
    retry: '重发',
    withheld: '未发短信或邮件的消息',
    withheldSub: '因每日上限、本人设置或免打扰时段而没有发出短信或邮件，站内消息不受影响。',
    noneWithheld: '没有未发短信或邮件的消息',
    noneWithheldHow: '有消息没有发出短信或邮件时，原因会列在这里。',
    none: '没有发送失败的消息',
    how: '消息都已送达，或仍在自动重试中。',
    inbox: '站内',
    email: '邮件',
    sms: '短信',
    hook: '回调',
    reasons: {
      expired: '已过有效时间',
      permanent: '对方渠道拒收',
      tries: '重试次数用完',
      other: '发送渠道出错',
    },
    kinds: {
      account: '账号',
      org: '机构',
      volunteer: '志愿者',
      activity: '活动',
      signup: '报名',
      attendance: '签到与时长',
      hours: '时长',
      certificate: '证明',
      contract: '合同',
      evaluation: '评估',
      pairing: '结对',
      delegation: '委托照护',
      beneficiary: '关爱对象',
      webhook: '回调',
      other: '其他',
    },
  },
  {
    title: 'Failed messages',
    sub: 'Given up after several tries. Send them again once the cause is gone; neither recipient nor text is shown.',
    at: 'When',
    kind: 'Message',
    channel: 'Channels',
    tries: 'Tries',
    reason: 'Cause',
    retry: 'Send again',
    withheld: 'Withheld from SMS and e-mail',
    withheldSub:
      "Not sent by SMS or e-mail because of the daily limit, the person's settings or quiet hours. The inbox has them all the same.",
    noneWithheld: 'Nothing is withheld',
    noneWithheldHow: 'When a message is not sent by SMS or mail, the reason is listed here.',
    none: 'No failed messages',
    how: 'All were delivered, or are still being tried.',
    inbox: 'Inbox',
    email: 'E-mail',
    sms: 'SMS',
    hook: 'Webhook',
    reasons: {
      expired: 'Too late to be of use',
      permanent: 'Refused by the channel',
      tries: 'Out of tries',
      other: 'The channel failed',
    },
    kinds: {
      account: 'Account',
      org: 'Organisation',
      volunteer: 'Volunteer',
      activity: 'Activity',
      signup: 'Sign-up',
      attendance: 'Attendance',
      hours: 'Hours',
      certificate: 'Certificate',
      contract: 'Contract',
      evaluation: 'Evaluation',
      pairing: 'Pairing',
      delegation: 'Delegated care',
      beneficiary: 'File',
      webhook: 'Webhook',
      other: 'Other',
    },
  },
)

type Failure = components['schemas']['notify.failureView']
type Words = Record<string, string>
const kind = (template: string) => (t.kinds as Words)[template.split('.')[0] ?? ''] ?? t.kinds.other
const channel = (c: string) => ({ inbox: t.inbox, email: t.email, sms: t.sms, hook: t.hook })[c] ?? '—'

const isWithheld = (c: Failure['channels'][number]) => c.channel !== 'inbox' && c.status !== 'sent' && Boolean(c.error)

export function Component() {
  const columns: Column<Failure>[] = [
    { key: 'at', title: t.at, width: 220, render: (m) => <Instant at={m.at} /> },
    { key: 'kind', title: t.kind, width: 140, render: (m) => kind(m.template) },
    { key: 'channel', title: t.channel, width: 160, render: (m) => m.channels.map((c) => channel(c.channel)).join(format.comma()) },
    { key: 'tries', title: t.tries, width: 90, align: 'right', render: (m) => Math.max(0, ...m.channels.map((c) => c.tries)) },
    { key: 'reason', title: t.reason, render: (m) => (t.reasons as Words)[m.reason] ?? t.reasons.other },
  ]
  return (
    <Page title={t.title} sub={t.sub}>
      <DataTable<Failure>
        name="messages"
        label={t.title}
        load={(_, page) => take(api.GET('/messages/failed', { params: { query: page } }))}
        columns={columns}
        rowLabel={(m) => kind(m.template)}
        acts={[
          {
            key: 'retry',
            label: t.retry,
            run: (m, key) => take(api.POST('/messages/{id}/retry', { params: { path: { id: m.id } }, headers: idem(key) })),
          },
        ]}
        empty={{ title: t.none, text: t.how }}
      />
      <h2 className="tx-apart">{t.withheld}</h2>
      <p className="tx-muted tx-gap-below">{t.withheldSub}</p>
      <DataTable<Failure>
        name="withheld"
        label={t.withheld}
        load={(_, page) => take(api.GET('/messages/withheld', { params: { query: page } }))}
        columns={[
          ...columns.slice(0, 2),
          {
            key: 'channel',
            title: t.channel,
            width: 160,
            render: (m) =>
              m.channels
                .filter(isWithheld)
                .map((c) => channel(c.channel))
                .join(format.comma()),
          },
          { key: 'reason', title: t.reason, render: (m) => withheldReason(m.reason) },
        ]}
        empty={{ title: t.noneWithheld, text: t.noneWithheldHow }}
      />
    </Page>
  )
}
