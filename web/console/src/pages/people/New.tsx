import { api, take, texts } from '@tongxing/shared'
import { Form, Input } from 'antd'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { useSession } from '../../session/session.tsx'
import { Card, DraftForm, idem, Page } from '../../parts/index.ts'
import { BindingFields, bindingOf, ownPlace, type Wanted } from './Binding.tsx'
import { PasswordSent, type Sent } from './Sent.tsx'

export const t = texts(
  {
    title: '新建账号',
    person: '人员',
    login: '登录名',
    loginHint: '小写字母、数字、点、横线，3 到 32 位。',
    name: '姓名',
    mobile: '手机号',
    email: '邮箱',
    reach: '手机号或邮箱至少填一项，本人凭收到的链接自行设置密码；都没有时改为打印密码单，须由另一位管理员确认交付。',
    id: '身份证号码',
    idHint: '请查看身份证原件后填写，填写即视为已核验；审核、支付、评估等角色须核验后才能办理。加密保存，不显示。',
    role: '角色',
    create: '新建账号',
    needed: '请填写',
  },
  {
    title: 'New account',
    person: 'Person',
    login: 'Login name',
    loginHint: 'Small letters, digits, dots and dashes; 3 to 32.',
    name: 'Name',
    mobile: 'Mobile',
    email: 'E-mail',
    reach:
      'Give the mobile or the mail: the person gets a link and chooses the password. ' +
      'Without either, a sheet is printed, which another administrator hands over.',
    id: 'ID number',
    idHint:
      'Enter it from the ID card that you have seen: it counts as verified. Approving, paying and evaluating need it. Kept encrypted, never shown.',
    role: 'Role',
    create: 'Create',
    needed: 'Fill this in',
  },
)

interface Values extends Record<string, unknown> {
  login: string
  name: string
  mobile?: string
  email?: string
  id_number?: string
  bindings: Wanted[]
}

export function Component() {
  const go = useNavigate()
  const session = useSession()
  const [made, setMade] = useState<Sent>()
  return (
    <Page title={t.title} back="/users">
      <DraftForm<Values, Sent>
        name="user:new"
        initial={{ bindings: [ownPlace(session) as Wanted] }}
        secret={['id_number', 'mobile', 'email', 'name']}
        labels={{ login: t.login, name: t.name, mobile: t.mobile, email: t.email, id_number: t.id, bindings: t.role }}
        send={(v, key) =>
          take(api.POST('/users', { body: { ...v, login: v.login.trim(), bindings: v.bindings.map(bindingOf) }, headers: idem(key) }))
        }
        done={setMade}
        submit={t.create}
      >
        {(v) => (
          <>
            <Card title={t.person}>
              <div className="tx-form-two">
                <Form.Item name="name" label={t.name} rules={[{ required: true, message: t.needed }]}>
                  <Input maxLength={50} autoComplete="off" />
                </Form.Item>
                <Form.Item name="login" label={t.login} extra={t.loginHint} rules={[{ required: true, message: t.needed }]}>
                  <Input maxLength={32} autoComplete="off" />
                </Form.Item>
                <Form.Item name="mobile" label={t.mobile}>
                  <Input type="tel" maxLength={40} autoComplete="off" />
                </Form.Item>
                <Form.Item name="email" label={t.email}>
                  <Input type="email" maxLength={200} autoComplete="off" />
                </Form.Item>
              </div>
              <p className="tx-note">{t.reach}</p>
              <Form.Item name="id_number" label={t.id} extra={t.idHint}>
                <Input maxLength={40} autoComplete="off" />
              </Form.Item>
            </Card>
            <Card title={t.role}>
              <BindingFields at={['bindings', 0]} values={v.bindings?.[0]} />
            </Card>
          </>
        )}
      </DraftForm>
      <PasswordSent sent={made} close={() => void go(`/users/${made?.user.id}`)} />
    </Page>
  )
}
