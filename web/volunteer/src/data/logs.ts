// Service entries written on this phone: kept here with their photos until the server has all of them, then handed in. Each step takes effect once,
// however often the network breaks: the draft is made under the entry's own key, a photo that arrived is not sent again, and handing in starts only
// from the draft that this phone has seen.
import { callOf, newKey, Problem } from '@tongxing/shared'
import type { components } from '@tongxing/shared/schema'
import { startUpload } from '@tongxing/shared/upload'
import { signal } from '@preact/signals'
import { createStore, del, entries, set } from 'idb-keyval'
import { changes, owner, request } from './data.ts'

export type Body = components['schemas']['servicelog.entryRequest']
export type Entry = components['schemas']['servicelog.entryDetailView']

export interface Photo {
  key: string
  name: string
  data: Blob
}

export interface Log {
  key: string
  user: string
  at: number
  /** What it is called on this phone: the kind and whom it is about. */
  title: string
  body: Body
  photos: Photo[]
  /** Of the draft on the server, once there is one. */
  id?: string
  version?: number
  /** The draft on the server says something else than body. */
  changed: boolean
  /** writing: the person is not done. ready: to be sent. refused: the server said no. theirs: somebody else changed it meanwhile. */
  state: 'writing' | 'ready' | 'refused' | 'theirs'
  problem?: { detail: string; fields: { field: string; code: string; message: string }[] }
}

/** logs are this person's entries that the server does not have whole, the latest first. */
export const logs = signal<Log[]>([])

const store = (() => {
  let made: ReturnType<typeof createStore> | undefined
  return () => (made ??= createStore('tongxing-logs', 'logs'))
})()

/** loadLogs reads what this person left on the phone. */
export async function loadLogs(): Promise<void> {
  const found = await entries<string, Log>(store()).catch(() => [])
  logs.value = found
    .map(([, log]) => log)
    .filter((l) => l.user === owner.value)
    .sort((a, b) => b.at - a.at)
}

/** The keys that this page has given: their entries may not be kept yet. */
const given = new Set<string>()

export function newLogKey(): string {
  const key = newKey()
  given.add(key)
  return key
}

/** isFresh tells whether an entry that is not kept is a new one, and none that was handed in. */
export const isFresh = (key: string) => given.has(key)

/** newLog begins an entry; it is kept from the first change on. */
export const newLog = (key: string, body: Body): Log => ({
  key,
  user: owner.value,
  at: Date.now(),
  title: '',
  body,
  photos: [],
  changed: true,
  state: 'writing',
})

/** keepLog keeps the entry on the phone. It throws when the phone has no room for it. */
export async function keepLog(log: Log): Promise<void> {
  logs.value = [log, ...logs.value.filter((l) => l.key !== log.key)].sort((a, b) => b.at - a.at)
  await set(log.key, log, store())
}

/** dropLog forgets the entry on this phone; a draft on the server stays. */
export async function dropLog(key: string): Promise<void> {
  given.delete(key)
  logs.value = logs.value.filter((l) => l.key !== key)
  await del(key, store()).catch(() => undefined)
}

/** unsure tells whether a failure says nothing about the entry itself. */
const unsure = (p: Problem) =>
  p.unsure || p.status >= 500 || p.status === 401 || p.status === 408 || p.status === 429 || p.code === 'idempotency_busy'

let running: Promise<void> | undefined

/** sendLogs sends what is ready, one entry after the other; it stops at the first that does not get through. */
export function sendLogs(): Promise<void> {
  const locks = typeof navigator !== 'undefined' ? navigator.locks : undefined
  running ??= Promise.resolve(locks ? locks.request('tongxing-logs', sendAll) : sendAll()).finally(() => (running = undefined))
  return running
}

async function sendAll(): Promise<void> {
  for (const { key } of [...logs.value].reverse()) {
    const log = logs.value.find((l) => l.key === key)
    if (log?.state !== 'ready' || log.user !== owner.value) continue
    try {
      await send(log)
    } catch (err) {
      if (!(err instanceof Problem)) throw err
      if (unsure(err)) return
      const now = logs.value.find((l) => l.key === key) ?? log
      const problem = { detail: err.detail || err.title, fields: err.fields }
      await keepLog({ ...now, state: err.status === 412 ? 'theirs' : 'refused', problem }).catch(() => undefined)
    }
    changes.value++
  }
}

/** send makes or changes the draft, sends the photos that are not there, and hands it in. */
async function send(first: Log): Promise<void> {
  let log = first
  const next = async (change: Partial<Log>) => {
    log = { ...log, ...change }
    await keepLog(log).catch(() => undefined)
  }
  if (!log.id) {
    const made = await request(callOf('post', '/service-log', { body: log.body }), { 'Idempotency-Key': log.key })
    await next({ id: made.id, version: made.version, changed: false })
  } else if (log.changed) {
    const path = { id: log.id }
    const put = await request(callOf('put', '/service-log/{id}', { params: { path, header: tag(log) }, body: log.body }))
    await next({ version: put.version, changed: false })
  }
  for (const photo of log.photos) {
    const file = new File([photo.data], photo.name, { type: photo.data.type })
    await startUpload({ record: log.id!, purpose: 'photo', file }).done
    await next({ photos: log.photos.filter((p) => p.key !== photo.key) })
  }
  await request(callOf('post', '/service-log/{id}/submit', { params: { path: { id: log.id! }, header: tag(log) } }))
  await dropLog(log.key)
}

const tag = (log: Log) => ({ 'If-Match': `"${log.version}"` })

/** takeOver lets what this phone says replace what somebody else wrote; version is that which the person has seen. */
export async function takeOver(log: Log, version: number): Promise<void> {
  const { problem: _, ...rest } = log
  await keepLog({ ...rest, version, changed: true, state: 'ready' })
  await sendLogs()
}

/** beginLogs sends what an earlier visit left, and from then on whenever the network or the person comes back. */
export async function beginLogs(): Promise<void> {
  addEventListener('online', () => void sendLogs())
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') void sendLogs()
  })
  setInterval(() => void sendLogs(), 60_000)
  await loadLogs()
  await sendLogs()
}
