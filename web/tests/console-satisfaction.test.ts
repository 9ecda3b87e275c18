// Those served are asked, in the browser: the buyer opens a round, the village prints slips, a family answers on a phone, the township rings up, and the
// organisation sees the result of closed rounds alone.
import type { Page } from 'playwright-core'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { button, ready } from './console.helpers.ts'
import { axe, shot, useWorld } from './harness.ts'

vi.setConfig({ testTimeout: 240_000 })
const w = useWorld()
beforeEach(() => w.begin())
afterEach(() => w.end())

const wide = { viewport: { width: 1440, height: 900 } }
const small = { viewport: { width: 360, height: 740 } }

/** both takes a picture at 1440 and at 390 pixels, each of the whole page, and asks axe. */
async function both(page: Page, name: string) {
  await ready(page)
  await page.waitForLoadState('networkidle')
  await axe(page)
  await page.setViewportSize({ width: 1440, height: 1400 })
  await shot(page, `satisfaction-${name}-1440`)
  await page.setViewportSize({ width: 390, height: 2400 })
  await axe(page)
  expect(await page.evaluate(() => document.documentElement.scrollWidth), `${name}: width`).toBeLessThanOrEqual(390)
  await shot(page, `satisfaction-${name}-390`)
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

const rounds = async (who: string, status: string) =>
  (await w.server.call('GET', `/satisfaction-rounds?status=${status}`, undefined, await w.token(who))).items

test('village, family and township take part in the open round', async () => {
  w.allow(/answered: 404 (GET|POST) \/answer/)
  const [open] = await rounds('county1', 'open')
  const [closed] = await rounds('county1', 'closed')

  // The first village with a person asked whose slip is not printed.
  let village = ''
  for (const who of ['village1', 'village2', 'village3', 'village4', 'village5', 'village6']) {
    const token = await w.token(who).catch(() => '')
    const list = token && (await w.server.call('GET', `/satisfaction-rounds/${open.id}/slips`, undefined, token).catch(() => undefined))
    if (list && list.items.length > 0) {
      village = who
      break
    }
  }
  expect(village, 'a village of which somebody is asked').not.toBe('')
  const director = await w.open(wide, { as: village, path: `/console/satisfaction/${open.id}` })
  await director.getByText('结束后显示').first().waitFor()
  await both(director, 'open')
  await button(director, '打印回访单').click()
  await director.getByRole('heading', { name: '打印回访单' }).waitFor()
  await both(director, 'slips')
  const fresh = director.getByRole('button', { name: /打印尚未打印的/ })
  if (await fresh.count()) await fresh.click()
  else {
    await director
      .getByRole('button', { name: /^重新打印/ })
      .first()
      .click()
    await director.getByRole('dialog').getByRole('button', { name: '重新打印' }).click()
  }
  const slip = director.locator('.tw-slip').first()
  await slip.waitFor()
  await both(director, 'paper')
  const code = (await slip.locator('code').textContent())!
  const link = (await slip.locator('svg[data-text]').getAttribute('data-text'))!
  expect(link).toContain(`/answer/${code}`)
  const who = (await slip.getAttribute('aria-label'))!

  // The family types the code on a phone; a mistyped one is told apart from nothing.
  const phone = await w.open(small, { path: '/answer' })
  await phone.getByLabel('回访码').fill('AAAAA-AAAAA')
  await phone.getByRole('button', { name: '下一步' }).click()
  await phone.getByText('这个回访码不能用').waitFor()
  await axe(phone)
  await shot(phone, 'satisfaction-wrong-360')
  await phone.getByLabel('回访码').fill(code.toLowerCase().replace('-', ' '))
  await phone.getByRole('button', { name: '下一步' }).click()
  const faces = phone.getByRole('group', { name: '请选一个表情' })
  await faces.waitFor()
  expect(await faces.getByRole('radio').count()).toBe(5)
  expect(await phone.content()).not.toContain(who)
  expect(await phone.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360)
  await axe(phone)
  await shot(phone, 'satisfaction-question-360')
  await phone.goto(`${new URL(phone.url()).pathname}?lang=en`)
  await phone.getByRole('radio', { name: 'Very satisfied' }).waitFor()
  await axe(phone)
  await shot(phone, 'satisfaction-question-en-360')
  await phone.setViewportSize({ width: 1440, height: 1000 })
  await axe(phone)
  await shot(phone, 'satisfaction-question-en-1440')
  await phone.setViewportSize(small.viewport)
  await phone.goto(`${new URL(phone.url()).pathname}?lang=zh-CN`)
  await phone.getByRole('radio', { name: '满意', exact: true }).focus()
  await phone.keyboard.press('ArrowDown')
  expect(await phone.getByRole('radio', { name: '一般' }).isChecked()).toBe(true)
  await phone.getByLabel(/还想说一句/).fill('挺好的，就是来得少。')
  await phone.getByRole('button', { name: '提交' }).click()
  await phone.getByText('答复已提交').waitFor()
  await axe(phone)
  await shot(phone, 'satisfaction-thanks-360')
  await phone.goto(`/answer/${code}`)
  await phone.getByText('这个回访码不能用').waitFor()

  // The township rings up somebody else.
  let town = ''
  for (const name of ['town1', 'town2', 'town3']) {
    const token = await w.token(name).catch(() => '')
    const list = token && (await w.server.call('GET', `/satisfaction-rounds/${open.id}/calls`, undefined, token).catch(() => undefined))
    if (list && list.items.length > 1) {
      town = name
      break
    }
  }
  expect(town, 'a town with somebody to ring up').not.toBe('')
  const desk = await w.open(wide, { as: town, path: `/console/satisfaction/${open.id}/calls` })
  const rows = desk.locator('li.tw-asked')
  await rows.first().waitFor()
  expect(await desk.getByText(who, { exact: true }).count()).toBe(0)
  await both(desk, 'calls')
  const before = await rows.count()
  await desk
    .getByRole('button', { name: /^查看 联系电话/ })
    .first()
    .click()
  await desk.getByRole('dialog').getByText('联系本人或监护人').click()
  await desk
    .getByRole('dialog')
    .getByRole('button', { name: /记录|查看|确/ })
    .last()
    .click()
  await desk
    .getByText(/^1\d{10}$/)
    .first()
    .waitFor()
  await desk
    .getByRole('button', { name: /^未接通/ })
    .first()
    .click()
  await desk
    .getByText(/未接通：\d 次/)
    .first()
    .waitFor()
  await desk
    .getByRole('button', { name: /^登记答复/ })
    .first()
    .click()
  const dialog = desk.getByRole('dialog')
  await dialog.getByText('满意', { exact: true }).click()
  await dialog.getByLabel('对方说的一句话').fill('都好')
  await axe(desk)
  await shot(desk, 'satisfaction-take-1440')
  await dialog.getByRole('button', { name: '登记答复' }).click()
  await expect.poll(() => rows.count()).toBe(before - 1)

  const english = await inEnglish(town, `/console/satisfaction/${open.id}/calls`)
  await english.getByText('Only families who have not answered').waitFor()
  await both(english, 'calls-en')
  await english.goto(`/console/satisfaction/${open.id}/slips`)
  await english.getByText('Hand them to the families yourself').waitFor()
  await both(english, 'slips-en')

  // The organisation finds closed rounds alone.
  w.allow(/answered: 404 GET .*satisfaction-rounds/)
  const org = await w.open(wide, { as: 'org1-lead', path: '/console/satisfaction' })
  await org.getByText('已结束').first().waitFor()
  expect(await org.getByText('进行中', { exact: true }).count()).toBe(0)
  await both(org, 'list-org')
  await org.goto(`/console/satisfaction/${closed.id}`)
  await org.getByText('满意率').first().waitFor()
  expect(await org.getByRole('button', { name: '查看意见' }).count()).toBe(0)
  await both(org, 'closed-org')
  await org.goto(`/console/satisfaction/${open.id}`)
  await org.getByText('没有找到').first().waitFor()
  await org.goto(`/console/satisfaction/${closed.id}/calls`)
  await org.getByText('没有权限').first().waitFor()
})

test('the buyer closes the round, reads what people wrote and asks again', async () => {
  w.allow(/answered: (400|409) POST .*satisfaction-rounds/)
  const [open] = await rounds('clerk', 'open')
  const page = await w.open(wide, { as: 'clerk', path: `/console/satisfaction/${open.id}` })
  await button(page, '结束回访').click()
  await page.getByRole('dialog').getByRole('button', { name: '结束回访' }).click()
  await page.getByText('少于 5 份，不显示').first().waitFor()
  await both(page, 'few')

  const [closed] = (await rounds('clerk', 'closed')).filter((r: { result?: unknown }) => r.result)
  await page.goto(`/console/satisfaction/${closed.id}`)
  await button(page, '查看意见').click()
  await page.getByText('希望暑假也能来。').waitFor()
  await both(page, 'closed-buyer')

  await page.goto(`/console/contracts/${closed.contract_id}?tab=satisfaction`)
  await page.getByText('合同满意率（全部已结束的回访）').waitFor()
  await both(page, 'contract')
  await page.getByRole('button', { name: '发起回访' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('抽取人数').waitFor()
  await axe(page)
  await shot(page, 'satisfaction-create-1440')
  await dialog.getByRole('button', { name: '发起回访' }).click()
  await page.waitForURL(/\/satisfaction\/sfr_/)
  await page.getByText('结束后显示').first().waitFor()

  const english = await inEnglish('clerk', `/console/satisfaction/${closed.id}`)
  await english.getByRole('table', { name: 'The five faces' }).waitFor()
  await both(english, 'closed-en')
  await english.goto(`/console/contracts/${closed.contract_id}?tab=indicators`)
  await english.getByText('Share of the satisfied among those served').waitFor()
  await both(english, 'indicator-en')
})
