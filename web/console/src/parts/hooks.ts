// The two ways to talk with the server: useLoad reads, useAct writes. Both wait for a new login when the session has ended
// and then go on, so that a page need not know about sessions at all.
import { newKey, Problem } from '@tongxing/shared'
import { useCallback, useEffect, useRef, useState } from 'react'
import { proofGiven, proofNeeded } from '../session/proof.ts'
import { renewed, sessionOver } from '../session/session.tsx'

/** asProblem makes any failure one that can be shown. What is no Problem is a fault of ours, so it is passed on. */
export function asProblem(err: unknown): Problem {
  if (err instanceof Problem) return err
  throw err
}

export interface Loaded<T> {
  data: T | undefined
  problem: Problem | undefined
  /** True until the first answer; a reload keeps the last data on the screen. */
  loading: boolean
  /** When the data was read. */
  at: number
  reload(): Promise<void>
  /** Puts an answer in place: what a write has returned is the newest there is. */
  set(data: T): void
}

/**
 * useLoad reads when the page opens and whenever one of the deps changes; an answer to an earlier question is dropped.
 *
 *     const org = useLoad(() => takeTagged(api.GET('/orgs/{id}', { params: { path: { id } } })), [id])
 *     if (!org.data) return <Waiting of={org} />
 */
export function useLoad<T>(read: () => Promise<T>, deps: readonly unknown[]): Loaded<T> {
  const [state, setState] = useState<{ data?: T; problem?: Problem; loading: boolean; at: number }>({ loading: true, at: 0 })
  const turn = useRef(0)
  const reload = useCallback(async () => {
    const mine = ++turn.current
    setState((s) => ({ ...s, loading: true }))
    const answer = await again(read).then(
      (data) => ({ data, problem: undefined }),
      (err: unknown) => ({ problem: asProblem(err) }),
    )
    if (mine === turn.current) setState((s) => ({ ...s, ...answer, loading: false, at: Date.now() }))
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the caller's deps say when the question is another
  }, deps)
  useEffect(() => {
    setState({ loading: true, at: 0 })
    void reload()
    return () => void turn.current++
  }, [reload])
  const set = useCallback((data: T) => {
    turn.current++
    setState({ data, loading: false, at: Date.now() })
  }, [])
  return { data: state.data, problem: state.problem, loading: state.loading, at: state.at, reload, set }
}

/** again repeats a call once its person has logged in again, or has proved who they are; without that proof it fails as before. */
export async function again<T>(call: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await call()
    } catch (err) {
      if (sessionOver(err)) await renewed()
      else if (!proofNeeded(err) || !(await proofGiven())) throw err
    }
  }
}

export interface Act<A extends unknown[], T> {
  /** Resolves with the answer, or with undefined when it was refused: then `problem` says why. */
  run(...args: A): Promise<T | undefined>
  busy: boolean
  problem: Problem | undefined
  /** Sends the same again under the same key: after a time-out nobody knows whether it arrived. */
  retry(): Promise<T | undefined>
  clear(): void
}

/**
 * useAct writes. `act` gets an Idempotency-Key to send; while it is unsure whether a try has arrived, the next one with the
 * same arguments goes out under the same key and has its effect once.
 *
 *     const approve = useAct((key: string) => take(api.POST('/orgs/{id}/approve', { params: { path: { id } }, headers: idem(key) })))
 */
export function useAct<A extends unknown[], T>(act: (key: string, ...args: A) => Promise<T>): Act<A, T> {
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem>()
  const last = useRef<{ key: string; args: A; text: string } | undefined>(undefined)
  const flying = useRef(false)
  const latest = useRef(act)
  latest.current = act

  const send = useCallback(async (key: string, args: A) => {
    if (flying.current) return undefined // a double click
    flying.current = true
    setBusy(true)
    setProblem(undefined)
    last.current = { key, args, text: JSON.stringify(args) }
    try {
      const answer = await again(() => latest.current(key, ...args))
      last.current = undefined
      return answer
    } catch (err) {
      const p = asProblem(err)
      if (!p.unsure) last.current = undefined
      setProblem(p)
      return undefined
    } finally {
      flying.current = false
      setBusy(false)
    }
  }, [])
  const run = useCallback(
    (...args: A) => {
      const before = last.current
      return send(before && before.text === JSON.stringify(args) ? before.key : newKey(), args)
    },
    [send],
  )
  const retry = useCallback(() => (last.current ? send(last.current.key, last.current.args) : Promise.resolve(undefined)), [send])
  return { run, busy, problem, retry, clear: useCallback(() => setProblem(undefined), []) }
}

/** idem is the header that makes a repeated write harmless. */
export const idem = (key: string): Record<string, string> => ({ 'Idempotency-Key': key })

/** tagOf is the ETag of a record in a list or on a page. */
export const tagOf = (of: { version: number }): string => `"${of.version}"`

/**
 * seen is the headers of a change: If-Match refuses it when somebody else has changed the record since, the key makes a repetition
 * harmless. They belong to `params.header`, so that the types demand them where the API does.
 */
export const seen = (tag: string, key: string) => ({ 'If-Match': tag, 'Idempotency-Key': key })
