// Language, and how and when I am told things.
import { callOf, locale, texts, type Locale } from '@tongxing/shared'
import { Input, Notice, Pending, Private, sayQueued, Tick, Trouble, useDraft, useSubmit } from '../parts/forms.tsx'
import { Button, Choice, Page, say } from '../parts/parts.tsx'
import { pendingFor, write } from '../data/queue.ts'
import { chooseLanguage, me } from '../data/session.ts'
import type { Me } from '../domain/types.ts'

export const t = texts(
  {
    title: '语言与通知',
    language: '界面语言',
    messages: '通知',
    always: '站内消息一直会有。未勾选的方式只发您索取的验证码；危险报告会通过所有方式通知负责处置的工作人员。',
    limit: '普通通知每天最多发 3 条；变动、取消、递补、提醒和紧急通知不受此限。',
    sms: '重要通知发短信',
    email: '重要通知发邮件',
    quiet: '免打扰时段',
    quietHint: '这段时间里不发短信和邮件；紧急通知除外。',
    from: '从',
    to: '到',
    lang: '通知的语言',
    save: '保存',
    saved: '已保存',
    both: '开始和结束都要填，或都不填。',
    contact: '发送到 {where}',
    clear: '恢复默认时段',
  },
  {
    title: 'Language and messages',
    language: 'Language of this app',
    messages: 'Messages',
    always: 'All messages are here in the app. A way that is not ticked sends only codes, and reports of danger to the staff concerned.',
    limit: 'Ordinary messages are 3 a day at most; changes, cancellations, places that became free and reminders always come.',
    sms: 'Important ones by text message',
    email: 'Important ones by e-mail',
    quiet: 'Quiet hours',
    quietHint: 'No texts and e-mails in that time, unless urgent.',
    from: 'From',
    to: 'To',
    lang: 'Language of messages',
    save: 'Save',
    saved: 'Saved',
    both: 'Give both, or neither.',
    contact: 'To {where}',
    clear: 'Default hours',
  },
)

const languages = [
  ['zh-CN', '中文'],
  ['en', 'English'],
] as const

export function Preferences() {
  return (
    <Page title={t.title} back="/me">
      <h2 class="section">{t.language}</h2>
      <Choice<Locale> label={t.language} value={locale()} options={languages} set={chooseLanguage} />
      {me.value !== null && <Private>{() => <Form key={me.value!.id} now={me.value!} />}</Private>}
    </Page>
  )
}

function Form({ now }: { now: Me }) {
  const [d, set, drop] = useDraft('preferences', {
    lang: now.lang === 'en' ? ('en' as Locale) : ('zh-CN' as Locale),
    sms: now.channels.includes('sms'),
    email: now.channels.includes('email'),
    from: now.quiet_from ?? '',
    to: now.quiet_to ?? '',
  })
  const form = useSubmit()
  const pending = pendingFor(now.id, 'preferences')
  const odd = !d.from !== !d.to
  const save = () =>
    form.run(async () => {
      const sent = await write({
        kind: 'preferences',
        name: t.title,
        about: now.id,
        ...callOf('put', '/me/preferences', {
          body: {
            lang: d.lang === 'en' ? 'en' : 'zh',
            channels: [...(d.sms ? (['sms'] as const) : []), ...(d.email ? (['email'] as const) : [])],
            quiet_from: d.from,
            quiet_to: d.to,
          },
        }),
      })
      drop()
      if (sent.queued) return sayQueued()
      me.value = sent.data
      say(t.saved)
    })
  return (
    <form
      class="card form"
      onSubmit={(e) => {
        e.preventDefault()
        void save()
      }}
    >
      <div class="line">
        <h2>{t.messages}</h2>
        {pending && <Pending />}
      </div>
      <p class="note">{t.always}</p>
      <p class="note">{t.limit}</p>
      <Tick
        label={
          <>
            {t.sms}
            <br />
            <span class="note">{t.contact({ where: now.mobile ?? '' })}</span>
          </>
        }
        checked={d.sms}
        set={(sms) => set({ sms })}
      />
      {now.email && (
        <Tick
          label={
            <>
              {t.email}
              <br />
              <span class="note">{t.contact({ where: now.email })}</span>
            </>
          }
          checked={d.email}
          set={(email) => set({ email })}
        />
      )}
      <div>
        <strong>{t.lang}</strong>
        <Choice<Locale> label={t.lang} value={d.lang} options={languages} set={(lang) => set({ lang })} />
      </div>
      <h3>{t.quiet}</h3>
      <p class="note">{t.quietHint}</p>
      <div class="pair">
        <Input label={t.from} name="quiet_from" type="time" value={d.from} set={(from) => set({ from })} problems={form.problem?.fields} />
        <Input label={t.to} name="quiet_to" type="time" value={d.to} set={(to) => set({ to })} problems={form.problem?.fields} />
      </div>
      {(d.from !== '21:00' || d.to !== '08:00') && (
        <Button kind="quiet" onClick={() => set({ from: '21:00', to: '08:00' })}>
          {t.clear}
        </Button>
      )}
      {odd && (
        <Notice tone="wait" icon="clock">
          <p>{t.both}</p>
        </Notice>
      )}
      <Trouble problem={form.problem} shown={['quiet_from', 'quiet_to']} />
      <div class="actions">
        <Button kind="main" type="submit" busy={form.busy} disabled={odd}>
          {t.save}
        </Button>
      </div>
    </form>
  )
}
