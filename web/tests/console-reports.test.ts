// Reports on the months of contracts in the browser: written and handed in by the provider, accepted by the buyer, printed; and the
// overview of what is bought.
import type { Page } from 'playwright-core'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { button, choose, overhear, press, ready } from './console.helpers.ts'
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
  await page.setViewportSize({ width: 1440, height: 1800 })
  await shot(page, `reports-${name}-1440`)
  await page.setViewportSize({ width: 390, height: 3600 })
  await axe(page)
  expect(await page.evaluate(() => document.documentElement.scrollWidth), `${name}: width`).toBeLessThanOrEqual(390)
  await shot(page, `reports-${name}-390`)
  await page.setViewportSize(wide.viewport)
}

interface Row {
  id: string
  contract_id: string
  period: string
}

/** inState returns the reports in one state that a person sees. */
async function inState(who: string, status: string): Promise<Row[]> {
  return (await w.server.call('GET', `/contract-reports?status=${status}&limit=50`, undefined, await w.token(who))).items
}

test('a returned report is corrected and handed in, and one that waits is accepted', async () => {
  const [returned] = await inState('org2-lead', 'returned')
  const lead = await w.open(wide, { as: 'org2-lead', path: '/console/contract-reports' })
  await lead.getByText('已退回').first().waitFor()
  await both(lead, 'list')
  await lead.goto(`/console/contract-reports/${returned!.id}`)
  await lead.getByText('请补充本期个案服务的成效说明').first().waitFor()
  await both(lead, 'returned')
  const summary = lead.getByLabel('工作概述')
  await summary.fill('太短')
  await button(lead, '保存草稿').click()
  await lead.locator('.ant-message-success').or(lead.getByText('太短')).first().waitFor()
  await lead.reload()
  await ready(lead)
  expect(await lead.getByLabel('工作概述').inputValue()).toBe('太短')
  const hand = button(lead, /^提交报告/)
  expect(await hand.isDisabled()).toBe(true) // and says why
  expect(await hand.getAttribute('aria-description')).toContain('请用 20 到 4000 字说明本期工作')
  await shot(lead, 'reports-refused-1440')
  await lead.getByLabel('工作概述').fill('本期补充个案服务成效：一名儿童开始在课堂上举手发言，家长每周视频通话两次。')
  await button(lead, '保存草稿').click()
  await expect
    .poll(async () => (await w.server.call('GET', `/contract-reports/${returned!.id}`, undefined, await w.token('org2-lead'))).summary)
    .toContain('举手发言')
  await lead.reload()
  await ready(lead)
  await press(lead, '提交报告')
  await lead.getByText('待审核').first().waitFor()
  await both(lead, 'submitted')

  const [waiting] = await inState('org1-lead', 'submitted')
  const clerk = await w.open(wide, { as: 'clerk', path: `/console/contract-reports/${waiting!.id}` })
  await clerk.getByText('以下为提交时的数据').first().waitFor()
  await both(clerk, 'clerk')
  await press(clerk, '采纳并锁定数据')
  await clerk.getByText('已采纳').first().waitFor()
  await clerk.goto(`/console/contracts/${waiting!.contract_id}?tab=reports`)
  await clerk.getByText(`数据已锁定至 ${waiting!.period}`).waitFor()
  await both(clerk, 'contract')
  await button(clerk, '设定报告周期').click()
  await clerk.getByRole('dialog').waitFor()
  await shot(clerk, 'reports-cycle-1440')
  await choose(clerk, '报告周期', '每季度')
  await clerk.getByRole('dialog').getByRole('button', { name: '设定报告周期', exact: true }).click()
  await clerk.getByText('报告周期：每季度').waitFor()
})

test('the report is downloaded as PDF and as a workbook', async () => {
  const [accepted] = await inState('clerk', 'accepted')
  const clerk = await w.open(wide, { as: 'clerk', path: `/console/contract-reports/${accepted!.id}` })
  await ready(clerk)
  for (const [name, begins] of [
    ['下载 Excel', 'PK'],
    ['下载 PDF', '%PDF-'],
  ] as const) {
    const href = await clerk.getByRole('link', { name }).getAttribute('href')
    const got = await clerk.request.get(href!)
    expect(got.status(), name).toBe(200)
    expect((await got.body()).subarray(0, begins.length).toString()).toBe(begins)
  }
})

test('the overview adds up what is bought and done', async () => {
  const page = await w.open(wide, { as: 'county1', path: '/console/purchases' })
  await page.getByText('按承接主体').first().waitFor()
  await page.locator('svg text').first().waitFor()
  await both(page, 'overview')
  await choose(page, '预算年度', String(new Date().getFullYear() + 1))
  await page.getByText('范围内没有合同').waitFor()
  await both(page, 'overview-none')
})

test('in English, and for who reads no contracts', async () => {
  const page = await w.open(wide, { as: 'clerk', lang: 'en' })
  await page.route('**/api/v1/me', async (route) => {
    const answer = await route.fetch()
    await route.fulfill({ response: answer, json: { ...(await answer.json()), lang: 'en' } })
  })
  const foreign = overhear(page)
  const [accepted] = await inState('clerk', 'accepted')
  for (const path of [
    'purchases',
    'contract-reports',
    `contract-reports/${accepted!.id}`,
    `contracts/${accepted!.contract_id}?tab=reports`,
  ]) {
    await page.goto(`/console/${path}`)
    await both(page, `${path.replace(/[/?].*/, '')}-en`)
  }
  expect(await foreign(), 'Chinese on an English page').toEqual([])
  const director = await w.open(wide, { as: 'village1', path: '/console/contract-reports' })
  await director.getByText('没有权限查看').first().waitFor()
})
