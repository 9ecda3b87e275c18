// The main job of the console, told by clicks: an activity from plan to confirmed hours, and a contract from its milestone
// through the evaluation to the payment by three persons. The server's clock is moved where the law asks for days.
import type { Page } from 'playwright-core'
import { describe, expect, test, vi } from 'vitest'
import { button, choose, press, typeInstant } from './console.helpers.ts'
import { axe, desk, shot, useWorld } from './harness.ts'

vi.setConfig({ testTimeout: 240_000 }) // each is a chapter of many pages
const w = useWorld()

/** Visits as somebody, runs the part, checks for violations of WCAG, and leaves. */
async function as(who: string, path: string, part: (page: Page) => Promise<void>): Promise<void> {
  const page = await w.open(desk, { as: who, path: `/console${path}` })
  await page.locator('h1').first().waitFor()
  await part(page)
  await w.end()
}

const title = '村口义务理发日'
const enough = '已按服务方案逐项完成并核对，材料齐全，情况属实，详见附件目录。'
const ids: Record<string, string> = {}
let minutesBefore = 0

const minutesOf = async (): Promise<number> => {
  const p = await w.server.call('GET', `/contracts/${ids.contract}/progress`, undefined, await w.token('clerk'))
  return p.items.find((i: { unit: string }) => i.unit === 'hours').actual
}

