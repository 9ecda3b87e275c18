import { PlusOutlined } from '@ant-design/icons'
import { api, take, texts, type components } from '@tongxing/shared'
import { orgAct, orgCredit, orgRating, orgStatus, orgType } from '@tongxing/shared/words'
import { Button } from 'antd'
import { Link, useNavigate } from 'react-router'
import { useSession } from '../../session/session.tsx'
import { DataTable, Day, Deadline, idem, isOpen, Page, RegionName, StateTag, type Column, type Filter } from '../../parts/index.ts'
import { choices, tones, word } from '../../domain/words.ts'

export const t = texts(
  {
    title: '机构',
    name: '机构名称',
    type: '类型',
    state: '状态',
    credit: '信用',
    rating: '等级',
    valid: '证书有效期',
    region: '所在地',
    code: '统一社会信用代码',
    created: '登记日期',
    add: '登记机构',
    begins: '名称开头',
    none: '还没有机构',
    how: '机构负责人用手机验证码登录后填写登记表，提交后在这里审核。',
    howOther: '机构由负责人登记，县民政部门审核通过后出现在这里。',
  },
  {
    title: 'Organisations',
    name: 'Name',
    type: 'Type',
    state: 'State',
    credit: 'Credit',
    rating: 'Rating',
    valid: 'Licence until',
    region: 'Area',
    code: 'Credit code',
    created: 'Entered',
    add: 'Register an organisation',
    begins: 'Name begins with',
    none: 'No organisations yet',
    how: 'Whoever leads one logs in by one-time code and fills in its file; it is reviewed here.',
    howOther: 'Whoever leads one registers it; it appears here once the county has approved it.',
  },
)

type Card = components['schemas']['orgs.listedView']

export function Component() {
  const { may, region, orgId } = useSession()
  const go = useNavigate()
  const columns: Column<Card>[] = [
    { key: 'name', title: t.name, width: 280, render: (o) => <Link to={`/orgs/${o.id}`}>{o.name}</Link>, sort: (o) => o.name },
    {
      key: 'state',
      title: t.state,
      width: 120,
      render: (o) => <StateTag tone={tones.org[o.status] ?? 'neutral'}>{word(orgStatus, o.status)}</StateTag>,
      sort: (o) => word(orgStatus, o.status),
    },
    { key: 'type', title: t.type, width: 130, render: (o) => word(orgType, o.type), sort: (o) => word(orgType, o.type) },
    {
      key: 'credit',
      title: t.credit,
      width: 150,
      render: (o) => <StateTag tone={tones.credit[o.credit] ?? 'neutral'}>{word(orgCredit, o.credit)}</StateTag>,
    },
    { key: 'rating', title: t.rating, width: 80, render: (o) => word(orgRating, String(o.rating)), sort: (o) => o.rating },
    { key: 'valid', title: t.valid, width: 220, render: (o) => <Deadline at={o.valid_to} soonDays={60} />, sort: (o) => o.valid_to ?? '' },
    { key: 'region', title: t.region, width: 120, render: (o) => <RegionName path={o.region} short /> },
    { key: 'code', title: t.code, width: 200, render: (o) => <span className="tx-figure">{o.uscc ?? '—'}</span>, extra: true },
    { key: 'created', title: t.created, width: 180, render: (o) => <Day of={o.created_at} />, sort: (o) => o.created_at, extra: true },
  ]
  const filters: Filter[] = [
    { key: 'q', kind: 'text', label: t.begins, width: 200 },
    { key: 'status', kind: 'choice', label: t.state, options: choices(orgStatus) },
    { key: 'type', kind: 'choice', label: t.type, options: choices(orgType) },
    { key: 'region', kind: 'region', label: t.region, within: region },
  ]
  // Whoever leads an organisation may found another; an office reviews them.
  const add = orgId && may('org.edit') && may('org.register') && (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => void go('/orgs/new')}>
      {t.add}
    </Button>
  )
  return (
    <Page title={t.title} acts={add}>
      <DataTable<Card>
        name="orgs"
        label={t.title}
        load={(query, page) => take(api.GET('/orgs', { params: { query: { ...query, ...page } } }))}
        exported={{ path: '/orgs' }}
        columns={columns}
        filters={filters}
        open={(o) => `/orgs/${o.id}`}
        rowLabel={(o) => o.name}
        acts={
          may('org.review')
            ? [
                {
                  key: 'take',
                  label: orgAct.take,
                  applies: (o) => isOpen(o.acts, 'take'),
                  run: (o, key) => take(api.POST('/orgs/{id}/take', { params: { path: { id: o.id } }, headers: idem(key) })),
                },
              ]
            : []
        }
        empty={{ title: t.none, text: may('org.review') ? t.how : t.howOther, act: add }}
      />
    </Page>
  )
}
