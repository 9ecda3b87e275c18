// The second factor and the step-up, as a county's administrator and the buyer's approver meet them.
import { createHmac } from 'node:crypto'
import type { Page } from 'playwright-core'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { button, ready } from './console.helpers.ts'
import { axe, desk, phone, shot, useWorld } from './harness.ts'
import { logIn } from './volunteer.helpers.ts'

const w = useWorld({ TONGXING_SECOND_FACTOR: 'county_admin,volunteer' })
beforeEach(() => w.begin())
afterEach(() => w.end())

/** The code that an authenticator app shows `steps` of 30 seconds from now. */
function codeOf(secret: string, steps = 0): string {
  const bits = [...secret.replace(/\s/g, '')]
    .map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0'))
    .join('')
  const key = Buffer.from(bits.match(/.{8}/g)!.map((b) => parseInt(b, 2)))
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps))
  const mac = createHmac('sha1', key).update(counter).digest()
  return String((mac.readUInt32BE(mac[19]! & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

/** The console at a name: browsers refuse passkeys at a number. */
const consoleAtName = () => `http://localhost:${new URL(w.server.url).port}/console/`

/** The recovery codes of the first test's account. */
let codes: string[] = []

async function giveName(page: Page) {
  await page.getByLabel('登录名').fill('county1')
  await page.getByLabel('密码', { exact: true }).fill(w.server.person('county1').password!)
  await page.locator('form button[type=submit]:visible').click()
}

/** Looks at the page as wide as a phone; nothing may stand out at the side. */
async function narrow(page: Page, name: string) {
  await page.setViewportSize(phone.viewport)
  await shot(page, name)
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(phone.viewport.width)
  await page.setViewportSize(desk.viewport)
}

const leave = async (page: Page) => {
  await page.getByRole('button', { name: /^我的/ }).click()
  await page.getByText('退出登录').click()
  await page.getByText('登录工作台').waitFor()
}

test('a role that needs a second factor sets one up first, and logs in with it from then on', async () => {
  w.allow(/answered: 400 POST .*(confirm|factor)/)
  w.allow(/another host: http:\/\/localhost:/)
  const page = await w.open(desk, { path: consoleAtName() })
  await giveName(page)
  await page.getByRole('heading', { name: '请先设置两步验证' }).waitFor()
  await button(page, '设置验证器').click()
  const secret = (await page.locator('.tx-factor-key').innerText()).trim()
  expect(await page.locator('svg.tx-qr, svg.tw-qr').getAttribute('data-text')).toContain(secret.replace(/\s/g, ''))
  await axe(page)
  await shot(page, 'factor-setup')
  await narrow(page, 'factor-setup-phone')
  await page.getByLabel('2. 输入应用显示的 6 位验证码').fill('000000')
  await button(page, '启用').click()
  await page.getByText('验证码不正确或已过期').waitFor()
  await page.getByLabel('2. 输入应用显示的 6 位验证码').fill(codeOf(secret))
  await button(page, '启用').click()
  await page.getByText('请立即保存这 10 个恢复码').waitFor()
  codes = await page.locator('.tx-recovery li').allInnerTexts()
  expect(codes.length).toBe(10)
  await axe(page)
  await shot(page, 'factor-codes')
  await narrow(page, 'factor-codes-phone')
  await button(page, '已保存恢复码，进入工作台').click()
  await page.getByRole('navigation', { name: '主导航' }).waitFor()
  await leave(page)

  await giveName(page)
  await page.getByText('请在 5 分钟内完成第二步').waitFor()
  await axe(page)
  await shot(page, 'factor-login')
  await narrow(page, 'factor-login-phone')
  await page.getByLabel('验证器显示的 6 位验证码').fill('111111')
  await page.locator('form button[type=submit]:visible').click()
  await page.getByText('验证码不正确或已过期').waitFor()
  await page.getByLabel('验证器显示的 6 位验证码').fill(codeOf(secret, 1)) // the one before counted when it was set up
  await page.locator('form button[type=submit]:visible').click()
  await page.getByRole('navigation', { name: '主导航' }).waitFor()
  await leave(page)
})

test('a recovery code stands in once, and a passkey is made and used', async () => {
  w.allow(/another host: http:\/\/localhost:/)
  const page = await w.open(desk, { path: consoleAtName() })
  await giveName(page)
  await page.locator('.ant-segmented').getByText('恢复码').click()
  await page.getByLabel('恢复码', { exact: true }).last().fill(codes[0]!)
  await page.locator('form button[type=submit]:visible').click()
  await page.getByRole('navigation', { name: '主导航' }).waitFor()

  // A passkey beside it, made and used by the browser's own authenticator.
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('WebAuthn.enable')
  await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'usb',
      hasResidentKey: false,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  await page.getByRole('button', { name: /^我的/ }).click()
  await page.getByText('登录安全').click()
  await page.getByRole('heading', { name: '登录安全' }).waitFor()
  await page.getByText('还有 9 个未使用').waitFor()
  await button(page, '添加通行密钥').click()
  await page.getByLabel('名称').fill('办公室的安全密钥')
  await page.getByRole('dialog').getByRole('button', { name: '添加通行密钥' }).click()
  await page.getByText('办公室的安全密钥').waitFor()
  await axe(page)
  await shot(page, 'factor-security')
  await leave(page)
  await giveName(page)
  await page.locator('.ant-segmented').getByText('通行密钥').click()
  await button(page, '使用通行密钥').click()
  await page.getByRole('navigation', { name: '主导航' }).waitFor()
})

test('on the phone a volunteer whose role needs a second factor is told what to do, sets it up in the console and goes on', async () => {
  w.allow(/another host: http:\/\/localhost:/)
  const page = await w.open(phone, { path: `http://localhost:${new URL(w.server.url).port}/v/login?back=/me` })
  await logIn(w, page, w.server.person('志愿者').mobile!)
  await page.getByRole('heading', { name: '请先设置两步验证' }).waitFor()
  await axe(page)
  await shot(page, 'phone-factor')
  await button(page, '已设置，继续').click()
  await page.getByText('还没有设置好').waitFor()
  await page.getByRole('link', { name: '活动' }).click()
  await button(page, /^请先设置两步验证/).waitFor()
  await shot(page, 'phone-factor-activities')
  await page.locator('a[href^="/v/a/"]').first().click()
  await page.getByRole('link', { name: '先设置两步验证，再报名' }).waitFor()
  await button(page, /^请先设置两步验证/).click()
  await page.getByRole('link', { name: '去设置' }).click()
  await button(page, '设置验证器').click()
  const secret = (await page.locator('.tx-factor-key').innerText()).trim()
  await page.getByLabel('2. 输入应用显示的 6 位验证码').fill(codeOf(secret))
  await button(page, '启用').click()
  await page.getByText('请立即保存这 10 个恢复码').waitFor()
  await page.goto(`http://localhost:${new URL(w.server.url).port}/v/me`)
  await page.getByText('服务时长').waitFor()
  expect(await page.getByText('请先设置两步验证').count()).toBe(0)
})

test('an approval with an old session asks who it is, and then goes on by itself', async () => {
  w.allow(/answered: 403 POST .*accept/)
  w.allow(/answered: 400 POST .*step-up/)
  const token = await w.token('approver')
  await w.ahead('11m')
  w.allow(/answered: 403 POST .*accept/)
  w.allow(/answered: 400 POST .*step-up/)
  const page = await w.open(desk)
  await page.context().addCookies([{ name: 'tongxing_session', value: token, url: w.server.url, httpOnly: true, sameSite: 'Strict' }])
  await page.context().addInitScript(() => localStorage.setItem('tongxing.inside', '1'))
  await page.goto('/console/')
  await ready(page)
  const card = page
    .locator('section')
    .filter({ has: page.getByRole('heading', { name: /^里程碑待验收/ }) })
    .last()
  await card.getByRole('listitem').first().getByRole('link').click()
  await button(page, '验收通过').first().click()
  const asked = page.getByRole('dialog').filter({ hasText: '验证身份' })
  await page
    .getByRole('dialog')
    .getByRole('button', { name: '验收通过' })
    .click({ timeout: 2_000 })
    .catch(() => undefined) // where it asks before
  await asked.waitFor()
  await axe(page)
  await shot(page, 'step-up')
  await asked.getByLabel('登录密码').fill('not-the-password-1')
  await asked.getByRole('button', { name: '验证并继续' }).click()
  await page.getByText('当前密码不正确').waitFor()
  await asked.getByLabel('登录密码').fill(w.server.person('approver').password!)
  await asked.getByRole('button', { name: '验证并继续' }).click()
  await page.locator('.ant-message-success').first().waitFor()
})
