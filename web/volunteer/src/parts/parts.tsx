// What every page is made of.
import { format, newKey, Problem, texts, type FieldProblem } from '@tongxing/shared'
import { signal } from '@preact/signals'
import type { ComponentChildren, JSX } from 'preact'
import { useEffect, useId, useRef, useState } from 'preact/hooks'
import { useLocation } from 'wouter-preact'
import { readDraft, writeDraft } from '../data/kept.ts'
import type { Read, ReadList } from '../data/data.ts'
import { Icon, type IconName } from './icons.tsx'
import { language, me } from '../data/session.ts'
import { tone, type Tone } from '../domain/words.ts'

export const t = texts(
  {
    back: '返回',
    retry: '重试',
    more: '加载更多',
    loading: '正在加载',
    close: '关闭',
    cancel: '取消',
    save: '保存',
    none: '暂无',
    kept: '网络不通，显示的是 {age} 的内容',
    pending: '待同步',
    failed: '没有加载出来',
    missing: '没有找到',
    missingText: '这里没有内容，可能已被移除。',
    login: '登录',
    loginFirst: '登录后可以看到这里的内容',
    loginWhy: '用手机号和验证码登录，不需要密码。',
    register: '登记成为志愿者',
    registerFirst: '还没有志愿者档案',
    registerWhy: '登记后可以报名活动、记录时长。',
    copied: '链接已复制',
    queued: '网络不通，已保存在手机里，联网后自动提交',
    optional: '（选填）',
    choose: '请选择',
  },
  {
    back: 'Back',
    retry: 'Try again',
    more: 'Show more',
    loading: 'Loading',
    close: 'Close',
    cancel: 'Cancel',
    save: 'Save',
    none: 'None',
    kept: 'No network; this is from {age}',
    pending: 'To be sent',
    failed: 'This did not load',
    missing: 'Not found',
    missingText: 'There is nothing here; it may have been removed.',
    login: 'Log in',
    loginFirst: 'Log in to see this',
    loginWhy: 'With your mobile number and a code; no password.',
    register: 'Register as a volunteer',
    registerFirst: 'No volunteer profile yet',
    registerWhy: 'Once registered you can sign up and your hours are kept.',
    copied: 'Link copied',
    queued: 'No network: kept on this phone and sent when it is back',
    optional: ' (optional)',
    choose: 'Choose',
  },
)

