// What every browser test uses: the real program on a fresh copy of a small county, a real browser, and a watch on both
// that fails a test on any console error, failed request, or request to another host.
import { spawn, type ChildProcess } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, inject } from 'vitest'

/** The two sizes everything has to work at. */
export const phone = {
  viewport: { width: 360, height: 740 },
  deviceScaleFactor: 2,
  isMobile: true,
  hasTouch: true,
} satisfies BrowserContextOptions
export const desk = { viewport: { width: 1280, height: 800 } } satisfies BrowserContextOptions

/** One of the people in demo-logins.json: by name and password, or for volunteers by mobile and code. */
export interface Login {
  role: string
  place: string
  login?: string
  password?: string
  mobile?: string
}

/** A running server with its people. */
export class Server {
  readonly url: string
  readonly data: string
  readonly logins: Login[]
  private readonly process: ChildProcess
  private readonly log: string[]

  private constructor(url: string, data: string, process: ChildProcess, log: string[]) {
    this.url = url
    this.data = data
    this.process = process
    this.log = log
    this.logins = JSON.parse(readFileSync(join(data, 'demo-logins.json'), 'utf8')) as Login[]
  }

  /** Starts the program on a copy of the seeded county, on a free port. More settings may be given. */
  static async start(env: Record<string, string> = {}): Promise<Server> {
    const data = mkdtempSync(join(tmpdir(), 'tongxing-test-'))
    cpSync(inject('seed'), data, { recursive: true })
    return Server.serve(data, env)
  }

