// Delegated care in the browser: from the draft of a village director to the printed agreement, at a desk and on a phone.
import type { Locator, Page } from 'playwright-core'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { button, choose, press, ready } from './console.helpers.ts'
import { axe, shot, useWorld } from './harness.ts'
import { idNumber } from './numbers.ts'

vi.setConfig({ testTimeout: 240_000 })
const w = useWorld()
beforeEach(() => w.begin())
afterEach(() => w.end())

const wide = { viewport: { width: 1440, height: 900 } }
const day = (n: number) => new Date(Date.now() + 8 * 3_600_000 + n * 86_400_000).toISOString().slice(0, 10)
const carer = '慕容桂兰'
const number = idNumber('990001', '19660506', 77)

/** pick chooses an option of a select in the dialog. */
async function pick(page: Page, dialog: Locator, label: string, option: string) {
  await dialog.getByLabel(label, { exact: true }).click()
  await page
    .locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option')
    .filter({ hasText: option })
    .first()
    .click()
}

async function typeDay(within: Page | Locator, label: string, value: string) {
  const input = within.getByLabel(label).first()
  await input.fill(value)
  await input.press('Enter')
}

/** act opens the form of an act, fills it in, sends it, and waits for what is said. */
async function act(page: Page, name: string, fill: (dialog: Locator) => Promise<void>, submit = name, name2?: string) {
  await page
    .getByRole('button', { name: name2 ?? name, exact: true })
    .first()
    .click()
  const dialog = page.getByRole('dialog').last()
  await dialog.waitFor()
  await fill(dialog)
  if (name2 || name === '登记父母联系') await shot(page, `delegation-form-${name2 ? 'check' : 'contact'}`)
  await dialog.getByRole('button', { name: submit, exact: true }).click()
  await page.locator('.ant-message-success').first().waitFor()
  await dialog.waitFor({ state: 'hidden' })
  await page.locator('.ant-message-success').first().waitFor({ state: 'hidden' })
}

async function upload(page: Page, purpose: string, name: string) {
  const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
  await page
    .locator(`section[aria-label="${purpose}"] input[type=file]`)
    .setInputFiles({ name, mimeType: 'image/png', buffer: Buffer.from(png, 'base64') })
  await page.locator(`section[aria-label="${purpose}"]`).getByText(name).first().waitFor()
  await page.waitForFunction(() => !document.querySelector('.ant-progress'))
}

const items = [
  '实施性侵害、虐待、遗弃、拐卖、暴力伤害等违法犯罪行为',
  '有吸毒、酗酒、赌博等恶习',
  '曾拒不履行或者长期怠于履行监护、照护职责',
  '其他不适宜担任受托人的情形',
]

/** both takes a picture at 1440 and at 390 pixels, each of the whole page, and asks axe. */
async function both(page: Page, name: string) {
  await ready(page)
  await axe(page)
  await page.setViewportSize({ width: 1440, height: 2400 })
  await shot(page, `delegation-${name}-1440`)
  await page.setViewportSize({ width: 390, height: 4200 })
  await axe(page)
  await shot(page, `delegation-${name}-390`)
  await page.setViewportSize(wide.viewport)
}

test('a village entrusts a child, the town confirms, the parents call', async () => {
  w.allow(/answered: 400 POST .*delegations/)
  const page = await w.open(wide, { as: 'village1', path: '/console/beneficiaries?status=registered', fresh: true })
  await page.locator('a[href*="/beneficiaries/ben_"]').first().click()
  await page.getByRole('button', { name: '登记委托照护' }).click()
  await ready(page)
  await choose(page, '委托原因', '父母双方外出')
  await choose(page, '与儿童的关系', '祖父母或外祖父母')
  await typeDay(page, '开始日期', day(0))
  await typeDay(page, '截止日期', day(400))
  await page.getByLabel('姓名', { exact: true }).fill(carer)
  await page.getByLabel('身份证号', { exact: true }).fill(number)
  await page.getByLabel('手机号', { exact: true }).fill('19911112222')
  await page.getByLabel('住址', { exact: true }).fill('青岩镇月亮街道八号')
  await page.getByLabel(/已核实受托人/).check()
  await page.locator('form button[type=submit]').click()
  await page.getByText('委托期限应先起后止，最长一年').waitFor()
  await both(page, 'new')
  await typeDay(page, '截止日期', day(200))
  await page.locator('form button[type=submit]').click()
  await page.getByText('受托人四项核查').waitFor()
  expect(await page.getByText(carer).count()).toBe(0)

  await upload(page, '受托人核查佐证', '证明.png')
  await upload(page, '签字的委托照护协议', '协议.png')
  for (const item of items) {
    await act(
      page,
      '登记结果',
      async (d) => {
        await pick(page, d, '核查结果', '无此情形')
        await pick(page, d, '佐证材料', '证明.png')
      },
      '登记结果',
      `登记结果 ${item}`,
    )
  }
  await act(page, '登记儿童意见', async (d) => {
    await pick(page, d, '意见', '同意，并有要求')
    await typeDay(d, '日期', day(0))
    await d.getByLabel('孩子的原话').fill('想每天晚上和妈妈视频。')
  })
  await both(page, 'draft')
  await act(page, '登记签订', async (d) => {
    await pick(page, d, '签字件', '协议.png')
    await typeDay(d, '签订日期', day(0))
  })
  await act(page, '登记书面告知', async (d) => {
    await typeDay(d, '书面告知村（居）委会日期', day(0))
    await typeDay(d, '书面告知学校日期', day(0))
  })
  const address = new URL(page.url()).pathname

  const town = await w.open(wide, { as: 'town1', path: address })
  await button(town, '退回村里').waitFor()
  await both(town, 'signed')
  await press(town, '确认生效')
  await town.getByText('照护中').first().waitFor()

  await page.reload()
  await act(page, '登记父母联系', async (d) => {
    await pick(page, d, '联系人', '母亲')
    await pick(page, d, '方式', '视频')
    await typeDay(d, '日期', day(0))
    await d.getByLabel('说明（加密保存）').fill('视频半小时，孩子说数学考得好。')
  })
  await act(page, '设置提醒父母', async (d) => {
    await d.getByLabel('联系人').first().click()
    await page
      .locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option')
      .filter({ hasText: '母亲' })
      .first()
      .click()
    await d.getByLabel('手机号').first().fill('19933334444')
    await typeDay(d, '同意日期', day(0))
  })
  await page.getByText('每周发送').waitFor()
  await both(page, 'active')
  await page.getByRole('button', { name: '查看说明' }).click()
  await page.getByText('孩子说数学考得好').waitFor()
  await page.keyboard.press('Escape')

  await page.getByRole('button', { name: '打印协议书' }).click()
  await page.getByLabel('核实信息').check()
  await button(page, '显示协议书').click()
  await page.getByText(carer).first().waitFor()
  await page.getByText(number).first().waitFor()
  await both(page, 'paper')
  await page.emulateMedia({ media: 'print' })
  await shot(page, 'delegation-paper-print')
})

test('the list, and what an organisation is told', async () => {
  w.allow(/answered: 403 GET .*delegations/)
  const page = await w.open(wide, { as: 'county1', path: '/console/delegations' })
  await page.getByText('照护中').first().waitFor()
  await both(page, 'list')
  const org = await w.open(wide, { as: 'org1-lead', path: '/console/delegations' })
  await org
    .getByText(/没有(此项)?权限/)
    .first()
    .waitFor()
  expect(await org.getByRole('link', { name: '委托照护' }).count()).toBe(0)
})
