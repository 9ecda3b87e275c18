// Tokens and webhooks for other programs, as a county's administrator and an organisation's meet them.
import type { Page } from 'playwright-core'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { button, ready } from './console.helpers.ts'
import { axe, desk, phone, shot, useWorld } from './harness.ts'

const w = useWorld()
beforeEach(() => w.begin())
afterEach(() => w.end())

/** Looks at the page at 1440 and at 390 px; nothing may stand out at the side. */
async function both(page: Page, name: string) {
  await page.setViewportSize({ width: 1440, height: 900 })
  await axe(page)
  await shot(page, name)
  await page.setViewportSize(phone.viewport)
  await axe(page)
  await shot(page, `${name}-phone`)
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(phone.viewport.width)
  await page.setViewportSize(desk.viewport)
}

/** Makes a token with the scopes and returns its text. */
async function makeToken(page: Page, name: string, ...scopes: string[]): Promise<string> {
  await button(page, '新建令牌').click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: '新建令牌' }).click()
  await dialog.getByText('请至少选择一项').waitFor()
  await dialog.getByLabel('用途').fill(name)
  for (const scope of scopes) await dialog.getByText(scope, { exact: true }).click()
  await dialog.getByRole('button', { name: '新建令牌' }).click()
  await page.getByText(`请立即复制令牌“${name}”`).waitFor()
  return (await page.locator('.tx-once').first().innerText()).trim()
}

const call = (path: string, token: string) => fetch(`${w.server.url}/api/v1${path}`, { headers: { authorization: `Bearer ${token}` } })

test('a person makes an access token, a program uses it, and it is revoked', async () => {
  const page = await w.open(desk, { as: 'county1', path: '/console/security', fresh: true })
  await page.getByText('还没有访问令牌').waitFor()
  await both(page, 'tokens-empty')
  const token = await makeToken(page, '月报同步', '查看合同', '查看机构')
  expect(token).toMatch(/^txt_/)
  await both(page, 'tokens-made')
  expect((await call('/contracts', token)).status).toBe(200)
  expect((await call('/beneficiaries', token)).status).toBe(403)
  await page.reload()
  await ready(page)
  await page.getByText('最近使用').waitFor()
  expect(await page.getByText(token).count()).toBe(0)
  await page.getByRole('button', { name: '撤销 月报同步' }).click()
  await page.getByText('不能恢复').waitFor()
  await page.getByRole('dialog').getByRole('button', { name: '撤销' }).click()
  await page.getByText('还没有访问令牌').waitFor()
  expect((await call('/contracts', token)).status).toBe(401)
})

test('an organisation and a county follow changes by webhook', async () => {
  w.allow(/answered: 400 POST .*webhooks/)
  const page = await w.open(desk, { as: 'org1-admin', path: '/console/orgs', fresh: true })
  await ready(page)
  const me = await page.evaluate(async () => (await (await fetch('/api/v1/me')).json()) as { roles: { org_id?: string }[] })
  await page.goto(`/console/orgs/${me.roles.find((r) => r.org_id)!.org_id}`)
  await page.getByText('还没有回调').waitFor()
  await page.getByText('还没有访问令牌').waitFor()
  await button(page, '新建回调').click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('接收网址').fill('http://127.0.0.1:9/hook')
  await dialog.getByText('合同', { exact: true }).click()
  await dialog.getByText('活动', { exact: true }).click()
  await dialog.getByRole('button', { name: '新建回调' }).click()
  await dialog.getByText('请填写公网可以访问的网址').first().waitFor()
  await dialog.getByLabel('接收网址').fill('https://hooks.invalid/tongxing')
  await dialog.getByRole('button', { name: '新建回调' }).click()
  await page.getByText('请立即复制签名密钥').waitFor()
  await page.getByRole('button', { name: /^测试 https/ }).click()
  await page.getByText('测试已发出').waitFor()
  await button(page, '推送记录').click()
  await page.getByRole('cell', { name: '测试' }).waitFor()
  await both(page, 'webhooks-org')

  const county = await w.open(desk, { as: 'county1', path: '/console/partners', fresh: true })
  await county.getByText('还没有回调').waitFor()
  await both(county, 'webhooks-county-empty')
  const english = await w.open(desk, { as: 'county1', path: '/console/partners', fresh: true, lang: 'en' })
  await english.getByRole('heading', { level: 1 }).waitFor()
  await both(english, 'webhooks-county-en')
  const closed = await w.open(desk, { as: 'town1', path: '/console/partners', fresh: true })
  await closed.getByText('没有').first().waitFor()
  await shot(closed, 'webhooks-closed')
})
