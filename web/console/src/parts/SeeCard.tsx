import { api, take, texts, type components } from '@tongxing/shared'
import { Form, Input } from 'antd'
import { FormAct } from './FormAct.tsx'
import { idem, seen } from './hooks.ts'

type User = components['schemas']['accounts.userView']

export const t = texts(
  {
    label: '身份证',
    act: '核验身份证',
    note: '请本人到场，查看身份证原件并核对照片和姓名，再填写证上的号码。一人只能有一个工作账号；核验会留下记录，本人会收到通知。',
    done: '身份证已核验',
    correct: '更正身份证号码',
    correctNote:
      '首次核验录入有误时使用，由首次核验人以外的管理员办理：请本人到场，查看身份证原件，填写证上的号码和更正原因。本人会收到通知。',
    corrected: '身份证号码已更正',
    reason: '更正原因',
    number: '身份证上的号码',
    needed: '请填写',
    verified: '已核验',
    missing: '未核验',
    blocked: '未核验，审核、支付、评估等工作暂不能办理',
    admins: '机构管理员账号',
    none: '还没有管理员账号',
  },
  {
    label: 'ID card',
    act: 'Verify the ID card',
    note:
      'The person stands by: look at the card, compare photo and name, and enter its number. ' +
      'A person has one account for work. It is recorded, and the person is told.',
    done: 'The ID card is verified',
    correct: 'Correct the ID number',
    correctNote:
      'When the number was entered wrongly. Another administrator than whoever verified it looks at the card, with the person standing by, ' +
      'and enters its number and what was wrong. The person is told.',
    corrected: 'The ID number is corrected',
    reason: 'What was wrong',
    number: 'Number on the ID card',
    needed: 'Fill this in',
    verified: 'Verified',
    missing: 'Not verified',
    blocked: 'Not verified: approving, paying, evaluating and the like wait for it',
    admins: 'Accounts of its administrators',
    none: 'No administrator has an account',
  },
)

/** SeeCard records that one has seen the ID card of the person of an account. */
export function SeeCard({ id, done }: { id: string; done: () => void }) {
  return (
    <FormAct<{ id_number: string }, User>
      name={`identity:${id}`}
      secret={['id_number']}
      note={t.note}
      said={t.done}
      send={(body, key) => take(api.POST('/users/{id}/identity', { params: { path: { id } }, body, headers: idem(key) }))}
      done={done}
      fields={
        <Form.Item name="id_number" label={t.number} rules={[{ required: true, message: t.needed }]}>
          <Input maxLength={18} autoComplete="off" />
        </Form.Item>
      }
    >
      {t.act}
    </FormAct>
  )
}

/** CorrectCard replaces a wrongly verified number; another person than its verifier does so. */
export function CorrectCard({ id, tag, done }: { id: string; tag: string; done: () => void }) {
  return (
    <FormAct<{ id_number: string; reason: string }, User>
      name={`identity-correct:${id}`}
      secret={['id_number']}
      note={t.correctNote}
      said={t.corrected}
      send={(body, key) => take(api.PUT('/users/{id}/identity', { params: { path: { id }, header: seen(tag, key) }, body }))}
      done={done}
      fields={
        <>
          <Form.Item name="id_number" label={t.number} rules={[{ required: true, message: t.needed }]}>
            <Input maxLength={18} autoComplete="off" />
          </Form.Item>
          <Form.Item name="reason" label={t.reason} rules={[{ required: true, message: t.needed }]}>
            <Input.TextArea rows={3} maxLength={200} showCount />
          </Form.Item>
        </>
      }
    >
      {t.correct}
    </FormAct>
  )
}
