// The service log in the browser: what a social worker did for whom, its approval, the figures of the contract, and case work from its
// plan to its closing.
import type { Page } from 'playwright-core'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { button, choose, overhear, press, ready } from './console.helpers.ts'
import { axe, shot, useWorld } from './harness.ts'

vi.setConfig({ testTimeout: 240_000 })
const w = useWorld()
beforeEach(() => w.begin())
afterEach(() => w.end())

const wide = { viewport: { width: 1440, height: 900 } }
const day = (n: number) => new Date(Date.now() + 8 * 3_600_000 + n * 86_400_000).toISOString().slice(0, 10)
const done = '入户看望孩子，检查了作业和用电安全，和照料人商量了周末的安排。'

/** type fills in a day or a clock and takes it. */
async function type(page: Page, label: string, value: string) {
  const input = page.getByLabel(new RegExp(`^${label}`)).first()
  await input.fill(value)
  await input.press('Enter')
}

/** both takes a picture at 1440 and at 390 pixels, each of the whole page, and asks axe. */
async function both(page: Page, name: string) {
  await ready(page)
  await page.waitForLoadState('networkidle')
  await axe(page)
  await page.setViewportSize({ width: 1440, height: 1800 })
  await shot(page, `servicelog-${name}-1440`)
  await page.setViewportSize({ width: 390, height: 3600 })
  await axe(page)
  expect(await page.evaluate(() => document.documentElement.scrollWidth), `${name}: width`).toBeLessThanOrEqual(390)
  await shot(page, `servicelog-${name}-390`)
  await page.setViewportSize(wide.viewport)
}

/** said waits for the message of success and until it has gone. */
async function said(page: Page) {
  await page.locator('.ant-message-success').first().waitFor()
  await page.locator('.ant-message-success').first().waitFor({ state: 'hidden' })
}

/** pickMany chooses the first options of a field that takes several, and leaves the list. */
async function pickMany(page: Page, label: RegExp, n: number) {
  await page.getByLabel(label).first().click()
  const options = page.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option')
  await options.first().waitFor()
  for (let i = 0; i < n; i++) await options.nth(i).click()
  await page.keyboard.press('Escape')
}

const hand = '提交审核'

