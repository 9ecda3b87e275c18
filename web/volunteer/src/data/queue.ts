// Writing: every write is put into the phone's own store first, with its key, and then sent. What the network swallows
// is sent again under the same key, so it takes effect once; what the server refuses is kept until it has been seen.
import { newKey, Problem, type Call } from '@tongxing/shared'
import { signal } from '@preact/signals'
import { createStore, del, entries, set } from 'idb-keyval'
import { changes, owner, request } from './data.ts'

/** What a write is about; the texts of each are in pages/outbox.tsx. */
export type Kind =
  | 'signup'
  | 'withdraw'
  | 'read'
  | 'dispute'
  | 'certificate'
  | 'profile'
  | 'preferences'
  | 'consent'
  | 'unconsent'
  | 'join'
  | 'leave'
  | 'contact'

export interface Item extends Call {
  key: string
  user: string
  kind: Kind
  /** For people: the title of the activity, the name of the organisation. */
  name: string
  /** The document it changes, so that a page can show it as pending. */
  about: string
  at: number
  tries: number
  /** waiting: not known to have arrived. refused: the server said no. stale: waited longer than keys are remembered. */
  state: 'waiting' | 'refused' | 'stale'
  problem?: { title: string; detail: string; code: string }
}

export type Write<T> = Pick<Item, 'kind' | 'name' | 'about'> & Call<T>

export type Sent<T> = { queued: false; data: T } | { queued: true }

/** The server remembers a key for a day; an hour is left for the way. */
const remembered = 23 * 3_600_000

/** items are this person's writes that are not settled, oldest first. */
export const items = signal<Item[]>([])

const store = (() => {
  let made: ReturnType<typeof createStore> | undefined
  return () => (made ??= createStore('tongxing-queue', 'writes'))
})()

const settled = new Map<string, { done: (s: Sent<unknown>) => void; fail: (p: unknown) => void }>()

async function save(item: Item): Promise<void> {
  items.value = [...items.value.filter((i) => i.key !== item.key), item].sort((a, b) => a.at - b.at)
  await set(item.key, item, store())
}

async function remove(key: string): Promise<void> {
  items.value = items.value.filter((i) => i.key !== key)
  await del(key, store()).catch(() => undefined)
}

/** load reads what an earlier visit of this person left. */
export async function load(): Promise<void> {
  const found = await entries<string, Item>(store()).catch(() => [])
  items.value = found
    .map(([, item]) => item)
    .filter((i) => i.user === owner.value)
    .sort((a, b) => a.at - b.at)
}

/**
 * write sends a change and returns its answer, or {queued: true} when the network is away and it will be sent later. It
 * throws the Problem when the server refuses at once, since the person is looking.
 */
export async function write<T>(w: Write<T>): Promise<Sent<T>> {
  const item: Item = { ...w, key: newKey(), user: owner.value, at: Date.now(), tries: 0, state: 'waiting' }
  const result = new Promise<Sent<unknown>>((done, fail) => settled.set(item.key, { done, fail }))
  try {
    await save(item)
  } catch {
    // No room on the phone: it can still be sent now, from memory.
  }
  void flush()
  return result as Promise<Sent<T>>
}

/** pendingFor returns the last write that waits for a document, so that its page says 待同步. */
export function pendingFor(about: string, ...kinds: Kind[]): Item | undefined {
  return items.value.filter((i) => i.state === 'waiting' && i.about === about && kinds.includes(i.kind)).pop()
}

let running: Promise<void> | undefined
let again = false

/** flush sends what waits, in order, one tab at a time; it stops at the first that does not get through. */
export function flush(): Promise<void> {
  if (running) {
    again = true
    return running
  }
  const locks = typeof navigator !== 'undefined' ? navigator.locks : undefined
  const round = locks ? locks.request('tongxing-queue', sendAll) : sendAll()
  running = Promise.resolve(round).finally(() => {
    running = undefined
    if (again) {
      again = false
      void flush()
    }
  })
  return running
}

async function sendAll(): Promise<void> {
  for (;;) {
    const item = items.value.find((i) => i.state === 'waiting' && i.user === owner.value)
    if (!item) return
    if (!(await sendItem(item))) break
  }
  for (const [key, waiter] of settled) {
    waiter.done({ queued: true })
    settled.delete(key)
  }
  later()
}

/** sendItem tries one item and returns whether to go on with the next. */
async function sendItem(item: Item): Promise<boolean> {
  const waiter = settled.get(item.key)
  if (item.tries > 0 && Date.now() - item.at > remembered) {
    await save({ ...item, state: 'stale' }).catch(() => undefined)
    return true
  }
  const tried = { ...item, tries: item.tries + 1 }
  await save(tried).catch(() => undefined)
  try {
    const data = await request(item, { 'Idempotency-Key': item.key })
    await remove(item.key)
    delay = firstDelay
    changes.value++
    waiter?.done({ queued: false, data })
    settled.delete(item.key)
    return true
  } catch (err) {
    const p = err as Problem
    if (!(p instanceof Problem) || waits(p)) return false
    if (waiter) await remove(item.key)
    else await save({ ...tried, state: 'refused', problem: { title: p.title, detail: p.detail, code: p.code } }).catch(() => undefined)
    waiter?.fail(p)
    settled.delete(item.key)
    changes.value++
    return true
  }
}

/** waits tells whether a failure says nothing about the write itself: the way there, the session, or too much at once. */
const waits = (p: Problem) =>
  p.unsure || p.status >= 500 || p.status === 401 || p.status === 408 || p.status === 429 || p.code === 'idempotency_busy'

const firstDelay = 5_000
let delay = firstDelay
let timer: ReturnType<typeof setTimeout> | undefined

function later(): void {
  clearTimeout(timer)
  if (!items.value.some((i) => i.state === 'waiting')) return
  timer = setTimeout(() => void flush(), delay)
  delay = Math.min(delay * 2, 300_000)
}

/** retryNow sends at once: the network is back, or the person asked. A stale write gets a new key, since they saw it. */
export async function retryNow(key?: string): Promise<void> {
  const item = key ? items.value.find((i) => i.key === key) : undefined
  if (item && item.state !== 'waiting') {
    await remove(item.key)
    const { problem: _, ...rest } = item
    await save({ ...rest, key: newKey(), at: Date.now(), tries: 0, state: 'waiting' }).catch(() => undefined)
  }
  delay = firstDelay
  await flush()
}

/** drop gives a write up, or takes note of a refusal. */
export const drop = (key: string) => remove(key)

/** watch sends when the network or the person comes back. */
export function watch(): void {
  addEventListener('online', () => void retryNow())
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') void retryNow()
  })
}
