// Where the phone is: asked for only when the person wants it, kept nowhere.
import { signal } from '@preact/signals'
import type { Spot } from '../data/present.ts'
import { say } from './parts.tsx'

export const here = signal<Spot | null>(null)

/** position asks the phone; null when it does not tell within the time. */
export function position(wait = 8_000): Promise<Spot | null> {
  if (!('geolocation' in navigator)) return Promise.resolve(null)
  return new Promise((done) => {
    navigator.geolocation.getCurrentPosition(
      (p) => done({ lat: p.coords.latitude, lng: p.coords.longitude, accuracy: p.coords.accuracy }),
      () => done(null),
      { timeout: wait, maximumAge: 60_000, enableHighAccuracy: true },
    )
  })
}

export async function locate(refused: string): Promise<void> {
  here.value = await position()
  if (!here.value) say(refused, 'wait')
}

/** distance in kilometres as the crow flies; what has no place is far away. */
export function distance(from: Spot, to: { lat?: number; lng?: number }): number {
  if (!to.lat || !to.lng) return Infinity
  const rad = Math.PI / 180
  const x = (to.lng - from.lng) * rad * Math.cos(((to.lat + from.lat) / 2) * rad)
  const y = (to.lat - from.lat) * rad
  return Math.hypot(x, y) * 6371
}
