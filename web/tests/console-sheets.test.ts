// Score sheets in the browser: the county copies the platform's sheet, changes it with the keyboard, sees each fault at its field and what the
// sheet would give, puts it in force and compares the editions.
import type { Page } from 'playwright-core'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { button, choose, press, ready } from './console.helpers.ts'
import { axe, shot, useWorld } from './harness.ts'

vi.setConfig({ testTimeout: 240_000 })
const w = useWorld()
beforeEach(() => w.begin())
afterEach(() => w.end())

const wide = { viewport: { width: 1440, height: 900 } }

/** both takes a picture at 1440 and at 390 pixels, each of the whole page, and asks axe. */
async function both(page: Page, name: string) {
  await ready(page)
  await page.waitForLoadState('networkidle')
  await axe(page)
  await page.setViewportSize({ width: 1440, height: 2000 })
  await shot(page, `sheets-${name}-1440`)
  await page.setViewportSize({ width: 390, height: 2400 })
  await axe(page)
  expect(await page.evaluate(() => document.documentElement.scrollWidth), `${name}: width`).toBeLessThanOrEqual(390)
  await shot(page, `sheets-${name}-390`)
  await page.setViewportSize(wide.viewport)
}

/** inEnglish opens a page with the screens in English, whatever language the account has. */
async function inEnglish(as: string, path: string) {
  const page = await w.open(wide, { as })
  await page.route('**/api/v1/me', async (route) => {
    const answer = await route.fetch()
    await route.fulfill({ response: answer, json: { ...(await answer.json()), lang: 'en' } })
  })
  await page.goto(path)
  await ready(page)
  return page
}

test('the county copies a sheet, changes it, tries it, puts it in force and compares', async () => {
  w.allow(/answered: 400 POST \/api\/v1\/evaluation-templates\/trial/)
  const token = await w.token('county1')
  const [own] = (await w.server.call('GET', '/evaluation-templates?status=in_force', undefined, token)).items
  const page = await w.open(wide, { as: 'county1', path: `/console/evaluation-templates/${own.id}` })
  await ready(page)
  await page.getByText('生效中').first().waitFor()
  await both(page, 'edition')

  await button(page, '复制为新版本').click()
  await page.getByRole('dialog').getByLabel('名称').fill('花溪区关爱服务评估表')
  await page.getByRole('dialog').getByRole('button', { name: '复制为新版本' }).click()
  await page.waitForURL(/evaluation-templates\/tpl_[^/]+\/edit$/)
  await page.getByText('未发现问题，可以启用').waitFor()
  await both(page, 'draft')

  // By keyboard: an item is opened, moved down and up again.
  const first = page.getByRole('region', { name: /^M1 / })
  await first.getByRole('button', { name: /^M1 / }).focus()
  await page.keyboard.press('Enter')
  await first.getByLabel('满分').first().fill('5')
  await page.getByText('满分合计 101.00（应为 100）').waitFor()
  await page.getByText('各评分项满分合计应为 100 分。').waitFor()
  await expect.poll(() => page.getByText('还有 1 处需要改正').count()).toBe(1)
  await both(page, 'fault')
  await page.getByRole('button', { name: '下移 方案与计划执行' }).focus()
  await page.keyboard.press('Enter')
  await expect.poll(() => page.locator('.tw-edit-item').nth(1).getAttribute('aria-label')).toContain('M1')
  await page.getByRole('button', { name: '删除 信息报送与公开' }).click()
  await page.getByText('满分合计 98.00（应为 100）').waitFor()
  await page.locator('section.tx-card').filter({ hasText: '项目管理' }).first().getByRole('button', { name: '添加评分项' }).click()
  const fresh = page.getByRole('region', { name: /（未命名）/ })
  await page.getByText('请填写此项').first().waitFor()
  await fresh.getByLabel('评分项名称').fill('志愿者招募与培训')
  const named = page.getByRole('region', { name: /志愿者招募与培训/ })
  await named.getByLabel('满分').first().fill('2')
  await page.getByText('未发现问题，可以启用').waitFor()

  // Bands that overlap are told at their row.
  await page.getByRole('button', { name: /^O2 / }).click()
  const bands = page.getByRole('group', { name: '第 2 段' })
  await bands.getByLabel('完成率 ≥').fill('100')
  await page.getByText('分段应从高到低，得分比例在 0 到 1 之间。').waitFor()
  await both(page, 'bands')
  await bands.getByLabel('完成率 ≥').fill('80')
  await page.getByText('未发现问题，可以启用').waitFor()

  await press(page, '保存草稿')
  await ready(page)

  // The trial: an evaluation of before, then typed values.
  await choose(page, '用哪次评估试算', /末期评估|中期评估|抽查/)
  await page.getByRole('columnheader', { name: '得分由来' }).waitFor()
  await page
    .getByText(/评委打分/)
    .first()
    .waitFor()
  const before = await page.locator('.tw-running-plain strong').first().textContent()
  expect(Number(before)).toBeGreaterThan(0)
  await page
    .getByRole('checkbox', { name: /挪用|资金/ })
    .first()
    .check()
  await expect.poll(() => page.locator('.tw-running-plain strong').first().textContent()).toBe('0.00')
  await page
    .getByRole('checkbox', { name: /挪用|资金/ })
    .first()
    .uncheck()
  await both(page, 'trial')

  await press(page, '启用')
  await page.waitForURL(/evaluation-templates\/tpl_[^/]+$/)
  await page.getByText('生效中').first().waitFor()
  expect(await page.getByRole('button', { name: '编辑' }).count()).toBe(0)
  await page.getByRole('button', { name: '与其他版本比较' }).click()
  await page.getByText(/处不同/).waitFor()
  await page.getByText('志愿者招募与培训').first().waitFor()
  for (const change of ['新增', '删除', '修改']) expect(await page.getByText(change, { exact: true }).count(), change).toBe(1)
  await both(page, 'compare')

  const id = new URL(page.url()).pathname.split('/')[3]!
  const list = await w.open(wide, { as: 'county1', path: '/console/evaluation-templates' })
  await ready(list)
  await list.getByRole('link', { name: '花溪区关爱服务评估表' }).waitFor()
  await both(list, 'list')

  const english = await inEnglish('county1', `/console/evaluation-templates/${id}/changes`)
  await english.getByText(/differences/).waitFor()
  await both(english, 'compare-en')
  const edition = await inEnglish('county1', `/console/evaluation-templates/${id}`)
  await edition.getByText('In force').first().waitFor()
  await both(edition, 'edition-en')
})

