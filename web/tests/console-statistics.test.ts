// The register in figures, and the risk form: read, drilled into, printed and exported by those who may; small figures hidden from offices outside.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Page } from 'playwright-core'
import { button, foreignNames, overhear, ready } from './console.helpers.ts'
import { axe, desk, fits, shot, useWorld } from './harness.ts'

vi.setConfig({ testTimeout: 300_000 })
const w = useWorld()
beforeEach(() => w.begin())
afterEach(() => w.end())

const wide = { ...desk, viewport: { width: 1440, height: 900 } }

type Row = Record<string, any>

const call = async (as: string, method: string, path: string, body?: unknown, tag = ''): Promise<Row> =>
  w.server.call(method, path, body, await w.token(as), tag)

const read = (as: string, path: string) => call(as, 'GET', path)

async function open(as: string, path: string): Promise<Page> {
  const page = await w.open(wide, { as, path: `/console${path}` })
  await ready(page)
  return page
}

/** sound looks at a page in both languages at a desk and on a phone: axe, nothing wider than the window, no words of the other language,
 * unless the page shows what the server calls the fields of the form. */
async function sound(as: string, path: string, name: string, then?: (page: Page) => Promise<void>, ofForm = false) {
  for (const lang of ['zh', 'en'] as const) {
    const page = await w.open(wide, { as })
    // The screens in English, whatever language the account has: setting that would change the other pages of this person for seconds.
    await page.route('**/api/v1/me', async (route) => {
      const answer = await route.fetch()
      await route.fulfill({ response: answer, json: { ...(await answer.json()), lang } })
    })
    const foreign = overhear(page)
    await page.goto(`/console${path}`)
    await ready(page)
    await page.waitForFunction(() => !document.querySelector('.ant-skeleton'))
    await then?.(page)
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: width === 390 ? 844 : 900 })
      await vi.waitFor(() => fits(page), { timeout: 5_000 })
      await axe(page)
      const height = await page.evaluate(() => (document.querySelector('#main')?.scrollHeight ?? 0) + 200)
      await page.setViewportSize({ width, height: Math.max(844, height) }) // the picture shows what lies below, too
      await shot(page, `${name}-${lang}-${width}`)
    }
    if (lang === 'en' && !ofForm) expect(await foreign(), 'Chinese on an English page').toEqual([])
    if (lang === 'zh') expect(await foreignNames(page), 'names that are not Chinese').toEqual([])
    await page.context().close()
  }
}

const number = async (page: Page, label: string): Promise<number> => {
  const text = await page.locator('.ts-figures .tw-figure', { hasText: label }).locator('strong').innerText()
  return Number(text.replaceAll(',', ''))
}

test('the county reads the figures, goes down to a town and back, and chooses a past day', async () => {
  const report = await read('county1', '/register-statistics')
  const page = await open('county1', '/')
  await page.getByRole('link', { name: '结对关爱' }).first().click()
  await page.getByRole('link', { name: '统计分析' }).click()
  await ready(page)
  expect(await number(page, '总人数')).toBe(report.total.total)
  await page.getByRole('heading', { name: '年龄段' }).waitFor()
  await page.getByText('按截止日期的周岁').waitFor()

  // The areas are sorted by number; the first opens that town, the breadcrumb leads back.
  const areas = page.locator('.ts-areas table tbody tr')
  const counts = (await areas.locator('td:nth-child(2)').allInnerTexts()).map(Number)
  expect(counts).toEqual([...counts].sort((a, b) => b - a))
  const town = areas.first().getByRole('link')
  const name = await town.innerText()
  await town.click()
  await ready(page)
  await page.locator('[aria-current=page]').filter({ hasText: name }).waitFor()
  expect(await number(page, '总人数')).toBe(counts[0])
  await page.getByRole('navigation', { name: '所在地区' }).getByRole('link').first().click()
  await ready(page)
  await vi.waitFor(async () => expect(await number(page, '总人数')).toBe(report.total.total))

  // Another figure to compare, on the table and on the tiles alike.
  await page.getByLabel('比较的数字').click()
  await page.keyboard.type('6–13')
  await page.locator('.ant-select-item-option').filter({ hasText: '年龄段 · 6–13 岁' }).click()
  await page.getByRole('columnheader', { name: '年龄段 · 6–13 岁' }).waitFor()

  await sound('county1', '/statistics', 'statistics-county')
  await sound('county1', '/statistics?group=left_behind_elder', 'statistics-elders')
  await sound('village1', '/statistics', 'statistics-village')

  // A day of which there are no figures says which days there are; one of them is shown.
  w.allow(/^answered: 409 GET .*register-statistics/)
  const none = await open('county1', '/statistics?on=2020-01-01')
  await none.getByText('没有该日期的统计数据').first().waitFor()
  await none.locator('.ts-days button').first().waitFor()
  await axe(none)
  await shot(none, 'statistics-none')
  const end = report.trend.at(-1).on as string
  await none.locator('.ts-days button').last().click()
  await ready(none)
  await none.getByText('当前数').waitFor()
  expect(new URL(none.url()).searchParams.get('on')).toBe(end)
  await sound('village1', '/statistics?on=2020-01-01', 'statistics-none-village')
})