  private static async serve(data: string, env: Record<string, string>): Promise<Server> {
    const child = spawn(inject('bin'), ['serve'], {
      env: { ...process.env, TONGXING_DATA: data, TONGXING_DEMO: 'true', TONGXING_ADDR: '127.0.0.1:0', TONGXING_LOG_LEVEL: 'WARN', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const log: string[] = []
    child.stderr.on('data', (b: Buffer) => log.push(String(b)))
    const url = await new Promise<string>((started, failed) => {
      let out = ''
      child.stdout.on('data', (b: Buffer) => {
        out += String(b)
        const found = /http:\/\/\S+/.exec(out)
        if (found) started(found[0])
      })
      child.once('exit', (code) => failed(new Error(`the server ended with ${code}: ${log.join('')}`)))
    })
    return new Server(url, data, child, log)
  }

  private async end(): Promise<void> {
    const ended = new Promise((done) => this.process.once('exit', done))
    this.process.kill('SIGTERM')
    await ended
  }

  /** Stops it and starts it again on the same data with other settings: TONGXING_DEMO_AHEAD lets time pass. */
  async again(env: Record<string, string>): Promise<Server> {
    await this.end()
    return Server.serve(this.data, env)
  }

  /** Stops it and removes its data. What it logged as a warning or worse is returned. */
  async stop(): Promise<string> {
    await this.end()
    rmSync(this.data, { recursive: true, force: true })
    return this.log.join('')
  }

  /** The person with that login ("org1-lead") or mobile, or the first of a role ("志愿者"). */
  person(who: string): Login {
    const found = this.logins.find((l) => l.login === who || l.mobile === who) ?? this.logins.find((l) => l.role === who)
    if (!found) throw new Error(`nobody is called ${who}; there are ${this.logins.map((l) => l.login ?? l.mobile).join(', ')}`)
    return found
  }

  /** Calls the API as nobody, or with the token of someone. `tag` is the version of the record that was seen. */
  async call<T = any>(method: string, path: string, body?: unknown, token = '', tag = ''): Promise<T> {
    const res = await fetch(`${this.url}/api/v1${path}`, {
      method,
      headers: {
        'Content-Type': 'application/json',
        'Accept-Language': 'zh-CN',
        ...(token ? { Authorization: `Bearer ${token}` } : {}),
        ...(tag ? { 'If-Match': tag } : {}),
      },
      body: body === undefined ? null : JSON.stringify(body),
    })
    const text = await res.text()
    if (!res.ok) throw new Error(`${method} ${path}: ${res.status} ${text}`)
    return (text ? JSON.parse(text) : undefined) as T
  }

  /** Runs a job now and waits for its end. One that the start has already begun, to catch up on what was missed, is waited for first. */
  async job(name: string, token: string): Promise<void> {
    let id = ''
    const until = Date.now() + 90_000
    for (;;) {
      try {
        if (!id) id = (await this.call('POST', `/jobs/${name}/run`, undefined, token)).id
        const { items } = await this.call('GET', '/jobs', undefined, token)
        const last = items.find((j: { name: string }) => j.name === name).last
        if (last && (last.id > id || (last.id === id && !['queued', 'running'].includes(last.status)))) return
      } catch (err) {
        if (!String(err).includes('"job_running"')) throw err
      }
      if (Date.now() > until) throw new Error(`the job ${name} does not end`)
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
  }

  /** The version of the record at the path, as the person with the token sees it. */
  async tag(path: string, token: string): Promise<string> {
    const res = await fetch(`${this.url}/api/v1${path}`, { headers: { Authorization: `Bearer ${token}` } })
    return res.headers.get('ETag') ?? ''
  }

  /** A session token of the person, for preparing and checking through the API. */
  async token(who: string): Promise<string> {
    const p = this.person(who)
    if (p.password) return (await this.call('POST', '/auth/login', { login: p.login, password: p.password })).token
    const since = this.messages().length
    await this.call('POST', '/auth/codes', { mobile: p.mobile })
    return (await this.call('POST', '/auth/codes/verify', { mobile: p.mobile, code: await this.code(p.mobile!, since) })).token
  }

  /** The messages that the demonstration mode wrote instead of sending them. */
  messages(): { to: string; body: string }[] {
    const file = join(this.data, 'messages.jsonl')
    if (!existsSync(file)) return []
    return readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line))
  }

  /** The one-time code sent to the number after the first `since` messages; it waits until it is there. */
  async code(mobile: string, since = 0): Promise<string> {
    for (const end = Date.now() + 20_000; Date.now() < end;) {
      const sent = this.messages()
        .slice(since)
        .filter((m) => JSON.stringify(m).includes(mobile))
        .pop()
      const found = sent && /\b\d{6}\b/.exec(sent.body)
      if (found) return found[0]
      await new Promise((r) => setTimeout(r, 50))
    }
    throw new Error(`no code was sent to ${mobile}`)
  }

  /** The path of the latest link for setting a password that was sent to the number or mail address; it waits until it is there. */
  async link(to: string): Promise<string> {
    for (const end = Date.now() + 20_000; Date.now() < end;) {
      const found = this.messages()
        .filter((m) => JSON.stringify(m).includes(to))
        .flatMap((m) => /\/v\/password#\S+/.exec(m.body) ?? [])
        .pop()
      if (found) return found
      await new Promise((r) => setTimeout(r, 50))
    }
    throw new Error(`no link was sent to ${to}`)
  }
}

export interface OpenOptions {
  /** Who is logged in: a login ("org1-lead"), a role ("志愿者"), or nobody. */
  as?: string
  /** The address to open first, "/console/"; none opens an empty page. */
  path?: string
  /** Logs in anew, for tests that log out or end sessions. Otherwise all visits of a person share one session. */
  fresh?: boolean
  lang?: 'zh-CN' | 'en'
  context?: BrowserContextOptions
}

/** What went wrong in the browser, unless a test said that it would. */
class Watch {
  private readonly seen: string[] = []
  private readonly allowed: RegExp[] = []
  private readonly origin: string
  offline = false

  constructor(origin: string) {
    this.origin = origin
  }

  allow(pattern: RegExp) {
    this.allowed.push(pattern)
  }

  note(what: string) {
    if (!this.allowed.some((a) => a.test(what))) this.seen.push(what)
  }

  /** What is still unexplained; the test's allowances come too late for what was noted before, so they count here too. */
  complaints() {
    return this.seen.filter((s) => !this.allowed.some((a) => a.test(s)))
  }

  attach(context: BrowserContext) {
    context.on('console', (m) => {
      // Failed loads are reported below with their address and status.
      if (m.type() === 'error' && !m.text().startsWith('Failed to load resource')) this.note(`console: ${m.text()}`)
    })
    context.on('weberror', (e) => this.note(`script: ${e.error().stack ?? e.error().message}`))
    context.on('request', (r) => {
      const u = new URL(r.url())
      if (/^(https?|wss?):$/.test(u.protocol) && u.origin !== this.origin) this.note(`another host: ${r.url()}`)
    })
    context.on('requestfailed', (r) => {
      const why = r.failure()?.errorText ?? ''
      if (why === 'net::ERR_ABORTED' || (this.offline && why === 'net::ERR_INTERNET_DISCONNECTED')) return // a page that was left, or the switch
      this.note(`failed: ${r.method()} ${r.url()} ${why}`)
    })
    context.on('response', (r) => {
      if (r.status() >= 400) this.note(`answered: ${r.status()} ${r.request().method()} ${new URL(r.url()).pathname}`)
    })
  }
}

/** A server and a browser for one test file, and the visits of one test. */
export class World {
  server!: Server
  browser!: Browser
  private watch!: Watch
  private contexts: BrowserContext[] = []
  private readonly tokens = new Map<string, string>()

  async start(env?: Record<string, string>) {
    this.server = await Server.start(env)
    this.browser = await launch()
    this.begin()
  }

  async stop() {
    await this.browser?.close()
    await this.server?.stop()
  }

  begin() {
    this.watch = new Watch(new URL(this.server.url).origin)
  }

  /** Says that a failure is meant: /^answered: 409 POST .*signups/. It counts for the running test. */
  allow(pattern: RegExp) {
    this.watch.allow(pattern)
  }

  /** Closes the visits of a test and fails it if anything went wrong in the browser that it did not allow. */
  async end() {
    const open = this.contexts
    this.contexts = []
    for (const c of open) await c.close()
    expect(this.watch.complaints(), 'what went wrong in the browser').toEqual([])
  }

  /** A session token of the person; kept for the whole file. */
  async token(who: string): Promise<string> {
    let token = this.tokens.get(who)
    if (!token) this.tokens.set(who, (token = await this.server.token(who)))
    return token
  }

  /** Lets time pass: the server starts again with its clock that far ahead ("240h"), and everybody logs in anew. */
  async ahead(by: string) {
    await this.end()
    this.server = await this.server.again({ TONGXING_DEMO_AHEAD: by })
    this.tokens.clear()
    this.begin()
  }

  /** Opens a browser of its own, as a person at a device: w.open(phone, {as: '志愿者', path: '/v/'}). */
  async open(device: BrowserContextOptions, options: OpenOptions = {}): Promise<Page> {
    const context = await this.browser.newContext({
      ...device,
      locale: options.lang ?? 'zh-CN',
      timezoneId: 'Asia/Shanghai',
      reducedMotion: 'reduce',
      baseURL: this.server.url,
      ...options.context,
    })
    this.contexts.push(context)
    this.watch.attach(context)
    await newerConsole(context)
    context.setDefaultTimeout(15_000)
    if (options.as) {
      const token = options.fresh ? await this.server.token(options.as) : await this.token(options.as)
      await context.addCookies([{ name: 'tongxing_session', value: token, url: this.server.url, httpOnly: true, sameSite: 'Strict' }])
      // The console asks who is there only where somebody has logged in before.
      await context.addInitScript(() => {
        // An empty page has no store, nor has a PDF in a frame.
        if (location.protocol.startsWith('http')) (localStorage as Storage | null)?.setItem('tongxing.inside', '1')
      })
    }
    const page = await context.newPage()
    if (options.path) await page.goto(options.path)
    return page
  }

  /** Cuts the network of a page's browser, service worker included, or gives it back. */
  async offline(page: Page, off: boolean) {
    this.watch.offline ||= off
    await page.context().setOffline(off)
  }
}

/** Work on the console need not build the program again: TONGXING_CONSOLE names a folder with newer files for /console/. */
async function newerConsole(context: BrowserContext) {
  const dir = process.env.TONGXING_CONSOLE
  if (!dir) return
  await context.route('**/console/**', (route) => {
    const path = join(dir, new URL(route.request().url()).pathname.slice('/console/'.length))
    return route.fulfill({ path: /\.\w+$/.test(path) ? path : join(dir, 'index.html') })
  })
}

/** The system's Chromium, or the one that CHROMIUM names. */
export function launch(): Promise<Browser> {
  const executablePath =
    process.env.CHROMIUM ?? ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync)
  if (!executablePath) throw new Error('no Chromium: apt-get install chromium, or name one in CHROMIUM')
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-dev-shm-usage',
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
      '--font-render-hinting=none',
    ],
  })
}