test('the table of payment stands in the draft, the contract and the payment', async () => {
  const token = await w.token('clerk')
  const contracts = (await w.server.call('GET', '/contracts?limit=100', undefined, token)).items as { id: string; status: string }[]
  const draft = contracts.find((c) => c.status === 'draft')!
  const page = await w.open(wide, { as: 'clerk', path: `/console/contracts/${draft.id}/edit` })
  await ready(page)
  await page.getByRole('group', { name: '第 1 行' }).getByText('得分 ≥').waitFor()
  await choose(page, '评估结果与付款的关系', '按等级')
  await page.getByRole('group', { name: '第 3 行' }).getByLabel('等级').fill('基本合格')
  await both(page, 'pay-draft')
  await page.getByRole('button', { name: '保存', exact: true }).click()
  await page.waitForURL(/contracts\/con_[^/]+$/)
  const saved = await w.server.call('GET', `/contracts/${draft.id}`, undefined, token)
  expect(saved.pay_table.rows[2]).toEqual({ grade: '基本合格', from: 0, share_bp: 8000 })

  const running = contracts.find((c) => c.status === 'mid_passed' || c.status === 'performing')!
  const money = await w.open(wide, { as: 'org1-finance', path: `/console/contracts/${running.id}?tab=money` })
  await ready(money)
  if (await money.getByText('80 分及以上').count()) await both(money, 'pay-contract')
  const pays = await w.server.call('GET', `/contracts/${running.id}/payments`, undefined, token)
  const approver = await w.open(wide, { as: 'approver', path: `/console/payments/${pays.items[1].id}` })
  await approver.getByText('80.00 分及以上：支付 100%').waitFor()
  await both(approver, 'payment')
  const english = await inEnglish('approver', `/console/payments/${pays.items[1].id}`)
  await english.getByText('from 80.00 points: pays 100%').waitFor()
  await both(english, 'payment-en')
})
