// Reading: the last answer at once, the present one when it comes, and why not when it does not.
import { addressOf, newClient, Problem, sendCall, type Call } from '@tongxing/shared'
import { signal } from '@preact/signals'
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { keep, recall, recalled, type Kept } from './kept.ts'
import type { List } from '../domain/types.ts'

/** reached is false after the network failed, until something arrives again. */
export const reached = signal(typeof navigator === 'undefined' || navigator.onLine)

/** owner is whose answers are kept: a user's id, or '' for nobody. */
export const owner = signal('')

/** changes counts writes that arrived: whatever is on screen is then read again. */
export const changes = signal(0)

/** The first list is asked for by index.html while the script is still on its way; only a plain request finds it. */
const firstList = '/api/v1/public/activities?limit=12'

const early: typeof fetch = (asked, init) => {
  const url = (asked as Request).url
  return fetch(url.endsWith(firstList) ? url : asked, init)
}

const patient = newClient({ timeout: 20_000, fetch: early })

/** request sends one call and returns its answer, or throws a Problem. */
export async function request<T>(call: Call<T>, headers?: Record<string, string>): Promise<T> {
  try {
    const data = await sendCall(patient, call, headers)
    reached.value = true
    return data
  } catch (err) {
    if (err instanceof Problem) reached.value = !(err.code === 'offline' || err.code === 'timeout')
    throw err
  }
}

export interface Read<T> {
  data?: T
  /** When the data came; with late, it is older than the screen. */
  at?: number
  late: boolean
  error?: Problem
  reload: () => void
}

const name = (path: string) => `${owner.value}:${path}`

/** useData reads what a call answers; null reads nothing. */
export function useData<T>(call: Call<T> | null): Read<T> {
  const path = call && addressOf(call)
  const [state, setState] = useState<{ path: string | null; kept?: Kept<T> | undefined; error?: Problem | undefined; fresh?: boolean }>({
    path,
  })
  const [round, setRound] = useState(0)
  const who = owner.value
  const change = changes.value
  // Before the browser paints: useEffect would begin the call one frame later.
  useLayoutEffect(() => {
    if (path === null || call === null) return
    let gone = false
    const key = name(path)
    const show = (next: { kept?: Kept<T> | undefined; error?: Problem | undefined; fresh?: boolean }) => {
      if (!gone) setState((old) => ({ ...(old.path === path ? old : {}), path, ...next }))
    }
    request(call).then(
      (data) => show({ kept: keep(key, data), error: undefined, fresh: true }),
      (error: Problem) => show({ error, fresh: false }),
    )
    void recall<T>(key).then((kept) => kept && show({ kept: recalled<T>(key) ?? kept }))
    return () => {
      gone = true
    }
  }, [path, who, change, round])
  const kept = path === null ? undefined : state.path === path ? state.kept : recalled<T>(name(path))
  const error = state.path === path ? state.error : undefined
  return {
    ...(kept ? { data: kept.data, at: kept.at } : {}),
    late: !!kept && !!error,
    ...(error ? { error } : {}),
    reload: () => setRound((n) => n + 1),
  }
}

export interface ReadList<T> extends Read<List<T>> {
  items: T[]
  more?: () => void
  busy: boolean
}

/** useList is useData for a list, with its further pages. */
export function useList<T>(call: Call<List<T>> | null): ReadList<T> {
  const first = useData(call)
  const [rest, setRest] = useState<{ of: unknown; items: T[]; next?: string | undefined }>({ of: null, items: [] })
  const [busy, setBusy] = useState(false)
  const current = useRef(first.data)
  current.current = first.data
  const same = rest.of === first.data
  const next = same ? rest.next : first.data?.next
  const more = async () => {
    const of = first.data
    setBusy(true)
    try {
      const page = await request({ ...call!, params: { ...call!.params, query: { ...call!.params?.query, after: next } } })
      if (current.current === of) setRest({ of, items: [...(same ? rest.items : []), ...page.items], next: page.next })
    } catch {
      // The button stays; the line above says that the network is away.
    } finally {
      setBusy(false)
    }
  }
  return { ...first, items: [...(first.data?.items ?? []), ...(same ? rest.items : [])], busy, ...(next ? { more } : {}) }
}
