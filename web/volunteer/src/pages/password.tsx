// Who got a link by SMS or mail, or holds a printed sheet, chooses the password of the own account. Nobody is logged in.
import { callOf, texts, type components, type Problem } from '@tongxing/shared'
import { useEffect, useState } from 'preact/hooks'
import { request } from '../data/data.ts'
import { logOut } from '../data/session.ts'
import { Input, Notice, Trouble, useSubmit } from '../parts/forms.tsx'
import { Button, Page } from '../parts/parts.tsx'

export const t = texts(
  {
    title: '设置密码',
    link: '正在核对链接',
    sheet: '请在您自己的手机或电脑上填写密码单上的登录名和代码。',
    login: '登录名',
    code: '密码单上的代码',
    codeHint: '16 位字母和数字，大小写均可',
    next: '下一步',
    whose: '账号 {login}（{name}）',
    made: '由 {by} 办理。如不是您的账号，请关闭本页。',
    id: '本人身份证号码后六位',
    password: '新密码',
    hint: '12 至 128 个字符，须含字母和数字（或符号），不要用常见密码',
    again: '再输一次新密码',
    differs: '两次输入的密码不一致。',
    save: '保存密码',
    done: '密码已设置',
    doneHow: '请用登录名 {login} 和新密码登录工作台。设有两步验证的账号，登录时仍须完成第二步。',
    enter: '去登录',
    out: '退出当前登录',
    byCode: '改用密码单',
  },
  {
    title: 'Set your password',
    link: 'Checking the link',
    sheet: 'On your own phone or computer, enter the login name and the code on your sheet.',
    login: 'Login name',
    code: 'The code on the sheet',
    codeHint: '16 letters and digits, capitals or not',
    next: 'Next',
    whose: 'Account {login} ({name})',
    made: 'Arranged by {by}. If this is not your account, close this page.',
    id: 'The last six characters of your ID number',
    password: 'New password',
    hint: '12 to 128 characters, letters and digits or signs; no common password',
    again: 'New password again',
    differs: 'The two passwords differ.',
    save: 'Save the password',
    done: 'Your password is set',
    doneHow: 'Log in to the workbench with the login name {login} and the new password. A second factor is still asked for.',
    enter: 'Log in',
    out: 'Log out here',
    byCode: 'Use a printed sheet',
  },
)

type Account = components['schemas']['accounts.tokenAccountView']
type Secret = { link: string; login: string; code: string }

export function Password() {
  const [secret, setSecret] = useState<Secret>({ link: location.hash.slice(1), login: '', code: '' })
  const [account, setAccount] = useState<Account>()
  const [done, setDone] = useState(false)
  const form = useSubmit()
  const look = () =>
    form.run(async () => {
      setAccount(await request(callOf('post', '/auth/password/account', { body: secret })))
    })
  useEffect(() => {
    if (!secret.link) return
    history.replaceState(history.state, '', location.pathname) // the secret is not kept in the history
    void look()
  }, [])
  return (
    <Page title={t.title} back="/">
      {done ? (
        <div class="card form">
          <Notice tone="done" icon="check" title={t.done}>
            <p>{t.doneHow({ login: account!.login })}</p>
          </Notice>
          <a class="button main" href="/console/">
            {t.enter}
          </a>
        </div>
      ) : account ? (
        <Choose account={account} secret={secret} done={() => setDone(true)} />
      ) : (
        <form
          class="card form"
          noValidate
          onSubmit={(e) => {
            e.preventDefault()
            void look()
          }}
        >
          {secret.link ? (
            !form.problem && <p class="note">{t.link}</p>
          ) : (
            <>
              <p class="note">{t.sheet}</p>
              <Input
                label={t.login}
                name="login"
                autocomplete="username"
                autocapitalize="none"
                maxLength={100}
                value={secret.login}
                set={(login) => setSecret({ ...secret, login })}
                problems={form.problem?.fields}
              />
              <Input
                label={t.code}
                name="code"
                hint={t.codeHint}
                autocomplete="off"
                autocapitalize="characters"
                maxLength={40}
                value={secret.code}
                set={(code) => setSecret({ ...secret, code })}
                problems={form.problem?.fields}
              />
            </>
          )}
          <Refused problem={form.problem} shown={['login', 'code']} retry={look} />
          <div class="actions">
            {secret.link ? (
              form.problem && (
                <Button
                  kind="quiet"
                  onClick={() => {
                    form.clear()
                    setSecret({ ...secret, link: '' })
                  }}
                >
                  {t.byCode}
                </Button>
              )
            ) : (
              <Button kind="main" type="submit" busy={form.busy} disabled={!secret.login || !secret.code}>
                {t.next}
              </Button>
            )}
          </div>
        </form>
      )}
    </Page>
  )
}

/** Refused shows why, and offers to log out where another account is logged in. */
function Refused({ problem, shown, retry }: { problem: Problem | null; shown: string[]; retry: () => Promise<void> }) {
  const leaving = useSubmit()
  return (
    <>
      <Trouble problem={problem} shown={shown} />
      {problem?.code === 'other_account' && (
        <Button busy={leaving.busy} onClick={() => void leaving.run(logOut).then(retry)}>
          {t.out}
        </Button>
      )}
    </>
  )
}

function Choose({ account, secret, done }: { account: Account; secret: Secret; done: () => void }) {
  const [d, setD] = useState({ id_tail: '', new: '', again: '' })
  const form = useSubmit()
  const differs = d.again !== '' && d.again !== d.new
  const save = () =>
    form.run(async () => {
      await request(callOf('post', '/auth/password', { body: { ...secret, id_tail: d.id_tail.trim(), new: d.new } }))
      done()
    })
  return (
    <form
      class="card form"
      noValidate
      onSubmit={(e) => {
        e.preventDefault()
        void save()
      }}
    >
      <strong>{t.whose({ login: account.login, name: account.name })}</strong>
      <p class="note">{t.made({ by: account.made_by })}</p>
      <input type="text" name="username" autocomplete="username" value={account.login} readOnly hidden />
      {account.needs_id && (
        <Input
          label={t.id}
          name="id_tail"
          autocomplete="off"
          maxLength={18}
          value={d.id_tail}
          set={(v) => setD({ ...d, id_tail: v })}
          problems={form.problem?.fields}
        />
      )}
      <Input
        label={t.password}
        name="new"
        type="password"
        hint={t.hint}
        autocomplete="new-password"
        maxLength={200}
        value={d.new}
        set={(v) => setD({ ...d, new: v })}
        problems={form.problem?.fields}
      />
      <Input
        label={t.again}
        name="again"
        type="password"
        autocomplete="new-password"
        maxLength={200}
        value={d.again}
        set={(v) => setD({ ...d, again: v })}
        problems={differs ? [{ field: 'again', code: 'differs', message: t.differs }] : []}
      />
      <Refused problem={form.problem} shown={['id_tail', 'new']} retry={save} />
      <div class="actions">
        <Button
          kind="main"
          type="submit"
          busy={form.busy}
          disabled={!d.new || d.new !== d.again || (account.needs_id && d.id_tail.trim().length < 6)}
        >
          {t.save}
        </Button>
      </div>
    </form>
  )
}
