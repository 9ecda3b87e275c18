import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { newClient, newKey, onProblem, Problem, take, takeTagged } from './api.ts'
import { setLocale } from './text.ts'

// A real server on this machine: what is tested is what goes over the wire.
let answer: (req: IncomingMessage, res: ServerResponse) => void
const server = createServer((req, res) => answer(req, res))
let base = ''

beforeEach(async () => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1`
})
afterEach(async () => {
  setLocale('zh-CN')
  server.closeAllConnections()
  if (server.listening) await new Promise((done) => server.close(done))
})

const failed = async (call: Promise<unknown>): Promise<Problem> => {
  try {
    await call
  } catch (err) {
    if (err instanceof Problem) return err
    throw err
  }
  throw new Error('no problem was thrown')
}

const json = (res: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}) => {
  res.writeHead(status, { 'Content-Type': status < 400 ? 'application/json' : 'application/problem+json', ...headers })
  res.end(JSON.stringify(body))
}

test('reads carry the language and no key; the tag comes with the data', async () => {
  setLocale('en')
  let seen: IncomingMessage['headers'] = {}
  answer = (req, res) => {
    seen = req.headers
    json(res, 200, { id: 'act_1' }, { ETag: '"3"' })
  }
  const got = await takeTagged(newClient({ baseUrl: base }).GET('/activities/{id}', { params: { path: { id: 'act_1' } } }))
  expect(got).toEqual({ data: { id: 'act_1' }, tag: '"3"' })
  expect(seen['accept-language']).toBe('en')
  expect(seen['idempotency-key']).toBeUndefined()
})

test('writes carry a key: a new one, or the one given', async () => {
  const keys: unknown[] = []
  answer = (req, res) => {
    keys.push(req.headers['idempotency-key'])
    json(res, 201, {})
  }
  const api = newClient({ baseUrl: base })
  const to = { params: { path: { id: 'act_1' } } }
  await take(api.POST('/activities/{id}/signups', to))
  await take(api.POST('/activities/{id}/signups', to))
  await take(api.POST('/activities/{id}/signups', { ...to, headers: { 'Idempotency-Key': 'mine' } }))
  expect(keys[0]).toMatch(/^[0-9a-f]{32}$/)
  expect(keys[1]).not.toBe(keys[0])
  expect(keys[2]).toBe('mine')
})

test('a problem document becomes a Problem, and listeners hear of it', async () => {
  const heard: string[] = []
  const stop = onProblem((p) => heard.push(p.code))
  answer = (_, res) =>
    json(
      res,
      429,
      {
        title: '操作过于频繁',
        status: 429,
        code: 'too_many',
        detail: '请稍后再试。',
        request_id: 'req_1',
        errors: [{ field: 'indicators[2].target', code: 'required', message: '请填写此项。' }],
      },
      { 'Retry-After': '7' },
    )
  const p = await failed(take(newClient({ baseUrl: base }).GET('/public/activities')))
  stop()
  expect(p).toMatchObject({
    status: 429,
    code: 'too_many',
    title: '操作过于频繁',
    detail: '请稍后再试。',
    requestId: 'req_1',
    retryAfter: 7,
    fields: [{ field: 'indicators[2].target', code: 'required', message: '请填写此项。' }],
  })
  expect(p.unsure).toBe(false)
  expect(heard).toEqual(['too_many'])
})

test('what a proxy answers is a Problem with a text too', async () => {
  answer = (_, res) => {
    res.writeHead(502, { 'Content-Type': 'text/html' })
    res.end('<h1>Bad Gateway</h1>')
  }
  const p = await failed(take(newClient({ baseUrl: base }).GET('/public/activities')))
  expect(p).toMatchObject({ status: 502, code: 'away', unsure: true })
  expect(p.detail).toContain('请稍后重试')
})

test('no server: offline', async () => {
  await new Promise((done) => server.close(done))
  const p = await failed(take(newClient({ baseUrl: base }).GET('/public/activities')))
  expect(p).toMatchObject({ status: 0, code: 'offline', unsure: true })
})

test('an answer that stops in the middle: timeout', async () => {
  answer = (_, res) => {
    res.writeHead(200, { 'Content-Type': 'application/json' })
    res.write('{"items":[')
  }
  const p = await failed(take(newClient({ baseUrl: base, timeout: 50 }).GET('/public/activities')))
  expect(p).toMatchObject({ code: 'timeout', unsure: true })
})

test('who gives up himself gets his own abort, no Problem', async () => {
  answer = () => {}
  const stop = new AbortController()
  const call = take(newClient({ baseUrl: base }).GET('/public/activities', { signal: stop.signal }))
  stop.abort()
  await expect(call).rejects.toMatchObject({ name: 'AbortError' })
})

test('keys do not repeat', () => {
  expect(new Set(Array.from({ length: 1000 }, newKey)).size).toBe(1000)
})
