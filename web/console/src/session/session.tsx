import { api, onProblem, Problem, setLocale, take, type components } from '@tongxing/shared'
import { createContext, useCallback, useContext, useEffect, useMemo, useRef, useState, type ReactNode } from 'react'
import { clearDrafts } from './draft.ts'
import { forgetSignOn, signOnOutcome } from './signon.ts'

export type Me = components['schemas']['accounts.meView']

/** A place one works for: an organisation or a region, by one of one's roles. */
export interface Place {
  key: string
  role: string
  name: string
  orgId?: string
  region?: string
}

export interface Session {
  me: Me
  /** True when any of one's roles allows one of the acts, such as 'org.review'. */
  may(...permissions: string[]): boolean
  places: Place[]
  /** The place chosen at the top; lists begin with it. */
  place: Place | undefined
  choosePlace(key: string): void
  /** The organisation of the chosen place, if it is one. */
  orgId: string | undefined
  /** The region path of the chosen place, if it is one. */
  region: string | undefined
  /** Reads the account anew: after its roles or settings have changed. */
  refresh(): Promise<void>
  logout(): Promise<void>
}

/** What the page is about: nothing known yet, nobody logged in, or somebody with a session that may have ended. */
export type Entry =
  | { state: 'loading' }
  | { state: 'failed'; problem: Problem; retry: () => void }
  | { state: 'out'; enter: () => Promise<void> }
  | { state: 'in'; session: Session; ended: boolean; renew: (sameUser: boolean) => Promise<void> }

const SessionContext = createContext<Session | undefined>(undefined)

/** useSession is who is logged in and what they may do. */
export function useSession(): Session {
  const s = useContext(SessionContext)
  if (!s) throw new Error('useSession needs a session')
  return s
}

let waiting: (() => void)[] = []

/** renewed resolves once the person has logged in again after their session ended; what was refused is then sent anew. */
export const renewed = (): Promise<void> => new Promise((done) => waiting.push(done))

/** sessionOver tells whether a call was refused because the session has ended. */
export const sessionOver = (err: unknown): boolean => err instanceof Problem && err.code === 'login_required'

const placeKey = 'tongxing.place'
/** Set while somebody is logged in here: without it nobody asks the server who that is, only to be refused. */
const insideKey = 'tongxing.inside'

/** SessionProvider finds out who is logged in and shows one of its children by that. */
export function SessionProvider({ children }: { children: (entry: Entry) => ReactNode }) {
  const [me, setMe] = useState<Me | null>()
  const [problem, setProblem] = useState<Problem>()
  const [ended, setEnded] = useState(false)
  const [chosen, setChosen] = useState(() => localStorage.getItem(placeKey) ?? '')
  const known = useRef<string>(undefined)

  const leave = useCallback(() => {
    known.current = undefined
    localStorage.removeItem(insideKey)
    clearDrafts()
    setMe(null)
  }, [])
  const read = useCallback(async () => {
    setProblem(undefined)
    try {
      const answer = await take(api.GET('/me'))
      setLocale(answer.lang === 'en' ? 'en' : 'zh-CN')
      known.current = answer.id
      localStorage.setItem(insideKey, '1')
      setMe(answer)
      setEnded(false)
    } catch (err) {
      if (sessionOver(err)) leave()
      else setProblem(err instanceof Problem ? err : undefined)
    }
  }, [leave])

  useEffect(() => {
    if (signOnOutcome() === 'in') {
      forgetSignOn()
      localStorage.setItem(insideKey, '1')
    }
    if (localStorage.getItem(insideKey)) void read()
    else setMe(null)
  }, [read])
  useEffect(() => onProblem((p) => p.code === 'login_required' && known.current && setEnded(true)), [])

  const places = useMemo(() => (me ? placesOf(me) : []), [me])
  const place = places.find((p) => p.key === chosen) ?? places[0]
  const session = useMemo<Session | undefined>(() => {
    if (!me) return undefined
    return {
      me,
      may: (...permissions) => permissions.some((p) => (me.permissions as string[]).includes(p)),
      places,
      place,
      choosePlace(key) {
        localStorage.setItem(placeKey, key)
        setChosen(key)
      },
      orgId: place?.orgId,
      region: place?.region,
      refresh: read,
      async logout() {
        known.current = undefined
        const toward = await take(api.POST('/auth/logout')).catch(() => undefined)
        leave()
        if (toward?.address) location.assign(toward.address) // and out of the identity platform
      },
    }
  }, [me, places, place, read, leave])

  let entry: Entry
  if (problem && !me) entry = { state: 'failed', problem, retry: () => void read() }
  else if (me === undefined) entry = { state: 'loading' }
  else if (!session) {
    entry = {
      state: 'out',
      enter() {
        forgetSignOn()
        return read()
      },
    }
  } else {
    entry = {
      state: 'in',
      session,
      ended,
      async renew(sameUser) {
        if (!sameUser) {
          clearDrafts()
          location.assign(import.meta.env.BASE_URL)
          return
        }
        await read()
        const resume = waiting
        waiting = []
        for (const go of resume) go()
      },
    }
  }
  return <SessionContext.Provider value={session}>{children(entry)}</SessionContext.Provider>
}

function placesOf(me: Me): Place[] {
  return me.roles
    .filter((r) => r.role !== 'volunteer')
    .map((r) => ({
      key: r.id,
      role: r.role,
      name: r.org_name ?? r.region_name ?? '',
      ...(r.org_id ? { orgId: r.org_id } : {}),
      ...(r.region ? { region: r.region } : {}),
    }))
}