/** A world for the tests of this file: started before them, checked after each, stopped after all. */
export function useWorld(env?: Record<string, string>): World {
  const w = new World()
  beforeAll(() => w.start(env))
  afterAll(() => w.stop())
  return w
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Fails on any violation of WCAG 2.1 A and AA that axe finds on the page, naming the rule and where. */
export async function axe(page: Page): Promise<void> {
  await page.evaluate(axeSource)
  const found = await page.evaluate(async () => {
    const { axe } = window as unknown as {
      axe: {
        run(
          root: Document,
          o: object,
        ): Promise<{ violations: { id: string; help: string; nodes: { target: unknown; html: string; failureSummary?: string }[] }[] }>
      }
    }
    const { violations } = await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] })
    return violations.flatMap((v) =>
      v.nodes.map((n) => `${v.id}: ${v.help} at ${String(n.target)} ${n.html.slice(0, 200)} ${n.failureSummary ?? ''}`),
    )
  })
  expect(found, `axe at ${page.url()}`).toEqual([])
}

/** Fails when the page is wider than its window, so that a thumb would have to push it sideways. */
export async function fits(page: Page): Promise<void> {
  const [wide, window] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth])
  expect(wide, `width of ${page.url()}`).toBeLessThanOrEqual(window!)
  expect(await page.locator('.opening').count(), `the line of index.html is still on ${page.url()}`).toBe(0)
}

