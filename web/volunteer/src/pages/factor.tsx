// What to do for somebody whose role needs a second factor that they have not set up: until then the server answers nothing else.
import { texts } from '@tongxing/shared'
import { useLocation } from 'wouter-preact'
import { changes } from '../data/data.ts'
import { logOut, me, refresh } from '../data/session.ts'
import { Notice, Trouble, useSubmit } from '../parts/forms.tsx'
import { Button, Page, say } from '../parts/parts.tsx'

export const t = texts(
  {
    title: '请先设置两步验证',
    why: '您的角色登录时须使用两步验证，防止他人冒用账号。设置前只能看活动列表，设置后可以报名、签到、查看个人记录。',
    steps: {
      open: '点“去设置”，打开机构与工作人员的工作台；手机和电脑都可以。',
      way: '任选一种：“设置验证器”，用验证器应用扫码或输入密钥，再填 6 位验证码；或“添加通行密钥”，用指纹、面容或锁屏密码。',
      keep: '保存 10 个恢复码。手机丢失时用它登录。',
      back: '回到本页，点“已设置，继续”。',
    },
    set: '去设置',
    done: '已设置，继续',
    notYet: '还没有设置好，请先点“去设置”。',
    ready: '已设置，可以继续使用',
    help: '无法设置的，请找本单位管理员或县级民政部门。',
    out: '退出登录',
  },
  {
    title: 'Set up a second factor first',
    why: 'Your role logs in with a second factor, so that nobody else can use your account. Until then only the list of activities is open.',
    steps: {
      open: 'Press “Set it up”. It opens the pages for staff, on a phone or a computer.',
      way: 'Choose one: an app that shows 6 digits, by the picture or the key; or a passkey, by fingerprint, face or screen lock.',
      keep: 'Keep the 10 recovery codes. They log you in when the phone is lost.',
      back: 'Come back here and press “Done, go on”.',
    },
    set: 'Set it up',
    done: 'Done, go on',
    notYet: 'It is not set up yet. Press “Set it up” first.',
    ready: 'It is set up; everything is open',
    help: 'If you cannot, ask the administrator where you work, or the civil-affairs office of the county.',
    out: 'Log out',
  },
)

/** The console, which takes over the session of this browser as after a log-in elsewhere (console/src/session/signon.ts). */
const setUp = '/console/#sso=in'

export function Factor() {
  const form = useSubmit()
  const [, go] = useLocation()
  const goOn = () =>
    form.run(async () => {
      await refresh()
      if (me.value?.factor_required) return say(t.notYet, 'wait')
      changes.value++
      say(t.ready)
    })
  const leave = () =>
    form.run(async () => {
      await logOut()
      go('/')
    })
  return (
    <Page title={t.title}>
      <Notice tone="wait" icon="shield">
        <p>{t.why}</p>
      </Notice>
      <ol class="steps">
        {Object.values(t.steps).map((step) => (
          <li key={step}>
            <span>{step}</span>
          </li>
        ))}
      </ol>
      <Trouble problem={form.problem} />
      <div class="actions">
        <a class="button main" href={setUp}>
          {t.set}
        </a>
        <Button busy={form.busy} onClick={() => void goOn()}>
          {t.done}
        </Button>
        <Button kind="quiet" onClick={() => void leave()}>
          {t.out}
        </Button>
      </div>
      <p class="note">{t.help}</p>
    </Page>
  )
}
