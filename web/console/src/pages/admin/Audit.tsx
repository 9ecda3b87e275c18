import { SafetyCertificateOutlined } from '@ant-design/icons'
import { api, format, take, texts, type components } from '@tongxing/shared'
import { Alert, Button } from 'antd'
import { useState } from 'react'
import { Page, Refusal, useAct } from '../../parts/index.ts'
import { AuditList } from './AuditList.tsx'

export const t = texts(
  {
    title: '审计记录',
    sub: '每一次写入、每一次查看完整信息都在这里，按时间倒序；记录首尾相连，改动任何一条都会被发现。',
    verify: '核验审计链',
    verifying: '正在核验',
    good: '审计链完整',
    goodText: '已核验 {n} 条记录，没有改动、缺失或调换。',
    bad: '审计链不完整',
    badText: '前 {n} 条完好；从第 {m} 条开始与链不符。请立即保全数据并联系个人信息保护负责人。',
    checked: '核验时间 {at}',
  },
  {
    title: 'Audit',
    sub: 'Every write and every full view of a private value, latest first; the records are chained, so that any change is found.',
    verify: 'Verify the chain',
    verifying: 'Verifying',
    good: 'The chain is intact',
    goodText: '{n} {n|record|records} verified: none changed, missing or moved.',
    bad: 'The chain is broken',
    badText: 'The first {n} are good; from number {m} on they do not fit. Secure the data now and tell the person in charge of privacy.',
    checked: 'Verified at {at}',
  },
)

export function Component() {
  const verify = useAct(async (_key: string) => ({ ...(await take(api.GET('/audit/verification'))), at: Date.now() }))
  return (
    <Page title={t.title} sub={t.sub} acts={<Verify run={verify} />}>
      <AuditList />
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
