import { texts } from '@tongxing/shared'
import { Page } from '../../parts/index.ts'
import { Tokens } from '../../domain/Tokens.tsx'
import { Factors } from '../../parts/Factors.tsx'
import { useSession } from '../../session/session.tsx'

export const t = texts(
  {
    title: '登录安全',
    sub: '两步验证：登录时除密码外，再用手机或安全密钥确认是本人。访问令牌：供其他系统以您的身份调用接口。',
  },
  {
    title: 'Login security',
    sub: 'A second factor: beside the password, your phone or a security key confirms that it is you. Access tokens: programs call the API on your behalf.',
  },
)

export function Component() {
  const { refresh } = useSession()
  return (
    <Page title={t.title} sub={t.sub} back="/settings">
      <Factors changed={() => void refresh()} />
      <Tokens />
    </Page>
  )
}
