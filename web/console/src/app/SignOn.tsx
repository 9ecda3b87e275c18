import { api, locale, take, texts } from '@tongxing/shared'
import { ssoRefusal } from '@tongxing/shared/words'
import { Alert, Button, Divider } from 'antd'
import { word } from '../domain/words.ts'
import { useLoad } from '../parts/index.ts'
import { providers, signOnOutcome, signOnPath } from '../session/signon.ts'

const t = texts(
  {
    or: '或',
    by: '使用{name}登录',
    failed: '未能通过统一身份认证登录',
    code: '关联码',
    tell: '请把关联码告知本单位管理员，由其核实本人身份后在您的账号页面填写。关联码不是密码，10 分钟后此页不再显示，重新登录即可再次查看。',
  },
  {
    or: 'or',
    by: 'Log in at {name}',
    failed: 'The log-in at the identity platform did not succeed',
    code: 'Link code',
    tell:
      'Give the code to your administrator, who makes sure that it is you and enters it on the page of your account. ' +
      'It is no password; after ten minutes log in there again to see it.',
  },
)

/** SignOnButtons leads to the identity platforms, if there are any. */
export function SignOnButtons() {
  const list = useLoad(providers, [])
  if (!list.data?.length) return null
  return (
    <>
      <Divider plain>{t.or}</Divider>
      <div className="tx-signon">
        {list.data.map((p) => (
          <Button key={p.key} size="large" block href={signOnPath(p.key)}>
            {t.by({ name: locale() === 'en' ? p.name_en : p.name_zh })}
          </Button>
        ))}
      </div>
    </>
  )
}

/** SignOnRefusal says why a log-in at an identity platform did not succeed, and what to do. */
export function SignOnRefusal() {
  const code = signOnOutcome()
  if (!code || !(code in ssoRefusal)) return null
  return (
    <Alert
      type="warning"
      showIcon
      role="alert"
      className="tx-gap-below"
      title={t.failed}
      description={
        <>
          <p>{word(ssoRefusal, code)}</p>
          {code === 'sso_unlinked' && <LinkCode />}
        </>
      }
    />
  )
}

/** LinkCode shows who logged in at the platform without a link the code for the administrator. */
function LinkCode() {
  const pending = useLoad(() => take(api.GET('/auth/sso-code')).catch(() => null), [])
  if (!pending.data) return null
  return (
    <>
      <p>
        {t.code} · {locale() === 'en' ? pending.data.provider.name_en : pending.data.provider.name_zh}
      </p>
      <p className="tx-link-code">{pending.data.code}</p>
      <p className="tx-muted">{t.tell}</p>
    </>
  )
}
