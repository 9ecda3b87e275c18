// Attaching a file to a record: in pieces that go on after a broken connection, and after the same file was chosen again.
import { isOpen } from './acts.ts'
import { newClient, newKey, Problem, take, type ClientOptions } from './api.ts'
import type { components } from './schema.d.ts'
import { hashOf } from './sha256.ts'
import { texts } from './text.ts'

export type FileView = components['schemas']['files.fileView']

/** What may be attached, for the attribute `accept` of a file input; the server decides by the content. */
export const acceptedFiles = '.pdf,.jpg,.jpeg,.png,.heic,.heif,.doc,.docx,.xls,.xlsx'

/** How far an upload has come. `waiting`: the connection is broken, and it goes on by itself. */
export interface UploadProgress {
  /** Of the file, once the server has been told of it. */
  id: string
  step: 'preparing' | 'sending' | 'waiting' | 'checking'
  sent: number
  total: number
}

export interface UploadOptions {
  record: string
  purpose: string
  file: File
  progress?: (p: UploadProgress) => void
  /** Wraps each call, to repeat it after a new login. */
  again?: <T>(call: () => Promise<T>) => Promise<T>
  client?: ClientOptions
}

/** One upload. */
export interface Upload {
  /** The file as the server has it then; undefined when it was stopped or cancelled. Rejects with the Problem that ended it. */
  done: Promise<FileView | undefined>
  /** Sends nothing more. What has arrived stays for a day, and choosing the same file again goes on from there. */
  stop(): void
  /** Stops, and has the server forget what has arrived or was refused. */
  cancel(): Promise<void>
}

const t = texts(
  { unreadable: { title: '无法读取文件', detail: '文件无法读取，可能已被移动、修改或删除，请重新选择。' } },
  {
    unreadable: { title: 'Unreadable file', detail: 'The file cannot be read; perhaps it was moved, changed or deleted. Choose it again.' },
  },
)

/** The texts of this file, for the test that none is missing. */
export const uploadTexts = t

/** reasonOf says in one text why an upload was refused. */
export const reasonOf = (p: Problem): string => (p.fields.length ? p.fields.map((f) => f.message).join(' ') : p.detail)

const KiB = 1024
const firstPiece = 256 * KiB
const leastPiece = 64 * KiB // of a slow network; the server takes 16 KiB and more
const quick = 2_000 // a piece that took less lets the next one be larger
const mostHashed = 20 * KiB * KiB // the server refuses larger files by their size alone

/** startUpload begins to send the file, or goes on with it where an earlier upload of the same file stopped. */
export function startUpload(options: UploadOptions): Upload {
  const stopped = new AbortController()
  const run = new Run(options, stopped.signal)
  const done = Promise.resolve() // so that no progress is told before the caller has the upload
    .then(() => run.send())
    .catch((err: unknown) => {
      if (stopped.signal.aborted) return undefined
      throw err
    })
  return {
    done,
    stop: () => stopped.abort(),
    cancel: async () => {
      stopped.abort()
      await done.catch(() => undefined)
      await run.forget()
    },
  }
}

class Run {
  private readonly client
  private readonly options: UploadOptions
  private readonly signal: AbortSignal
  private id = ''
  private sent = 0

  constructor(options: UploadOptions, signal: AbortSignal) {
    this.options = options
    this.signal = signal
    this.client = newClient({ timeout: 60_000, ...options.client })
  }

  async send(): Promise<FileView> {
    const { file } = this.options
    this.tell('preparing')
    const sha256 = file.size > mostHashed ? '0'.repeat(64) : await hashOf(file).catch(() => Promise.reject(unreadable()))
    const upload = (await this.patiently(() => this.unfinished(sha256))) ?? (await this.begin(sha256))
    this.id = upload.id
    await this.sendPieces(upload)
    this.tell('checking')
    return this.finish()
  }

  /** Has the server remove an upload that was not finished or was refused; what it has kept stays. */
  async forget(): Promise<void> {
    if (!this.id) return
    const now = await take(this.client.GET('/files/{id}', this.path()))
    if (now.state === 'uploading' || now.state === 'refused') await take(this.client.DELETE('/files/{id}', this.path()))
  }