test('a social worker logs a visit, the lead sees the overlap and approves, the clerk sees the figures', async () => {
  w.allow(/answered: 400 POST .*service-log/)
  w.allow(/answered: 412 PUT .*service-log/)
  const page = await w.open(wide, { as: 'org1-worker', path: '/console/service-log' })
  await page.getByRole('link', { name: '服务记录' }).first().waitFor()
  await page.getByText('已审核').first().waitFor()
  await both(page, 'list')
  await button(page, '新建服务记录').click()
  await ready(page)
  await both(page, 'new')

  // A draft may be incomplete; handed in it may not.
  await choose(page, '合同', /./)
  await choose(page, '服务类型', '入户走访')
  await button(page, '保存草稿').click()
  await said(page)
  await page.getByText('草稿', { exact: true }).first().waitFor()
  const address = new URL(page.url()).pathname
  const id = address.split('/').pop()!
  await both(page, 'draft')
  await button(page, '修改').click()
  await ready(page)
  await page.locator('form button[type=submit]').click()
  await page.getByText('请用不少于 20 字写明做了什么').waitFor()
  await page.getByText('请选择服务对象，或填写未建档的服务人数').waitFor()
  await page.getByText('服务应先开始后结束').first().waitFor()
  await both(page, 'refused')

  await type(page, '服务日期', day(-1))
  await type(page, '开始时间', '10:00')
  await type(page, '结束时间', '11:30')
  await page.getByLabel('地点', { exact: true }).fill('家中')
  await pickMany(page, /^服务对象（已建档）/, 2)
  await page.getByLabel('60–69 岁 女').fill('3')
  await page.getByLabel('做了什么', { exact: true }).fill(done)

  // Somebody else of the organisation has changed the draft meanwhile: what was typed stays, and both versions are shown.
  const admin = await w.token('org1-admin')
  const old = await w.server.call('GET', `/service-log/${id}`, undefined, admin)
  const meanwhile = { kind: old.kind, contract_id: old.contract_id, workers: old.workers, place: '村委会' }
  await w.server.call('PUT', `/service-log/${id}`, meanwhile, admin, await w.server.tag(`/service-log/${id}`, admin))
  await page.locator('form button[type=submit]').click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('村委会').waitFor()
  await shot(page, 'servicelog-stale-1440')
  await axe(page)
  await dialog.getByRole('button', { name: '以我填写的为准' }).click()
  await page.getByText('待审核').first().waitFor()
  await both(page, 'submitted')
  const mine = await w.server.call('GET', `/service-log/${id}`, undefined, admin)
  expect([mine.place, mine.persons, mine.others, mine.content]).toEqual(['家中', 2, 3, done])

  // The administrator logs tutoring of one of the children at the same time.
  const other = await w.server.call(
    'POST',
    '/service-log',
    {
      kind: 'tutoring',
      contract_id: old.contract_id,
      from: `${day(-1)}T11:00:00+08:00`,
      to: `${day(-1)}T12:00:00+08:00`,
      workers: [(await w.server.call('GET', '/me', undefined, admin)).id],
      people: [mine.people[0].id],
      place: '儿童之家',
      content: '辅导语文和数学作业，检查错题本，讲解应用题三道。',
    },
    admin,
  )
  await w.server.call('POST', `/service-log/${other.id}/submit`, undefined, admin, `"${other.version}"`)

  const lead = await w.open(wide, { as: 'org1-lead', path: address })
  await lead.getByText('服务对象在同一时间还有其他服务记录').waitFor()
  await both(lead, 'overlap')
  expect(await lead.locator(`a[href$="/service-log/${other.id}"]`).count()).toBe(1)
  await press(lead, '审核通过')
  await lead.getByText('已审核', { exact: true }).first().waitFor()
  await both(lead, 'approved')
  await lead.goto(`/console/service-log/${other.id}`)
  await press(lead, '退回', (d) => d.getByLabel(/原因/).fill('请核对是否与走访重复登记。'))
  await lead.getByText('请核对是否与走访重复登记').first().waitFor()

  const clerk = await w.open(wide, { as: 'clerk', path: `/console/contracts/${old.contract_id}?tab=served` })
  await clerk.getByText('按档案去重').first().waitFor()
  await clerk.locator('svg text').first().waitFor()
  await both(clerk, 'figures')
  const row = clerk.getByRole('row').filter({ has: clerk.getByRole('link', { name: `查看 ${day(-1).slice(0, 7)} 的记录` }) })
  await row.getByRole('link').click()
  await clerk.locator(`a[href$="/service-log/${id}"]`).first().waitFor()
  expect(new URL(clerk.url()).searchParams.get('contract_id')).toBe(old.contract_id)
  await clerk.goto(`/console/contracts/${old.contract_id}?tab=indicators`)
  await clerk.getByText('服务对象人数（去重）').waitFor()
  await both(clerk, 'indicators')
})

