// The API's client, typed from its own description. Calls go to where the page came from, with its cookie.
import createClient, { type Client } from 'openapi-fetch'
import type { paths } from './schema.d.ts'
import { locale, texts } from './text.ts'

/** One refused input, named as it was sent: `indicators[2].target`. */
export interface FieldProblem {
  field: string
  code: string
  message: string
}

/**
 * Problem is every failure of a call. `detail` is a text for people, in their language, that says what to do. The codes
 * 'offline' (the server was not reached) and 'timeout' (it did not answer in time) are ours; the others are the server's.
 */
export class Problem extends Error {
  readonly status: number
  readonly code: string
  readonly title: string
  readonly detail: string
  readonly fields: FieldProblem[]
  readonly requestId: string
  /** Seconds after which another try makes sense. */
  readonly retryAfter?: number

  constructor(p: {
    status: number
    code: string
    title: string
    detail: string
    fields?: FieldProblem[]
    requestId?: string
    retryAfter?: number
  }) {
    super(p.code)
    this.name = 'Problem'
    this.status = p.status
    this.code = p.code
    this.title = p.title
    this.detail = p.detail
    this.fields = p.fields ?? []
    this.requestId = p.requestId ?? ''
    if (p.retryAfter !== undefined) this.retryAfter = p.retryAfter
  }

  /** True when nobody knows whether a write arrived: repeat it with the same key. */
  get unsure(): boolean {
    return this.code === 'offline' || this.code === 'timeout' || this.status >= 502
  }
}

const t = texts(
  {
    offline: {
      title: '网络不通',
      detail: '连不上服务器，请检查网络后重试。已填写的内容不会丢失。',
    },
    timeout: {
      title: '网络太慢',
      detail: '等待太久没有回应，请稍后重试。已填写的内容不会丢失。',
    },
    away: {
      title: '暂时无法使用',
      detail: '服务暂时无法使用，请稍后重试。',
    },
    unreadable: {
      title: '无法识别',
      detail: '收到的内容无法识别，请刷新页面后重试。',
    },
  },
  {
    offline: {
      title: 'No connection',
      detail: 'The server cannot be reached. Check the network and try again; nothing you typed is lost.',
    },
    timeout: {
      title: 'Slow network',
      detail: 'There was no answer in time. Try again in a moment; nothing you typed is lost.',
    },
    away: {
      title: 'Not available now',
      detail: 'The service is not available at the moment. Try again soon.',
    },
    unreadable: {
      title: 'Unreadable',
      detail: 'The answer cannot be read. Load the page again and retry.',
    },
  },
)

/** The texts of this file, for the test that none is missing. */
export const apiTexts = t

/** newKey returns an Idempotency-Key: a write sent twice under the same key has its effect once. */
export function newKey(): string {
  // randomUUID is missing on pages served without TLS, as in a town hall's own network.
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('')
}

export interface ClientOptions {
  /** Where the API is; the page's own server unless told. */
  baseUrl?: string
  fetch?: typeof fetch
  /** How long a call may take in all, in milliseconds. */
  timeout?: number
}

/** newClient returns a client; apps use `api`. Every write carries an Idempotency-Key, its own or one made for it. */
export function newClient(options: ClientOptions = {}): Client<paths> {
  const client = createClient<paths>({
    baseUrl: options.baseUrl ?? '/api/v1',
    credentials: 'same-origin',
    fetch: (request) => patiently(request, options.timeout ?? 30_000, options.fetch ?? fetch),
  })
  client.use({
    onRequest({ request }) {
      request.headers.set('Accept-Language', locale())
      if (request.method !== 'GET' && request.method !== 'HEAD' && !request.headers.has('Idempotency-Key')) {
        request.headers.set('Idempotency-Key', newKey())
      }
      return request
    },
  })
  return client
}

/** api is the client of the server that the page came from. */
export const api = newClient()

/** patiently gives up after the time; the answer's body counts, since a weak network stops in the middle of it. */
async function patiently(request: Request, ms: number, send: typeof fetch): Promise<Response> {
  const stop = new AbortController()
  let late = false
  const timer = setTimeout(() => {
    late = true
    stop.abort()
  }, ms)
  const cancel = () => stop.abort()
  request.signal.addEventListener('abort', cancel)
  if (request.signal.aborted) cancel()
  try {
    const answer = await send(request, { signal: stop.signal })
    const body = answer.status === 204 || answer.status === 304 ? null : await answer.arrayBuffer()
    return new Response(body, { status: answer.status, statusText: answer.statusText, headers: answer.headers })
  } catch (err) {
    if (late) throw local('timeout')
    if (request.signal.aborted) throw err
    throw local('offline')
  } finally {
    clearTimeout(timer)
    request.signal.removeEventListener('abort', cancel)
  }
}

function local(code: 'offline' | 'timeout' | 'away' | 'unreadable', status = 0, requestId = ''): Problem {
  return new Problem({ status, code, title: t[code].title, detail: t[code].detail, requestId })
}

/** What openapi-fetch answers with. */
export interface Answer<Data> {
  data?: Data
  error?: unknown
  response: Response
}

type Sent<A> = A extends { data?: infer D } ? Exclude<D, undefined> : never

/** take unwraps an answer, or throws its Problem. */
export async function take<A extends Answer<unknown>>(call: Promise<A>): Promise<Sent<A>> {
  return (await takeTagged(call)).data
}

/** takeTagged is take with the document's ETag, to be sent back as If-Match by who edits it. */
export async function takeTagged<A extends Answer<unknown>>(call: Promise<A>): Promise<{ data: Sent<A>; tag: string }> {
  const answer = await call
  if (!answer.response.ok) {
    const problem = problemOf(answer.error, answer.response)
    for (const tell of listeners) tell(problem)
    throw problem
  }
  return { data: answer.data as Sent<A>, tag: answer.response.headers.get('ETag') ?? '' }
}

const listeners = new Set<(p: Problem) => void>()

/** onProblem calls tell with every Problem that a server answered, so that an app notices once that a session has ended. */
export function onProblem(tell: (p: Problem) => void): () => void {
  listeners.add(tell)
  return () => listeners.delete(tell)
}

/** problemOf reads a failed answer. What is no problem document comes from something between us and the server. */
export function problemOf(body: unknown, response: Response): Problem {
  const requestId = response.headers.get('X-Request-Id') ?? ''
  const p = (typeof body === 'string' ? parse(body) : body) as Partial<Record<string, unknown>> | null | undefined
  if (!p || typeof p !== 'object' || typeof p.code !== 'string') {
    return local(response.status >= 500 ? 'away' : 'unreadable', response.status, requestId)
  }
  const seconds = Number(response.headers.get('Retry-After'))
  return new Problem({
    status: response.status,
    code: p.code,
    title: String(p.title ?? ''),
    detail: String(p.detail ?? ''),
    fields: Array.isArray(p.errors) ? (p.errors as FieldProblem[]) : [],
    requestId: String(p.request_id ?? requestId),
    ...(seconds > 0 ? { retryAfter: seconds } : {}),
  })
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}