test('the county enters population and targets, pasted from a spreadsheet', async () => {
  const report = await read('county1', '/register-statistics')
  const [first, second] = report.parts as Row[]
  const blank = { region: report.region, source: '', people: [], targets: [] }
  await call('county1', 'PUT', '/register-statistics/base', blank, `"${report.base.version}"`)
  const page = await open('county1', '/statistics')
  await page.getByRole('link', { name: '人口与目标' }).click()
  await ready(page)
  await page.getByText('从表格粘贴').click()
  await page
    .getByRole('textbox', { name: '从表格粘贴' })
    .fill(`名称\t儿童\t老人\t妇女\n${first!.name}\t1,200\t900\t2000\n${second!.name}\t800\t700\t1500\n合计\t2000\t1600\t3500`)
  await button(page, '填入下表').click()
  await page.getByText('已填入 2 个地区').waitFor()
  await page.getByText('没有对应的地区：合计').waitFor()
  expect(await page.getByLabel(`${first!.name} 儿童`).inputValue()).toBe('1200')
  await page.getByLabel('留守儿童人数 目标（不超过）').fill('3')
  await button(page, '保存').click()
  await page.getByText('目标和完成期限须同时填写').first().waitFor()
  await page.getByLabel('留守儿童人数 完成期限').fill('2030-12-31')
  await page.keyboard.press('Enter')
  w.allow(/^answered: 400 PUT .*register-statistics/)
  await button(page, '保存').click()
  await page.getByText('请填写人口数据来源').first().waitFor() // at its field, with everything that was typed
  await axe(page)
  await page.getByLabel('数据来源').fill('2025 年统计年鉴')
  await sound('county1', `/statistics/base?region=${encodeURIComponent(report.region)}`, 'statistics-base')
  await button(page, '保存').click()
  await page.waitForURL(/\/statistics\?/)
  await ready(page)
  await page.getByText('人口数据来源：2025 年统计年鉴').waitFor()
  await page.getByText(`${report.total.total} / 2,000 人`).waitFor()
  await page.getByText('未达到，期限未到').waitFor()
  await sound('county1', '/statistics', 'statistics-county-base')

  // Two at once: the later one sees the other's figures and decides.
  const { version, ...kept } = (await read('county1', '/register-statistics')).base
  const late = await open('county2', `/statistics/base?region=${encodeURIComponent(report.region)}`)
  await late.getByLabel(`${first!.name} 儿童`).fill('1300')
  await call('county1', 'PUT', '/register-statistics/base', { ...kept, source: '公安户籍' }, `"${version}"`)
  w.allow(/^answered: 412 PUT .*register-statistics/)
  await button(late, '保存').click()
  await late.getByRole('dialog').waitFor()
  await shot(late, 'statistics-base-stale')
})

test('figures are exported and printed', async () => {
  const page = await open('county1', '/statistics')
  const file = page.waitForEvent('download')
  await button(page, '导出 Excel').click()
  expect(
    readFileSync((await (await file).path())!)
      .subarray(0, 2)
      .toString(),
  ).toBe('PK')
  await page.emulateMedia({ media: 'print' })
  expect(await page.locator('.ts-printed').isVisible()).toBe(true)
  expect(await page.getByRole('search').isVisible()).toBe(false)
  expect(await page.locator('.ant-message').isVisible()).toBe(false)
  const dir = process.env.TONGXING_SHOTS
  if (dir) await page.pdf({ path: join(dir, 'statistics-print.pdf'), format: 'A4' })
})

test('an office outside the county sees no small figures, no sexes, no villages', async () => {
  const outside = await open('province', '/')
  await outside.getByRole('link', { name: '统计分析' }).first().click()
  await ready(outside)
  await outside.getByText('小于 5 的数字及可推算的数字不显示').waitFor()
  const counties = await read('county1', '/register-statistics')
  const path = `/statistics?region=${encodeURIComponent(counties.region)}`
  await sound('province', path, 'statistics-province')
  await sound('province', '/statistics', 'statistics-province-all')
  const page = await open('province', path)
  expect(await page.getByRole('columnheader', { name: '男' }).count()).toBe(0)
  expect(await page.getByText('不显示', { exact: true }).count()).toBeGreaterThan(0)
  const shown = (await page.locator('.ts-table td').allInnerTexts()).filter((text) => /^[1-4]$/.test(text.trim()))
  expect(shown, 'numbers of 1 to 4').toEqual([])
})

test('who may not read statistics does not see them', async () => {
  const page = await w.open(wide, { as: 'org1-lead', path: '/console/statistics' })
  await page.getByText('没有权限').first().waitFor()
  expect(await page.getByRole('link', { name: '统计分析' }).count()).toBe(0)
  expect(await page.locator('.ts-figures').count()).toBe(0)
})

