// The app's own files are kept by a service worker; a new version is offered, never forced.
import { signal } from '@preact/signals'

/** waiting is the new version that is ready. */
export const waiting = signal<ServiceWorker | null>(null)

/** keepApp registers the worker once the first screen is there, so that they do not share a slow line. */
export function keepApp(): void {
  if (!('serviceWorker' in navigator) || !import.meta.env.PROD) return
  const begin = () => setTimeout(() => void register(), 1_500)
  if (document.readyState === 'complete') begin()
  else addEventListener('load', begin)
}

async function register(): Promise<void> {
  try {
    const found = await navigator.serviceWorker.register('/v/sw.js', { scope: '/v/' })
    const offer = () => {
      if (found.waiting && navigator.serviceWorker.controller) waiting.value = found.waiting
    }
    offer()
    found.addEventListener('updatefound', () => found.installing?.addEventListener('statechange', offer))
  } catch {
    // Without it the app works as long as there is a network.
  }
}

/** update goes over to the new version. */
export function update(): void {
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload())
  waiting.value?.postMessage('update')
}