describe.sequential('a contract at work', () => {
  test('the worker plans an activity and the county publishes it', async () => {
    const list = await w.server.call('GET', '/contracts?status=performing', undefined, await w.token('org1-lead'))
    ids.contract = list.items[0].id
    ids.contractName = list.items[0].name
    minutesBefore = await minutesOf()
    await as('org1-worker', '/activities/new', async (page) => {
      await page.getByLabel('活动名称').fill(title)
      await choose(page, '所属合同', ids.contractName!)
      await choose(page, '类型', '小组活动')
      await choose(page, '服务对象', '社区居民')
      await page.getByLabel('服务内容和安排').fill('为行动不便的老人义务理发，并陪同聊天。')
      await typeInstant(page, '开始时间', Date.now() + 20 * 60_000)
      await typeInstant(page, '结束时间', Date.now() + 140 * 60_000)
      await page.getByLabel('地区', { exact: true }).click()
      expect(await page.locator('.ant-cascader-menu-item').allInnerTexts()).toEqual(['花溪区', '其他地区…']) // no provinces
      for (const name of ['其他地区…', '贵州省', '贵阳市', '花溪区'])
        await page.locator('.ant-cascader-menu-item').filter({ hasText: name }).last().click()
      await page.keyboard.press('Escape')
      await page.getByLabel('详细地址').fill('青岩镇龙井村文化广场')
      await page.getByLabel('风险与防范').fill('理发剪刀锋利，使用后及时收好。')
      await page.getByLabel('负责人手机号').fill('123')
      await button(page, '保存草稿').click()
      await page.getByText('请填写负责人手机号。').waitFor() // the server's refusal stands at its field
      await page.getByLabel('负责人手机号').fill('13800000000')
      await axe(page)
      await button(page, '保存草稿').click()
      await page.waitForURL(/\/activities\/act_/)
      ids.activity = page.url().split('/').pop()!
      await press(page, '提交发布')
      await page.getByText('待发布').first().waitFor()
      w.allow(/^answered: 400 POST .*\/activities$/)
    })
    await as('county1', `/activities/${ids.activity}`, async (page) => {
      await axe(page)
      await press(page, '发布')
      await page.getByText('报名中').first().waitFor()
    })
  })

  test('a volunteer signs up and checks in with the code on the wall', async () => {
    const me = await w.token('19900000016')
    await w.server.call('POST', `/activities/${ids.activity}/signups`, undefined, me)
    await as('org1-worker', `/activities/${ids.activity}?tab=signups`, async (page) => {
      await page.getByText('已报名').first().waitFor()
      await axe(page)
    })
    await as('org1-worker', `/activities/${ids.activity}/screen`, async (page) => {
      const text = await page.locator('.tw-qr').getAttribute('data-text')
      await axe(page)
      await shot(page, 'work-wall')
      const token = new URL(text!).searchParams.get('in')!
      await w.server.call('POST', '/attendance/check-in', { token }, me)
    })
  })

  test('an hour later the volunteer checks out with the digits, and the manager confirms the hours', async () => {
    await w.ahead('75m')
    const me = await w.token('19900000016')
    await as('org1-worker', `/activities/${ids.activity}/screen`, async (page) => {
      await page.getByText('签退', { exact: true }).first().click()
      await page.locator('.tw-wall-out').waitFor()
      const digits = (await page.getByTestId('digits').innerText()).replace(/\s/g, '')
      await w.server.call('POST', `/activities/${ids.activity}/check-out`, { digits }, me)
    })
    await as('org1-lead', '/hours', async (page) => {
      const row = page.getByRole('row').filter({ hasText: title })
      await row.waitFor()
      await axe(page)
      await shot(page, 'work-hours')
      await row.getByRole('checkbox').check()
      await button(page, '确认 (1)').click()
      await page.getByText('1 项已办理').waitFor()
    })
    const gained = (await minutesOf()) - minutesBefore
    expect(gained).toBeGreaterThan(30)
    await as('approver', `/contracts/${ids.contract}`, async (page) => {
      await page.getByText('按月计划与实际').waitFor()
      await page.locator('svg').last().waitFor()
      await axe(page)
      await shot(page, 'work-contract')
    })
  })

  test('the approver accepts the milestone, and from the payment it is four clicks to the check-in', async () => {
    await as('approver', `/contracts/${ids.contract}?tab=money`, async (page) => {
      await press(page, '验收通过')
      await axe(page)
    })
    const pays = await w.server.call('GET', `/contracts/${ids.contract}/payments`, undefined, await w.token('clerk'))
    ids.payment = pays.items.find((p: { seq: number }) => p.seq === 2).id
    await as('approver', '/payments?view=all', async (page) => {
      await page.goto(`/console/payments/${ids.payment}`)
      await button(page, '查看指标与台账').click() // 1
      await page.getByRole('button', { name: '查看台账' }).first().click() // 2
      await page.getByRole('link', { name: title }).first().click() // 3: the entry's stay, with how it was recorded
      await page.getByText('签到凭证').waitFor()
      await page.getByText('扫码').first().waitFor()
      await axe(page)
    })
  })

  test('the evaluation: planned, reported, scored, merged, made public', async () => {
    await as('county1', `/evaluations/new?contract=${ids.contract}`, async (page) => {
      await choose(page, '评估表', /./)
      const people = await w.server.call('GET', `/evaluations/candidates?contract_id=${ids.contract}`, undefined, await w.token('county1'))
      expect(people.items.length).toBeGreaterThanOrEqual(2)
      await button(page, /添加评委/).click()
      const raters = page.locator('fieldset')
      for (const [n, weight] of [
        [0, '60'],
        [1, '40'],
      ] as const) {
        await raters.nth(n).getByLabel('评委', { exact: true }).click()
        await page.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option').nth(n).click()
        await raters.nth(n).getByLabel('权重').fill(weight)
      }
      await axe(page)
      await button(page, '制定评估计划').click()
      await page.waitForURL(/\/evaluations\/eva_/)
      ids.evaluation = page.url().split('/').pop()!
      await press(page, '启动自评')
    })
    await as('org1-lead', `/evaluations/${ids.evaluation}`, async (page) => {
      await press(page, '提交自评', (d) => d.getByRole('textbox').first().fill(enough))
    })
    await as('county1', `/evaluations/${ids.evaluation}`, async (page) => {
      await press(page, '开始资料审查', async () => undefined)
      await page.getByText('资料审查').first().waitFor()
      await press(page, '开始现场评分', (d) => d.getByRole('textbox').first().fill(enough))
    })
    const ev = await w.server.call('GET', `/evaluations/${ids.evaluation}`, undefined, await w.token('county1'))
    const me = async (login: string) => (await w.server.call('GET', '/me', undefined, await w.token(login))).id
    const logins = await Promise.all(['evaluator1', 'evaluator2', 'evaluator3'].map(async (l) => [l, await me(l)] as const))
    for (const r of ev.raters as { user_id: string }[]) {
      const login = logins.find(([, id]) => id === r.user_id)![0]
      await as(login, `/evaluations/${ids.evaluation}`, (page) => scoreAll(page))
    }
    await as('county1', `/evaluations/${ids.evaluation}`, async (page) => {
      await press(page, '合成结果', async () => undefined)
      await press(page, '公示结果', async () => undefined)
      await page.getByText('公示中').first().waitFor()
      await page.getByRole('tab', { name: '并列评分' }).click()
      await page.getByRole('region', { name: '并列评分' }).waitFor()
      await axe(page)
      await shot(page, 'work-evaluation-cards')
    })
  })

  test('the publicity ends, and three persons apply, approve and pay', async () => {
    await w.ahead('480h')
    const admin = await w.token('sysadmin')
    const jobs = await w.server.call('GET', '/jobs', undefined, admin)
    const job = jobs.items.find((j: { name: string }) => j.name.includes('publicity')).name
    await w.server.job(job, admin)
    await as('county1', `/evaluations/${ids.evaluation}`, async (page) => {
      await page.getByText('已定档').first().waitFor()
      await button(page, /打印结果通知书/).click()
      await page.getByText('评估结果通知书').waitFor()
      await axe(page)
      await shot(page, 'work-letter')
    })
    await as('org1-finance', `/payments/${ids.payment}`, (page) => press(page, '申请付款', (d) => d.getByLabel('发票号').fill('24567890')))
    await as('approver', `/payments/${ids.payment}`, async (page) => {
      await axe(page)
      await press(page, '审核通过')
    })
    await as('finance', '/payments', async (page) => {
      await page.getByRole('link', { name: ids.contractName! }).first().click()
      await press(page, '登记支付', (d) => d.getByLabel('付款凭证号').fill('PZ-2026-0012'))
      await page.getByText('已支付').first().waitFor()
      await shot(page, 'work-paid')
    })
  })
})

/** scoreAll declares, gives every item its best mark and submits. */
async function scoreAll(page: Page): Promise<void> {
  await press(page, '签署回避声明', (d) => d.getByRole('textbox').fill('本人及近亲属未在该机构任职或领取报酬'))
  await button(page, '评分').click()
  await page.locator('.tw-one').first().waitFor()
  const item = page.locator('#item-M2')
  await item.getByLabel('人员到岗与资质').pressSequentially('2')
  await item.getByLabel('人员到岗与资质').blur()
  expect(await item.getByLabel('人员到岗与资质').inputValue()).toBe('2.00')
  expect(await item.locator('.tw-sheet-head strong').innerText()).toBe('—') // two parts are not entered yet
  for (const one of await page.locator('.tw-one').all()) {
    const level = one.locator('.ant-radio-button-wrapper').first()
    if (await level.isVisible()) await level.click()
    for (const n of await one.getByRole('spinbutton').all()) await n.fill('0.5')
    if ((await one.getByText('扣分', { exact: true }).count()) > 0) await one.getByRole('textbox').last().fill('台账有两处笔误')
  }
  await axe(page)
  await shot(page, 'work-score')
  await press(page, '提交评分')
}
