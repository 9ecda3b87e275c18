// Checking in and out. The server's time counts and a code is good for half a minute, so this is never queued: it is
// tried while the code lives, and then the person is told to have the leader note the time by hand.
import { callOf, newKey, Problem, type Call } from '@tongxing/shared'
import { signal } from '@preact/signals'
import { changes, request } from './data.ts'
import type { Stay } from '../domain/types.ts'

/** A place on the earth, as exact as the phone knows it. */
export interface Spot {
  lat: number
  lng: number
  accuracy: number
}

export type Direction = 'in' | 'out'

export type Shown = { token: string } | { activity: string; digits: string }

const lives = 25_000
const pause = 1_500

/** present sends what was read off the screen, again and again under one key while it is good. */
export async function present(direction: Direction, shown: Shown, spot: Spot | null): Promise<Stay> {
  const headers = { 'Idempotency-Key': newKey() }
  const place = spot ? { place: { lat: spot.lat, lng: spot.lng, accuracy_metres: Math.min(Math.round(spot.accuracy), 100_000) } } : {}
  const call: Call<Stay> =
    'token' in shown
      ? callOf('post', `/attendance/check-${direction}`, { body: { token: shown.token, ...place } })
      : callOf('post', `/activities/{id}/check-${direction}`, {
          params: { path: { id: shown.activity } },
          body: { digits: shown.digits, ...place },
        })
  const until = Date.now() + lives
  for (;;) {
    try {
      const stay = await request(call, headers)
      changes.value++
      return stay
    } catch (err) {
      if (!(err instanceof Problem) || !err.unsure || Date.now() > until) throw err
      await new Promise((done) => setTimeout(done, pause))
    }
  }
}

/** readCode takes the token out of what a camera saw: the token itself, or an address with it. */
export function readCode(text: string): string {
  try {
    const query = new URL(text).searchParams
    return query.get('in') ?? query.get('out') ?? query.get('t') ?? query.get('token') ?? text
  } catch {
    return text.trim()
  }
}

/** A check-in that did not get through, for the leader to see. */
export interface Missed {
  at: number
  direction: Direction
  title: string
}

const missedKey = 'tongxing.draft.missed'

export const missed = signal<Missed[]>(read())

function read(): Missed[] {
  try {
    return JSON.parse(localStorage.getItem(missedKey) ?? '[]')
  } catch {
    return []
  }
}

function set(list: Missed[]): void {
  missed.value = list
  try {
    localStorage.setItem(missedKey, JSON.stringify(list))
  } catch {
    // It is on the screen, at least.
  }
}

export const noteMissed = (m: Missed) => set([...missed.value, m].slice(-6))
export const dropMissed = (m: Missed) => set(missed.value.filter((x) => x.at !== m.at))
