// The parts of forms, dialogs and pages behind a log-in. The list of activities needs none of them, so they are fetched later.
import { Problem, texts, type FieldProblem } from '@tongxing/shared'
import type { ComponentChildren, JSX } from 'preact'
import { useEffect, useId, useRef, useState } from 'preact/hooks'
import { useLocation } from 'wouter-preact'
import { readDraft, writeDraft } from '../data/kept.ts'
import { me } from '../data/session.ts'
import type { Tone } from '../domain/words.ts'
import { Icon, type IconName } from './icons.tsx'
import { Bones, Empty, local, say, Tag } from './parts.tsx'

export const t = texts(
  {
    close: '关闭',
    pending: '待同步',
    login: '登录',
    loginFirst: '登录后可以看到这里的内容',
    loginWhy: '用手机号和验证码登录，不需要密码。',
    register: '登记成为志愿者',
    registerFirst: '还没有志愿者档案',
    registerWhy: '登记后可以报名活动、记录时长。',
    copied: '链接已复制',
    queued: '网络不通，已保存在手机里，联网后自动提交',
    optional: '（选填）',
  },
  {
    close: 'Close',
    pending: 'To be sent',
    login: 'Log in',
    loginFirst: 'Log in to see this',
    loginWhy: 'With your mobile number and a code; no password.',
    register: 'Register as a volunteer',
    registerFirst: 'No volunteer profile yet',
    registerWhy: 'Once registered you can sign up and your hours are kept.',
    copied: 'Link copied',
    queued: 'No network: kept on this phone and sent when it is back',
    optional: ' (optional)',
  },
)

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

/** sayQueued tells that a write waits for the network. */
export const sayQueued = () => say(t.queued, 'wait')

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

/** MobileInput is an Input for a mobile number, written with or without spaces. */
export const MobileInput = (props: InputProps) => <Input type="tel" inputMode="numeric" maxLength={20} {...props} />

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
