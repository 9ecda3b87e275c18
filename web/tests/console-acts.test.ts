// Acts at the desk that no other test comes by: another language, a series of activities, the platform's own pages, messages.
import type { Page } from 'playwright-core'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { button, choose, foreignNames, overhear, ready, findRegion, region, typeInstant } from './console.helpers.ts'
import { axe, desk, shot, useWorld } from './harness.ts'

vi.setConfig({ testTimeout: 240_000 })
const w = useWorld()
beforeEach(() => w.begin())
afterEach(() => w.end())

const open = (as: string, path: string): Promise<Page> => w.open(desk, { as, path: `/console${path}` })

async function first(who: string, list: string): Promise<string> {
  const found = (await w.server.call('GET', list, undefined, await w.token(who))).items[0]
  expect(found, `something at ${list}`).toBeDefined()
  return found.id
}

describe.sequential('a series of activities', () => {
  const title = '周末读书会'
  let days: string[] = []
  const drafts = async () =>
    (await w.server.call('GET', '/activities?status=draft&limit=100', undefined, await w.token('org1-worker'))).items.filter(
      (a: { title: string }) => a.title === title,
    )

  test('is planned once and becomes a draft for each day', async () => {
    const page = await open('org1-worker', '/activities/new')
    await page.getByLabel('活动名称').fill(title)
    await choose(page, '类型', '课业辅导')
    await choose(page, '服务对象', '老人')
    await page.getByLabel('服务内容和安排').fill('为村里的老人读报读书，并陪同聊天。')
    await page.getByLabel('需携带物品').fill('老花镜、水杯')
    await page.getByText('多次（同一安排，每次是独立活动）').click()
    const start = new Date(Date.now() + 8 * 3_600_000)
    const on = (n: number) => new Date(start.getTime() + n * 86_400_000).toISOString().slice(0, 10)
    await typeInstant(page, '开始时间', new Date(`${on(7)}T09:00:00+08:00`).getTime())
    await page
      .getByText('周三', { exact: true })
      .or(page.getByLabel('三', { exact: true }))
      .first()
      .click()
    await page.getByLabel('六', { exact: true }).first().click()
    for (const [label, day] of [
      ['首次日期', on(7)],
      ['末次日期', on(7 + 13 * 7)],
    ] as const) {
      await page.getByLabel(label).fill(day)
      await page.getByLabel(label).press('Enter')
    }
    await page.getByText('自动去掉法定节假日和调休上班日').click() // so that the number of days is known
    await page.getByText(/^将创建 2\d 个活动$/).waitFor()
    await page
      .getByRole('button', { name: /^去掉 / })
      .first()
      .click()
    await page
      .getByRole('button', { name: /^加上 / })
      .first()
      .waitFor()
    await findRegion(page, '地区', 'qyz', '贵州省 贵阳市 花溪区 青岩镇')
    await page.getByLabel('详细地址').fill('青岩镇文化站')
    await page.getByLabel('风险与防范').fill('雨天路滑，请扶好老人。')
    await page.getByLabel('负责人手机号').fill('13800000000')
    await axe(page)
    await shot(page, 'acts-series')
    const made = await button(page, /^创建 \d+ 个草稿$/).innerText()
    await button(page, /^创建 \d+ 个草稿$/).click()
    await page.getByText(/^已创建 \d+ 个活动草稿$/).waitFor()
    days = (await drafts()).map((a: { start: string }) => a.start)
    expect(days.length).toBe(Number(/\d+/.exec(made)![0]))
    expect(days.length).toBeGreaterThan(22)
    await page.getByRole('link', { name: title }).first().waitFor()
  })

  test('all of it waits on the workbench, and the list has as many', async () => {
    const page = await open('org1-worker', '/')
    await ready(page)
    const card = page
      .locator('section')
      .filter({ has: page.getByRole('heading', { name: /^活动草稿待提交/ }) })
      .last()
    const n = Number(await card.locator('.tx-count').innerText())
    expect(n).toBeGreaterThanOrEqual(days.length)
    await shot(page, 'acts-workbench')
    await card.getByRole('link', { name: `查看全部 ${n} 项` }).click()
    await page.getByText(`共 ${n} 条`).waitFor()
  })

  test('as does what stands inside a contract: reports for the clerk, milestones for the approver', async () => {
    for (const [who, title, tab] of [
      ['clerk', '指标填报待审核', 'indicators'],
      ['approver', '里程碑待验收', 'money'],
    ] as const) {
      const page = await open(who, '/')
      await ready(page)
      const card = page
        .locator('section')
        .filter({ has: page.getByRole('heading', { name: new RegExp(`^${title}`) }) })
        .last()
      await card.getByRole('listitem').first().getByRole('link').click()
      await page.waitForURL(new RegExp(`/contracts/con_.*tab=${tab}`))
      await button(page, who === 'clerk' ? '采用' : '验收通过')
        .first()
        .waitFor()
    }
  })

  test('one of them is changed, and the others stay', async () => {
    const list = await drafts()
    const one = list[3]
    const page = await open('org1-worker', `/activities/${one.id}`)
    await page.getByText('老花镜、水杯').waitFor()
    await page.getByRole('link', { name: '修改' }).click()
    await page.getByLabel('详细地址').fill('青岩镇敬老院')
    await page.getByLabel('招募人数').fill('25')
    await button(page, '保存草稿').click()
    await page.waitForURL(/\/activities\/act_[^/]*$/)
    await page.getByText('青岩镇敬老院').first().waitFor()
    const after = await drafts()
    expect(after.filter((a: { address: string }) => a.address === '青岩镇敬老院').map((a: { id: string }) => a.id)).toEqual([one.id])
    expect(after.filter((a: { capacity: number }) => a.capacity === 25).length).toBe(1)
    expect(after.length).toBe(list.length)
  })

  test('many are handed in at once', async () => {
    const page = await open('org1-worker', '/activities?status=draft')
    const rows = page.getByRole('row').filter({ hasText: title })
    await rows.first().waitFor()
    for (const n of [0, 1, 2]) await rows.nth(n).getByRole('checkbox').check()
    await button(page, '提交发布 (3)').click()
    await page.getByText('3 项已办理').waitFor()
    await axe(page)
  })
})

