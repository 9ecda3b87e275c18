import { api, format, take, texts, type components } from '@tongxing/shared'
import { clearanceStatus, volunteerStatus } from '@tongxing/shared/words'
import { useSession } from '../../session/session.tsx'
import { DataTable, Empty, idem, isOpen, Page, RegionName, StateTag, type Column } from '../../parts/index.ts'
import { tones, word } from '../../domain/words.ts'
import { t as list } from './List.tsx'

export const t = texts(
  {
    title: '申请加入',
    sub: '按等待时间排列，最早申请的在前。',
    accept: '同意加入',
    decline: '婉拒',
    none: '没有待处理的申请',
    how: '志愿者在手机上选择机构并申请，会出现在这里。',
    noOrg: '请先在页面上方选择一家机构。',
    declineNote: '对方会收到未通过的通知。',
  },
  {
    title: 'Asking to join',
    sub: 'Longest waiting first.',
    accept: 'Accept',
    decline: 'Decline',
    none: 'Nobody is asking',
    how: 'Volunteers choose an organisation on the phone; they appear here.',
    noOrg: 'Choose an organisation at the top first.',
    declineNote: 'They are told that it was declined.',
  },
)

type Card = components['schemas']['volunteers.listedView']

export function Component() {
  const { orgId } = useSession()
  if (!orgId) return <Empty title={t.noOrg} />
  const columns: Column<Card>[] = [
    { key: 'name', title: list.name, width: 110, render: (v) => v.name },
    { key: 'no', title: list.no, width: 180, render: (v) => <span className="tx-figure">{v.no}</span> },
    { key: 'age', title: list.age, width: 80, align: 'right', render: (v) => v.age, sort: (v) => v.age },
    {
      key: 'state',
      title: list.state,
      width: 120,
      render: (v) => <StateTag tone={tones.volunteer[v.status] ?? 'neutral'}>{word(volunteerStatus, v.status)}</StateTag>,
    },
    {
      key: 'clearance',
      title: list.clearance,
      width: 140,
      render: (v) => <StateTag tone={tones.clearance[v.clearance] ?? 'neutral'}>{word(clearanceStatus, v.clearance)}</StateTag>,
    },
    { key: 'region', title: list.region, width: 160, render: (v) => <RegionName path={v.region} short /> },
    { key: 'skills', title: list.skills, render: (v) => v.skills.join(format.comma()) || '—' },
  ]
  const at = (v: Card) => ({ params: { path: { id: v.id, org: orgId } } })
  return (
    <Page title={t.title} sub={t.sub}>
      <DataTable<Card>
        name="asking"
        label={t.title}
        load={(_, page) => take(api.GET('/volunteers/asking', { params: { query: { org_id: orgId, ...page } } }))}
        columns={columns}
        rowLabel={(v) => `${v.name} ${v.no}`}
        acts={[
          {
            key: 'accept',
            label: t.accept,
            applies: (v) => isOpen(v.acts, 'accept'),
            run: (v, key) => take(api.POST('/volunteers/{id}/orgs/{org}/accept', { ...at(v), headers: idem(key) })),
          },
          {
            key: 'decline',
            label: t.decline,
            applies: (v) => isOpen(v.acts, 'decline'),
            danger: true,
            confirm: () => t.declineNote,
            run: (v, key) => take(api.POST('/volunteers/{id}/orgs/{org}/decline', { ...at(v), headers: idem(key) })),
          },
        ]}
        empty={{ title: t.none, text: t.how }}
      />
    </Page>
  )
}
