// The parts that every page has.
import { format, newKey, texts, type Problem } from '@tongxing/shared'
import { signal } from '@preact/signals'
import type { ComponentChildren, JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { useLocation } from 'wouter-preact'
import type { Read, ReadList } from '../data/data.ts'
import { Icon, type IconName } from './icons.tsx'
import { tone, type Tone } from '../domain/words.ts'

export const t = texts(
  {
    back: '返回',
    retry: '重试',
    more: '加载更多',
    loading: '正在加载',
    kept: '网络不通，显示的是 {age} 的内容',
    failed: '没有加载出来',
    missing: '没有找到',
    missingText: '这里没有内容，可能已被移除。',
  },
  {
    back: 'Back',
    retry: 'Try again',
    more: 'Show more',
    loading: 'Loading',
    kept: 'No network; this is from {age}',
    failed: 'This did not load',
    missing: 'Not found',
    missingText: 'There is nothing here; it may have been removed.',
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

/** local is a click that stays on this page: it opens no other tab or window. */
export const local = (e: MouseEvent) => !e.ctrlKey && !e.metaKey && !e.shiftKey && e.button === 0

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

/** A short word at the foot of the screen, read aloud, gone after a while. */
const said = signal<{ id: string; text: string; tone: Tone } | null>(null)

export function say(text: string, looks: Tone = 'done'): void {
  const id = newKey()
  said.value = { id, text, tone: looks }
  setTimeout(() => said.value?.id === id && (said.value = null), 4_000)
}

export function Said() {
  return (
    <div class="said" role="status" aria-live="polite">
      {said.value && <p class={said.value.tone}>{said.value.text}</p>}
    </div>
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
