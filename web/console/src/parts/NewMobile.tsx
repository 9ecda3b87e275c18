import { texts } from '@tongxing/shared'
import { Form, Input } from 'antd'
import { FormAct } from './FormAct.tsx'

export const t = texts(
  {
    ask: '更换手机号：发送验证码',
    askNote: '仅在本人到场、原号码已无法接收短信时办理。请查看身份证原件，核对照片和本人，并填写证上的号码；验证码发到新手机。',
    asked: '验证码已发送到新手机，5 分钟内有效',
    mobile: '新手机号',
    idNumber: '身份证上的号码',
    change: '更换手机号：填写验证码',
    changeNote: '请本人告知新手机收到的验证码。更换后原有登录全部退出，原号码会收到通知；报名、时长和档案不变。',
    changed: '手机号已更换，原号码已收到通知',
    code: '新手机收到的验证码',
    needed: '请填写',
  },
  {
    ask: 'Change the mobile: send a code',
    askNote:
      'Only when the person stands by and gets no messages on the old number. ' +
      'Look at the ID card and the person, and enter its number; the code goes to the new phone.',
    asked: 'The code is on its way to the new phone, good for 5 minutes',
    mobile: 'New mobile',
    idNumber: 'Number on the ID card',
    change: 'Change the mobile: enter the code',
    changeNote: 'The person tells you the code on the new phone. Sessions end, the old number is told; sign-ups, hours and profile stay.',
    changed: 'Changed; the old number is told',
    code: 'Code on the new phone',
    needed: 'Fill this in',
  },
)

type Asked = { mobile: string; id_number: string }
type Changed = { mobile: string; code: string }

const needed = () => [{ required: true, message: t.needed }]

const Mobile = () => (
  <Form.Item name="mobile" label={t.mobile} rules={needed()}>
    <Input maxLength={20} inputMode="numeric" autoComplete="off" />
  </Form.Item>
)

/** AskMobile sends a code to the new mobile of a person whose ID card was seen. */
export function AskMobile<R>({ id, send, done }: { id: string; send: (body: Asked, key: string) => Promise<R>; done: () => void }) {
  return (
    <FormAct<Asked, R>
      name={`mobile:${id}`}
      secret={['mobile', 'id_number']}
      note={t.askNote}
      said={t.asked}
      send={send}
      done={done}
      fields={
        <>
          <Form.Item name="id_number" label={t.idNumber} rules={needed()}>
            <Input maxLength={18} autoComplete="off" />
          </Form.Item>
          <Mobile />
        </>
      }
    >
      {t.ask}
    </FormAct>
  )
}

/** ChangeMobile enters the code that the new mobile got. */
export function ChangeMobile<R>({ id, send, done }: { id: string; send: (body: Changed, key: string) => Promise<R>; done: () => void }) {
  return (
    <FormAct<Changed, R>
      name={`mobile-code:${id}`}
      secret={['mobile', 'code']}
      note={t.changeNote}
      said={t.changed}
      send={send}
      done={done}
      fields={
        <>
          <Mobile />
          <Form.Item name="code" label={t.code} rules={needed()}>
            <Input maxLength={6} inputMode="numeric" autoComplete="off" />
          </Form.Item>
        </>
      }
    >
      {t.change}
    </FormAct>
  )
}
