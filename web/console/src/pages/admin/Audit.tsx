import { SafetyCertificateOutlined } from '@ant-design/icons'
import { api, exportPurposes, format, take, texts, type components } from '@tongxing/shared'
import { carePurpose, orgPurpose, volunteerPurpose } from '@tongxing/shared/words'
import { Alert, Button } from 'antd'
import { useState } from 'react'
import { roleName } from '../../domain/roles.ts'
import { DataTable, Instant, Page, Refusal, useAct, type Column, type Filter } from '../../parts/index.ts'
import { actionName, actions } from '../../domain/actions.ts'
import { Name } from '../../domain/names.tsx'
import { word } from '../../domain/words.ts'

type Rec = components['schemas']['audit.recordView']

export const t = texts(
  {
    title: '审计记录',
    sub: '每一次写入、每一次查看完整信息都在这里，按时间倒序；记录首尾相连，改动任何一条都会被发现。',
    at: '时间',
    who: '操作人',
    role: '角色',
    action: '操作',
    subject: '对象',
    reason: '原因',
    purpose: '用途',
    seq: '序号',
    job: '系统自动',
    anonymous: '未登录',
    from: '自',
    to: '至',
    verify: '核验审计链',
    verifying: '正在核验',
    good: '审计链完整',
    goodText: '已核验 {n} 条记录，没有改动、缺失或调换。',
    bad: '审计链不完整',
    badText: '前 {n} 条完好；从第 {m} 条开始与链不符。请立即保全数据并联系个人信息保护负责人。',
    checked: '核验时间 {at}',
    waiting: '待入链',
    all: '全部操作',
    none: '没有记录',
  },
  {
    title: 'Audit',
    sub: 'Every write and every full view of a private value, latest first; the records are chained, so that any change is found.',
    at: 'When',
    who: 'Who',
    role: 'Role',
    action: 'What',
    subject: 'About',
    reason: 'Reason',
    purpose: 'Purpose',
    seq: 'No.',
    job: 'Automatic',
    anonymous: 'Not logged in',
    from: 'From',
    to: 'To',
    verify: 'Verify the chain',
    verifying: 'Verifying',
    good: 'The chain is intact',
    goodText: '{n} {n|record|records} verified: none changed, missing or moved.',
    bad: 'The chain is broken',
    badText: 'The first {n} are good; from number {m} on they do not fit. Secure the data now and tell the person in charge of privacy.',
    checked: 'Verified at {at}',
    waiting: 'waiting',
    all: 'Everything',
    none: 'No records',
  },
)

/** Who shows a person by name, a job as what it is. */
const Who = ({ id }: { id: string }) =>
  id.startsWith('job:') ? <span>{t.job}</span> : id === 'anonymous' ? <span>{t.anonymous}</span> : <Name id={id} />

/** The words for the purposes of each kind of record: each may be shown for reasons of its own. */
const purposes: Record<string, object> = { beneficiary: carePurpose, org: orgPurpose, volunteer: volunteerPurpose, list: exportPurposes }

/** purposeText is what a private value was shown for, or a list taken out for. */
const purposeText = (r: Rec): string => word(purposes[r.action.split('.')[0] ?? ''] ?? {}, r.purpose)

const named = /^(org|usr|vol|act|con)_/

export function Component() {
  const verify = useAct(async (_key: string) => ({ ...(await take(api.GET('/audit/verification'))), at: Date.now() }))
  return (
    <Page title={t.title} sub={t.sub} acts={<Verify run={verify} />}>
      <List />
    </Page>
  )
}

function Verify({ run: act }: { run: ReturnType<typeof useAct<[], components['schemas']['audit.verificationView'] & { at: number }>> }) {
  const [found, setFound] = useState<components['schemas']['audit.verificationView'] & { at: number }>()
  return (
    <div className="tx-stack">
      <div className="tx-row tx-end">
        <Button
          type="primary"
          icon={<SafetyCertificateOutlined />}
          loading={act.busy}
          onClick={() => void act.run().then((v) => v && setFound(v))}
        >
          {act.busy ? t.verifying : t.verify}
        </Button>
      </div>
      <Refusal problem={act.problem} retry={() => void act.retry()} />
      {found && (
        <Alert
          role="status"
          type={found.intact ? 'success' : 'error'}
          showIcon
          title={found.intact ? t.good : t.bad}
          description={`${result(found)} ${t.checked({ at: format.instant(found.at) })}`}
        />
      )}
    </div>
  )
}

const result = ({ intact, checked }: { intact: boolean; checked: number }): string =>
  intact ? t.goodText({ n: format.count(checked) }) : t.badText({ n: format.count(checked), m: format.count(checked + 1) })

function List() {
  const columns: Column<Rec>[] = [
    { key: 'at', title: t.at, width: 220, render: (r) => <Instant at={r.at} /> },
    { key: 'who', title: t.who, width: 120, render: (r) => <Who id={r.actor} /> },
    { key: 'role', title: t.role, width: 150, render: (r) => r.roles.map(roleName).join(format.comma()) || '—' },
    { key: 'action', title: t.action, width: 200, render: (r) => actionName(r.action) },
    {
      key: 'subject',
      title: t.subject,
      width: 200,
      render: (r) => r.subjects.filter((s) => named.test(s)).map((s, i) => [i > 0 && format.comma(), <Name key={s} id={s} />]),
    },
    {
      key: 'reason',
      title: t.reason,
      width: 220,
      render: (r) => <span title={r.reason}>{/\p{Script=Han}|\s/u.test(r.reason ?? '') ? r.reason : '—'}</span>,
    },
    { key: 'purpose', title: t.purpose, width: 120, render: (r) => purposeText(r), extra: true },
    { key: 'seq', title: t.seq, width: 90, align: 'right', render: (r) => r.seq || t.waiting, extra: true },
  ]
  const filters: Filter[] = [
    { key: 'action', kind: 'choice', label: t.action, options: actions(), width: 200 },
    { key: 'from', kind: 'day', edge: 'begin', label: t.from },
    { key: 'to', kind: 'day', edge: 'end', label: t.to },
  ]
  return (
    <DataTable<Rec>
      name="audit"
      label={t.title}
      load={(query, page) => take(api.GET('/audit', { params: { query: { ...query, ...page } } }))}
      exported={{ path: '/audit' }}
      columns={columns}
      filters={filters}
      empty={{ title: t.none, text: '' }}
    />
  )
}