/** The fields of a request, as the API names them, that a form has to ask for. */
async function fields(schema: string, ...without: string[]): Promise<string[]> {
  const api = await (await fetch(`${w.server.url}/openapi.json`)).json()
  return Object.keys(api.components.schemas[schema].properties).filter((f) => !without.includes(f))
}

async function lacks(page: Page, names: string[], before = ''): Promise<string[]> {
  const there = await page.locator('form [id]').evaluateAll((list) => list.map((el) => el.id))
  return names.filter((f) => !there.includes(before + f))
}

describe('a form asks for all that the API takes', () => {
  test('of an activity', async () => {
    const page = await open('org1-worker', '/activities/new')
    await page.getByRole('switch', { name: '存在人身危险' }).click()
    await page.getByLabel('保险单号').waitFor()
    expect(await lacks(page, await fields('activities.planRequest'))).toEqual([])
  })

  test('of a contract', async () => {
    const page = await open('clerk', '/contracts/new')
    await button(page, '添加指标').click()
    await page.locator('#indicators_0_name').waitFor()
    await button(page, '添加里程碑').click()
    await page.locator('#milestones_0_name').waitFor()
    expect(await lacks(page, await fields('contracts.termsRequest', 'indicators', 'milestones', 'regions'))).toEqual([])
    // The kind of service stands in the place of the type of activity for measures of the service log, and targets by month come when they are asked
    // for: console-servicelog does both.
    expect(await lacks(page, await fields('contracts.indicatorRequest', 'id', 'service_kind', 'steps'), 'indicators_0_')).toEqual([])
    expect(await lacks(page, await fields('contracts.milestoneRequest', 'id', 'seq'), 'milestones_0_')).toEqual([])
    expect(await lacks(page, ['regions_0'])).toEqual([])
  })

  test('of an organisation, and of a team that has a host', async () => {
    const page = await open('county1', '/orgs/new')
    await page.getByLabel('统一社会信用代码').waitFor()
    const all = await fields('orgs.orgRequest')
    expect((await lacks(page, all)).sort()).toEqual(['consent_ref', 'host', 'host_org_id'])
    await choose(page, '机构类型', '社区团体')
    await page.getByLabel('依托机构').waitFor()
    expect((await lacks(page, all)).sort()).toEqual(['registrar', 'uscc', 'valid_to'])
    await axe(page)
    await shot(page, 'acts-team')
  })
})