test('case work goes from its plan to its closing', async () => {
  w.allow(/answered: 400 POST .*service-threads/)
  const page = await w.open(wide, { as: 'org1-worker', path: '/console/service-threads' })
  await page.getByText('回顾逾期').first().waitFor()
  await both(page, 'threads')
  await button(page, '新建个案（小组）').click()
  await ready(page)
  await page.locator('form button[type=submit]').click()
  await page.getByText('请选择个案或小组').or(page.locator('.ant-form-item-explain-error')).first().waitFor()
  await both(page, 'thread-refused')
  await choose(page, '合同', /./)
  await choose(page, '类型', '个案')
  await page.getByLabel('名称', { exact: true }).fill('课堂适应')
  await type(page, '下次回顾', day(30))
  await pickMany(page, /^服务对象（个案/, 1)
  await page.getByLabel('需求与目标', { exact: true }).fill('孩子转学后不爱说话，希望两个月内愿意在课堂上举手发言。')
  await page.locator('form button[type=submit]').click()
  await said(page)
  await page.getByText('还没有回顾和督导记录').waitFor()
  const address = new URL(page.url()).pathname

  const note = async (on: Page, name: string, text: string, more?: (d: ReturnType<Page['getByRole']>) => Promise<void>) => {
    await button(on, name).click()
    const dialog = on.getByRole('dialog')
    await dialog.getByLabel(/^内容/).fill(text)
    await more?.(dialog)
    await shot(on, `servicelog-note-${name}`)
    await dialog.getByRole('button', { name, exact: true }).click()
    await said(on)
  }
  await note(page, '登记阶段回顾', '孩子开始和同桌说话，下个月再看。')
  await button(page, '登记一次服务').click()
  await ready(page)
  await type(page, '服务日期', day(-1))
  await type(page, '开始时间', '15:00')
  await type(page, '结束时间', '16:00')
  await page.getByLabel('地点', { exact: true }).fill('学校')
  await page.getByLabel('做了什么', { exact: true }).fill('和孩子面谈，一起回顾这一周在课堂上的情况，练习举手发言。')
  await button(page, hand).click()
  await page.getByText('待审核').first().waitFor()
  await page.getByRole('link', { name: '课堂适应' }).click()
  await page.getByText('孩子开始和同桌说话').waitFor()

  const lead = await w.open(wide, { as: 'org1-lead', path: address })
  await note(lead, '登记督导记录', '面谈记录要写清孩子自己的说法。')
  await both(lead, 'thread')

  await page.reload()
  await note(page, '结案', '课堂适应良好，家长和孩子都同意结案。', async (d) => {
    await d.getByLabel('结案结果', { exact: true }).click()
    await page.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option').first().click()
  })
  await page.getByText('已结案').first().waitFor()
  expect(await button(page, '登记阶段回顾').count()).toBe(0)
  await both(page, 'closed')
})

test('the persons of an activity and of a paired contact come into the log, and a colleague approves many at once', async () => {
  w.allow(/answered: 400 POST .*record/)
  const lead = await w.token('org1-lead')
  const page = await w.open(wide, { as: 'org1-lead', path: '/console/activities?status=ended' })
  let id = ''
  for (const a of (await w.server.call('GET', '/activities?status=ended', undefined, lead)).items) {
    const one = await w.server.call('GET', `/activities/${a.id}`, undefined, lead)
    if (one.acts.some((x: { act: string; refused?: unknown }) => x.act === 'record' && !x.refused)) id = a.id
  }
  // Its hours were entered by hand: the county confirms them, and the township that they are more than the share.
  const open = (await w.server.call('GET', `/activities/${id}/attendance`, undefined, lead)).items.map((x: { id: string }) => x.id)
  await w.server.call('POST', '/attendance/confirm', { ids: open }, await w.token('county1'))
  const town = await w.token('town2')
  for (const stay of open) {
    const at = `/attendance/${stay}`
    await w.server.call('POST', `${at}/confirm-over`, { reason: '已核对纸质签到表和现场照片' }, town, await w.server.tag(at, town))
  }
  await page.goto(`${w.server.url}/console/activities/${id}`)
  await button(page, '完成归档').click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('受益人数').fill('1')
  await pickMany(page, /^其中已建档的服务对象/, 2)
  await both(page, 'record')
  await dialog.locator('.ant-btn-primary').click()
  await dialog.getByText('填写的受益人数少于所选服务对象人数').first().waitFor()
  await dialog.getByLabel('受益人数').fill('12')
  await dialog.locator('.ant-btn-primary').click()
  await page.getByText('已归档').first().waitFor()

  // Who recorded it does not approve it: the administrator does, with others in one go.
  const admin = await w.open(wide, { as: 'org1-admin', path: '/console/service-log?status=submitted&kind=activity' })
  await admin.getByText('志愿服务活动').last().waitFor()
  await admin.locator('tbody input[type=checkbox]').first().check()
  await both(admin, 'bulk')
  await admin.locator('.tx-bulk').getByRole('button', { name: '审核通过' }).click()
  await admin.locator('.tx-bulk').getByText('1 项已办理').waitFor()
  await admin.goto(`${w.server.url}/console/service-log?kind=activity&status=approved`)
  await admin.locator('a[href*="/service-log/svc_"]').first().click()
  await admin.getByText('随活动归档计入').waitFor()
  expect(await admin.getByText('做了什么').count()).toBe(0)
  await both(admin, 'from-activity')

  await admin.goto(`${w.server.url}/console/pairings`)
  await admin.locator('a[href*="/pairings/pai_"]').first().click()
  await button(admin, '计入合同').click()
  await both(admin, 'pairing-contract')
  await admin
    .getByRole('dialog')
    .getByLabel(/^计入合同/)
    .click()
  await admin.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option').nth(1).click()
  await admin.getByRole('dialog').locator('.ant-btn-primary').click()
  await said(admin)
  await both(admin, 'pairing')
})

