import { texts } from '@tongxing/shared'
import { Page } from '../../parts/index.ts'
import { Factors } from '../../parts/Factors.tsx'
import { useSession } from '../../session/session.tsx'

export const t = texts(
  {
    title: '登录安全',
    sub: '两步验证：登录时除密码外，再用手机或安全密钥确认是本人。',
  },
  {
    title: 'Login security',
    sub: 'A second factor: beside the password, your phone or a security key confirms that it is you.',
  },
)

export function Component() {
  const { refresh } = useSession()
  return (
    <Page title={t.title} sub={t.sub} back="/settings">
      <Factors changed={() => void refresh()} />
    </Page>
  )
}