/** child is a registered child of the village with that risk, not assessed yet. */
async function child(risks: string[]): Promise<Row> {
  const list = (await read('village1', '/beneficiaries?status=registered&limit=100')).items as Row[]
  for (const f of list.filter((x) => risks.includes(x.risk) && x.age < 16 && !x.r16)) {
    const whole = await read('village1', `/beneficiaries/${f.id}`)
    if (!whole.assess_due) return whole
  }
  throw new Error(`no child of risk ${risks} who was not assessed yet`)
}

/** answer chooses the answer with so many points for each of the questions. */
async function answer(page: Page, points: number[]) {
  const groups = page.locator('.tx-pages .ant-radio-group')
  expect(await groups.count()).toBe(10)
  for (const [i, n] of points.entries()) await groups.nth(i).locator('.ant-radio-wrapper').nth(n).click()
}

test('a director assesses a child: a higher level counts at once, a lower one waits for the township', async () => {
  const f = await child(['green', 'blue', 'not_collected'])
  const page = await open('village1', `/beneficiaries/${f.id}`)
  await page.getByText('尚未评估').waitFor()
  await page.getByRole('link', { name: '评估', exact: true }).click()
  await page.waitForURL(/assess$/)
  await ready(page)
  await page.getByText(/还有 11 项未填/).waitFor()
  await sound('village1', `/beneficiaries/${f.id}/assess`, 'assess')
  await page.getByRole('checkbox', { name: '无以上情形' }).check()
  await answer(page, [2, 2, 2, 2, 2, 2, 2, 2, 2, 1])
  const running = page.locator('.tw-running')
  await running.getByText('19 / 30').waitFor()
  await running.getByText('中').first().waitFor()
  await running.getByText('保存后立即生效').waitFor()
  await page.getByRole('textbox', { name: '评估依据' }).fill('短')
  w.allow(/^answered: 400 POST .*assessments/)
  await button(page, '保存评估').click()
  await page.getByText('请用 5 到 500 字说明评估依据').first().waitFor()
  await page.getByRole('textbox', { name: '评估依据' }).fill('入户走访，祖母腿伤，照料吃力，已与班主任核实')
  expect(await page.evaluate(() => JSON.stringify(sessionStorage))).not.toContain('祖母腿伤') // never kept as a draft
  await axe(page)
  await shot(page, 'assess-filled')
  await page.setViewportSize({ width: 390, height: 844 })
  await vi.waitFor(() => fits(page))
  await axe(page)
  await button(page, '上一步').click()
  const low = await page
    .locator('.ant-radio-wrapper:visible')
    .evaluateAll((of) => of.filter((e) => e.getBoundingClientRect().height < 43.5).length)
  expect(low, 'answers too low for a finger').toBe(0)
  await shot(page, 'assess-filled-390')
  await page.setViewportSize({ width: 1440, height: 900 })
  await button(page, '保存评估').click()
  await page.getByText('已立即生效').waitFor()
  await axe(page)
  await shot(page, 'assess-up')
  expect((await read('village1', `/beneficiaries/${f.id}`)).risk).toBe('yellow')

  // Down: a request waits, and the page leads to it.
  const down = await open('village1', `/beneficiaries/${f.id}/assess`)
  await down.getByRole('checkbox', { name: '无以上情形' }).check()
  await answer(down, [0, 0, 0, 1, 0, 0, 1, 0, 0, 0])
  await down.locator('.tw-running').getByText('保存后须乡镇核定才能降低').waitFor()
  await down.getByRole('textbox', { name: '评估依据' }).fill('父亲已返乡务工，祖母伤愈，情况稳定')
  await button(down, '保存评估').click()
  await down.getByText('核定前仍按“中”管理').waitFor()
  await shot(down, 'assess-down')
  await button(down, '查看申请').click()
  await down.waitForURL(/file-requests\/frq/)
  expect((await read('village1', `/beneficiaries/${f.id}`)).risk).toBe('yellow')

  // The history: points, level before and after, who.
  const history = async (file: Page) => {
    await file.getByRole('button', { name: /查看评估记录|Show the assessments/ }).click()
    await file.getByText('19 / 30').waitFor()
  }
  await sound('village1', `/beneficiaries/${f.id}`, 'assess-history', history, true)
})

test('an adult is not assessed, and the county reads but does not assess', async () => {
  const list = (await read('county1', '/beneficiaries?status=registered&limit=100')).items as Row[]
  const elder = list.find((f) => f.kinds.includes('left_behind_elder'))!
  const county = await open('county1', `/beneficiaries/${list.find((f) => f.age < 16)!.id}`)
  await county.getByRole('heading', { name: '风险评估' }).waitFor()
  expect(await county.getByRole('link', { name: '评估', exact: true }).count()).toBe(0)
  const near = (await read('village1', '/beneficiaries?status=registered&limit=100')).items as Row[]
  const adult = near.find((f) => f.age >= 18) ?? elder
  if (near.includes(adult)) {
    const page = await open('village1', `/beneficiaries/${adult.id}/assess`)
    await page.getByText('风险评估适用于登记在册、未满 18 周岁的儿童').waitFor()
  }
})
