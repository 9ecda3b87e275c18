import { UploadOutlined } from '@ant-design/icons'
import { api, format, take, texts, type components } from '@tongxing/shared'
import { clearanceStatus, gender, volunteerStatus } from '@tongxing/shared/words'
import { Button } from 'antd'
import { Link, useNavigate } from 'react-router'
import { useSession } from '../../session/session.tsx'
import {
  type BulkAct,
  type Column,
  DataTable,
  Deadline,
  type Filter,
  idem,
  isOpen,
  Page,
  RegionName,
  seen,
  StateTag,
  tagOf,
} from '../../parts/index.ts'
import { Name } from '../../domain/names.tsx'
import { choices, tones, word } from '../../domain/words.ts'

export const t = texts(
  {
    title: '志愿者',
    name: '姓名',
    no: '志愿者编号',
    gender: '性别',
    age: '年龄',
    state: '状态',
    clearance: '从业查询',
    valid: '查询有效期',
    region: '居住区域',
    orgs: '所属机构',
    skills: '技能',
    claimed: '账号',
    has: '已开通',
    hasNot: '未开通',
    verify: '核实身份',
    activate: '启用',
    freeze: '冻结',
    imports: '导入名册',
    none: '还没有志愿者',
    how: '志愿者在手机上注册，或由机构导入名册。',
    own: '本机构',
    scope: '机构',
    skill: '技能',
    certificates: '技能证书有效期',
    ending: '技能证书',
    soon: '30 天内到期',
    verifySure: '确认已核对 {n} 人的身份证件与登记信息一致。',
  },
  {
    title: 'Volunteers',
    name: 'Name',
    no: 'Number',
    gender: 'Sex',
    age: 'Age',
    state: 'State',
    clearance: 'Clearance',
    valid: 'Clear until',
    region: 'Area',
    orgs: 'Organisations',
    skills: 'Skills',
    claimed: 'Account',
    has: 'Yes',
    hasNot: 'Not yet',
    verify: 'Verify',
    activate: 'Activate',
    freeze: 'Freeze',
    imports: 'Import a roster',
    none: 'No volunteers yet',
    how: 'They register on the phone, or an organisation imports its roster.',
    own: 'Own organisation',
    scope: 'Organisation',
    skill: 'Skill',
    certificates: 'Certificates until',
    ending: 'Certificates',
    soon: 'End within 30 days',
    verifySure: 'The ID papers of {n} {n|person|people} were compared with what is on file.',
  },
)

type Card = components['schemas']['volunteers.listedView']

/** The acts on volunteers that need no more than the row, shared by the list and the page. */
export function volunteerActs(): BulkAct<Pick<Card, 'id' | 'version' | 'acts'>>[] {
  const path = (v: { id: string }) => ({ params: { path: { id: v.id } } })
  return [
    {
      key: 'verify',
      label: t.verify,
      applies: (v) => isOpen(v.acts, 'verify'),
      confirm: (n) => t.verifySure({ n }),
      run: (v, key) => take(api.POST('/volunteers/{id}/verify', { params: { ...path(v).params, header: seen(tagOf(v), key) } })),
    },
    {
      key: 'activate',
      label: t.activate,
      applies: (v) => isOpen(v.acts, 'activate'),
      run: (v, key) => take(api.POST('/volunteers/{id}/activate', { ...path(v), headers: idem(key) })),
    },
    {
      key: 'freeze',
      label: t.freeze,
      danger: true,
      reason: true,
      applies: (v) => isOpen(v.acts, 'freeze'),
      run: (v, key, reason) => take(api.POST('/volunteers/{id}/freeze', { ...path(v), body: { reason }, headers: idem(key) })),
    },
  ]
}

export function Component() {
  const { may, region, orgId } = useSession()
  const go = useNavigate()
  const columns: Column<Card>[] = [
    { key: 'name', title: t.name, width: 90, render: (v) => <Link to={`/volunteers/${v.id}`}>{v.name}</Link> },
    { key: 'no', title: t.no, width: 160, render: (v) => <span className="tx-figure">{v.no}</span>, sort: (v) => v.no },
    { key: 'gender', title: t.gender, width: 70, render: (v) => word(gender, v.gender) },
    { key: 'age', title: t.age, width: 80, render: (v) => v.age, sort: (v) => v.age, align: 'right' },
    {
      key: 'state',
      title: t.state,
      width: 110,
      render: (v) => <StateTag tone={tones.volunteer[v.status] ?? 'neutral'}>{word(volunteerStatus, v.status)}</StateTag>,
      sort: (v) => word(volunteerStatus, v.status),
    },
    {
      key: 'clearance',
      title: t.clearance,
      width: 130,
      render: (v) => <StateTag tone={tones.clearance[v.clearance] ?? 'neutral'}>{word(clearanceStatus, v.clearance)}</StateTag>,
      sort: (v) => word(clearanceStatus, v.clearance),
    },
    {
      key: 'valid',
      title: t.valid,
      width: 220,
      render: (v) => <Deadline at={v.clearance_valid_to?.slice(0, 10)} soonDays={30} />,
      sort: (v) => v.clearance_valid_to ?? '',
    },
    { key: 'region', title: t.region, width: 110, render: (v) => <RegionName path={v.region} short /> },
    {
      key: 'orgs',
      title: t.orgs,
      width: 220,
      render: (v) => (v.org_ids.length ? v.org_ids.map((o, i) => [i > 0 && format.comma(), <Name key={o} id={o} />]) : '—'),
      extra: !!orgId,
    },
    { key: 'skills', title: t.skills, width: 160, render: (v) => v.skills.join(format.comma()) || '—', extra: true },
    {
      key: 'certificates',
      title: t.certificates,
      width: 220,
      render: (v) => <Deadline at={v.skills_until} soonDays={30} />,
      sort: (v) => v.skills_until ?? '',
      extra: true,
    },
    { key: 'claimed', title: t.claimed, width: 90, render: (v) => (v.claimed ? t.has : t.hasNot), extra: true },
  ]
  const filters: Filter[] = [
    { key: 'status', kind: 'choice', label: t.state, options: choices(volunteerStatus) },
    { key: 'clearance', kind: 'choice', label: t.clearance, options: choices(clearanceStatus) },
    { key: 'skill', kind: 'text', label: t.skill },
    { key: 'skills_ending', kind: 'choice', label: t.ending, options: [{ value: 'true', label: t.soon }] },
    { key: 'region', kind: 'region', label: t.region, within: region },
  ]
  const imports = may('volunteer.manage') && orgId && (
    <Button icon={<UploadOutlined />} onClick={() => void go('/volunteers/import')}>
      {t.imports}
    </Button>
  )
  return (
    <Page title={t.title} acts={imports}>
      <DataTable<Card>
        name="volunteers"
        label={t.title}
        load={(query, page) => take(api.GET('/volunteers', { params: { query: { ...query, ...page } } }))}
        exported={{ path: '/volunteers', persons: true }}
        columns={columns}
        filters={filters}
        open={(v) => `/volunteers/${v.id}`}
        rowLabel={(v) => `${v.name} ${v.no}`}
        acts={may('volunteer.manage') ? (volunteerActs() as BulkAct<Card>[]) : []}
        empty={{ title: t.none, text: t.how, act: imports }}
      />
    </Page>
  )
}
