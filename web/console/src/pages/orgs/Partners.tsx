import { texts } from '@tongxing/shared'
import { Page } from '../../parts/index.ts'
import { Webhooks } from '../../domain/Webhooks.tsx'
import { useSession } from '../../session/session.tsx'

export const t = texts(
  {
    title: '系统对接',
    sub: '让其他系统及时得知本地区机构、合同、付款、活动和评估的变更。各机构的令牌和回调在其机构页面。',
  },
  {
    title: 'Other programs',
    sub:
      "Other programs learn what changes in this area's organisations, contracts, payments, activities and evaluations. " +
      "An organisation's tokens and webhooks are on its page.",
  },
)

export function Component() {
  const { me } = useSession()
  const office = me.roles.find((r) => r.role === 'county_admin')
  return (
    <Page title={t.title} sub={t.sub}>
      <Webhooks {...(office?.region ? { region: office.region } : {})} />
    </Page>
  )
}
