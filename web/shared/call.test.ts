import { expect, expectTypeOf, test } from 'vitest'
import { addressOf, callOf, sendCall } from './call.ts'
import { newClient } from './api.ts'
import type { components } from './schema.d.ts'

test('a call knows its answer and refuses what the API does not have', () => {
  const one = callOf('get', '/activities/{id}', { params: { path: { id: 'act_1' } } })
  expectTypeOf(one.answers!).toEqualTypeOf<components['schemas']['activities.activityView']>()
  // @ts-expect-error -- the id is missing
  callOf('get', '/activities/{id}')
  // @ts-expect-error -- there is no such path
  callOf('get', '/activitys')
  // @ts-expect-error -- the body is missing
  callOf('post', '/auth/codes')
})

test('its address has the parameters filled in', () => {
  expect(addressOf(callOf('get', '/activities/{id}', { params: { path: { id: 'act_1' } } }))).toBe('/activities/act_1')
  const query = { limit: 12, region: '52/5201/' }
  expect(addressOf(callOf('get', '/public/activities', { params: { query } }))).toBe('/public/activities?limit=12&region=52%2F5201%2F')
})

test('it is sent as it was described, also after it was kept as JSON', async () => {
  const seen: Request[] = []
  const fetch = (request: Request) => {
    seen.push(request.clone())
    return Promise.resolve(Response.json({ id: 'sig_1' }, { status: 201 }))
  }
  const client = newClient({ baseUrl: 'https://example.test/api/v1', fetch: fetch as typeof globalThis.fetch })
  const call = callOf('post', '/activities/{id}/signups', { params: { path: { id: 'act_1' } } })
  const kept = JSON.parse(JSON.stringify(call)) as typeof call
  expect(await sendCall(client, kept, { 'Idempotency-Key': 'k' })).toEqual({ id: 'sig_1' })
  expect(seen[0]!.url).toBe('https://example.test/api/v1/activities/act_1/signups')
  expect(seen[0]!.method).toBe('POST')
  expect(seen[0]!.headers.get('Idempotency-Key')).toBe('k')
})

test('a call that an earlier version kept, with its path filled in, is sent too', async () => {
  const urls: string[] = []
  const fetch = (request: Request) => (urls.push(request.url), Promise.resolve(Response.json({})))
  const client = newClient({ baseUrl: 'https://example.test/api/v1', fetch: fetch as typeof globalThis.fetch })
  await sendCall(client, { method: 'post', path: '/inbox/not_1/read' })
  expect(urls).toEqual(['https://example.test/api/v1/inbox/not_1/read'])
})