/** Keeps a picture in the directory that TONGXING_SHOTS names, if it does. */
export async function shot(page: Page, name: string): Promise<void> {
  const dir = process.env.TONGXING_SHOTS
  if (!dir) return
  mkdirSync(dir, { recursive: true })
  await page.screenshot({ path: join(dir, `${name}.png`), fullPage: true })
}

/** photo is a JPEG as a phone's camera makes it, drawn by the browser: noise, so that it is large. */
export async function photo(page: Page, width: number, height: number): Promise<Buffer> {
  const url = await page.evaluate(
    ([w, h]) => {
      const canvas = document.createElement('canvas')
      canvas.width = w!
      canvas.height = h!
      const c = canvas.getContext('2d')!
      const data = c.createImageData(w!, h!)
      for (let i = 0; i < data.data.length; i++) data.data[i] = i % 4 === 3 ? 255 : (i * 7919 + (i >> 9) * 104_729) % 251
      c.putImageData(data, 0, 0)
      c.fillStyle = '#fff'
      c.fillRect(w! / 8, h! / 8, (w! * 3) / 4, (h! * 3) / 4)
      return canvas.toDataURL('image/jpeg', 0.95)
    },
    [width, height],
  )
  return Buffer.from(url.slice(url.indexOf(',') + 1), 'base64')
}
