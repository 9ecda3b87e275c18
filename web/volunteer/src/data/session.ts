// Who uses the phone. Nobody has to be anybody to look; the session itself is a cookie that scripts cannot read.
import { callOf, onProblem, locale, setLocale, onLocale, type components, type Locale } from '@tongxing/shared'
import { computed, signal } from '@preact/signals'
import { changes, owner, request } from './data.ts'
import { forgetAll, keep, recall } from './kept.ts'
import { load, retryNow } from './queue.ts'
import type { Me, Volunteer } from '../domain/types.ts'

/** me is the account; null: nobody is logged in; undefined: not known yet. */
export const me = signal<Me | null | undefined>(undefined)

/** profile is the volunteer; null: the account has none. */
export const profile = signal<Volunteer | null | undefined>(undefined)

/** ended is true after the server has ended the session in the middle of something. */
export const ended = signal(false)

export const unread = signal(0)

export const language = signal<Locale>(locale())
onLocale((l) => (language.value = l))

/** loggedIn is false as well while the account's role waits for a second factor: the server refuses everything else until then. */
export const loggedIn = computed(() => !!me.value && !me.value.factor_required)

/** Only that somebody is logged in here: it saves those without an account a refused request. */
const mark = 'tongxing.user'
const chosen = 'tongxing.language-chosen'

/** The console leaves this where somebody has logged in to it. */
const atConsole = 'tongxing.inside'

function remember(id: string): void {
  owner.value = id
  try {
    if (id) localStorage.setItem(mark, id)
    else localStorage.removeItem(mark)
  } catch {
    // Without storage one logs in again next time.
  }
}

/** start finds out who is here: at once from what is kept, then from the server. */
export async function start(): Promise<void> {
  const id = localStorage.getItem(mark) ?? ''
  if (!id) {
    // Who works at the console of this browser is logged in here as well.
    if (localStorage.getItem(atConsole)) await refresh()
    if (!owner.value) me.value = profile.value = null
    return
  }
  owner.value = id
  const [kept, keptProfile] = await Promise.all([recall<Me>(`${id}:/me`), recall<Volunteer | null>(`${id}:/volunteers/me`), load()])
  if (kept) {
    me.value = kept.data
    profile.value = keptProfile?.data
  }
  await refresh()
  void retryNow()
}

/** refresh reads account, profile and the number of unread messages again. What the network swallows stays as it was. */
export async function refresh(): Promise<void> {
  try {
    const now = await request(callOf('get', '/me'))
    if (now.id !== owner.value) return await begin(now)
    keep(`${now.id}:/me`, now)
    me.value = now
    followLanguage(now)
    if (!loggedIn.value) return
    const v = now.volunteer_id ? await request(callOf('get', '/volunteers/me')) : null
    keep(`${now.id}:/volunteers/me`, v)
    profile.value = v
    await countUnread()
  } catch {
    if (me.value === undefined && ended.value) me.value = profile.value = null
  }
}

export async function countUnread(): Promise<void> {
  if (!loggedIn.value) return
  unread.value = (await request(callOf('get', '/inbox/unread'))).unread
}

export type Way = components['schemas']['accounts.Way']

/** logIn begins a session by the code that was sent. An account with a second factor has none yet: the ways to finish are returned. */
export async function logIn(mobile: string, code: string): Promise<Way[]> {
  const started = await request(callOf('post', '/auth/codes/verify', { body: { mobile, code, cookie: true } }))
  if (started.second_step?.length) return started.second_step
  await begin(await request(callOf('get', '/me')))
  return []
}

/** begin goes on as the account that has just logged in. */
export async function begin(now: Me): Promise<void> {
  if (owner.value && owner.value !== now.id) await forgetAll()
  remember(now.id)
  ended.value = false
  await load()
  await refresh()
  changes.value++
  void retryNow()
}

/** logOut ends the session and forgets everything that was kept of the person but unsent writes. */
export async function logOut(): Promise<void> {
  await request(callOf('post', '/auth/logout'))
  await forgetAll()
  remember('')
  me.value = profile.value = null
  unread.value = 0
}

onProblem((p) => {
  if (p.code === 'factor_required' && me.value) me.value = { ...me.value, factor_required: true }
  if (p.code !== 'login_required' || !owner.value) return
  ended.value = true
  me.value = null
})

/** The account's language is followed until another one is chosen on this phone. */
function followLanguage(now: Me): void {
  if (localStorage.getItem(chosen)) return
  const theirs: Locale = now.lang === 'en' ? 'en' : 'zh-CN'
  if (theirs !== locale()) setLocale(theirs)
}

/** chooseLanguage changes the language of the app and, of who is logged in, of messages as well. */
export function chooseLanguage(l: Locale): void {
  localStorage.setItem(chosen, '1')
  setLocale(l)
}
