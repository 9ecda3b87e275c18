// Keeps the app itself on the phone, so that it opens without a network. Answers of the API are kept by the app, with
// their age. A new version waits until the person agrees, since nothing typed is to be lost.
const cacheName = 'tongxing-v-__VERSION__'
const files = ['__FILES__']
const page = '/v/'

self.addEventListener('install', (event) => {
  event.waitUntil(
    (async () => {
      const cache = await caches.open(cacheName)
      const [answer] = await Promise.all([fetch(page, { cache: 'no-cache' }), cache.addAll(files.map((f) => page + f))])
      if (!answer.ok) throw new Error(`${answer.status}`)
      // The page asks for the first list itself, which saves a first visit a round trip; later the app knows what it needs.
      const html = (await answer.text()).replace(/\s*<link rel="preload"[^>]*>/, '')
      const headers = new Headers([...answer.headers].filter(([name]) => !/^content-(encoding|length)$/.test(name)))
      await cache.put(page, new Response(html, { headers }))
    })(),
  )
})

self.addEventListener('activate', (event) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys()) {
        if (name.startsWith('tongxing-v-') && name !== cacheName) await caches.delete(name)
      }
      await self.clients.claim()
    })(),
  )
})

self.addEventListener('message', (event) => {
  if (event.data === 'update') self.skipWaiting()
})

self.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== self.location.origin || !url.pathname.startsWith(page)) return
  if (request.mode === 'navigate') event.respondWith(kept(page, request))
  else if (url.pathname !== page + 'sw.js') event.respondWith(kept(request, request))
})

async function kept(name, request) {
  const cache = await caches.open(cacheName)
  const found = await cache.match(name)
  if (found) return found
  const answer = await fetch(request)
  if (answer.ok && new URL(request.url).pathname.startsWith(page + 'assets/')) await cache.put(request, answer.clone())
  return answer
}