describe('the platform', () => {
  test('a job is run by hand, and what came of it is shown', async () => {
    const page = await open('sysadmin', '/jobs')
    const row = page.getByRole('row').filter({ hasText: '公示期满' })
    await row.getByRole('button', { name: '立即运行 公示期满' }).click()
    await page.getByText('已加入队列，稍后自动运行').waitFor()
    await expect
      .poll(
        async () => {
          await page.reload()
          await row.waitFor()
          return row.innerText()
        },
        { timeout: 30_000, interval: 1000 },
      )
      .toMatch(/成功.*手动/s)
    expect(await page.locator('tbody').innerText()).not.toMatch(/其他任务|[a-z]{4,}/)
    await axe(page)
    expect(await foreignNames(page)).toEqual([])
    await shot(page, 'acts-jobs')
  })

  test('a village and an area of the county’s own are added, and can be chosen', async () => {
    const page = await open('county1', '/regions')
    const town = await page.getByRole('row').filter({ hasText: '青岩镇' }).getByRole('cell').nth(1).innerText()
    await button(page, '查看下级 青岩镇').click()
    await page.getByText('在“青岩镇”下添加').waitFor()
    for (const [kind, name, code] of [
      ['村（社区）', '测试新村', `${town}998`],
      ['自定义区域', '古镇景区', `${town}K01`],
    ] as const) {
      await button(page, '在“青岩镇”下添加').click()
      const dialog = page.getByRole('dialog')
      await dialog.getByText(kind, { exact: true }).click()
      await dialog.getByLabel('名称').fill(name)
      if (kind === '自定义区域') {
        // what the server refuses stands at its field
        w.allow(/^answered: 4\d\d POST .*\/regions$/)
        await dialog.getByLabel('代码').fill(`${town}998`)
        await dialog.getByRole('button', { name: '在“青岩镇”下添加' }).click()
        await dialog.locator('.ant-form-item-explain-error, [role=alert]').first().waitFor()
      }
      await dialog.getByLabel('代码').fill(code)
      await axe(page)
      await shot(page, `acts-region-${code}`)
      await dialog.getByRole('button', { name: '在“青岩镇”下添加' }).click()
      await page.getByText('已添加').first().waitFor()
      await page.getByRole('row').filter({ hasText: name }).waitFor()
    }
    await axe(page)
    expect(await foreignNames(page)).toEqual([])
    await shot(page, 'acts-regions')
    await page.goto('/console/volunteers')
    await ready(page)
    await region(page, '居住区域', '花溪区', '青岩镇', '测试新村')
    await page.getByText('没有符合条件的记录').waitFor()
  })

  test('messages that could not be sent are sent again', async () => {
    const page = await open('sysadmin', '/messages')
    await page.getByText('没有发送失败的消息').waitFor()
    await axe(page)
    // A channel that fails eight times takes hours: what the list then says is put in its place, as is the answer.
    let failed = [
      {
        id: 'out_1',
        at: new Date().toISOString(),
        key: 'k',
        template: 'activity.reminder',
        reason: 'tries',
        channels: [{ channel: 'sms', status: 'dead', tries: 8 }],
      },
    ]
    await page.route('**/api/v1/messages/failed*', (r) => r.fulfill({ json: { items: failed } }))
    await page.route('**/api/v1/messages/out_1/retry', (r) => {
      failed = []
      return r.fulfill({ status: 204, body: '' })
    })
    const task = { id: 'out_1', title: 'activity.reminder', since: failed[0]!.at, link: '/messages' }
    const kind = { kind: 'message_failed', count: 1, more: false, late: 0, link: '/messages', items: [task] }
    await page.route('**/api/v1/me/work*', (r) => r.fulfill({ json: { items: [kind], count: 1, late: 0, more: false } }))
    await page.goto('/console/')
    const card = page
      .locator('section')
      .filter({ has: page.getByRole('heading', { name: /^消息发送失败/ }) })
      .last()
    await card.getByRole('link', { name: '查看全部' }).click()
    const row = page.getByRole('row').filter({ hasText: '重试次数用完' })
    await row.getByText('短信').waitFor()
    await axe(page)
    await shot(page, 'acts-messages')
    await row.getByRole('checkbox').check()
    await button(page, '重发 (1)').click()
    await page.getByText('没有发送失败的消息').waitFor()
  })

  test('the inbox: one is read, then all, and the bell knows', async () => {
    const token = await w.token('org1-lead')
    const unread = async () => (await w.server.call('GET', '/inbox/unread', undefined, token)).unread as number
    const before = await unread()
    expect(before).toBeGreaterThan(1)
    const page = await open('org1-lead', '/inbox')
    await page.getByRole('link', { name: `${before} 条未读消息` }).waitFor()
    await axe(page)
    expect(await foreignNames(page)).toEqual([])
    await shot(page, 'acts-inbox')
    await button(page, '标为已读').first().click()
    await page.getByRole('link', { name: `${before - 1} 条未读消息` }).waitFor()
    await page.getByText('未读', { exact: true }).first().click()
    await button(page, '全部标为已读').click()
    await page.getByText('没有未读消息').waitFor()
    expect(await unread()).toBe(0)
    await page.getByRole('link', { name: '消息', exact: true }).waitFor()
  })

  test('messages that read the same are one line, which opens to all of them', async () => {
    const page = await open('county1', '/inbox')
    const more = page.getByRole('button', { name: /^还有 \d+ 条相同的消息$/ }).first()
    const n = Number(/\d+/.exec(await more.innerText())![0])
    const lines = await page.getByRole('listitem').filter({ hasText: '标为已读' }).count()
    await axe(page)
    await shot(page, 'acts-inbox-same')
    await more.click()
    await button(page, '收起相同的消息').first().waitFor()
    expect(await page.getByRole('listitem').filter({ hasText: '标为已读' }).count()).toBe(lines + n)
    await page.getByRole('button', { name: `这 ${n + 1} 条标为已读` }).click()
    await vi.waitFor(async () => expect(await page.getByRole('listitem').filter({ hasText: '标为已读' }).count()).toBe(lines - 1))
  })
})

