// Logging in at an identity platform: the real protocol, with a provider that runs beside the server.
import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { press } from './console.helpers.ts'
import { axe, desk, fits, phone, shot, World } from './harness.ts'

const w = new World()
const dir = mkdtempSync(join(tmpdir(), 'tongxing-sso-'))
let provider: ChildProcess

beforeAll(async () => {
  const port = await freePort()
  const own = `http://127.0.0.1:${port}`
  const issuer = await startProvider({
    Client: { ID: 'tongxing', Secret: 's3cret', Redirects: [`${own}/api/v1/auth/sso/province/callback`], LoggedOut: [`${own}/console/`] },
    People: [{ Subject: 'clerk-at-province' }, { Subject: 'stranger' }],
  })
  const settings = {
    client_id: 'tongxing',
    secret: 's3cret',
    name_zh: '省统一身份认证平台',
    name_en: 'Province identity platform',
    logout: true,
  }
  const away = { ...settings, key: 'away', issuer: 'http://127.0.0.1:1', name_zh: '停机的平台', name_en: 'A platform that is away' }
  const file = join(dir, 'sso.json')
  writeFileSync(file, JSON.stringify([{ ...settings, key: 'province', issuer }, away]), { mode: 0o600 })
  await w.start({ TONGXING_SSO_FILE: file, TONGXING_ADDR: `127.0.0.1:${port}` })
})
afterAll(async () => {
  await w.stop()
  provider?.stdin?.end()
  rmSync(dir, { recursive: true, force: true })
})
beforeEach(() => w.begin())
afterEach(() => w.end())

async function freePort(): Promise<number> {
  const s = createServer()
  await new Promise<void>((done) => s.listen(0, '127.0.0.1', done))
  const { port } = s.address() as AddressInfo
  await new Promise((done) => s.close(done))
  return port
}

/** startProvider builds and starts the provider of the Go tests, and returns its address. */
async function startProvider(settings: object): Promise<string> {
  const bin = join(dir, 'provider')
  execFileSync('go', ['build', '-o', bin, './services/platform/oidc/oidctest/provider'], {
    cwd: resolve(import.meta.dirname, '../..'),
    stdio: 'inherit',
  })
  provider = spawn(bin, [JSON.stringify(settings)], { stdio: ['pipe', 'pipe', 'inherit'] })
  return new Promise((started) => provider.stdout!.once('data', (b: Buffer) => started(String(b).trim())))
}

const platform = '省统一身份认证平台'

/** logInAt goes to the platform and logs in there as the person. */
async function logInAt(page: Page, person: string) {
  await page.getByRole('link', { name: `使用${platform}登录` }).click()
  await page.getByRole('heading', { name: '统一身份认证平台' }).waitFor()
  await page.getByRole('link', { name: person }).click()
}

test('whoever has no link learns what to do, an administrator links the account, and the person comes in', async () => {
  w.allow(/^another host: /)
  const page = await w.open(desk, { path: '/console/payments' })
  await page.getByRole('link', { name: `使用${platform}登录` }).waitFor()
  await axe(page)
  await shot(page, 'signon-buttons')

  await logInAt(page, 'clerk-at-province')
  await page.getByText('没有账号与您在统一身份认证平台的身份关联').waitFor()
  const code = await page.locator('.tx-link-code').innerText()
  expect(code).toMatch(/^[0-9A-Z]{4}(-[0-9A-Z]{4}){3}$/)
  await axe(page)
  await shot(page, 'signon-unlinked')
  const small = await page.context().newPage()
  await small.setViewportSize({ width: 390, height: 844 })
  await small.goto(page.url())
  await small.locator('.tx-link-code').waitFor()
  await fits(small)
  await shot(small, 'signon-unlinked-390')
  await small.close()

  const admin = await w.open(desk, { as: 'county1', path: '/console/', fresh: true })
  const clerk = (await w.server.call('GET', '/users?login=clerk', undefined, await w.token('county1'))).items[0]
  await admin.goto(`/console/users/${clerk.id}`)
  await admin.getByRole('heading', { name: '统一身份认证', exact: true }).waitFor()
  await press(admin, '填写关联码', async (dialog) => {
    await dialog.getByLabel('关联码').fill(code.toLowerCase().replaceAll('-', ' '))
    await shot(admin, 'signon-enter-code')
  })
  await admin.getByText('由管理员办理').waitFor()
  await axe(admin)
  await shot(admin, 'signon-account')
  await admin.setViewportSize({ width: 390, height: 844 })
  await shot(admin, 'signon-account-390')

  await logInAt(page, 'clerk-at-province')
  await page.getByRole('button', { name: /^我的/ }).waitFor()
  expect(page.url()).toBe(`${w.server.url}/console/payments`) // where one wanted to go, and nothing behind it

  await page.goto('/console/settings')
  await page.getByText('由管理员办理').waitFor()
  await axe(page)
  await shot(page, 'signon-settings')
  await page.getByRole('button', { name: /^我的/ }).click()
  await page.getByText('退出登录').click()
  await page.getByText('登录工作台').waitFor() // by way of the platform's own logging out
  await logInAt(page, 'clerk-at-province')
  await page.getByRole('button', { name: /^我的/ }).waitFor()
})

test('a person links the own account and removes the link', async () => {
  w.allow(/^another host: /)
  const page = await w.open(desk, { as: 'finance', path: '/console/settings', fresh: true })
  await page.getByRole('button', { name: `关联 ${platform}` }).click()
  await page.getByRole('link', { name: 'stranger' }).click()
  await page.getByText('已关联，今后可从那里登录').waitFor()
  await shot(page, 'signon-linked')
  await page.getByRole('button', { name: `解除关联 ${platform}` }).click()
  await page.getByRole('dialog').getByRole('button', { name: '解除关联', exact: true }).click()
  await page.getByText('未关联').first().waitFor()
})

test('who declines, or meets a platform that is away, is told so, also on a phone and in English', async () => {
  w.allow(/^another host: /)
  const page = await w.open(phone, { path: '/console/' })
  await logInAt(page, 'nobody')
  await page.getByText('您未在统一身份认证平台完成登录').waitFor()
  await fits(page)
  await axe(page)
  await shot(page, 'signon-declined-phone')
  await page.getByRole('link', { name: '使用停机的平台登录' }).click()
  await page.getByText('统一身份认证平台暂时无法访问，请使用密码登录').waitFor()
  await page.getByRole('button', { name: 'English' }).click()
  await page.getByText('cannot be reached at the moment. Log in with your password').waitFor()
  await page.getByRole('link', { name: 'Log in at Province identity platform' }).waitFor()
  await page.getByLabel('Login name').fill('clerk')
  await page.getByRole('textbox', { name: 'Password' }).fill(w.server.person('clerk').password!)
  await page.locator('form button[type=submit]:visible').click()
  await page.getByRole('button', { name: /^(我的|Me)/ }).waitFor()
})