/** Page is one screen below the tabs: its title takes the focus, so that readers of screens hear where they are. */
export function Page({
  title,
  back,
  actions,
  children,
  plain,
}: {
  title: string
  back?: string | undefined
  actions?: ComponentChildren
  children: ComponentChildren
  plain?: boolean
}) {
  const [, go] = useLocation()
  const head = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${title} · 同行`
  }, [title])
  useEffect(() => {
    scrollTo(0, 0)
    if (moved) head.current?.focus({ preventScroll: true })
    moved = true
  }, [])
  return (
    <>
      <header class={plain ? 'top plain' : 'top'}>
        {back !== undefined && (
          <button class="tap" aria-label={t.back} onClick={() => (history.length > 1 && visits > 1 ? history.back() : go(back))}>
            <Icon name="back" />
          </button>
        )}
        <h1 ref={head} tabIndex={-1}>
          {title}
        </h1>
        {actions}
      </header>
      <main class="page">{children}</main>
    </>
  )
}

let moved = false
let visits = 0

/** visited counts the screens of this visit: back goes there, or to the screen above for who came by a link. */
export function visited(): void {
  visits++
}

export function Button({
  kind = 'plain',
  busy,
  icon,
  children,
  ...rest
}: { kind?: 'main' | 'plain' | 'quiet' | 'danger'; busy?: boolean; icon?: IconName; children: ComponentChildren } & Omit<
  JSX.ButtonHTMLAttributes<HTMLButtonElement>,
  'icon'
>) {
  return (
    <button type="button" {...rest} class={`button ${kind}`} aria-busy={busy} disabled={busy || rest.disabled}>
      {icon && <Icon name={icon} size={20} />}
      {children}
    </button>
  )
}

export function Go({
  to,
  kind = 'plain',
  icon,
  children,
}: {
  to: string
  kind?: 'main' | 'plain' | 'quiet' | 'danger'
  icon?: IconName
  children: ComponentChildren
}) {
  const [, go] = useLocation()
  return (
    <a class={`button ${kind}`} href={`/v${to}`} onClick={(e) => local(e) && (e.preventDefault(), go(to))}>
      {icon && <Icon name={icon} size={20} />}
      {children}
    </a>
  )
}

const local = (e: MouseEvent) => !e.ctrlKey && !e.metaKey && !e.shiftKey && e.button === 0

/** Row is a line that leads somewhere. */
export function Row({
  to,
  icon,
  title,
  note,
  end,
}: {
  to: string
  icon?: IconName
  title: ComponentChildren
  note?: ComponentChildren
  end?: ComponentChildren
}) {
  const [, go] = useLocation()
  return (
    <a class="row" href={`/v${to}`} onClick={(e) => local(e) && (e.preventDefault(), go(to))}>
      {icon && <Icon name={icon} />}
      <span class="grow">
        <span class="row-title">{title}</span>
        {note && <span class="note">{note}</span>}
      </span>
      {end}
      <Icon name="next" size={18} />
    </a>
  )
}

export function Tag({ tone: looks, icon, children }: { tone: Tone; icon?: IconName; children: ComponentChildren }) {
  return (
    <span class={`tag ${looks}`}>
      {icon && <Icon name={icon} size={14} />}
      {children}
    </span>
  )
}

const marks: Record<Tone, IconName> = { done: 'check', wait: 'clock', late: 'cross', plain: 'list', jade: 'clock' }

/** State is a word, an icon and a colour. */
export const State = ({ code, text }: { code: string; text: string }) =>
  text ? (
    <Tag tone={tone(code)} icon={marks[tone(code)]}>
      {text}
    </Tag>
  ) : null

export const Pending = () => (
  <Tag tone="wait" icon="sync">
    {t.pending}
  </Tag>
)

export function Notice({
  tone: looks,
  icon,
  title,
  children,
}: {
  tone: Tone
  icon?: IconName
  title?: string
  children?: ComponentChildren
}) {
  return (
    <div class={`notice ${looks}`}>
      {icon && <Icon name={icon} />}
      <div class="grow">
        {title && <strong>{title}</strong>}
        {children}
      </div>
    </div>
  )
}

/** Bones stand where text will be. */
export function Bones({ lines = 3 }: { lines?: number }) {
  return (
    <div class="bones" role="status" aria-label={t.loading}>
      {Array.from({ length: lines }, (_, i) => (
        <div class="card" key={i}>
          <span class="bone wide" />
          <span class="bone" />
          <span class="bone short" />
        </div>
      ))}
    </div>
  )
}

export function Empty({ icon = 'list', title, children }: { icon?: IconName; title: string; children?: ComponentChildren }) {
  return (
    <div class="empty">
      <Icon name={icon} size={40} />
      <p class="empty-title">{title}</p>
      {children}
    </div>
  )
}

export function Failure({ problem, retry }: { problem: Problem; retry: () => void }) {
  const gone = problem.status === 404
  return (
    <Empty icon="warn" title={gone ? t.missing : problem.title || t.failed}>
      <p>{gone ? t.missingText : problem.detail}</p>
      {!gone && (
        <Button onClick={retry} icon="sync">
          {t.retry}
        </Button>
      )}
    </Empty>
  )
}

/** Age says that what is shown is not of now. */
export function Age({ read }: { read: Read<unknown> }) {
  if (!read.late || !read.at) return null
  return (
    <p class="age" role="status">
      <Icon name="clock" size={16} />
      <span class="grow">{t.kept({ age: format.age(read.at) })}</span>
      <button class="link" onClick={read.reload}>
        {t.retry}
      </button>
    </p>
  )
}

/** Show is data in its four states. */
export function Show<T>({ read, lines, children }: { read: Read<T>; lines?: number; children: (data: T) => ComponentChildren }) {
  if (read.data !== undefined) {
    return (
      <>
        <Age read={read} />
        {children(read.data)}
      </>
    )
  }
  if (read.error) return <Failure problem={read.error} retry={read.reload} />
  return <Bones {...(lines ? { lines } : {})} />
}

export function ShowList<T>({
  read,
  empty,
  children,
}: {
  read: ReadList<T>
  empty: ComponentChildren
  children: (item: T) => ComponentChildren
}) {
  return (
    <Show read={read}>
      {() => (
        <>
          {read.items.length === 0 ? empty : <ul class="list">{read.items.map((item) => children(item))}</ul>}
          {read.more && (
            <Button kind="quiet" busy={read.busy} onClick={read.more}>
              {t.more}
            </Button>
          )}
        </>
      )}
    </Show>
  )
}

/** Private asks for a log-in, or for a profile, where there is nothing to see without. */
export function Private({ volunteer, children }: { volunteer?: boolean; children: () => ComponentChildren }) {
  const [here] = useLocation()
  if (me.value === undefined) return <Bones />
  if (me.value === null) {
    return (
      <Empty icon="me" title={t.loginFirst}>
        <p>{t.loginWhy}</p>
        <Go to={`/login?back=${encodeURIComponent(here)}`} kind="main">
          {t.login}
        </Go>
      </Empty>
    )
  }
  if (volunteer && !me.value.volunteer_id) {
    return (
      <Empty icon="heart" title={t.registerFirst}>
        <p>{t.registerWhy}</p>
        <Go to={`/register?back=${encodeURIComponent(here)}`} kind="main">
          {t.register}
        </Go>
      </Empty>
    )
  }
  return <>{children()}</>
}

/** A short word at the foot of the screen, read aloud, gone after a while. */
const said = signal<{ id: string; text: string; tone: Tone } | null>(null)

export function say(text: string, looks: Tone = 'done'): void {
  const id = newKey()
  said.value = { id, text, tone: looks }
  setTimeout(() => said.value?.id === id && (said.value = null), 4_000)
}

/** sayQueued tells that a write waits for the network. */
export const sayQueued = () => say(t.queued, 'wait')

export function Said() {
  return (
    <div class="said" role="status" aria-live="polite">
      {said.value && <p class={said.value.tone}>{said.value.text}</p>}
    </div>
  )
}

/** Dialog rises from the foot of the screen, in reach of a thumb. */
export function Dialog({ title, close, children }: { title: string; close: () => void; children: ComponentChildren }) {
  const box = useRef<HTMLDialogElement>(null)
  const id = useId()
  useEffect(() => {
    const d = box.current
    if (!d) return
    d.showModal()
    return () => d.close()
  }, [])
  return (
    <dialog ref={box} aria-labelledby={id} onClose={close} onClick={(e) => e.target === box.current && close()}>
      <div class="dialog">
        <div class="dialog-head">
          <h2 id={id}>{title}</h2>
          <button class="tap" aria-label={t.close} onClick={close}>
            <Icon name="cross" />
          </button>
        </div>
        {children}
      </div>
    </dialog>
  )
}

interface FieldProps {
  label: string
  name: string
  hint?: ComponentChildren
  optional?: boolean
  problems?: FieldProblem[] | undefined
}

/** Field is a label, its control and, below, what the server or the form says about it. */
export function Field({
  label,
  name,
  hint,
  optional,
  problems,
  children,
}: FieldProps & {
  children: (attributes: { id: string; name: string; 'aria-describedby': string; 'aria-invalid': boolean }) => ComponentChildren
}) {
  const id = useId()
  const problem = problems?.find((p) => p.field === name)
  return (
    <div class={problem ? 'field bad' : 'field'}>
      <label for={id}>
        {label}
        {optional && <span class="note">{t.optional}</span>}
      </label>
      {children({ id, name, 'aria-describedby': `${id}-note`, 'aria-invalid': !!problem })}
      <p id={`${id}-note`} class={problem ? 'field-bad' : 'note'}>
        {problem ? problem.message : hint}
      </p>
    </div>
  )
}

type InputProps = FieldProps & { value: string; set: (value: string) => void } & Omit<
    JSX.InputHTMLAttributes<HTMLInputElement>,
    'value' | 'name' | 'label'
  >

export function Input({ label, name, hint, optional, problems, value, set, ...rest }: InputProps) {
  return (
    <Field label={label} name={name} hint={hint} problems={problems} {...(optional ? { optional } : {})}>
      {(a) => <input type="text" {...rest} {...a} value={value} onInput={(e) => set(e.currentTarget.value)} />}
    </Field>
  )
}

export function Area({
  label,
  name,
  hint,
  optional,
  problems,
  value,
  set,
  rows = 4,
  maxLength,
}: FieldProps & { value: string; set: (value: string) => void; rows?: number; maxLength?: number }) {
  return (
    <Field label={label} name={name} hint={hint} problems={problems} {...(optional ? { optional } : {})}>
      {(a) => (
        <textarea {...a} rows={rows} {...(maxLength ? { maxLength } : {})} value={value} onInput={(e) => set(e.currentTarget.value)} />
      )}
    </Field>
  )
}

export function Tick({ label, checked, set }: { label: ComponentChildren; checked: boolean; set: (on: boolean) => void }) {
  return (
    <label class="tick">
      <input type="checkbox" checked={checked} onChange={(e) => set(e.currentTarget.checked)} />
      <span>{label}</span>
    </label>
  )
}

/** Choice is a row of chips of which one is on. */
export function Choice<V extends string>({
  label,
  value,
  options,
  set,
  children,
}: {
  label: string
  value: V
  options: readonly (readonly [V, string])[]
  set: (v: V) => void
  children?: ComponentChildren
}) {
  return (
    <div class="chips" role="group" aria-label={label}>
      {options.map(([v, text]) => (
        <button key={v} type="button" class="chip" aria-pressed={v === value} onClick={() => set(v)}>
          {text}
        </button>
      ))}
      {children}
    </div>
  )
}

export function Select<V extends string>({
  label,
  name,
  problems,
  value,
  options,
  set,
  hint,
}: FieldProps & { value: V; options: readonly (readonly [V, string])[]; set: (v: V) => void }) {
  return (
    <Field label={label} name={name} problems={problems} hint={hint}>
      {(a) => (
        <select {...a} value={value} onChange={(e) => set(e.currentTarget.value as V)}>
          {options.map(([v, text]) => (
            <option key={v} value={v}>
              {text}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}

/** useDraft is a form whose values outlive a closed page, a dead battery and an ended session. */
export function useDraft<T extends object>(name: string, first: T, secret = false): [T, (change: Partial<T>) => void, () => void] {
  const [value, setValue] = useState<T>(() => ({ ...first, ...readDraft<T>(name, secret) }))
  const latest = useRef(value)
  const set = (change: Partial<T>) => {
    latest.current = { ...latest.current, ...change }
    writeDraft(name, latest.current, secret)
    setValue(latest.current)
  }
  return [value, set, () => writeDraft(name, undefined, secret)]
}

/** useSubmit runs a form's sending: busy meanwhile, its problem at the fields and above the button. */
export function useSubmit(): {
  busy: boolean
  problem: Problem | null
  run: (send: () => Promise<void>) => Promise<void>
  clear: () => void
} {
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const run = async (send: () => Promise<void>) => {
    setBusy(true)
    setProblem(null)
    try {
      await send()
    } catch (err) {
      if (!(err instanceof Problem)) throw err
      setProblem(err)
    } finally {
      setBusy(false)
    }
  }
  return { busy, problem, run, clear: () => setProblem(null) }
}

/** Trouble shows a problem above a button, with fields that have no place of their own. */
export function Trouble({ problem, shown = [] }: { problem: Problem | null; shown?: string[] }) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!problem) return
    const field = document.querySelector<HTMLElement>('[aria-invalid=true]')
    ;(field ?? box.current)?.focus()
  }, [problem])
  if (!problem) return null
  const rest = problem.fields.filter((f) => !shown.includes(f.field))
  return (
    <div ref={box} tabIndex={-1} role="alert" class="notice late">
      <Icon name="warn" />
      <div class="grow">
        <p>{problem.detail || problem.title}</p>
        {rest.map((f) => (
          <p key={f.field}>{f.message}</p>
        ))}
      </div>
    </div>
  )
}

export const useLanguage = () => language.value

/** share hands a link to the phone's own sheet, or copies it. */
export async function share(title: string, path: string): Promise<void> {
  const url = new URL(path, location.href).href
  try {
    if (navigator.share) await navigator.share({ title, url })
    else {
      await navigator.clipboard.writeText(`${title} ${url}`)
      say(t.copied)
    }
  } catch {
    // Closed without choosing anybody.
  }
}
