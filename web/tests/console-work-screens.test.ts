// Every screen of the daily work once, as somebody who works there: it shows what it is for, and axe finds nothing.
import { expect, test, vi } from 'vitest'
import { foreignNames } from './console.helpers.ts'
import type { Page } from 'playwright-core'
import { axe, desk, shot, useWorld, type World } from './harness.ts'

vi.setConfig({ testTimeout: 240_000 })
const w = useWorld()

/** The id of the first of a list that fits. */
async function first(of: World, who: string, list: string, fits: (row: Record<string, unknown>) => boolean = () => true): Promise<string> {
  const found = (await of.server.call('GET', list, undefined, await of.token(who))).items.find(fits)
  expect(found, `something at ${list}`).toBeDefined()
  return found.id as string
}

const screens: [name: string, who: string, path: string | (() => Promise<string>), shows: string][] = [
  ['activities', 'org1-lead', '/activities', '新建活动'],
  ['activities-month', 'org1-lead', '/activities?view=month', '今天'],
  ['activities-week', 'county1', '/activities?view=week', '今天'],
  [
    'activity-edit',
    'org1-lead',
    async () => `/activities/${await first(w, 'org1-lead', '/activities?status=published')}/edit`,
    '活动已发布',
  ],
  [
    'activity-sheet',
    'org1-lead',
    async () => `/activities/${await first(w, 'org1-lead', '/activities?status=published')}/sheet`,
    '志愿服务活动签到表',
  ],
  [
    'activity-record',
    'org1-lead',
    async () => `/activities/${await first(w, 'org1-lead', '/activities?status=recorded')}/record`,
    '志愿服务活动记录',
  ],
  ['stay', 'org1-lead', async () => `/hours/${await first(w, 'org1-lead', '/attendance?status=pending')}?view=pending`, '签到凭证'],
  ['ledger', 'org1-lead', async () => `/ledger/org/${await first(w, 'org1-lead', '/orgs')}`, '台账只增不改'],
  ['certificates', 'org1-lead', '/certificates', '为志愿者出具'],
  ['contracts', 'clerk', '/contracts', '起草合同'],
  ['contract-new', 'clerk', '/contracts/new', '考核指标'],
  ['contract-terms', 'county1', async () => `/contracts/${await first(w, 'county1', '/contracts')}?tab=terms`, '基本信息'],
  ['payments', 'finance', '/payments?view=all', '三个不同的人'],
  ['evaluations', 'county1', '/evaluations', '制定评估计划'],
  ['evaluation', 'org2-lead', async () => `/evaluations/${await first(w, 'org2-lead', '/evaluations')}`, '满分 100'],
  ['templates', 'county1', '/evaluation-templates', '评估表'],
  ['template', 'county1', async () => `/evaluation-templates/${await first(w, 'county1', '/evaluation-templates')}`, '项目管理'],
  ['files', 'village1', '/beneficiaries', '登记对象'],
  ['files-of-org', 'org1-lead', '/beneficiaries', '机构只能看到代称'],
  ['file-new', 'village1', '/beneficiaries/new', '身份信息'],
  ['file', 'county1', async () => `/beneficiaries/${await first(w, 'county1', '/beneficiaries?status=registered')}`, '指派的机构'],
  ['delegations', 'county1', '/delegations', '照护中'],
  ['delegation-active', 'county1', async () => `/delegations/${await first(w, 'county1', '/delegations?status=active')}`, '父母联系记录'],
  ['delegation-signed', 'county1', async () => `/delegations/${await first(w, 'county1', '/delegations?status=signed')}`, '受托人四项核查'],
  ['delegation-draft', 'county1', async () => `/delegations/${await first(w, 'county1', '/delegations?status=draft')}`, '未核查'],
  ['delegation-new', 'village1', '/delegations/new', '委托内容'],
  ['delegation-print', 'county1', async () => `/delegations/${await first(w, 'county1', '/delegations')}/agreement`, '显示协议书'],
  ['pairings', 'town1', '/pairings', '结对'],
  ['pairing', 'org1-lead', async () => `/pairings/${await first(w, 'org1-lead', '/pairings?status=active')}`, '联系计划'],
  ['pairing-new', 'org1-lead', '/pairings/new', '联系次数'],
]

