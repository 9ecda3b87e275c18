import { texts } from '@tongxing/shared'
import { Page } from '../../parts/index.ts'
import { AuditList } from '../admin/AuditList.tsx'

export const t = texts(
  {
    title: '谁看过档案',
    sub: '本辖区人员的档案、附件和完整信息被谁查看、打开或导出过，按时间倒序。系统从启用本功能起记录。',
  },
  {
    title: 'Who looked at files',
    sub: 'Who looked at, opened or exported files, attachments and full values of persons of your area, latest first. Kept since this page exists.',
  },
)

export function Component() {
  return (
    <Page title={t.title} sub={t.sub}>
      <AuditList area />
    </Page>
  )
}
