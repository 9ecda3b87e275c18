import { api, format, take, texts, type components } from '@tongxing/shared'
import { invitationStatus } from '@tongxing/shared/words'
import { Link } from 'react-router'
import { useSession } from '../../session/session.tsx'
import { DataTable, Empty, idem, isOpen, Page, StateTag, type Column } from '../../parts/index.ts'
import { choices, tones, word } from '../../domain/words.ts'

export const t = texts(
  {
    title: '邀请加入',
    sub: '这里只显示本机构填写的内容。平台不说明对方是否已有档案；本人同意后成为成员。',
    name: '姓名（本机构填写）',
    mobile: '手机号',
    state: '状态',
    by: '邀请人',
    at: '提出',
    from: '发出',
    until: '有效期至',
    open: '查看志愿者',
    withdraw: '撤回邀请',
    withdrawNote: '对方将不再看到这份邀请。',
    none: '没有邀请',
    how: '导入名册后，名册上的人会出现在这里，由本人确认。',
    noOrg: '请先在页面上方选择一家机构。',
  },
  {
    title: 'Asked to join',
    sub: 'Only what your organisation typed is shown. The platform does not say who has a profile; people become members when they agree.',
    name: 'Name (as you typed it)',
    mobile: 'Mobile',
    state: 'State',
    by: 'Asked by',
    at: 'Asked',
    from: 'Shown from',
    until: 'Until',
    open: 'See the volunteer',
    withdraw: 'Withdraw',
    withdrawNote: 'They no longer see the request.',
    none: 'Nobody is asked',
    how: 'Import a roster: its people appear here and answer themselves.',
    noOrg: 'Choose an organisation at the top first.',
  },
)

type Row = components['schemas']['volunteers.invitationView']

export function Component() {
  const { orgId } = useSession()
  if (!orgId) return <Empty title={t.noOrg} />
  const columns: Column<Row>[] = [
    { key: 'name', title: t.name, width: 150, render: (i) => i.name },
    { key: 'mobile', title: t.mobile, width: 140, render: (i) => <span className="tx-figure">{i.mobile}</span> },
    {
      key: 'state',
      title: t.state,
      width: 150,
      render: (i) => <StateTag tone={tones.invitation[i.status] ?? 'neutral'}>{word(invitationStatus, i.status)}</StateTag>,
    },
    { key: 'by', title: t.by, width: 110, render: (i) => i.asked_by || '—' },
    { key: 'at', title: t.at, width: 110, render: (i) => format.day(i.asked_at) },
    { key: 'from', title: t.from, width: 110, render: (i) => format.day(i.shown_from) },
    { key: 'until', title: t.until, width: 110, render: (i) => format.day(i.expires_at) },
    { key: 'who', title: '', render: (i) => i.volunteer_id && <Link to={`/volunteers/${i.volunteer_id}`}>{t.open}</Link> },
  ]
  return (
    <Page title={t.title} sub={t.sub}>
      <DataTable<Row>
        name="invited"
        label={t.title}
        filters={[
          {
            key: 'status',
            kind: 'choice',
            label: t.state,
            options: choices(invitationStatus).filter((o) => o.value !== 'withdrawn'),
          },
        ]}
        load={(q, page) =>
          take(
            api.GET('/volunteers/invitations', {
              params: { query: { org_id: orgId, ...page, ...(q.status ? { status: q.status } : {}) } },
            }),
          )
        }
        columns={columns}
        rowLabel={(i) => i.name}
        acts={[
          {
            key: 'withdraw',
            label: t.withdraw,
            applies: (i) => isOpen(i.acts, 'withdraw'),
            danger: true,
            confirm: () => t.withdrawNote,
            run: (i, key) =>
              take(api.POST('/volunteers/invitations/{id}/withdraw', { params: { path: { id: i.id } }, headers: idem(key) })),
          },
        ]}
        empty={{ title: t.none, text: t.how }}
      />
    </Page>
  )
}