for (const [name, who, path, shows] of screens) {
  test(name, async () => {
    const page = await w.open(desk, { as: who, path: `/console${typeof path === 'string' ? path : await path()}` })
    await page.getByText(shows).first().waitFor({ timeout: 60_000 })
    await page.waitForFunction(() => !document.querySelector('.ant-skeleton'), null, { timeout: 60_000 })
    await axe(page)
    expect(await foreignNames(page), 'names that are not Chinese').toEqual([])
    await shot(page, `screen-${name}`)
    await page.setViewportSize({ width: 390, height: 844 })
    await vi.waitFor(async () => expect(await wider(page), 'wider than a phone').toEqual([]), { timeout: 5_000 })
    await shot(page, `screen-${name}-narrow`)
    await w.end()
  })
}

/** What of the page is cut off at the right, and not in a box that can be scrolled: by its text. Sheets of paper keep their width. */
const wider = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('#main a, #main button, #main input, #main h1, #main h2, #main p, #main dd')]
      .filter((e) => e.getBoundingClientRect().right > innerWidth && !e.closest('.tx-table-box, .tx-plain, .tw-calendar, .tx-paper'))
      .filter((e) => {
        for (let box = e.parentElement; box && box.id !== 'main'; box = box.parentElement)
          if (/auto|scroll/.test(getComputedStyle(box).overflowX)) return false
        return true
      })
      .map((e) => e.innerText.slice(0, 30) || e.tagName)
      .concat(document.documentElement.scrollWidth > innerWidth ? ['the page'] : []),
  )

test('on a phone the current part of the navigation is in sight, and a village is said by its last two names', async () => {
  const page = await w.open({ ...desk, viewport: { width: 390, height: 844 } }, { as: 'village1', path: '/console/statistics' })
  const current = page.getByRole('navigation').getByRole('link', { name: '统计分析' })
  await current.waitFor()
  await vi.waitFor(
    async () => {
      const box = (await current.boundingBox())!
      expect([box.x >= 0, box.x + box.width <= 390], `${box.x} to ${box.x + box.width}`).toEqual([true, true])
    },
    { timeout: 5_000 },
  )
  expect(await page.locator('.tx-place strong').innerText()).toMatch(/^\S+镇 \S+村$/)
  await w.end()
})

test('a file is found by part of a name, which the address does not tell', async () => {
  const list = await w.server.call('GET', '/beneficiaries?limit=100&status=registered', undefined, await w.token('town1'))
  const one = list.items[0] as { name: string; pseudonym: string }
  const page = await w.open(desk, { as: 'town1', path: '/console/beneficiaries' })
  const search = page.getByRole('searchbox', { name: /姓名、拼音或首字母/ })
  await search.fill(one.name[0]!)
  await search.press('Enter')
  await page.getByRole('link', { name: one.pseudonym }).waitFor()
  await expect.poll(() => page.locator('.tx-table tbody a').count()).toBeLessThan(list.items.length)
  expect(decodeURIComponent(page.url())).not.toContain(one.name[0])
  await axe(page)
  await shot(page, 'screen-find')
  await page.setViewportSize({ width: 390, height: 844 })
  await vi.waitFor(async () => expect(await wider(page), 'wider than a phone').toEqual([]), { timeout: 5_000 })
  await shot(page, 'screen-find-narrow')
  await search.fill('没有此人')
  await search.press('Enter')
  await page.getByText('没有找到').waitFor()
  await shot(page, 'screen-find-none')
  await w.end()
})

test('a value in full needs a purpose', async () => {
  const id = await first(w, 'town1', '/beneficiaries?limit=100', (f) => f.status === 'registered')
  const page = await w.open(desk, { as: 'town1', path: `/console/beneficiaries/${id}` })
  await page.getByRole('button', { name: '查看 身份证号' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('显示 60 秒').waitFor()
  expect(await dialog.getByRole('button', { name: '查看并记录' }).isDisabled()).toBe(true)
  await dialog.getByText('入户走访').click()
  await dialog.getByRole('button', { name: '查看并记录' }).click()
  await page.getByText(/秒后隐藏/).waitFor()
  await w.end()
})

test('without the role there is a sentence instead of a page', async () => {
  const page = await w.open(desk, { as: 'evaluator1', path: '/console/contracts' })
  await page.getByText('没有权限').first().waitFor()
  await w.end()
})
