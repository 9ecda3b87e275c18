import { api, take, texts } from '@tongxing/shared'
import { useNavigate } from 'react-router'
import { useSession } from '../../session/session.tsx'
import { idem, Page } from '../../parts/index.ts'
import { OrgForm } from './Form.tsx'

export const t = texts(
  {
    title: '登记机构',
    sub: '保存为草稿后可随时修改并提交审核；审核通过后，您成为该机构的管理员，可添加工作人员。',
  },
  {
    title: 'Register an organisation',
    sub: 'Change the draft and hand it in when it is ready. Once it is approved you are its administrator and can add its staff.',
  },
)

export function Component() {
  const go = useNavigate()
  const { may, refresh } = useSession()
  return (
    <Page title={t.title} sub={t.sub} back={may('org.read') ? '/orgs' : '/'}>
      <OrgForm
        name="org:new"
        send={(body, key) => take(api.POST('/orgs', { body, headers: idem(key) }))}
        done={(org) => void refresh().then(() => go(`/orgs/${org.id}`))}
      />
    </Page>
  )
}
