// A year of a village by clicks, as each role in turn: a list imported, confirmed, put right, moved, grown up, gone and back; the statistics follow.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Page } from 'playwright-core'
import { button, findRegion, press, ready } from './console.helpers.ts'
import { axe, desk, shot, useWorld } from './harness.ts'
import { idNumber } from './numbers.ts'

vi.setConfig({ testTimeout: 300_000 })
const w = useWorld()
beforeEach(() => w.begin())
afterEach(() => w.end())

const wide = { ...desk, viewport: { width: 1440, height: 900 } }
const hand = { ...desk, viewport: { width: 390, height: 844 } }

type Row = Record<string, any>

const read = async (as: string, path: string): Promise<Row> => w.server.call('GET', path, undefined, await w.token(as))

async function open(as: string, path: string, device = wide): Promise<Page> {
  const page = await w.open(device, { as, path: `/console${path}` })
  await ready(page)
  return page
}

/** act opens a file as somebody and presses a button that it offers. */
async function act(as: string, id: string, name: string, fill?: Parameters<typeof press>[2], device = wide): Promise<void> {
  const page = await open(as, `/beneficiaries/${id}`, device)
  await press(page, name, fill)
  await axe(page)
  await page.context().close()
}

/** counted is what the page of statistics says of all children, and equals a recount of the files that stand in the register. */
async function counted(): Promise<number> {
  const page = await open('county1', '/statistics')
  const text = await page.locator('.ts-figures .tw-figure', { hasText: '总人数' }).locator('strong').innerText()
  const shown = Number(text.replaceAll(',', ''))
  await page.context().close()
  let files: Row[] = []
  for (let after = ''; ;) {
    const list = await read('county1', `/beneficiaries?limit=100${after && `&after=${encodeURIComponent(after)}`}`)
    files = [...files, ...list.items]
    if (!list.next) break
    after = list.next
  }
  const children = ['left_behind_child', 'child_in_need', 'orphan', 'unsupported_child']
  const standing = files.filter(
    (f) => ['registered', 'exit_pending'].includes(f.status) && f.kinds.some((k: string) => children.includes(k)),
  )
  expect(shown, 'the statistics equal a recount').toBe(standing.length)
  return shown
}

const inDays = (n: number, years: number) => {
  const d = new Date(Date.now() + 8 * 3_600_000 + n * 86_400_000)
  return `${d.getUTCFullYear() - years}${d.toISOString().slice(5, 10).replace('-', '')}`
}

test('a year of a village', async () => {
  const before = await counted()

  // The director imports the old list: two children, one of whom turns sixteen in three weeks.
  const rows = [
    [
      '姓名',
      '身份证号',
      '监护人姓名',
      '实际监护',
      '学业',
      '年级',
      '风险等级',
      '父亲是否健在',
      '父亲现在何处',
      '母亲是否健在',
      '母亲现在何处',
    ],
    ['欧阳小满', idNumber('990111', inDays(20, 16), 771), '欧阳桂花', '祖辈', '初中', '3', '绿', '健在', '外出务工', '健在', '外出务工'],
    ['欧阳小寒', idNumber('990111', inDays(0, 9), 773), '欧阳桂花', '祖辈', '小学', '3', '绿', '健在', '外出务工', '健在', '外出务工'],
  ]
  const page = await open('village1', '/beneficiaries/import')
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: '名单.csv', mimeType: 'text/csv', buffer: Buffer.from('\uFEFF' + rows.map((r) => r.join(',')).join('\n')) })
  await button(page, '导入 2 人').click()
  await page.getByText('生成草稿 2 份').waitFor()
  const ids = await Promise.all(
    (await page.getByRole('link', { name: '打开', exact: true }).all()).map(async (link) =>
      (await link.getAttribute('href'))!.split('/').pop()!,
    ),
  )
  await page.context().close()
  const files = await Promise.all(ids.map((id) => read('village1', `/beneficiaries/${id}`)))
  const elder = files.find((f) => f.age === 15)!.id as string
  const younger = files.find((f) => f.age === 9)!.id as string
  expect(await counted()).toBe(before)

  // Three persons take each of them to the register.
  for (const id of [elder, younger]) {
    await act('village1', id, '提交乡镇核实', undefined, hand)
    await act('town1', id, '核实通过')
    await act('county1', id, '确认登记')
  }
  expect(await counted()).toBe(before + 2)

  // Who the younger one is, is put right; then she moves to another village.
  const form = await open('village1', `/beneficiaries/${younger}/request/correct`)
  await form.getByLabel('姓名').fill('欧阳小涵')
  await form.getByLabel('理由').fill('户口簿上的姓名与登记不一致')
  await button(form, '提交申请').click()
  await form.waitForURL(/file-requests\/frq/)
  const correct = await open('county1', new URL(form.url()).pathname.replace('/console', ''))
  await press(correct, '同意', async () => undefined)
  await form.goto(`/console/beneficiaries/${younger}/request/transfer`)
  await ready(form)
  await findRegion(form, '迁入的村（社区）', '青山', '青山村')
  await form.getByLabel('理由').fill('随外婆迁到该村居住')
  await button(form, '提交申请').click()
  await form.waitForURL(/file-requests\/frq/)
  const move = await open('town1', new URL(form.url()).pathname.replace('/console', ''))
  await press(move, '同意', async () => undefined)
  await vi.waitFor(async () => expect((await read('village2', `/beneficiaries/${younger}`)).status).toBe('registered'))
  const there = await open('village2', `/beneficiaries/${younger}`)
  await there.getByText('更正身份信息').first().waitFor() // the history came along
  w.allow(/^answered: 404 GET .*beneficiaries/)
  const here = await w.open(wide, { as: 'village1', path: `/console/beneficiaries/${younger}` })
  await here.getByText('没有找到').first().waitFor()
  await shot(here, 'year-gone-elsewhere')
  expect(await counted()).toBe(before + 2)

  // Three weeks later the elder one is sixteen: the workbench says so, and she leaves the register.
  expect(JSON.stringify(await read('village1', '/me/work'))).not.toContain(elder)
  await w.ahead('504h')
  const desktop = await open('village1', '/')
  await desktop.getByText('到龄待办理').first().waitFor()
  await shot(desktop, 'year-birthday')
  await act('village1', elder, '申请退出', async (dialog) => {
    await dialog.getByLabel('退出原因').click()
    await dialog.page().locator('.ant-select-item-option').filter({ hasText: '满 16/18 周岁' }).first().click()
  })
  await counted() // she stays until the county has confirmed it
  await act('county1', elder, '确认退出')
  await vi.waitFor(async () => expect(JSON.stringify(await read('village1', '/me/work'))).not.toContain(elder))

  // The younger one's parents come back, and go away again.
  await act('village2', younger, '申请退出', async (dialog) => {
    await dialog.getByLabel('退出原因').click()
    await dialog.page().locator('.ant-select-item-option').filter({ hasText: '父母返乡' }).first().click()
  })
  await act('county1', younger, '确认退出')
  await counted()
  const back = await open('county1', `/beneficiaries/${younger}`)
  await press(back, '退回', async (dialog) => {
    await dialog.getByLabel('退回原因').click()
    await back.locator('.ant-select-item-option').filter({ hasText: '再次纳入' }).first().click()
    await dialog.getByLabel(/^说明/).fill('父母再次外出')
  })
  const again = await open('village2', `/beneficiaries/${younger}`)
  await again.getByText('父母再次外出').waitFor()
  await shot(again, 'year-again')
  await act('village2', younger, '提交乡镇核实')
  await act('town1', younger, '核实通过')
  await act('county1', younger, '确认登记')
  await counted()
})