  /** The own upload of this very file to this place that stopped somewhere. */
  private async unfinished(sha256: string): Promise<FileView | undefined> {
    const { record, purpose } = this.options
    const { items } = await take(this.client.GET('/files', { params: { query: { record } }, signal: this.signal }))
    return items.find((f) => f.state === 'uploading' && f.purpose === purpose && f.sha256 === sha256 && isOpen(f.acts, 'resume'))
  }

  private begin(sha256: string): Promise<FileView> {
    const { record, purpose, file } = this.options
    const body = { record, purpose, name: file.name, size: file.size, sha256 }
    const headers = { 'Idempotency-Key': newKey() } // begun once, also when the answer is lost
    return this.patiently(() => take(this.client.POST('/files', { body, headers, signal: this.signal })))
  }

  private async sendPieces(upload: FileView): Promise<void> {
    const { file } = this.options
    let size = firstPiece
    let most = size
    const stand = (f: FileView) => {
      this.sent = f.upload?.offset ?? file.size
      most = f.upload?.piece_most ?? most
      this.tell('sending')
    }
    stand(upload)
    while (this.sent < file.size) {
      const from = this.sent
      const began = Date.now()
      const sent = await this.patiently(
        () => this.piece(from, Math.min(size, most)),
        () => (size = leastPiece),
      )
      stand(sent)
      if (Date.now() - began < quick) size *= 2
      size = Math.min(size, most)
    }
  }

  /** Sends what begins at the offset, or returns where the upload stands when that is elsewhere. */
  private async piece(from: number, size: number): Promise<FileView> {
    const content = await this.options.file
      .slice(from, from + size)
      .arrayBuffer()
      .catch(() => Promise.reject(unreadable()))
    try {
      return await take(
        this.client.PATCH('/files/{id}', {
          params: { ...this.path().params, header: { 'Upload-Offset': from } },
          headers: { 'Content-Type': 'application/offset+octet-stream' },
          body: content as unknown as string, // the description of the API has no word for bytes
          bodySerializer: (bytes: unknown) => bytes,
          signal: this.signal,
        }),
      )
    } catch (err) {
      if (!(err instanceof Problem && err.code === 'file_offset')) throw err
      return this.see()
    }
  }

  private async finish(): Promise<FileView> {
    try {
      return await this.patiently(() => take(this.client.POST('/files/{id}/finish', { ...this.path(), signal: this.signal })))
    } catch (err) {
      if (!(err instanceof Problem && err.code === 'file_upload_over')) throw err
      const ended = await this.patiently(() => this.see()) // the answer of an earlier try was lost
      if (ended.state !== 'refused') return ended
      throw new Problem({ status: 400, code: ended.refusal ?? err.code, title: err.title, detail: ended.refusal_text ?? err.detail })
    }
  }

  private see(): Promise<FileView> {
    return take(this.client.GET('/files/{id}', { ...this.path(), signal: this.signal }))
  }

  /** Repeats a call until it is answered: after 1 second, 2, 4, at last every 30, or as soon as there is a network again. */
  private async patiently<T>(call: () => Promise<T>, broken?: () => void): Promise<T> {
    for (let wait = 1_000; ; wait = Math.min(2 * wait, 30_000)) {
      if (this.signal.aborted) throw new DOMException('stopped', 'AbortError')
      try {
        return await (this.options.again ? this.options.again(call) : call())
      } catch (err) {
        if (this.signal.aborted || !(err instanceof Problem) || !mayPass(err)) throw err
        broken?.()
        this.tell('waiting')
        await sleep(Math.max(wait, (err.retryAfter ?? 0) * 1000), this.signal)
      }
    }
  }

  private tell(step: UploadProgress['step']): void {
    if (!this.signal.aborted) this.options.progress?.({ id: this.id, step, sent: this.sent, total: this.options.file.size })
  }

  private path() {
    return { params: { path: { id: this.id } } }
  }
}

/** mayPass tells whether the same call may be answered otherwise in a while. */
const mayPass = (p: Problem): boolean => p.unsure || ['too_many', 'too_many_connections', 'idempotency_busy'].includes(p.code)

const unreadable = () => new Problem({ status: 0, code: 'file_unreadable', ...t.unreadable })

/** sleep ends after the time, with the signal, or when the browser says that there is a network again. */
function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((wake) => {
    const end = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      globalThis.removeEventListener?.('online', end)
      wake()
    }
    const timer = setTimeout(end, ms)
    signal.addEventListener('abort', end)
    globalThis.addEventListener?.('online', end)
  })
}