test('the contract editor offers what the service log counts', async () => {
  w.allow(/answered: 400 PUT .*contracts/)
  const page = await w.open(wide, { as: 'clerk', path: '/console/contracts?status=draft' })
  await page.locator('a[href*="/contracts/con_"]').first().click()
  await page.locator('a[href$="/edit"]').first().click()
  await ready(page)
  const first = page.getByRole('group', { name: '指标 1' })
  const measure = async (name: string) => {
    await first.getByLabel('统计口径', { exact: true }).click()
    await page.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option').filter({ hasText: name }).click()
  }
  await measure('活动受益人次')
  await first.getByText('由机构手工填报，不去重').waitFor()
  await measure('服务对象人数（去重）')
  await first.getByText('每名已建档对象只计一次').waitFor()
  await first.getByLabel('服务类型', { exact: true }).click()
  await page.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option').filter({ hasText: '个案' }).click()
  await first.getByLabel('目标值', { exact: true }).fill('30')
  await first.getByLabel(/^基线值/).fill('4')
  await button(page, '添加分月目标').first().click()
  const start = await page.getByLabel('开始日期').inputValue()
  await first.getByLabel('月份').fill(start.slice(0, 7))
  await page.keyboard.press('Enter')
  await first.getByLabel('到月末应达到').fill('31')
  await page.locator('form button[type=submit]').click()
  await page.getByText('分月目标应逐月增加').waitFor()
  await first.getByLabel('到月末应达到').fill('10')
  await both(page, 'contract-edit')
  await page.locator('form button[type=submit]').click()
  await said(page)
  const c = await w.server.call('GET', `/contracts/${page.url().split('/').pop()}`, undefined, await w.token('clerk'))
  expect([c.indicators[0].measure, c.indicators[0].unit, c.indicators[0].service_kind]).toEqual(['people', 'person', 'case'])
  expect([c.indicators[0].baseline, c.indicators[0].steps]).toEqual([4, [{ month: start.slice(0, 7), target: 10 }]])
})

test('in English, and for who only reads', async () => {
  const page = await w.open(wide, { as: 'org1-lead', lang: 'en' })
  await page.route('**/api/v1/me', async (route) => {
    const answer = await route.fetch()
    await route.fulfill({ response: answer, json: { ...(await answer.json()), lang: 'en' } })
  })
  const foreign = overhear(page)
  const see = async (path: string, name: string) => {
    await page.goto(path)
    await both(page, `en-${name}`)
  }
  await see('/console/service-log', 'list')
  await see('/console/service-log/new', 'new')
  await page.goto('/console/service-log?status=submitted')
  await page.locator('a[href*="/service-log/svc_"]').first().click()
  await both(page, 'en-detail')
  await see('/console/service-threads', 'threads')
  await page.locator('a[href*="/service-threads/thr_"]').first().click()
  await both(page, 'en-thread')
  const token = await w.token('org1-lead')
  const { items } = await w.server.call('GET', '/service-log?limit=1', undefined, token)
  await see(`/console/contracts/${items[0].contract_id}?tab=served`, 'figures')
  expect(await foreign()).toEqual([])

  const village = await w.open(wide, { as: 'village1', path: '/console/service-log' })
  await ready(village)
  expect(await button(village, '新建服务记录').count()).toBe(0)
})
