import { PrinterOutlined } from '@ant-design/icons'
import { texts, type components } from '@tongxing/shared'
import { Button, Modal } from 'antd'

export type Sent = components['schemas']['accounts.passwordSentView']

export const t = texts(
  {
    title: '由本人设置密码',
    link: '一次性链接已发送至 {to}，24 小时内有效。本人打开链接后自行设置密码，他人看不到。',
    what: '账号 {login}',
    close: '关闭',
    sheetWhy: '该账号没有可用的手机号或邮箱，请打印密码单。代码只打印在纸上，关闭后不能再取。',
    sheetHow: '打印后沿线折叠封好，交给本人；再由您以外的另一位管理员核对本人身份证，在此账号页面“确认密码单已交本人”。之前代码不能使用。',
    print: '打印密码单',
    sheet: '密码单',
    to: '交：{name}（登录名 {login}）',
    fold: '沿此线向内折叠，封住代码',
    code: '代码',
    steps:
      '请向另一位管理员出示身份证并确认收到本单，然后在自己的手机或电脑上打开下面的网址，填写登录名、代码和身份证号码后六位（账号已核验身份证的），设置自己的密码。',
    until: '7 天内有效，只能用一次。请勿交给他人；如封口已拆开，请要求重新办理。',
  },
  {
    title: 'The person sets the password',
    link: 'A link that works once went to {to}; it is good for 24 hours. The person opens it and chooses the password, which nobody else sees.',
    what: 'Account {login}',
    close: 'Close',
    sheetWhy:
      'The account has no mobile or mail that can be reached, so print a sheet. The code is on paper only and gone when this is closed.',
    sheetHow:
      'Fold and seal the printed sheet and give it to the person. Another administrator than you then sees the ID card and confirms on this ' +
      'account’s page that the person holds the sheet. Until then the code does not work.',
    print: 'Print the sheet',
    sheet: 'Password sheet',
    to: 'For: {name} (login name {login})',
    fold: 'Fold inwards along this line, over the code',
    code: 'Code',
    steps:
      'Show another administrator your ID card and confirm that you hold this sheet. Then open the address below on your own phone or computer, ' +
      'enter the login name, the code and the last six characters of your ID number (if the account has one), and choose your password.',
    until: 'Good for 7 days, once. Give it to nobody; if the seal is broken, ask for a new one.',
  },
)

/** PasswordSent says how the person gets what sets the password. A printed code is shown on paper only. */
export function PasswordSent({ sent, close }: { sent: Sent | undefined; close: () => void }) {
  const printed = sent?.way === 'print'
  return (
    <Modal
      open={!!sent}
      title={t.title}
      closable={false}
      mask={{ closable: false }}
      keyboard={!printed}
      onCancel={close}
      footer={
        <>
          {printed && (
            <Button type="primary" icon={<PrinterOutlined />} onClick={() => window.print()}>
              {t.print}
            </Button>
          )}
          <Button {...(printed ? {} : { type: 'primary' })} onClick={close}>
            {t.close}
          </Button>
        </>
      }
    >
      <div className="tx-unprinted">
        <p>{t.what({ login: sent?.user.login ?? '' })}</p>
        {printed ? (
          <>
            <p>{t.sheetWhy}</p>
            <p>{t.sheetHow}</p>
          </>
        ) : (
          <p>{t.link({ to: sent?.to ?? '' })}</p>
        )}
      </div>
      {sent && printed && (
        <article className="tx-sheet">
          <h1>{t.sheet}</h1>
          <p>{t.to({ name: sent.user.name ?? '', login: sent.user.login ?? '' })}</p>
          <p>{t.steps}</p>
          <p>{`${location.origin}/v/password`}</p>
          <p>{t.until}</p>
          <hr />
          <small>{t.fold}</small>
          <p>
            {t.code} <code>{sent.code}</code>
          </p>
          <small>{t.fold}</small>
          <hr />
        </article>
      )}
    </Modal>
  )
}
