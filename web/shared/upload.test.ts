import { createHash } from 'node:crypto'
import { afterEach, expect, test, vi } from 'vitest'
import { Problem } from './api.ts'
import { hashByScript, hashOf } from './sha256.ts'
import { flaws } from './text.ts'
import { reasonOf, startUpload, uploadTexts, type UploadProgress } from './upload.ts'

const KiB = 1024

/** Host is a server of uploads as the API describes it, and a network that can be broken. */
class Host {
  file?: { id: string; name: string; size: number; sha256: string; state: string; refusal?: string }
  content: Uint8Array[] = []
  keys = new Map<string, string>()
  calls: string[] = []
  /** Called before and after each call with its name; what it throws or returns takes the place of the answer. */
  breaks: (call: string, when: 'before' | 'after') => Response | void = () => undefined
  refuse = ''

  get offset() {
    return this.content.reduce((sum, c) => sum + c.length, 0)
  }

  view() {
    const f = this.file!
    const uploading = f.state === 'uploading'
    return {
      ...f,
      purpose: 'certificate',
      acts: uploading ? [{ act: 'resume' }, { act: 'remove' }] : [{ act: 'open' }],
      ...(uploading ? { upload: { offset: this.offset, piece_most: 1024 * KiB } } : {}),
      ...(f.refusal ? { refusal_text: '文件已损坏' } : {}),
    }
  }

  fetch = (async (asked: Request, init: RequestInit) => {
    const path = new URL(asked.url).pathname.replace('/api/v1', '')
    const offset = asked.headers.get('Upload-Offset')
    const name = `${asked.method} ${path}${offset ? ` ${offset}` : ''}`
    this.calls.push(name)
    const early = this.breaks(name, 'before')
    if (early) return early
    if (init.signal?.aborted) throw init.signal.reason
    const answer = await this.answer(asked, path)
    return this.breaks(name, 'after') ?? answer
  }) as unknown as typeof fetch

  private async answer(asked: Request, path: string): Promise<Response> {
    const call = `${asked.method} ${path}`
    if (call === 'GET /files') return json(200, { items: this.file ? [this.view()] : [], choices: [] })
    if (call === 'POST /files') {
      const body = await asked.json()
      if (body.size > 20 << 20) return problem(413, 'file_too_large', 'size')
      const key = asked.headers.get('Idempotency-Key')!
      if (!this.keys.has(key)) {
        this.keys.set(key, path)
        this.file = { id: `fil_${this.keys.size}`, name: body.name, size: body.size, sha256: body.sha256, state: 'uploading' }
        this.content = []
      }
      return json(201, this.view())
    }
    if (!this.file || !path.includes(this.file.id)) return problem(404, 'not_found')
    if (asked.method === 'GET') return json(200, this.view())
    if (asked.method === 'DELETE') return (this.file.state = 'removed') && new Response(null, { status: 204 })
    if (asked.method === 'PATCH') {
      expect(asked.headers.get('Content-Type')).toBe('application/offset+octet-stream')
      if (Number(asked.headers.get('Upload-Offset')) !== this.offset) return problem(409, 'file_offset')
      const bytes = new Uint8Array(await asked.arrayBuffer())
      expect(bytes.length).toBeLessThanOrEqual(1024 * KiB)
      if (bytes.length < 16 * KiB) expect(this.offset + bytes.length).toBe(this.file.size)
      this.content.push(bytes)
      return json(200, this.view())
    }
    if (this.file.state !== 'uploading' && this.file.state !== 'kept') return problem(409, 'file_upload_over')
    if (this.refuse) {
      Object.assign(this.file, { state: 'refused', refusal: this.refuse })
      return problem(400, this.refuse, 'file')
    }
    expect(createHash('sha256').update(Buffer.concat(this.content)).digest('hex')).toBe(this.file.sha256)
    this.file.state = 'kept'
    return json(200, this.view())
  }
}

const json = (status: number, body: unknown) => new Response(JSON.stringify(body), { status })
const problem = (status: number, code: string, field = '') =>
  json(status, { code, title: code, detail: `detail of ${code}`, errors: field ? [{ field, code, message: `text of ${code}` }] : [] })
const lost = () => {
  throw new TypeError('fetch failed')
}

/** fileOf is a file that differs from one KiB to the next. */
function fileOf(size: number, name = '登记证书.pdf'): File {
  const content = new Uint8Array(size)
  for (let at = 0; at < size; at += KiB) content.fill(at / KiB + 1, at, at + 1 + (at % 1000))
  return new File([content], name)
}

function begin(host: Host, file: File, seen: UploadProgress[] = []) {
  return startUpload({
    record: 'org_1',
    purpose: 'certificate',
    file,
    progress: (p) => seen.push(p),
    client: { baseUrl: 'http://host/api/v1', fetch: host.fetch },
  })
}

/** ends is how the upload ends while no time is spent waiting. */
async function ends<T>(done: Promise<T>): Promise<T> {
  let over = false
  void done.then(
    () => (over = true),
    () => (over = true),
  )
  while (!over) await vi.advanceTimersByTimeAsync(1_000)
  return done
}

afterEach(() => void vi.useRealTimers())

