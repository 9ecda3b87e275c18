import { api, take, texts } from '@tongxing/shared'
import { Button, Form, Input } from 'antd'
import { useEffect } from 'react'
import { useAct } from './hooks.ts'
import { Refusal } from './states.tsx'

export const t = texts(
  {
    current: '现在的密码',
    next: '新密码',
    repeat: '再输一次新密码',
    hint: '至少 12 个字符，用几个互不相关的词语，不要含登录名。',
    needed: '请填写',
    differ: '两次输入的不一致',
    change: '修改密码',
  },
  {
    current: 'Present password',
    next: 'New password',
    repeat: 'New password again',
    hint: 'At least 12 characters: several words that do not belong together, without your login name.',
    needed: 'Fill this in',
    differ: 'The two differ',
    change: 'Change the password',
  },
)

const refusedNew = ['password_weak', 'password_common', 'password_same']

/** PasswordForm changes one's own password; afterwards other sessions have ended. */
export function PasswordForm({ done }: { done: () => void }) {
  const [form] = Form.useForm<{ current: string; new: string; repeat: string }>()
  const { run, busy, problem } = useAct(async (_key: string, body: { current: string; new: string }) => {
    await take(api.POST('/me/password', { body }))
    return true
  })
  useEffect(() => {
    const field = problem?.code === 'password_wrong' ? 'current' : problem && refusedNew.includes(problem.code) ? 'new' : undefined
    if (field && problem) form.setFields([{ name: field, errors: [problem.detail] }])
  }, [problem, form])
  return (
    <Form
      form={form}
      layout="vertical"
      requiredMark={false}
      className="tx-form"
      onFinish={(v) => void run({ current: v.current, new: v.new }).then((ok) => ok && (form.resetFields(), done()))}
    >
      <Form.Item name="current" label={t.current} rules={[{ required: true, message: t.needed }]}>
        <Input.Password autoComplete="current-password" maxLength={200} />
      </Form.Item>
      <Form.Item name="new" label={t.next} extra={t.hint} rules={[{ required: true, message: t.needed }]}>
        <Input.Password autoComplete="new-password" maxLength={200} />
      </Form.Item>
      <Form.Item
        name="repeat"
        label={t.repeat}
        dependencies={['new']}
        rules={[
          { validator: (_, v: string) => (v && v === form.getFieldValue('new') ? Promise.resolve() : Promise.reject(new Error(t.differ))) },
        ]}
      >
        <Input.Password autoComplete="new-password" maxLength={200} />
      </Form.Item>
      {problem && !['password_wrong', ...refusedNew].includes(problem.code) && <Refusal problem={problem} />}
      <Button type="primary" htmlType="submit" loading={busy}>
        {t.change}
      </Button>
    </Form>
  )
}
