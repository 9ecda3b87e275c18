// Takes the pictures of the README and of the guides, from the demonstration county: `make pictures`. They show no more
// than a window, as people see it.
import { mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Page } from 'playwright-core'
import { afterEach, beforeEach, test } from 'vitest'
import { desk, phone, useWorld } from './harness.ts'

const w = useWorld()
beforeEach(() => w.begin())
afterEach(() => w.end())

const dir = resolve(import.meta.dirname, '../guide/pictures')
mkdirSync(dir, { recursive: true })

async function picture(page: Page, name: string) {
  await page.locator('h1, h2').first().waitFor()
  await page.waitForLoadState('networkidle')
  await page.locator('.ant-skeleton, .skeleton, [aria-busy="true"]').first().waitFor({ state: 'detached' })
  await page.evaluate(() => document.fonts.ready)
  await page.screenshot({ path: resolve(dir, `${name}.png`), scale: 'css' })
}

const small = { ...phone, deviceScaleFactor: 1.5, viewport: { width: 360, height: 700 } }

/** The first id of a list that the person sees. */
async function first(who: string, path: string): Promise<string> {
  const list = await w.server.call('GET', path, undefined, await w.token(who))
  return list.items[0].id as string
}

test('volunteers', async () => {
  const page = await w.open(small, { path: '/v/' })
  await page.locator('a.card.act').first().waitFor()
  await picture(page, 'volunteer-activities')
  await page.locator('a.card.act').first().click()
  await picture(page, 'volunteer-activity')
  const own = await w.open(small, { as: '志愿者', path: '/v/me/hours' })
  await picture(own, 'volunteer-hours')
})

test('organisations', async () => {
  const page = await w.open(desk, { as: 'org1-lead', path: '/console/' })
  await picture(page, 'org-workbench')
  await page.goto('/console/activities')
  await picture(page, 'org-activities')
  const contract = await first('org1-lead', '/contracts?status=performing&limit=1')
  await page.goto(`/console/contracts/${contract}`)
  await picture(page, 'org-contract')
  const report = await first('org2-lead', '/contract-reports?status=returned&limit=1')
  const writing = await w.open(desk, { as: 'org2-lead', path: `/console/contract-reports/${report}` })
  await picture(writing, 'org-report')
})

test('the service log on a phone', async () => {
  const page = await w.open(small, { as: 'org1-worker', path: '/v/me/services' })
  await page.getByRole('link', { name: '记一次服务' }).click()
  await page.getByLabel('合同').locator('option').nth(1).waitFor({ state: 'attached' })
  await page.getByLabel('合同').selectOption({ index: 1 })
  await page.getByLabel('地点').fill('家中')
  await page.getByRole('group', { name: '服务对象' }).getByRole('checkbox').first().check()
  await page.getByLabel('做了什么').fill('陪孩子写完作业，和奶奶谈了暑假的接送安排，约好下周再来。')
  await page.evaluate(() => scrollTo(0, 0))
  await picture(page, 'org-service-phone')
  await w.offline(page, true)
  await page.getByRole('button', { name: '提交审核' }).click()
  await page.getByText('待同步').waitFor()
  await page.getByText('网络不通，已保存在手机里', { exact: false }).waitFor({ state: 'detached' })
  await picture(page, 'org-service-waiting')
})

test('civil affairs', async () => {
  const page = await w.open(desk, { as: 'county1', path: '/console/' })
  await picture(page, 'county-workbench')
  await page.goto('/console/hours')
  await picture(page, 'county-hours')
  const evaluation = await first('county1', '/evaluations?limit=1')
  await page.goto(`/console/evaluations/${evaluation}`)
  await picture(page, 'county-evaluation')
})

test('purchases', async () => {
  const page = await w.open(desk, { as: 'county1', path: '/console/purchases' })
  await page.locator('svg text').first().waitFor()
  await picture(page, 'county-purchases')
})

test('those served are asked', async () => {
  const round = async (status: string) => (await first('county1', `/satisfaction-rounds?status=${status}`)) as string
  const county = await w.open(desk, { as: 'county1', path: `/console/satisfaction/${await round('closed')}` })
  await picture(county, 'county-satisfaction')
  const town = await w.open(desk, { as: 'town1', path: `/console/satisfaction/${await round('open')}/calls` })
  await picture(town, 'town-satisfaction')
})

test('the public', async () => {
  const page = await w.open(desk, { path: '/' })
  await picture(page, 'public-home')
})

test('village and town', async () => {
  const village = await w.open(small, {
    as: 'village1',
    path: `/console/beneficiaries/${await first('village1', '/beneficiaries?status=registered&limit=1')}`,
  })
  await picture(village, 'village-file')
  const lists = await w.server.call('GET', '/survey-tasks?limit=100', undefined, await w.token('village1'))
  const list = lists.items.find((t: { total: number; locked?: boolean }) => t.total > 0 && !t.locked) ?? lists.items[0]
  await village.goto(`/console/survey-tasks/${list.id}`)
  await picture(village, 'village-survey')
  const town = await w.open(desk, { as: 'town1', path: '/console/' })
  await picture(town, 'town-workbench')
  await town.goto('/console/file-requests')
  await picture(town, 'town-requests')
  const county = await w.open(desk, { as: 'county1', path: '/console/statistics' })
  await picture(county, 'county-statistics')
  const round = await first('county1', '/surveys?status=open&limit=1')
  await county.goto(`/console/surveys/${round}`)
  await picture(county, 'county-survey')
})