test('a file goes in growing pieces, and its progress is told', async () => {
  const host = new Host()
  const seen: UploadProgress[] = []
  const upload = begin(host, fileOf(3000 * KiB), seen)
  expect(seen).toEqual([])
  const got = await upload.done
  expect(got).toMatchObject({ state: 'kept', name: '登记证书.pdf' })
  expect(host.content.map((c) => c.length / KiB)).toEqual([256, 512, 1024, 1024, 184])
  expect(seen[0]).toEqual({ id: '', step: 'preparing', sent: 0, total: 3000 * KiB })
  expect(seen.at(-1)).toEqual({ id: 'fil_1', step: 'checking', sent: 3000 * KiB, total: 3000 * KiB })
  expect(seen.map((p) => p.sent)).toEqual([...seen.map((p) => p.sent)].sort((a, b) => a - b))
})

test('a broken network: before each call and behind it, with smaller pieces', async () => {
  vi.useFakeTimers()
  const host = new Host()
  const broken = new Map<string, number>()
  host.breaks = (call, when) => {
    const kind = `${call.split(' ')[0]} ${call.includes('finish')} ${when} ${host.offset > 300 * KiB}`
    broken.set(kind, (broken.get(kind) ?? 0) + 1)
    if (broken.get(kind)! <= 2) lost()
  }
  const seen: UploadProgress[] = []
  expect(await ends(begin(host, fileOf(900 * KiB), seen).done)).toMatchObject({ state: 'kept' })
  expect(seen.some((p) => p.step === 'waiting')).toBe(true)
  expect(Math.min(...host.content.map((c) => c.length))).toBe(64 * KiB)
  expect(host.keys.size).toBe(1) // begun once
})

test('the wait ends when there is a network again', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }) // no time goes by
  const host = new Host()
  let away = true
  host.breaks = (call) => void (away && call.startsWith('PATCH') && lost())
  const waiting = new Promise<void>((told) => {
    const listeners: (() => void)[] = []
    vi.stubGlobal('addEventListener', (_: string, wake: () => void) => listeners.push(wake))
    const upload = begin(host, fileOf(10 * KiB))
    const poll = setInterval(() => {
      if (!listeners.length) return
      clearInterval(poll)
      away = false
      for (const wake of listeners) wake()
      void upload.done.then((f) => {
        expect(f?.state).toBe('kept')
        told()
      })
    }, 5)
  })
  await waiting
  vi.unstubAllGlobals()
})

test('the same file chosen again goes on where it stopped; another one begins anew', async () => {
  const host = new Host()
  const first = begin(host, fileOf(700 * KiB))
  host.breaks = (call) => void (call.startsWith('PATCH') && host.offset > 0 && first.stop())
  expect(await first.done).toBeUndefined()
  host.breaks = () => undefined
  const at = host.offset
  expect(at).toBeGreaterThan(0)
  host.calls = []
  expect(await begin(host, fileOf(700 * KiB)).done).toMatchObject({ state: 'kept', id: 'fil_1' })
  expect(host.calls.slice(0, 2)).toEqual(['GET /files', `PATCH /files/fil_1 ${at}`])
  expect(await begin(host, fileOf(300 * KiB)).done).toMatchObject({ state: 'kept', id: 'fil_2' })
})

test('cancelling has the server forget what has arrived, and a finished file stays', async () => {
  const host = new Host()
  const upload = begin(host, fileOf(700 * KiB))
  let cancelled: Promise<void> | undefined
  host.breaks = (call) => void (call.startsWith('PATCH') && host.offset > 0 && (cancelled ??= upload.cancel()))
  expect(await upload.done).toBeUndefined()
  await cancelled
  expect(host.file?.state).toBe('removed')
  const other = begin(new Host(), fileOf(1))
  expect(await other.done).toMatchObject({ state: 'kept' })
  await other.cancel()
})

test('refusals are the texts of the API', async () => {
  const refused = (host: Host, file: File) =>
    begin(host, file).done.then(
      () => 'kept',
      (err) => (err as Problem).code + ': ' + reasonOf(err as Problem),
    )
  expect(await refused(new Host(), fileOf(21 << 20))).toBe('file_too_large: text of file_too_large')
  const broken = new Host()
  broken.refuse = 'file_broken'
  expect(await refused(broken, fileOf(20))).toBe('file_broken: text of file_broken')
  const full = new Host()
  full.breaks = (call) => (call === 'POST /files' ? problem(429, 'file_uploads_open') : undefined)
  expect(await refused(full, fileOf(20))).toBe('file_uploads_open: detail of file_uploads_open')
  const gone = fileOf(20)
  gone.arrayBuffer = () => Promise.reject(new DOMException('gone', 'NotReadableError'))
  expect(await refused(new Host(), gone)).toMatch(/^file_unreadable: 文件无法读取/)
})

test('a refusal whose answer was lost is still told', async () => {
  vi.useFakeTimers()
  const host = new Host()
  host.refuse = 'file_broken'
  host.breaks = (call, when) =>
    void (call.endsWith('finish') && when === 'after' && host.calls.filter((c) => c === call).length === 1 && lost())
  await expect(ends(begin(host, fileOf(20)).done)).rejects.toMatchObject({ code: 'file_broken', detail: '文件已损坏' })
})

test('the hash without crypto.subtle is the same', async () => {
  for (const size of [0, 1, 55, 56, 63, 64, 65, 119, 120, 1 << 20, (1 << 20) + 1, 5_000_003]) {
    const file = fileOf(size)
    const want = createHash('sha256')
      .update(Buffer.from(await file.arrayBuffer()))
      .digest('hex')
    expect([size, await hashByScript(file), await hashOf(file)]).toEqual([size, want, want])
  }
})

test('no text is missing', () => expect(flaws(uploadTexts)).toEqual([]))