// Last, since a person’s language holds on every device.
describe('in English', () => {
  const pages: [who: string, paths: () => Promise<string[]>][] = [
    [
      'org1-admin',
      async () => [
        '/',
        '/activities',
        '/activities?view=month',
        '/activities/new',
        `/activities/${await first('org1-admin', '/activities?status=recorded')}`,
        '/hours',
        '/hours?view=all',
        '/certificates',
        '/volunteers',
        `/volunteers/${await first('org1-admin', '/volunteers')}`,
        '/volunteers/asking',
        '/volunteers/import',
        '/volunteers/invited',
        '/beneficiaries',
        '/pairings',
        '/contracts',
        `/contracts/${await first('org1-admin', '/contracts?status=performing')}`,
        '/payments',
        '/evaluations',
        '/orgs',
        `/orgs/${await first('org1-admin', '/orgs')}`,
        `/orgs/${await first('org1-admin', '/orgs')}/edit`,
        '/users',
        '/users/new',
        '/inbox',
        '/settings',
      ],
    ],
    [
      'county1',
      async () => [
        '/',
        '/orgs',
        `/beneficiaries/${await first('county1', '/beneficiaries?status=registered')}`,
        `/pairings/${await first('county1', '/pairings')}`,
        '/delegations',
        `/delegations/${await first('county1', '/delegations?status=active')}`,
        `/delegations/${await first('county1', '/delegations?status=draft')}`,
        `/delegations/${await first('county1', '/delegations')}/agreement`,
        `/contracts/${await first('county1', '/contracts')}?tab=terms`,
        `/evaluations/${await first('county1', '/evaluations')}`,
        '/evaluations/new',
        '/evaluation-templates',
        `/evaluation-templates/${await first('county1', '/evaluation-templates')}`,
        '/users',
        '/calendar',
        '/regions',
      ],
    ],
    ['clerk', async () => ['/', '/contracts/new']],
    ['sysadmin', async () => ['/', '/jobs', '/messages', '/regions']],
    ['auditor', async () => ['/', '/audit']],
  ]
  test.each(pages)('%s reads no Chinese but the data', async (who, paths) => {
    const page = await open(who, '/')
    const chinese = overhear(page)
    await ready(page)
    await page.getByRole('button', { name: /^我的/ }).click()
    await page.getByRole('menuitem', { name: 'English' }).click()
    await page.getByText('Workbench').first().waitFor()
    expect(await page.locator('html').getAttribute('lang')).toBe('en')
    const left: Record<string, string[]> = {}
    for (const path of await paths()) {
      await page.goto(`/console${path}`)
      await ready(page)
      await page.waitForLoadState('networkidle')
      const found = await chinese()
      if (found.length > 0) left[path] = found
      await axe(page)
      await shot(page, `english-${who}-${path.replace(/\W+/g, '-')}`)
    }
    expect(left).toEqual({})
    await page.getByRole('button', { name: /^Me: / }).click()
    await page.getByRole('menuitem', { name: '中文' }).click()
    await page.getByRole('link', { name: '工作台' }).first().waitFor()
  })
})
